// Shapes and positions of trees, skimming, limits.
#include "compiler/syntax/test_util.h"
#include <catch2/catch.hpp>

using namespace golem;
using namespace golem::syntax;

namespace {
// Kinds and positions of a declaration, from a source of one line behind "package p;".
std::string tree(const std::string &text) {
  Parsed p("package p\n" + text + "\n");
  CHECK(p.errors() == "");
  std::string all = p.dump(), out;
  // without the File and its Name, and without line numbers
  for (size_t at = 0, n = 0; at < all.size(); n++) {
    size_t end = all.find('\n', at);
    std::string line = all.substr(at, end - at);
    if (n >= 2) {
      size_t colon = line.find("2:");
      out += line.substr(2, colon - 2) + line.substr(colon + 2) + "\n";
    }
    at = end + 1;
  }
  return out;
}
std::string printed(const std::string &decl) {
  Parsed p("package p\n" + decl + "\n");
  CHECK(p.errors() == "");
  std::string s = printFile(p.file);
  return s.substr(s.find("\n\n") + 2);
}
std::string expr(const std::string &e) {
  Parsed p("package p\nvar _ = " + e + "\n");
  CHECK(p.errors() == "");
  return exprString(exprOf(p));
}
} // namespace

TEST_CASE("positions are gc's", "[parser]") {
  CHECK(tree("var x = a.b[i](1)") == "VarDecl 5\n  Name 5 x\n  CallExpr 15\n    IndexExpr 12\n      SelectorExpr 10\n"
                                     "        Name 9 a\n        Name 11 b\n      Name 13 i\n    BasicLit 16 1\n");
  CHECK(tree("var x = a + b*c") == "VarDecl 5\n  Name 5 x\n  Operation 11 +\n    Name 9 a\n    Operation 14 *\n      Name 13 b\n"
                                   "      Name 15 c\n");
  CHECK(tree("var x = T{k: v}") == "VarDecl 5\n  Name 5 x\n  CompositeLit 10\n    Name 9 T\n    KeyValueExpr 12\n      Name 11 k\n"
                                   "      Name 14 v\n");
  CHECK(tree("func f() { L: x := 1 }") == "FuncDecl 6\n  Name 6 f\n  FuncType 7\n  BlockStmt 10\n    LabeledStmt 13\n      Name 12 L\n"
                                          "      AssignStmt 17 :=\n        Name 15 x\n        BasicLit 20 1\n");
}

TEST_CASE("startPos and endPos", "[parser]") {
  Parsed p("package p\nvar _ = a.b(c)[d] + e\n");
  const Expr *e = exprOf(p);
  CHECK(p.sources.position(startPos(e)).col == 9);
  CHECK(p.sources.position(endPos(e)).col == 22);
  CHECK(p.sources.position(e->pos).col == 19);
}

TEST_CASE("what an expression could also be", "[parser]") {
  CHECK(expr("<-chan int(c)") == "<-chan int(c)");
  Parsed recv("package p\nvar _ = <-chan int(c)\n");
  CHECK(exprOf(recv)->kind == NodeKind::Operation); // receive from the conversion chan int(c)
  Parsed conv("package p\nvar _ = (<-chan int)(c)\n");
  CHECK(exprOf(conv)->kind == NodeKind::CallExpr);
  CHECK(expr("func() <-chan int { return nil }") == "func() <-chan int {…}");
  CHECK(expr("chan<- chan int(nil)") == "chan<- chan int(nil)");
  CHECK(expr("[]int{1}[0]") == "[]int{…}[0]");
  CHECK(expr("struct{ a int }{1}.a") == "struct{a int}{…}.a");
  CHECK(expr("map[string][]int{}") == "map[string][]int{}");
  CHECK(expr("interface{ m() }.m") == "interface{m()}.m");
  CHECK(expr("L[int, string]{1}") == "L[int, string]{…}");
  CHECK(expr("&(T{})") == "&T{}");
}

TEST_CASE("braces of headers", "[parser]") {
  CHECK(errorsOf("package p\nfunc f() {\nif x == (T{1}) {}\nfor range []int{1} {}\nfor _, x := range func() []int { return nil }() {}\n"
                 "switch x := (struct{ a int }{1}); x.a {}\nif f(T{}) {}\nif a[T{1}.x] {}\nfor x := range map[string]int{} {}\n"
                 "if func() bool { return true }() {}\nselect {}\nswitch {}\nfor {}\nif x := struct{}{}; y {}\n}\n") == "");
  CHECK(errorsOf("package p\nfunc f() { if x == T{1} {} }\n") != "");
}

TEST_CASE("array or type parameters", "[parser]") {
  auto params = [](const std::string &text) {
    Parsed p("package p\ntype " + text + "\n");
    CHECK(p.errors() == "");
    auto *t = as<TypeDecl>(p.file->decls[0]);
    std::string out;
    for (Field *f : t->tparams) out += std::string(f->name->value.str()) + " " + exprString(f->type) + ";";
    return out + exprString(t->type);
  };
  CHECK(params("T [N]int") == "[N]int");
  CHECK(params("T [N * 2]int") == "[N * 2]int");
  CHECK(params("T [P * C]int") == "[P * C]int");
  CHECK(params("T [P *C,]int") == "P *C;int");
  CHECK(params("T [P *C, Q any]int") == "P *C;Q any;int");
  CHECK(params("T [P *[]int]int") == "P *[]int;int");
  CHECK(params("T [P (C)]int") == "[P(C)]int");
  CHECK(params("T [P (C),]int") == "P C;int");
  CHECK(params("T [P interface{ m() }]int") == "P interface{m()};int");
  CHECK(params("T [P []E]int") == "P []E;int");
  CHECK(params("T [P []*E]int") == "P []*E;int");
  CHECK(params("T [P [N]E]int") == "P [N]E;int");
  CHECK(params("T [P []E|F]int") == "P []E | F;int");
  CHECK(params("T [P ~int|string]int") == "P ~int | string;int");
  CHECK(params("T [P *C|~D]int") == "P *C | ~D;int");
  CHECK(params("T [P, Q m.C[int], R func()] = map[P]Q") == "P m.C[int];Q m.C[int];R func();map[P]Q");
  CHECK(params("T[P chan int] int") == "P chan int;int");
  CHECK(params("T [...]int") == "[...]int");
  CHECK(params("T []int") == "[]int");
}

TEST_CASE("parameters: names or types", "[parser]") {
  CHECK(printed("func f(int, string)") == "func f(int, string)\n");
  CHECK(printed("func f(a, b int, c ...string) (x, y int)") == "func f(a, b int, c ...string) (x, y int)\n");
  CHECK(printed("func f(a []int, b [3]T, c L[int], d m.N)") == "func f(a []int, b [3]T, c L[int], d m.N)\n");
  CHECK(printed("func f(L[int], m.N[T], *T, []int, func(int) int) (chan int)") == "func f(L[int], m.N[T], *T, []int, func(int) int) chan int\n");
  CHECK(printed("func (r *T[P]) m()") == "func (r *T[P]) m()\n");
  CHECK(printed("func f[P any, Q ~int | []P, R interface{ m() }](P) Q") == "func f[P any, Q ~int | []P, R interface{m()}](P) Q\n");
}

TEST_CASE("struct and interface types", "[parser]") {
  CHECK(printed("type S struct { a, b int `t`; T; *m.U \"x\"; L[int]; c [3]int; d []int; m.N[int] }") ==
        "type S struct {\n\ta, b int `t`\n\tT\n\t*m.U \"x\"\n\tL[int]\n\tc [3]int\n\td []int\n\tm.N[int]\n}\n");
  CHECK(printed("type I interface { m(); L[int, string]; ~int | *T; m.N; n(a int) (b int) }") ==
        "type I interface {\n\tm()\n\tL[int, string]\n\t~int | *T\n\tm.N\n\tn(a int) (b int)\n}\n");
}

TEST_CASE("bodies can wait", "[parser]") {
  std::string text = "package p\nfunc f() { s := \"}\"; r := '}'; /* } */ `}` // }\n { x() } }\nfunc g() int { return 1 }\nvar x int\n";
  Parsed p(text, {.skimBodies = true});
  CHECK(p.errors() == "");
  REQUIRE(p.file->decls.size() == 3);
  auto *f = as<FuncDecl>(p.file->decls[0]);
  CHECK(f->hasBody);
  CHECK(f->body == nullptr);
  parseBody(p.file, f, p.diags);
  REQUIRE(f->body != nullptr);
  CHECK(f->body->list.size() == 4);
  CHECK(f->body->rbrace == f->bodyEnd);
  Parsed whole(text);
  parseBody(p.file, as<FuncDecl>(p.file->decls[1]), p.diags);
  CHECK(p.dump() == whole.dump());
}

TEST_CASE("imports alone", "[parser]") {
  Parsed p("package p\nimport \"a\"\nimport b \"c\"\nfunc f() { this is not Go }\n", {.importsOnly = true});
  CHECK(p.errors() == "");
  CHECK(p.file->decls.size() == 2);
}

TEST_CASE("limits are errors, not crashes", "[parser]") {
  auto deep = [](std::string text) { return errorsOf("package p\n" + text).find("exceeded max nesting depth") != std::string::npos; };
  auto times = [](int n, const std::string &s) {
    std::string out;
    for (int i = 0; i < n; i++) out += s;
    return out;
  };
  const int n = 300'000;
  CHECK(deep("var x = " + times(10'000'000, "(")));
  CHECK(deep("var x = " + times(n, "!") + "1\n"));
  CHECK(deep("var x = 1" + times(n, "+1") + "\n"));
  CHECK(deep("var x = a" + times(n, ".b") + "\n"));
  CHECK(deep("var x = a" + times(n, "()") + "\n"));
  CHECK(deep("var x " + times(n, "[]") + "int\n"));
  CHECK(deep("var x " + times(n, "*") + "int\n"));
  CHECK(deep("var x " + times(n, "func() ") + "int\n"));
  CHECK(deep("func f() { " + times(n, "if x {} else ") + "{} }\n"));
  CHECK(deep("func f() { " + times(n, "L: ") + "{} }\n"));
  CHECK(deep("func f() " + times(n, "{")));
  CHECK(errorsOf("package p\nvar x = 1" + times(9000, "+1") + "\n") == "");
}
