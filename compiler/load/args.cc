// The command line's names: files, directories, import paths, patterns.
#include "compiler/load/loader.h"
#include "compiler/load/stdlib.h"
#include <algorithm>
#include <filesystem>
#include <set>

namespace golem::load {

namespace fs = std::filesystem;

namespace {
std::string normal(const fs::path &p) {
  std::string s = p.lexically_normal();
  while (s.size() > 1 && s.back() == '/') s.pop_back();
  return s;
}
bool isLocal(std::string_view a) { return a == "." || a == ".." || a.starts_with("./") || a.starts_with("../") || a.starts_with("/"); }
// Directories a pattern never enters.
bool skipped(const std::string &name) { return name[0] == '.' || name[0] == '_' || name == "testdata"; }
} // namespace

// "..." matches any string; "/..." at the end also the empty one.
bool pathMatches(std::string_view pattern, std::string_view path) {
  if (pattern.ends_with("/...") && pattern.substr(0, pattern.size() - 4) == path) return true;
  size_t dots = pattern.find("...");
  if (dots == std::string_view::npos) return pattern == path;
  if (!path.starts_with(pattern.substr(0, dots))) return false;
  std::string_view rest = pattern.substr(dots + 3);
  for (size_t i = dots; i <= path.size(); i++)
    if (pathMatches(rest, path.substr(i))) return true;
  return false;
}

std::string Loader::shownDir(const std::string &dir) const {
  if (dir == cwd) return ".";
  if (dir.starts_with(cwd + "/")) return dir.substr(cwd.size() + 1);
  return dir;
}

void Loader::addRoot(Package *p) {
  if (!p) return;
  p->isRoot = true;
  if (std::find(prog.roots.begin(), prog.roots.end(), p) == prog.roots.end()) prog.roots.push_back(p);
}

bool Loader::roots(const std::vector<std::string> &args) {
  for (const std::string &path : opt.implicit) request(path, stdDir(path), true, "", {});
  if (args.empty()) return rootDirectory(".", cwd, false) != nullptr;
  std::error_code ec;
  bool files = args[0].ends_with(".go") && !fs::is_directory(fs::path(cwd) / args[0], ec);
  if (files) return rootFiles(args);
  bool ok = true;
  for (const std::string &a : args) {
    if (a.find("...") != std::string::npos || a == "std") {
      ok &= rootPattern(a);
      continue;
    }
    if (isLocal(a)) {
      std::string dir = normal(fs::path(cwd) / a);
      if (!fs::exists(dir, ec)) {
        diags.report(Pos{}, Diag::LoadNoDirectory, {dir});
        ok = false;
      } else if (!fs::is_directory(dir, ec)) {
        diags.report(Pos{}, a.ends_with(".go") ? Diag::LoadNotADirectory : Diag::LoadNotGoFile, {a});
        ok = false;
      } else {
        ok &= rootDirectory(a, dir, false) != nullptr;
      }
      continue;
    }
    if (a.ends_with(".go") && fs::is_directory(fs::path(cwd) / a, ec)) {
      diags.report(Pos{}, Diag::LoadDirectoryAsFile, {a});
      ok = false;
      continue;
    }
    // An import path, looked up as if the main module imported it.
    Package asker;
    asker.dir = modules.found() ? modules.dir() : cwd;
    asker.isStd = !modules.found() && (cwd == prog.goroot + "/src" || cwd.starts_with(prog.goroot + "/src/"));
    std::string path = a;
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    Package *p = nullptr;
    if (stdExists(path) && path != "cmd" && path != "vendor") {
      Source src;
      src.tests = opt.tests;
      p = request(path, stdDir(path), true, "", std::move(src));
    } else {
      p = resolve(&asker, path, Pos{});
    }
    if (!p) ok = false;
    addRoot(p);
    if (p && opt.tests) rootDirectory(a, p->dir, false);
  }
  return ok;
}

// The package in a directory, and with tests the external test package beside it.
Package *Loader::rootDirectory(const std::string &arg, const std::string &dir, bool optional) {
  (void)arg;
  Source src;
  src.printDir = shownDir(dir);
  src.tests = opt.tests;
  src.optional = optional;
  std::string path, version;
  bool isStd = false;
  std::string srcRoot = prog.goroot + "/src/";
  if (dir.starts_with(srcRoot)) {
    path = dir.substr(srcRoot.size());
    isStd = true;
    src.printDir.clear();
  } else if (modules.found() && (dir == modules.dir() || dir.starts_with(modules.dir() + "/"))) {
    path = modules.main().path + dir.substr(modules.dir().size());
    version = modules.main().goVersion;
  } else {
    path = dir == cwd ? "command-line-arguments" : "_" + dir; // no module: cmd/go's old name for a place outside GOPATH
  }
  Package *p = request(path, dir, isStd, version, src);
  addRoot(p);
  addExternalTest(p, src);
  return p;
}

void Loader::addExternalTest(Package *p, const Source &src) {
  if (!opt.tests) return;
  Source ext = src;
  ext.tests = false;
  ext.externalTest = true;
  Package *t = request(p->path + "_test", p->dir, p->isStd, p->goVersion, std::move(ext));
  t->testOf = p;
  addRoot(t);
}

bool Loader::rootFiles(const std::vector<std::string> &args) {
  Source src;
  src.listed = false;
  std::string dir, shown;
  std::error_code ec;
  for (const std::string &a : args) {
    if (!a.ends_with(".go")) return diags.report(Pos{}, Diag::LoadNotGoFile, {a}), false;
    fs::path full = a.starts_with("/") ? fs::path(a) : fs::path(cwd) / a;
    if (fs::is_directory(full, ec)) return diags.report(Pos{}, Diag::LoadDirectoryAsFile, {a}), false;
    std::string d = normal(full.parent_path());
    std::string s = fs::path(a).has_parent_path() ? fs::path(a).parent_path().string() : ".";
    if (!dir.empty() && d != dir) return diags.report(Pos{}, Diag::LoadFilesInTwoDirs, {shown, s}), false;
    dir = d;
    shown = s;
    if (!fs::exists(full, ec)) return diags.report(Pos{}, Diag::LoadCannotRead, {a, "no such file or directory"}), false;
    src.files.push_back(opt.dir == "." || a.starts_with("/") ? a : std::string(full));
  }
  std::string version;
  if (modules.found() && (dir == modules.dir() || dir.starts_with(modules.dir() + "/"))) version = modules.main().goVersion;
  src.tests = opt.tests;
  Package *p = request("command-line-arguments", dir, false, version, src);
  addRoot(p);
  addExternalTest(p, src);
  return true;
}

// Everything below GOROOT/src that the pattern matches, but for cmd and testdata.
void Loader::rootStd(const std::string &pattern) {
  std::vector<std::string> found;
  std::string src = prog.goroot + "/src";
  std::error_code ec;
  std::vector<std::string> trees = {src};
  if (!opt.overlay.empty()) trees.push_back(opt.overlay);
  for (const std::string &tree : trees) {
    for (fs::recursive_directory_iterator it(tree, ec), end; !ec && it != end; it.increment(ec)) {
      if (!it->is_directory(ec)) continue;
      std::string path = it->path().string().substr(tree.size() + 1);
      std::string name = it->path().filename();
      if (skipped(name) || path == "cmd" || path == "builtin") {
        it.disable_recursion_pending();
        continue;
      }
      if (pattern == "std" || pathMatches(pattern, path)) found.push_back(path);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (const std::string &path : found) {
    Source s;
    s.optional = true;
    s.tests = opt.tests;
    Package *p = request(path, stdDir(path), true, "", s);
    addRoot(p);
    addExternalTest(p, s);
  }
}

bool Loader::rootPattern(const std::string &pattern) {
  size_t before = prog.roots.size();
  std::error_code ec;
  if (!isLocal(pattern)) {
    rootStd(pattern);
    if (pattern == "std") return true;
  }
  // Directories of the file system: below the pattern's fixed part, or of the main module.
  std::string top;
  if (isLocal(pattern)) {
    std::string fixed = pattern.substr(0, pattern.find("..."));
    fixed = fixed.substr(0, fixed.rfind('/') + 1);
    top = normal(fs::path(cwd) / fixed);
    if (!fs::is_directory(top, ec)) {
      diags.report(Pos{}, Diag::LoadPatternNoDir, {pattern, fixed});
      return false;
    }
  } else if (modules.found()) {
    top = modules.dir();
  }
  if (!top.empty()) {
    std::string whole = isLocal(pattern) ? normal(fs::path(cwd) / pattern.substr(0, pattern.find("..."))) : "";
    std::vector<std::string> dirs = {top};
    for (fs::recursive_directory_iterator it(top, ec), end; !ec && it != end; it.increment(ec)) {
      if (!it->is_directory(ec)) continue;
      std::string name = it->path().filename();
      if (skipped(name) || name == "vendor" || fs::exists(it->path() / "go.mod", ec)) {
        it.disable_recursion_pending();
        continue;
      }
      dirs.push_back(it->path());
    }
    std::sort(dirs.begin(), dirs.end());
    std::string local = isLocal(pattern) ? std::string(normal(fs::path(cwd) / pattern)) : "";
    for (const std::string &d : dirs) {
      bool match = isLocal(pattern) ? pathMatches(local, d) : pathMatches(pattern, modules.main().path + d.substr(top.size()));
      if (match) rootDirectory(d, d, true);
    }
  }
  if (prog.roots.size() == before) {
    diags.report(Pos{}, Diag::LoadPatternMatchedNothing, {pattern});
    return false;
  }
  return true;
}

} // namespace golem::load
