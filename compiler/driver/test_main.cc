// Writes the program that runs a package's tests: package main with tables of the test functions found in the _test.go files, and a
// main that hands them to testing.MainStart (or to the package's TestMain). In: the trees of the package with its in-package
// tests and of its external tests. Out: Go source text, read by the loader like a file.
//
// What a test is: a function TestX(*testing.T), BenchmarkX(*testing.B), FuzzX(*testing.F), where X does not begin with a lower-case
// letter; an example is a function ExampleX() whose last comment begins with "Output:" or "Unordered output:".
#include "compiler/driver/test.h"
#include "compiler/syntax/unicode.h"
#include <algorithm>
#include <cstring>

namespace golem::driver {

namespace {
struct TestFunc {
  std::string package, name, output; // package: "_test" or "_xtest"
  bool unordered = false;
};
struct Found {
  std::vector<TestFunc> tests, benchmarks, fuzz, examples;
  const TestFunc *testMain = nullptr;
  TestFunc main;
  bool ownUsed = false, externalUsed = false;
  bool ok = true;
};

bool isTestName(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  if (name.size() == prefix.size()) return true;
  syntax::Rune r = syntax::decodeRune(name.data() + prefix.size(), name.data() + name.size());
  return !syntax::isLower(r.value);
}

// func X(*testing.T), func X(t *T): the package of the parameter's type isn't looked at (testing may be imported under any name).
bool hasSignature(const syntax::FuncDecl *fn, std::string_view arg) {
  if (!fn->type->results.empty() || fn->type->params.size() != 1) return false;
  const syntax::Expr *t = fn->type->params[0]->type;
  if (!t || t->kind != syntax::NodeKind::Operation) return false;
  auto *star = syntax::as<syntax::Operation>(t);
  if (star->op != syntax::Op::Mul || star->y) return false;
  if (star->x->kind == syntax::NodeKind::Name) return syntax::as<syntax::Name>(star->x)->value.str() == arg;
  return star->x->kind == syntax::NodeKind::SelectorExpr && syntax::as<syntax::SelectorExpr>(star->x)->sel->value.str() == arg;
}

// ---- the last comment of a function's body ----

// A comment group: comments with nothing but white space between them, and no empty line.
struct Group {
  std::vector<std::string_view> comments;
};

// Walks over the text of a body, strings and runes as well as comments, and keeps the last group.
Group lastGroup(std::string_view s) {
  Group g;
  bool open = false; // only white space since the group's last comment
  int newlines = 0;  // since then
  bool tokenOnLine = false, groupIsTrailing = false;
  for (size_t i = 0; i < s.size();) {
    char c = s[i];
    if (c == '\n') {
      newlines++;
      tokenOnLine = false;
      i++;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      i++;
    } else if (c == '/' && i + 1 < s.size() && (s[i + 1] == '/' || s[i + 1] == '*')) {
      bool block = s[i + 1] == '*';
      size_t end = block ? s.find("*/", i + 2) : s.find('\n', i);
      if (end == std::string_view::npos) end = s.size();
      else if (block) end += 2;
      std::string_view text = s.substr(i, end - i);
      if (!block && text.ends_with('\r')) text.remove_suffix(1);
      // A comment behind code on its line is a group with what else stands on that line only.
      if (!open || newlines > 1 || (groupIsTrailing && newlines > 0)) {
        g.comments.clear();
        groupIsTrailing = tokenOnLine;
      }
      g.comments.push_back(text);
      open = true;
      newlines = 0;
      i = end;
    } else {
      open = false;
      newlines = 0;
      tokenOnLine = true;
      if (c == '`') {
        size_t end = s.find('`', i + 1);
        i = end == std::string_view::npos ? s.size() : end + 1;
      } else if (c == '"' || c == '\'') {
        for (i++; i < s.size() && s[i] != c && s[i] != '\n'; i++)
          if (s[i] == '\\') i++;
        i++;
      } else {
        i++;
      }
    }
  }
  return g;
}

// "//go:x", "//line ", "//extern ", "//export ": not part of a comment's text.
bool isDirective(std::string_view c) {
  if (c.starts_with("line ") || c.starts_with("extern ") || c.starts_with("export ")) return true;
  size_t colon = c.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 >= c.size()) return false;
  for (size_t i = 0; i <= colon + 1; i++) {
    if (i == colon) continue;
    if (!((c[i] >= 'a' && c[i] <= 'z') || (c[i] >= '0' && c[i] <= '9'))) return false;
  }
  return true;
}

// The group's text without comment marks, trailing white space, and needless empty lines (go/ast's CommentGroup.Text).
std::string commentText(const Group &g) {
  std::vector<std::string> lines;
  for (std::string_view c : g.comments) {
    if (c[1] == '/') {
      c.remove_prefix(2);
      if (c.starts_with(' ')) c.remove_prefix(1);
      else if (isDirective(c)) continue;
    } else {
      c = c.substr(2, c.size() - 4);
    }
    for (size_t at = 0;;) {
      size_t nl = c.find('\n', at);
      std::string_view l = c.substr(at, nl == std::string_view::npos ? nl : nl - at);
      while (!l.empty() && std::strchr(" \t\r", l.back())) l.remove_suffix(1);
      if (!l.empty() || (!lines.empty() && !lines.back().empty())) lines.emplace_back(l);
      if (nl == std::string_view::npos) break;
      at = nl + 1;
    }
  }
  std::string out;
  for (size_t i = 0; i < lines.size(); i++)
    if (i + 1 < lines.size() || !lines[i].empty()) out += lines[i] + "\n";
  return out;
}

// Is there an output comment, and what does it say?
bool exampleOutput(std::string_view body, std::string &output, bool &unordered) {
  std::string text = commentText(lastGroup(body));
  std::string_view s = text;
  while (!s.empty() && std::strchr(" \t\n\v\f\r", s[0])) s.remove_prefix(1);
  auto word = [&](std::string_view w) {
    if (s.size() < w.size()) return false;
    for (size_t i = 0; i < w.size(); i++)
      if ((s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]) != w[i]) return false;
    s.remove_prefix(w.size());
    return true;
  };
  unordered = word("unordered ");
  if (!word("output:")) return false;
  while (s.starts_with(' ')) s.remove_prefix(1);
  if (s.starts_with('\n')) s.remove_prefix(1);
  output = s;
  return true;
}

// ---- the functions of one file ----

void collect(const syntax::File *file, const char *package, Found &out, bool &used, Diagnostics &diags) {
  auto wants = [&](const syntax::FuncDecl *fn, std::string_view arg) {
    std::string name(fn->name->value.str()), param(1, static_cast<char>(arg[0] + 32));
    std::string why;
    if (!hasSignature(fn, arg)) why = "must be: func " + name + "(" + param + " *testing." + std::string(arg) + ")";
    else if (!fn->tparams.empty()) why = "test functions cannot have type parameters";
    used = true;
    if (why.empty()) return true;
    diags.report(fn->pos, Diag::TestWrongSignature, {name, why});
    return out.ok = false;
  };
  for (syntax::Decl *d : file->decls) {
    if (d->kind != syntax::NodeKind::FuncDecl) continue;
    auto *fn = syntax::as<syntax::FuncDecl>(d);
    if (fn->recv) continue;
    std::string name(fn->name->value.str());
    if (name == "TestMain" && !hasSignature(fn, "T")) {
      if (!wants(fn, "M")) continue;
      if (out.testMain) {
        diags.report(fn->pos, Diag::TestTwoMains, {});
        out.ok = false;
      }
      out.main = {package, name, ""};
      out.testMain = &out.main;
    } else if (isTestName(name, "Test")) {
      if (wants(fn, "T")) out.tests.push_back({package, name, ""});
    } else if (isTestName(name, "Benchmark")) {
      if (wants(fn, "B")) out.benchmarks.push_back({package, name, ""});
    } else if (isTestName(name, "Fuzz")) {
      if (wants(fn, "F")) out.fuzz.push_back({package, name, ""});
    } else if (isTestName(name, "Example") && fn->type->params.empty() && fn->type->results.empty() && fn->hasBody) {
      uint32_t from = fn->bodyStart.v - file->source->base + 1, to = fn->bodyEnd.v - file->source->base;
      TestFunc e{package, name, ""};
      if (exampleOutput(std::string_view(file->source->text).substr(from, to - from), e.output, e.unordered)) {
        used = true;
        out.examples.push_back(std::move(e));
      }
    }
  }
}

std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (char c : s) {
    auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\', out += c;
    else if (c == '\n') out += "\\n";
    else if (u >= 0x20 && u < 0x7f) out += c;
    else {
      char buf[8];
      std::snprintf(buf, sizeof buf, "\\x%02x", u);
      out += buf;
    }
  }
  return out + "\"";
}
} // namespace

std::string testMainSource(const load::Package *own, const load::Package *external, const std::string &modulePath, Diagnostics &diags) {
  Found found;
  if (own)
    for (const syntax::File *f : own->files)
      if (std::string_view(f->source->path).ends_with("_test.go")) collect(f, "_test", found, found.ownUsed, diags);
  if (external)
    for (const syntax::File *f : external->files) collect(f, "_xtest", found, found.externalUsed, diags);
  if (!found.ok) return "";

  const load::Package *under = external ? external->testOf : own;
  std::string s = "// Code generated by 'golem test'. DO NOT EDIT.\n\npackage main\n\nimport (\n\t\"os\"\n";
  if (found.testMain) s += "\t\"reflect\"\n";
  s += "\t\"testing\"\n\t\"testing/internal/testdeps\"\n";
  // Imported for their initialization even when they hold nothing to call.
  if (own) s += std::string("\t") + (found.ownUsed ? "_test " : "_ ") + quoted(own->path) + "\n";
  if (external) s += std::string("\t") + (found.externalUsed ? "_xtest " : "_ ") + quoted(external->path) + "\n";
  s += ")\n";
  auto table = [&](const char *name, const char *type, const std::vector<TestFunc> &funcs, bool output) {
    s += std::string("\nvar ") + name + " = []testing." + type + "{\n";
    for (const TestFunc &t : funcs) {
      s += "\t{\"" + t.name + "\", " + t.package + "." + t.name;
      if (output) s += ", " + quoted(t.output) + (t.unordered ? ", true" : ", false");
      s += "},\n";
    }
    s += "}\n";
  };
  table("tests", "InternalTest", found.tests, false);
  table("benchmarks", "InternalBenchmark", found.benchmarks, false);
  table("fuzzTargets", "InternalFuzzTarget", found.fuzz, false);
  table("examples", "InternalExample", found.examples, true);
  // What testing prints as "pkg:".
  std::string path = under->path.starts_with("_/") || under->path == "command-line-arguments" ? "" : under->path;
  s += "\nfunc init() {\n\ttestdeps.ModulePath = " + quoted(under->isStd ? "" : modulePath) + "\n\ttestdeps.ImportPath = " + quoted(path) + "\n}\n";
  s += "\nfunc main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)\n";
  if (found.testMain) s += "\t" + found.main.package + ".TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}\n";
  else s += "\tos.Exit(m.Run())\n}\n";
  return s;
}

} // namespace golem::driver
