// Loading: constraints, go.mod, resolution, messages. Works in a fresh directory below /tmp; needs a GOROOT.
#define CATCH_CONFIG_MAIN
#include "compiler/load/context.h"
#include "compiler/load/load.h"
#include "compiler/load/module.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

using namespace golem;
using namespace golem::load;
namespace fs = std::filesystem;

namespace {
struct Tree {
  std::string dir;
  Tree(std::initializer_list<std::pair<const char *, const char *>> files) {
    char name[] = "/tmp/golem-load-XXXXXX";
    dir = mkdtemp(name);
    for (auto [path, text] : files) {
      fs::create_directories(fs::path(dir + "/" + path).parent_path());
      std::ofstream(dir + "/" + path) << text;
    }
  }
  ~Tree() {
    std::error_code ec;
    fs::remove_all(dir, ec);
  }
};
struct Loaded {
  Loaded(const Tree &t, std::vector<std::string> args, Options opt = {}) : diags(sources) {
    opt.dir = t.dir;
    prog = load::load(opt, args, sources, diags);
    errors = diags.render(0);
    for (size_t at; (at = errors.find(t.dir)) != std::string::npos;) errors.replace(at, t.dir.size(), "DIR");
    for (size_t at; !prog->goroot.empty() && (at = errors.find(prog->goroot)) != std::string::npos;) errors.replace(at, prog->goroot.size(), "GOROOT");
  }
  std::string paths() {
    std::string out;
    for (Package *p : prog->packages) out += p->path + " ";
    return out;
  }
  std::string files(std::string_view path) {
    std::string out;
    for (auto *f : prog->find(path)->files) out += f->source->path.substr(f->source->path.rfind('/') + 1) + " ";
    return out;
  }
  SourceManager sources;
  Diagnostics diags;
  std::unique_ptr<Program> prog;
  std::string errors;
};
} // namespace

TEST_CASE("file names and tags", "[load]") {
  Context c;
  CHECK(c.fileName("a.go"));
  CHECK(c.fileName("a_linux.go"));
  CHECK(c.fileName("a_linux_amd64.go"));
  CHECK(c.fileName("a_amd64_test.go"));
  CHECK(c.fileName("linux.go"));
  CHECK(c.fileName("windows.go"));
  CHECK(c.fileName("a_unix.go"));
  CHECK(!c.fileName("a_windows.go"));
  CHECK(!c.fileName("a_linux_arm64.go"));
  CHECK(!c.fileName("_a.go"));
  CHECK(!c.fileName(".a.go"));
  c.amd64 = false;
  CHECK(!c.fileName("a_amd64.go"));
  CHECK(c.tag("unix"));
  CHECK(c.tag("go1.26"));
  CHECK(!c.tag("go1.27"));
  CHECK(!c.tag("amd64"));
  CHECK(!c.tag("cgo"));
}

TEST_CASE("build lines", "[load]") {
  Context c;
  size_t at;
  std::string err;
  auto fits = [&](std::string text) { return checkConstraint(text, c, at, err); };
  CHECK(fits("package p") == Constraint::Fits);
  CHECK(fits("// x\n\n//go:build linux && !cgo\n\npackage p") == Constraint::Fits);
  CHECK(fits("/* x */ //go:build windows\npackage p") == Constraint::Excludes);
  CHECK(fits("//go:build (go1.5 || windows) && !(arm64 && linux)\npackage p") == Constraint::Fits);
  CHECK(fits("package p\n//go:build windows\n") == Constraint::Fits);
  CHECK(fits("//go:build linux &&\npackage p") == Constraint::Malformed);
  CHECK(err == "unexpected end of expression");
  CHECK(fits("//go:build linux\n//go:build amd64\npackage p") == Constraint::Twice);
  CHECK(fits("// +build windows\n\npackage p") == Constraint::Fits);
}

TEST_CASE("go.mod", "[load]") {
  ModFile m;
  CHECK(parseModFile("module \"example.com/m\" // the module\n\ngo 1.21.3\nrequire (\n\ta.b/c v1.2.3 // indirect\n)\n"
                     "replace a.b/c => ../c\ntoolchain go1.26\n",
                     m, nullptr));
  CHECK(m.path == "example.com/m");
  CHECK(m.goVersion == "go1.21");
  CHECK(m.require.size() == 1);
  CHECK(m.replace[0].newPath == "../c");
  CHECK(!parseModFile("modul x\n", m, nullptr));
  CHECK(!parseModFile("go x\n", m, nullptr));
}

TEST_CASE("packages come after what they import", "[load]") {
  Tree t({{"go.mod", "module m\ngo 1.22\n"},
          {"main.go", "package main\nimport (\n\"m/a\"\n_ \"unsafe\"\n)\nfunc main() { a.F() }\n"},
          {"a/a.go", "package a\nimport \"m/b\"\nfunc F() { b.G() }\n"},
          {"b/b.go", "package b\nfunc G() {}\n"},
          {"b/b_windows.go", "package c\n"},
          {"b/b_test.go", "package b\n"},
          {"b/x_test.go", "package b_test\n"}});
  Loaded l(t, {});
  CHECK(l.errors == "");
  CHECK(l.paths() == "m/b m/a unsafe m ");
  CHECK(l.prog->find("m")->linkPath == "main");
  CHECK(l.prog->find("m/a")->goVersion == "go1.22");
  CHECK(l.prog->find("m")->import("m/a") == l.prog->find("m/a"));
  CHECK(l.files("m/b") == "b.go ");
  Options tests;
  tests.tests = true;
  Loaded withTests(t, {"./b"}, tests);
  CHECK(withTests.paths() == "m/b m/b_test ");
  CHECK(withTests.files("m/b") == "b.go b_test.go ");
  CHECK(withTests.files("m/b_test") == "x_test.go ");
  CHECK(Loaded(t, {"./..."}).paths() == "m/b m/a unsafe m ");
  CHECK(Loaded(t, {"m/a"}).paths() == "m/b m/a ");
  Options skim;
  skim.skimDependencies = true;
  Loaded s(t, {}, skim);
  CHECK(syntax::as<syntax::FuncDecl>(s.prog->find("m/b")->files[0]->decls[0])->body == nullptr);
  CHECK(syntax::as<syntax::FuncDecl>(s.prog->find("m")->files[0]->decls[2])->body != nullptr);
}

TEST_CASE("what goes wrong with imports", "[load]") {
  auto errors = [](const char *imports) {
    Tree t({{"go.mod", "module m\ngo 1.22\n"},
            {"cmd/c.go", "package main\nfunc main() {}\n"},
            {"two/a.go", "package a\n"},
            {"two/b.go", "package b\n"},
            {"none/x.txt", ""},
            {"tests/a_test.go", "package a\n"},
            {"excl/a.go", "//go:build windows\npackage a\n"},
            {"p/p.go", imports}});
    return Loaded(t, {"./p"}).errors;
  };
  CHECK(errors("package p\nimport \"foo\"\n") == "p/p.go:2:8: package foo is not in std (GOROOT/src/foo)\n");
  CHECK(errors("package p\nimport \"a.b/c\"\n") == "p/p.go:2:8: no required module provides package a.b/c; to add it:\n\tgo get a.b/c\n");
  CHECK(errors("package p\nimport \"internal/abi\"\n") == "p/p.go:2:8: use of internal package internal/abi not allowed\n");
  CHECK(errors("package p\nimport \"m/cmd\"\n") == "p/p.go:2:8: import \"m/cmd\" is a program, not an importable package\n");
  CHECK(errors("package p\nimport \"\"\n") == "p/p.go:2:8: invalid import path: \n");
  CHECK(errors("package p\nimport \"a b\"\n") == "p/p.go:2:8: malformed import path \"a b\": invalid char ' '\n");
  CHECK(errors("package p\nimport \"/a\"\n") == "p/p.go:2:8: cannot import absolute path \"/a\"\n");
  CHECK(errors("package p\nimport \"./a\"\n") == "p/p.go:2:8: \"./a\" is relative, but relative import paths are not supported in module mode\n");
  CHECK(errors("package p\nimport \"m/two\"\n") == "found packages a (a.go) and b (b.go) in DIR/two\n");
  CHECK(errors("package p\nimport \"m/none\"\n") == "no Go files in DIR/none\n");
  CHECK(errors("package p\nimport \"m/tests\"\n") == "no non-test Go files in DIR/tests\n");
  CHECK(errors("package p\nimport \"m/excl\"\n") == "package m/excl: build constraints exclude all Go files in DIR/excl\n");
  CHECK(errors("//go:build linux &&\npackage p\n").find("parsing //go:build line: unexpected end of expression") != std::string::npos);
  CHECK(errors("//go:build linux\n//go:build linux\npackage p\n").find("multiple //go:build comments") != std::string::npos);
}

TEST_CASE("cycles are reported and cut", "[load]") {
  Tree t({{"go.mod", "module m\n"}, {"a/a.go", "package a\nimport _ \"m/b\"\n"}, {"b/b.go", "package b\nimport _ \"m/a\"\n"}});
  Loaded l(t, {"./a"});
  CHECK(l.errors == "package m/a\n\timports m/b from a.go\n\timports m/a from b.go: import cycle not allowed\n");
  CHECK(l.paths() == "m/b m/a ");
}

TEST_CASE("internal packages of modules", "[load]") {
  Tree t({{"go.mod", "module m\n"},
          {"x/internal/i/i.go", "package i\n"},
          {"x/y/y.go", "package y\nimport _ \"m/x/internal/i\"\n"},
          {"z/z.go", "package z\nimport _ \"m/x/internal/i\"\n"}});
  CHECK(Loaded(t, {"./x/y"}).errors == "");
  CHECK(Loaded(t, {"./z"}).errors == "z/z.go:2:8: use of internal package m/x/internal/i not allowed\n");
}

TEST_CASE("files and relative imports outside modules", "[load]") {
  Tree t({{"main.go", "package main\nimport \"./a\"\nimport _ \"./sub\"\nfunc main() { a.F() }\n"},
          {"a.go", "package a\nfunc F() { G() }\n"},
          {"a2.go", "package a\nfunc G() {}\n"},
          {"sub/s.go", "package s\nimport _ \"../b\"\n"},
          {"b.go", "package b\n"}});
  Loaded l(t, {"main.go"});
  CHECK(l.errors == "");
  CHECK(l.paths() == "test/a test/b test/sub command-line-arguments ");
  CHECK(l.files("test/a") == "a.go a2.go ");
}

TEST_CASE("arguments that name nothing", "[load]") {
  Tree t({{"go.mod", "module m\n"}, {"a.go", "package a\n"}, {"b/b.go", "package b\n"}, {"x.go/y.go", "package y\n"}, {"c.txt", ""}});
  CHECK(Loaded(t, {"./nope"}).errors == "stat DIR/nope: directory not found\n");
  CHECK(Loaded(t, {"nope"}).errors == "package nope is not in std (GOROOT/src/nope)\n");
  CHECK(Loaded(t, {"nope.go"}).errors == "nope.go: no such file or directory\n");
  CHECK(Loaded(t, {"a.go", "b/b.go"}).errors == "named files must all be in one directory; have . and b\n");
  CHECK(Loaded(t, {"a.go", "b"}).errors == "named files must be .go files: b\n");
  CHECK(Loaded(t, {"x.go"}).errors == "directory x.go is a directory, should be a Go file\n");
  CHECK(Loaded(t, {"./a.go"}).errors == "");
  CHECK(Loaded(t, {"./c.txt"}).errors == "named files must be .go files: ./c.txt\n");
  CHECK(Loaded(t, {"./nope/..."}).errors == "pattern ./nope/...: lstat ./nope/: no such file or directory\n");
  CHECK(Loaded(t, {"nope..."}).errors == "\"nope...\" matched no packages\n");
  Options bad;
  bad.goroot = "/nonexistent";
  CHECK(Loaded(t, {}, bad).errors == "GOROOT is not a GOROOT: there is no src/runtime in it\n");
  Tree noModule({{"p/p.go", "package p\nimport \"a.b/c\"\n"}});
  CHECK(Loaded(noModule, {"./p"}).errors == "p/p.go:2:8: no required module provides package a.b/c: go.mod file not found in current "
                                            "directory or any parent directory; see 'go help modules'\n");
  Tree badMod({{"go.mod", "go 1.22\n"}, {"p.go", "package p\n"}});
  CHECK(Loaded(badMod, {}).errors.starts_with("no module declaration in go.mod."));
  Tree typo({{"go.mod", "modul m\n"}, {"p.go", "package p\n"}});
  CHECK(Loaded(typo, {}).errors == "go.mod:1: unknown directive: modul\n");
  Tree cgo({{"a.go", "package a\nimport \"C\"\n"}});
  CHECK(Loaded(cgo, {"a.go"}).errors.find("import \"C\": golem does not support cgo") != std::string::npos);
}

TEST_CASE("the overlay and the views of the standard library", "[load]") {
  Tree t({{"go.mod", "module m\n"},
          {"m.go", "package m\nimport _ \"errors\"\nimport _ \"math\"\n"},
          {"overlay/runtime/r.go", "package runtime\n"},
          {"overlay/errors/extra.go", "package errors\n"},
          {"overlay/errors/wrap.go", "package errors\n"}});
  Options opt;
  opt.overlay = t.dir + "/overlay";
  opt.implicit = {"runtime"};
  Loaded l(t, {"."}, opt);
  CHECK(l.errors == "");
  CHECK(l.files("runtime") == "r.go ");
  CHECK(l.prog->find("runtime")->replaced);
  CHECK(l.files("errors").find("extra.go") != std::string::npos);
  CHECK(l.files("errors").find("join.go") != std::string::npos);
  CHECK(l.paths().starts_with("runtime "));
  CHECK(l.prog->find("math")->view == View::Generic);
  CHECK(l.files("math").find("_asm.go") == std::string::npos);
}

TEST_CASE("all of the standard library, in the same order whatever the threads", "[load][goroot]") {
  Tree t({});
  Options one, two;
  one.threads = 1;
  two.threads = 4;
  one.skimDependencies = two.skimDependencies = true;
  Loaded a(t, {"std"}, one), b(t, {"std"}, two);
  CHECK(a.errors == "");
  CHECK(a.paths() == b.paths());
  CHECK(a.prog->packages.size() > 300);
  std::set<Package *> seen;
  bool ordered = true;
  for (Package *p : a.prog->packages) {
    for (const Import &i : p->imports) ordered &= i.pkg && seen.contains(i.pkg);
    seen.insert(p);
  }
  CHECK(ordered);
}

TEST_CASE("tests of a package", "[load]") {
  Tree t({{"go.mod", "module m\n\ngo 1.26\n"},
          {"p/z.go", "package p\n"},
          {"p/a_test.go", "package p\nimport \"m/q\"\nfunc (G[T]) M() {}\n"},
          {"p/b_test.go", "package p_test\nimport \"m/p\"\n"},
          {"p/t.go", "package p\ntype G[T any] []T\n"},
          {"q/q.go", "package q\n"},
          {"only/x_test.go", "package only\n"},
          {"none/n.go", "package none\n"}});
  Options o;
  o.tests = true;
  o.testMain = [](const Package *own, const Package *external, Diagnostics &) {
    return "package main\nimport _ \"" + own->path + "\"\nimport _ \"" + external->path + "\"\n";
  };
  Loaded l(t, {"./p"}, o);
  CHECK(l.errors == "");
  CHECK(l.paths() == "m/q m/p m/p_test m/p.test ");
  CHECK(l.files("m/p") == "t.go z.go a_test.go "); // tests come last
  Package *p = l.prog->find("m/p");
  CHECK(p->testsChangeTypes);
  CHECK(p->hashWithoutTests != p->contentHash);
  CHECK(p->imports.at(0).byTests);
  CHECK(p->shown() == "m/p [m/p.test]");
  CHECK(l.prog->find("m/p_test")->testOf == p);
  CHECK(l.prog->roots.back()->isMain);

  o.testMain = nullptr;
  o.rootsOnly = true;
  Loaded all(t, {"./..."}, o);
  CHECK(all.paths() == "m/none m/only m/p m/p_test m/q ");
}
