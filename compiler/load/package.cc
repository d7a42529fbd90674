// Reading one package: which files, their trees, their imports.
#include "compiler/load/loader.h"
#include "compiler/load/stdlib.h"
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>
#include <sstream>

namespace golem::load {

namespace fs = std::filesystem;

// A content hash for caches: not cryptographic, but 64 well-mixed bits.
uint64_t mixHash(uint64_t h, std::string_view s) {
  auto round = [&](uint64_t v) {
    h = (h ^ v) * 0x9e3779b97f4a7c15ull;
    h ^= h >> 29;
  };
  while (s.size() >= 8) {
    uint64_t v;
    std::memcpy(&v, s.data(), 8);
    round(v);
    s.remove_prefix(8);
  }
  uint64_t v = s.size();
  for (char c : s) v = v << 8 | static_cast<unsigned char>(c);
  round(v);
  return h;
}

namespace {
struct Candidate {
  std::string name, path; // path: where to read it
  bool overlay = false;
};
bool listDirectory(const std::string &dir, std::vector<Candidate> &out, std::string *err) {
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec)) {
    std::string name = it->path().filename();
    if (it->is_directory(ec)) continue;
    out.push_back({name, dir + "/" + name, false});
  }
  if (ec && err) *err = ec.message();
  return !ec;
}

bool importsC(const syntax::File *f) {
  for (syntax::Decl *d : f->decls)
    if (d->kind == syntax::NodeKind::ImportDecl) {
      auto *i = syntax::as<syntax::ImportDecl>(d);
      if (i->path && i->path->value == "\"C\"") return true;
    }
  return false;
}
} // namespace

void Loader::fail(Package *p, Pos pos, Diag d, std::initializer_list<std::string_view> args) {
  if (p) p->failed = true;
  diags.report(pos, d, args);
}

// Lists, filters, parses. False if there is nothing to compile (reported, unless the package is optional).
bool Loader::chooseFiles(Package *p, const Source &src) {
  std::vector<Candidate> names;
  std::string err;
  Context ctx = base_;
  std::string overlayDir;
  if (p->isStd) {
    StdEntry e = stdEntry(p->path);
    p->view = e.view;
    ctx.tags.insert(stdTags().begin(), stdTags().end());
    std::istringstream more(e.tags);
    for (std::string t; more >> t;) ctx.tags.insert(t);
    if (!opt.overlay.empty()) {
      std::vector<Candidate> over;
      if (listDirectory(opt.overlay + "/" + p->path, over, nullptr) && !over.empty()) {
        p->replaced = e.overlay == Overlay::Replace;
        names = std::move(over);
        for (Candidate &c : names) c.overlay = true;
      }
    }
  }
  if (!p->isStd) {
    StdEntry e = stdEntry(p->path);
    p->view = e.view;
    std::istringstream more(e.tags);
    for (std::string t; more >> t;) ctx.tags.insert(t);
  }
  ctx.amd64 = p->view == View::Amd64;
  size_t fromOverlay = names.size();
  if (!src.text.empty()) {
    names.push_back({"_testmain.go", p->dir + "/_testmain.go", false});
  } else if (!src.listed) {
    for (const std::string &f : src.files) names.push_back({fs::path(f).filename(), f, false});
  } else if (!p->replaced) {
    std::vector<Candidate> own;
    if (!listDirectory(p->dir, own, &err) && fromOverlay == 0) {
      fail(p, Pos{}, Diag::LoadCannotRead, {src.printDir, err});
      return false;
    }
    for (Candidate &c : own) {
      auto same = [&](const Candidate &o) { return o.name == c.name; };
      if (std::none_of(names.begin(), names.begin() + static_cast<long>(fromOverlay), same)) names.push_back(std::move(c));
    }
  }
  // Tests come last, as with gc: their variables are initialized after the others, and they change no other file's numbering.
  std::sort(names.begin(), names.end(), [](const Candidate &a, const Candidate &b) {
    bool at = isTestFile(a.name), bt = isTestFile(b.name);
    return at != bt ? bt : a.name < b.name;
  });

  // A third-party package with assembly is compiled in its portable view, unless the runtime has what the assembly defines.
  p->provided = stdEntry(p->path).path[0] != 0 || p->isStd;
  if (!p->provided && src.listed) {
    for (const Candidate &c : names)
      if (c.name.ends_with(".s") && ctx.fileName(c.name)) {
        p->view = View::Generic;
        ctx.amd64 = false;
        ctx.tags.insert("purego");
        break;
      }
  }

  size_t goFiles = 0, tests = 0;
  std::string firstFile, cgoFiles;
  for (const Candidate &c : names) {
    bool isGo = c.name.ends_with(".go");
    if (src.listed && src.text.empty()) {
      if (!isGo) {
        if (c.name.ends_with(".s") && ctx.fileName(c.name)) p->otherFiles.push_back(c.name);
        continue;
      }
      if (c.name[0] == '_' || c.name[0] == '.') continue;
      bool test = isTestFile(c.name);
      goFiles++;
      tests += test;
      if (test && !src.tests && !src.externalTest) continue;
      if (!test && src.externalTest) continue;
      if (!ctx.fileName(c.name)) continue;
    } else if (src.text.empty()) { // files that were named
      goFiles++;
      tests += isTestFile(c.name);
    }
    std::string text;
    std::string shown = src.printDir.empty() ? c.path : src.printDir + "/" + c.name;
    if (src.printDir == ".") shown = "./" + c.name;
    if (!src.listed || c.overlay) shown = c.path;
    if (!src.text.empty()) {
      text = src.text;
      shown = c.name;
    } else if (!readFile(c.path, text, err)) {
      fail(p, Pos{}, Diag::LoadCannotRead, {shown, err});
      continue;
    }
    std::error_code ec;
    if (src.listed || !opt.ignoreConstraints) {
      size_t at = 0;
      Constraint fits = checkConstraint(text, ctx, at, err);
      if (fits == Constraint::Excludes) continue;
      if (fits == Constraint::Malformed || fits == Constraint::Twice) {
        SourceFile *f = sm.add(shown, fs::absolute(c.path, ec).lexically_normal(), std::move(text));
        for (uint32_t i = 0; i < f->size(); i++)
          if (f->text[i] == '\n') f->lineStarts.push_back(i + 1);
        fail(p, f->pos(static_cast<uint32_t>(at)), fits == Constraint::Twice ? Diag::LoadTwoConstraints : Diag::LoadBadConstraint, {err});
        continue;
      }
    }
    uint64_t hash = mixHash(mixHash(p->contentHash, c.name), text);
    SourceFile *f = sm.add(shown, fs::absolute(c.path, ec).lexically_normal(), std::move(text));
    trimPath(*p, *f);
    syntax::ParseMode mode;
    mode.importsOnly = opt.rootsOnly;
    mode.skimBodies = opt.skimDependencies && !p->isRoot;
    mode.genericMethods = opt.genericMethods;
    Diagnostics own(sm);
    syntax::File *file = syntax::parseFile(f, p->arena, own, mode);
    bool external = isTestFile(c.name) && file->pkgName->value.str().ends_with("_test");
    if ((src.listed || opt.tests) && external != src.externalTest) continue; // without tests no _test.go file gets here
    if (importsC(file)) { // as with CGO_ENABLED=0
      if (!src.listed)
        for (syntax::Decl *d : file->decls)
          if (d->kind == syntax::NodeKind::ImportDecl && syntax::as<syntax::ImportDecl>(d)->path->value == "\"C\"")
            fail(p, syntax::as<syntax::ImportDecl>(d)->path->pos, Diag::LoadCgo);
      cgoFiles += (cgoFiles.empty() ? "" : ", ") + c.name;
      continue;
    }
    p->contentHash = hash;
    if (!file->embeds.empty()) resolveEmbeds(p, file);
    file->isTest = isTestFile(c.name);
    if (!file->isTest) p->hashWithoutTests = p->contentHash;
    for (Report &r : own.reports()) {
      p->failed = true;
      diags.reportText(r.pos, r.id, std::move(r.text), r.soft);
    }
    if (file->broken) continue;
    if (!p->name) {
      p->name = file->pkgName->value;
      firstFile = c.name;
    } else if (p->name != file->pkgName->value) {
      fail(p, Pos{}, Diag::LoadSeveralPackages, {p->name.str(), firstFile, file->pkgName->value.str(), c.name, p->dir});
      break;
    }
    p->files.push_back(file);
    p->isTest |= file->isTest;
  }
  if (!p->files.empty() || p->failed) return true;
  if (src.optional || src.externalTest || (src.tests && tests > 0)) return false;
  std::string where = p->dir;
  if (goFiles == 0) fail(p, Pos{}, Diag::LoadNoGoFiles, {where});
  else if (goFiles == tests) fail(p, Pos{}, Diag::LoadNoNonTestFiles, {where});
  else if (!cgoFiles.empty())
    fail(p, Pos{}, Diag::LoadModule,
         {"package " + p->path + ": golem does not support cgo, and no Go file in " + where + " does without (import \"C\" in " + cgoFiles +
          "); leave out what imports it under the build constraint !cgo"});
  else fail(p, Pos{}, Diag::LoadAllExcluded, {p->path, where});
  return false;
}

namespace {
// Do _test.go files declare methods of generic types that other files declare? Importers instantiate these, methods and all; other
// types' descriptors and methods are made in their own package only.
bool genericMethodsOfOtherFiles(const Package *p) {
  std::set<std::string_view> own;
  for (const syntax::File *f : p->files)
    for (syntax::Decl *d : f->decls)
      if (f->isTest && d->kind == syntax::NodeKind::TypeDecl) own.insert(syntax::as<syntax::TypeDecl>(d)->name->value.str());
  for (const syntax::File *f : p->files)
    for (syntax::Decl *d : f->decls) {
      if (!f->isTest || d->kind != syntax::NodeKind::FuncDecl || !syntax::as<syntax::FuncDecl>(d)->recv) continue;
      syntax::Expr *t = syntax::unparen(syntax::as<syntax::FuncDecl>(d)->recv->type);
      if (t->kind == syntax::NodeKind::Operation) t = syntax::unparen(syntax::as<syntax::Operation>(t)->x);
      if (t->kind != syntax::NodeKind::IndexExpr) continue;
      syntax::Expr *name = syntax::unparen(syntax::as<syntax::IndexExpr>(t)->x);
      if (name->kind != syntax::NodeKind::Name || !own.count(syntax::as<syntax::Name>(name)->value.str())) return true;
    }
  return false;
}
} // namespace

void Loader::read(Package *p, const Source &src) {
  if (!chooseFiles(p, src)) return;
  // A program under test is a package like any other: the program is the one that runs the tests.
  p->isMain = p->name.str() == "main" && !src.tests;
  p->linkPath = p->isMain ? "main" : p->path;
  if (src.tests && p->isTest) p->testsChangeTypes = genericMethodsOfOtherFiles(p);
  resolveImports(p, src);
}

void Loader::resolveImports(Package *p, const Source &) {
  if (opt.rootsOnly) return;
  for (syntax::File *f : p->files) {
    for (syntax::Decl *d : f->decls) {
      if (d->kind != syntax::NodeKind::ImportDecl) continue;
      auto *i = syntax::as<syntax::ImportDecl>(d);
      std::string path;
      if (!i->path || i->path->bad || !syntax::unquote(i->path->value, path)) continue;
      auto same = [&](const Import &x) { return x.path == path; };
      if (std::any_of(p->imports.begin(), p->imports.end(), same)) continue; // tests come last
      p->imports.push_back({path, nullptr, i->pos, f->isTest});
      p->imports.back().pkg = resolve(p, path, i->pos);
    }
  }
  std::sort(p->imports.begin(), p->imports.end(), [](const Import &a, const Import &b) { return a.path < b.path; });
}

} // namespace golem::load
