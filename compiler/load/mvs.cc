// Minimal version selection: for each module the highest version that anything in the graph of requirements asks for.
//
// A main module of Go 1.17 or later lists every module its packages need with the version that selection gives, so the list
// is the answer. Otherwise the graph is walked: each module's go.mod, in the version asked for, from the cache or fetched.
// With go.work the lists of the main modules are merged.
#include "compiler/load/module.h"
#include "compiler/syntax/parse.h"
#include <algorithm>
#include <deque>
#include <filesystem>

namespace golem::load {

namespace fs = std::filesystem;

static int minorVersion(const std::string &goVersion) { // "go1.17" → 17
  return goVersion.starts_with("go1.") ? std::atoi(goVersion.c_str() + 4) : goVersion.size() > 2 && goVersion[2] > '1' ? 1000 : 0;
}

// What module m's go.mod requires. A module without go.mod requires nothing.
bool Modules::readRequirements(const Module &m, ModFile &out, std::string &err) {
  std::string text;
  std::string file = m.realVersion.empty() ? m.dir + "/go.mod" : cacheFile(m, ".mod");
  std::error_code ec;
  if (m.realVersion.empty()) {
    if (!readFile(file, text, err)) {
      err = m.path + (m.version.empty() ? "" : "@" + m.version) + " (replaced by " + m.realPath + "): reading " + file + ": " + err;
      return false;
    }
  } else {
    if (!sums_.count(m.realPath + " " + m.realVersion + "/go.mod")) {
      err = m.realPath + "@" + m.realVersion + ": missing go.sum entry for go.mod file; to add it:\n\tgo mod download " + m.realPath;
      return false;
    }
    if (!fs::exists(file, ec) && !fetch(m, true, err)) {
      err = m.realPath + "@" + m.realVersion + ": " + err;
      return false;
    }
    if (!readFile(file, text, err)) return false;
  }
  return parseModFile(text, out, nullptr);
}

bool Modules::selectVersions(Diagnostics &diags) {
  std::map<std::string, std::string> selected;
  std::set<std::string> isMain;
  for (const Main &m : mains_) isMain.insert(m.file.path);
  std::deque<std::pair<std::string, std::string>> queue;
  std::set<std::pair<std::string, std::string>> seen;
  auto excluded = [&](const std::string &path, const std::string &version) {
    for (const Main &m : mains_)
      for (const ModFile::Require &x : m.file.exclude)
        if (x.path == path && x.version == version) return true;
    return false;
  };
  auto want = [&](const std::string &path, const std::string &version, bool walk) {
    if (isMain.count(path) || excluded(path, version) || !seen.emplace(path, version).second) return;
    std::string &s = selected[path];
    if (s.empty() || compareVersions(s, version) < 0) s = version;
    if (walk) queue.emplace_back(path, version);
  };
  for (const Main &m : mains_)
    for (const ModFile::Require &r : m.file.require) want(r.path, r.version, minorVersion(m.file.goVersion) < 17);
  while (!queue.empty()) {
    auto [path, version] = queue.front();
    queue.pop_front();
    ModFile f;
    std::string err;
    if (!readRequirements(*makeModule(path, version), f, err)) {
      diags.report(Pos{}, Diag::LoadModule, {err.empty() ? path + "@" + version + ": unreadable go.mod" : err});
      return false;
    }
    for (const ModFile::Require &r : f.require) want(r.path, r.version, true);
  }
  for (auto &[path, version] : selected) build_.push_back(makeModule(path, version));
  std::stable_sort(build_.begin(), build_.end(), [](const auto &a, const auto &b) { return a->path.size() > b->path.size(); });
  return true;
}

} // namespace golem::load
