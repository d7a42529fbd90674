// go.mod, the vendor directory and the module cache. Versions are not selected here: a go.mod of Go 1.17 or later lists every
// module the build needs, with its version. Nothing is downloaded.
#include "compiler/load/module.h"
#include "compiler/syntax/parse.h"
#include <cstdlib>
#include <filesystem>

namespace golem::load {

namespace fs = std::filesystem;

namespace {
// The words of a line; quoted ones unquoted; a // comment ends it.
bool words(std::string_view line, std::vector<std::string> &out) {
  out.clear();
  for (size_t i = 0; i < line.size();) {
    char c = line[i];
    if (c == ' ' || c == '\t' || c == '\r') {
      i++;
    } else if (line.substr(i).starts_with("//")) {
      break;
    } else if (c == '"' || c == '`') {
      size_t end = line.find(c, i + 1);
      std::string w;
      if (end == std::string_view::npos || !syntax::unquote(line.substr(i, end + 1 - i), w)) return false;
      out.push_back(w);
      i = end + 1;
    } else if (c == '(' || c == ')') {
      out.push_back(std::string(1, c));
      i++;
    } else {
      size_t end = i;
      while (end < line.size() && std::string_view(" \t\r()").find(line[end]) == std::string_view::npos) end++;
      out.push_back(std::string(line.substr(i, end - i)));
      i = end;
    }
  }
  return true;
}

// Upper-case letters of a module path become '!' and the lower-case one in the cache's directory names.
std::string escapePath(std::string_view path) {
  std::string out;
  for (char c : path) {
    if (c >= 'A' && c <= 'Z') {
      out += '!';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

bool hasPathPrefix(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}
} // namespace

bool parseModFile(std::string_view text, ModFile &out, Diagnostics *diags) {
  bool ok = true;
  std::string block; // directive of the parenthesized block we are in
  std::vector<std::string> w;
  int lineNo = 0;
  out.goVersion = "go1.16";
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    lineNo++;
    auto fail = [&](std::string msg) {
      if (diags) diags->report(Pos{}, Diag::LoadGoMod, {std::to_string(lineNo), msg});
      ok = false;
    };
    if (!words(line, w)) {
      fail("unterminated string");
      continue;
    }
    if (w.empty()) continue;
    if (!block.empty() && w[0] == ")") {
      block.clear();
      continue;
    }
    std::string verb = block;
    if (verb.empty()) {
      verb = w[0];
      w.erase(w.begin());
      if (!w.empty() && w[0] == "(") {
        block = verb;
        continue;
      }
    }
    auto need = [&](size_t n) {
      if (w.size() >= n) return true;
      fail("usage: " + verb + (verb == "require" ? " module/path v1.2.3" : verb == "replace" ? " module/path [v1.2.3] => other/module v1.4" : " argument"));
      return false;
    };
    if (verb == "module") {
      if (need(1)) out.path = w[0];
    } else if (verb == "go") {
      if (!need(1)) continue;
      // "1.21", "1.21.3", "1.22rc1": the language version is major.minor
      std::string v = w[0];
      size_t dot = v.find('.');
      size_t e = dot == std::string::npos ? v.size() : v.find_first_not_of("0123456789", dot + 1);
      if (v.empty() || v[0] < '1' || v[0] > '9' || dot == std::string::npos) fail("invalid go version '" + v + "': must match format 1.23");
      else out.goVersion = "go" + v.substr(0, e);
    } else if (verb == "require") {
      if (need(2)) out.require.push_back({w[0], w[1]});
    } else if (verb == "replace") {
      size_t arrow = 0;
      while (arrow < w.size() && w[arrow] != "=>") arrow++;
      if (arrow == 0 || arrow + 1 >= w.size()) {
        need(99);
        continue;
      }
      out.replace.push_back({w[0], arrow > 1 ? w[1] : "", w[arrow + 1], arrow + 2 < w.size() ? w[arrow + 2] : ""});
    } else if (verb != "exclude" && verb != "retract" && verb != "toolchain" && verb != "godebug" && verb != "tool" && verb != "ignore") {
      fail("unknown directive: " + verb);
    }
  }
  return ok;
}

bool Modules::open(const std::string &dir, Diagnostics &diags) {
  std::error_code ec;
  std::string err, text;
  for (fs::path d = fs::absolute(dir, ec).lexically_normal();; d = d.parent_path()) {
    if (d.has_filename() || d == d.root_path()) {
      std::string file = d / "go.mod";
      if (fs::is_regular_file(file, ec)) {
        if (!readFile(file, text, err)) {
          diags.report(Pos{}, Diag::LoadCannotRead, {file, err});
          return false;
        }
        if (!parseModFile(text, main_, &diags)) return false;
        if (main_.path.empty()) {
          diags.report(Pos{}, Diag::LoadNoModuleLine, {});
          return false;
        }
        dir_ = d;
        break;
      }
    }
    if (d == d.root_path() || d.empty()) return false;
  }
  vendored_ = fs::exists(dir_ + "/vendor/modules.txt", ec);
  if (const char *c = std::getenv("GOMODCACHE"); c && *c) cache_ = c;
  else if (const char *g = std::getenv("GOPATH"); g && *g) cache_ = std::string(g).substr(0, std::string_view(g).find(':')) + "/pkg/mod";
  else if (const char *h = std::getenv("HOME")) cache_ = std::string(h) + "/go/pkg/mod";
  return true;
}

std::optional<ModulePackage> Modules::find(std::string_view path) const {
  if (dir_.empty()) return std::nullopt;
  std::error_code ec;
  auto below = [&](std::string_view prefix) { return std::string(path.substr(prefix.size())); };
  std::optional<ModulePackage> best;
  size_t bestLength = 0;
  if (hasPathPrefix(path, main_.path)) {
    best = ModulePackage{dir_ + below(main_.path), dir_, main_.goVersion, main_.path, true};
    bestLength = main_.path.size();
    if (fs::is_directory(best->dir, ec)) return best;
  }
  if (vendored_ && fs::is_directory(dir_ + "/vendor/" + std::string(path), ec)) {
    std::string d = dir_ + "/vendor/" + std::string(path);
    return ModulePackage{d, d, main_.goVersion, std::string(path), true};
  }
  for (const ModFile::Require &r : main_.require) {
    if (!hasPathPrefix(path, r.path) || r.path.size() <= bestLength) continue;
    ModulePackage m;
    m.module = r.path + "@" + r.version;
    m.moduleDir = cache_ + "/" + escapePath(r.path) + "@" + escapePath(r.version);
    for (const ModFile::Replace &p : main_.replace) {
      if (p.path != r.path || (!p.version.empty() && p.version != r.version)) continue;
      if (p.newVersion.empty()) m.moduleDir = (fs::path(dir_) / p.newPath).lexically_normal();
      else m.moduleDir = cache_ + "/" + escapePath(p.newPath) + "@" + escapePath(p.newVersion);
    }
    m.dir = m.moduleDir + below(r.path);
    m.exists = fs::is_directory(m.moduleDir, ec);
    bestLength = r.path.size();
    best = m;
  }
  if (best && best->exists && best->goVersion.empty()) {
    best->goVersion = "go1.16";
    std::string text, err;
    ModFile f;
    if (readFile(best->moduleDir + "/go.mod", text, err) && parseModFile(text, f, nullptr)) best->goVersion = f.goVersion;
  }
  return best;
}

} // namespace golem::load
