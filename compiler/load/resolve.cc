// From an import path, as written in some package, to the package it means.
#include "compiler/load/loader.h"
#include "compiler/syntax/unicode.h"
#include <filesystem>

namespace golem::load {

namespace fs = std::filesystem;

namespace {
// The offset of the last "internal" element of a path, or npos.
size_t internalElement(std::string_view path) {
  for (size_t end = path.size();;) {
    size_t slash = path.rfind('/', end == 0 ? 0 : end - 1);
    size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    if (path.substr(begin, end - begin) == "internal") return begin;
    if (slash == std::string_view::npos || slash == 0) return std::string_view::npos;
    end = slash;
  }
}
bool under(std::string_view path, std::string_view prefix) {
  return prefix.empty() || (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/'));
}
bool isDirectory(const std::string &dir) {
  std::error_code ec;
  return fs::is_directory(dir, ec);
}
} // namespace

bool Loader::stdExists(const std::string &path) const {
  if (isDirectory(stdDir(path))) return true;
  return !opt.overlay.empty() && isDirectory(opt.overlay + "/" + path);
}

// spec of cmd/go: a package below .../internal may be imported only from the tree rooted at internal's parent.
bool Loader::internalAllowed(const Package *importer, std::string_view path, const Package *imported, const std::string &dir) const {
  size_t at = internalElement(path);
  if (at == std::string_view::npos) return true;
  std::string_view parent = path.substr(0, at == 0 ? 0 : at - 1);
  if (imported->isStd) {
    if (importer->testOf && importer->path == importer->testOf->path + ".test") return true; // testing/internal/testdeps
    std::string_view from = importer->path, dir = importer->dir;
    if (importer->testOf) from = importer->testOf->path;
    if (!importer->isStd) { // files of the standard library that were named count as the package they stand in
      std::string src = prog.goroot + "/src/";
      if (!dir.starts_with(src)) return opt.internal && importer->isRoot;
      from = dir.substr(src.size());
    }
    return under(from, parent);
  }
  // Elsewhere directories decide, so that command-line-arguments counts as the package it stands in.
  size_t cut = internalElement(dir);
  return cut == std::string::npos || under(importer->dir, std::string_view(dir).substr(0, cut - 1));
}

Package *Loader::resolve(Package *importer, std::string_view path, Pos pos) {
  if (path.empty()) return fail(importer, pos, Diag::LoadInvalidImportPath, {path}), nullptr;
  if (path == "unsafe") return request("unsafe", stdDir("unsafe"), true, "", {});
  if (path[0] == '/') return fail(importer, pos, Diag::LoadAbsoluteImport, {path}), nullptr;
  for (size_t i = 0; i < path.size();) {
    syntax::Rune r = syntax::decodeRune(path.data() + i, path.data() + path.size());
    bool bad = !r.valid || r.value <= ' ' || r.value == 0x7f ||
               (r.value < 0x80 && std::string_view("!\"#$%&'()*,:;<=>?[\\]^`{|}").find(static_cast<char>(r.value)) != std::string_view::npos);
    if (bad) return fail(importer, pos, Diag::LoadMalformedImportPath, {path, syntax::quoteRune(r.value)}), nullptr;
    i += r.width;
  }
  if (path == "." || path == ".." || path.starts_with("./") || path.starts_with("../")) return resolveRelative(importer, path, pos);

  // The external test of a package, and its own test files, import the variant that holds the test files: the same package.
  std::string p(path);
  Package *found = nullptr;
  if (importer->testOf) {
    std::lock_guard<std::mutex> lock(mu);
    const Package *under = importer->testOf;
    bool itsOwn = p == under->path || p == under->path + "_test";
    if (auto it = byPath.find(p); itsOwn && it != byPath.end()) return it->second;
  }
  std::string dir;
  if (importer->isStd && stdExists("vendor/" + p)) p = "vendor/" + p;
  if (stdExists(p) && p != "vendor" && p != "cmd") {
    dir = stdDir(p);
    if (p.starts_with("vendor/") && !importer->isStd) {
      fail(importer, pos, Diag::LoadNotInStd, {path, dir});
      return nullptr;
    }
    found = request(p, dir, true, prog.goVersion, {});
  } else if (auto m = modules.find(p, importer->path, importer->dir)) {
    if (!m->error.empty()) return fail(importer, pos, Diag::LoadModule, {m->error}), nullptr;
    dir = m->dir;
    Source src;
    src.printDir = shownDir(dir);
    src.module = m->module;
    found = request(p, dir, false, m->goVersion, std::move(src));
  }
  if (!found) {
    std::string_view first = path.substr(0, path.find('/'));
    if (first.find('.') == std::string_view::npos) fail(importer, pos, Diag::LoadNotInStd, {path, stdDir(path)});
    else fail(importer, pos, modules.found() ? Diag::LoadNoRequiredModule : Diag::LoadNoGoMod, {path});
    return nullptr;
  }
  if (!internalAllowed(importer, p, found, dir)) {
    fail(importer, pos, Diag::LoadInternal, {path});
  }
  return found;
}

// "./x": a directory beside the importing file; or, as in the Go project's test directories, the package that the file x.go
// in the importer's own directory belongs to.
Package *Loader::resolveRelative(Package *importer, std::string_view path, Pos pos) {
  if (importer->isStd) return fail(importer, pos, Diag::LoadLocalInNonLocal, {path}), nullptr;
  if (modules.found() && under(importer->dir, modules.dir())) return fail(importer, pos, Diag::LoadRelativeInModule, {path}), nullptr;
  std::string dir = fs::path(importer->dir + "/" + std::string(path)).lexically_normal();
  while (dir.size() > 1 && dir.back() == '/') dir.pop_back();
  // The import path is "test/x", x seen from the root package, as the Go project's test driver has it (-D test).
  std::string top = prog.roots.empty() ? importer->dir : prog.roots.front()->dir;
  std::string importPath = fs::path("test/" + fs::path(dir).lexically_relative(top).string()).lexically_normal();
  Source src;
  if (isDirectory(dir)) {
    src.printDir = shownDir(dir);
    return request(importPath, dir, false, "", std::move(src));
  }
  std::string file = dir + ".go", text, err;
  if (!readFile(file, text, err)) {
    fail(importer, pos, Diag::LoadNoDirectory, {dir});
    return nullptr;
  }
  // All files of that directory with the same package clause make up the package.
  auto packageName = [&](const std::string &f) {
    SourceManager scratch;
    Diagnostics ignored(scratch);
    Arena arena;
    std::string t, e;
    if (!readFile(f, t, e)) return golem::Name();
    syntax::ParseMode mode;
    mode.importsOnly = true;
    syntax::File *tree = syntax::parseFile(scratch.add(f, f, std::move(t)), arena, ignored, mode);
    return tree->broken ? golem::Name() : tree->pkgName->value;
  };
  golem::Name name = packageName(file);
  std::error_code ec;
  std::string parent = fs::path(dir).parent_path();
  for (fs::directory_iterator it(parent, ec), end; !ec && it != end; it.increment(ec)) {
    std::string f = it->path();
    if (!f.ends_with(".go") || isTestFile(f) || it->is_directory(ec) || f == file) continue;
    if (name && packageName(f) == name) src.files.push_back(f);
  }
  src.files.push_back(file);
  src.listed = false;
  return request(importPath, parent, false, "", std::move(src));
}

} // namespace golem::load
