// Syntax errors: each diagnostic, gc's wording, recovery.
#include "compiler/syntax/test_util.h"
#include <catch2/catch.hpp>
#include <set>

using namespace golem;
using namespace golem::syntax;

namespace {
std::string inFunc(const std::string &body) { return errorsOf("package p\nfunc f() {\n" + body + "\n}\n"); }
} // namespace

TEST_CASE("what gc says", "[errors]") {
  CHECK(errorsOf("") == "1:1: syntax error: package statement must be first\n");
  CHECK(errorsOf("package\n") == "2:1: syntax error: unexpected EOF, expected name\n");
  CHECK(errorsOf("package p\nx := 1\n") == "2:1: syntax error: non-declaration statement outside function body\n");
  CHECK(errorsOf("package p\nfunc f()\n{\n}\n") == "3:1: syntax error: unexpected semicolon or newline before {\n");
  CHECK(errorsOf("package p\nimport x\n") == "2:9: syntax error: missing import path\n");
  CHECK(errorsOf("package p\nimport 1\n") == "2:8: syntax error: import path must be a string\n");
  CHECK(errorsOf("package p\nvar x int\nimport \"a\"\nimport \"b\"\n") == "3:1: syntax error: imports must appear before other declarations\n");
  CHECK(errorsOf("package p\nvar x := 1\n") == "2:7: syntax error: unexpected :=, expected =\n");
  CHECK(errorsOf("package p\ntype T\n") == "2:7: syntax error: unexpected newline in type declaration\n");
  CHECK(errorsOf("package p\ntype T struct { a b c }\n") ==
        "2:21: syntax error: unexpected name c in struct type; possibly missing semicolon or newline or }\n");
  CHECK(errorsOf("package p\ntype T struct { (a) }\n") == "2:17: syntax error: cannot parenthesize embedded type\n");
  CHECK(errorsOf("package p\ntype I interface { m[T any]() }\n") == "2:21: interface method must have no type parameters\n");
  CHECK(errorsOf("package p\ntype I interface { m[] }\n") == "2:22: empty type argument list\n");
  CHECK(errorsOf("package p\ntype I interface { m[]() }\n") == "2:22: empty type parameter list\n");
  CHECK(errorsOf("package p\nfunc () m() {}\n") == "2:9: method has no receiver\n");
  CHECK(errorsOf("package p\nfunc (a, b T) m() {}\n") == "2:15: method has multiple receivers\n");
  CHECK(errorsOf("package p\nfunc (a T) m[P any]() {}\n") == "2:13: syntax error: method must have no type parameters\n");
  CHECK(Parsed("package p\nfunc (a T) m[P any]() {}\n", {.genericMethods = true}).errors() == "");
  CHECK(errorsOf("package p\nvar x = func[P any]() {}\n") == "2:13: syntax error: function type must have no type parameters\n");
  CHECK(errorsOf("package p\nfunc f[]() {}\n") == "2:8: syntax error: empty type parameter list\n");
  CHECK(errorsOf("package p\nfunc f(a int, []string) {}\n") == "2:15: syntax error: missing parameter name\n");
  CHECK(errorsOf("package p\nfunc f(a []int, b) {}\n") == "2:18: syntax error: missing parameter type\n");
  CHECK(errorsOf("package p\nfunc f[P any, Q]() {}\n") == "2:16: syntax error: missing type constraint\n");
  CHECK(errorsOf("package p\nfunc f(a ...int, b int) {}\n") == "2:10: can only use ... with final parameter\n");
  CHECK(errorsOf("package p\nfunc f() (a ...int) {}\n") == "2:13: invalid use of ...\n");
  CHECK(inFunc("x = a[::]") == "3:8: middle index required in 3-index slice\n3:9: final index required in 3-index slice\n");
  CHECK(inFunc("x = a[]") == "3:7: syntax error: unexpected ], expected operand\n");
  CHECK(inFunc("go (f())") == "3:4: expression in go must not be parenthesized\n");
  CHECK(inFunc("defer (f())") == "3:7: expression in defer must not be parenthesized\n");
  CHECK(inFunc("if {}") == "3:4: syntax error: missing condition in if statement\n");
  CHECK(inFunc("if x; {}") == "3:5: syntax error: missing condition in if statement\n");
  CHECK(inFunc("if x = 1 {}") == "3:6: syntax error: cannot use assignment x = 1 as value\n");
  CHECK(inFunc("if x := 1 {}") == "3:6: syntax error: cannot use x := 1 as value\n");
  CHECK(inFunc("if x\n{}") == "3:5: syntax error: unexpected newline, expected { after if clause\n");
  CHECK(inFunc("for var i = 0; i < 1; i++ {}") == "3:9: syntax error: var declaration not allowed in for initializer\n");
  CHECK(inFunc("for ;; i := 1 {}") == "3:10: syntax error: cannot declare in post statement of for loop\n");
  CHECK(inFunc("for i := 0; i < 1 {}") == "3:19: syntax error: unexpected {, expected semicolon or newline\n");
  CHECK(inFunc("if x {} else y()") == "3:14: syntax error: else must be followed by if or statement block\n");
  CHECK(inFunc("switch x { y() }") == "3:12: syntax error: unexpected name y, expected case or default or }\n");
  CHECK(inFunc("x y") == "3:3: syntax error: unexpected name y at end of statement\n");
  CHECK(inFunc("f(a b)") == "3:5: syntax error: unexpected name b in argument list; possibly missing comma or )\n");
  CHECK(inFunc("x = T{a b}") == "3:9: syntax error: unexpected name b in composite literal; possibly missing comma or }\n");
  CHECK(inFunc("x = (T){1}") == "3:8: syntax error: cannot parenthesize type in composite literal\n");
  CHECK(inFunc("a, b") == "3:5: syntax error: unexpected newline, expected := or = or comma\n");
  CHECK(inFunc("x =") == "4:1: syntax error: unexpected }, expected expression\n");
  CHECK(inFunc("L: = 1").starts_with("3:2: syntax error: missing statement after label\n"));
  CHECK(inFunc("~x") == "3:1: syntax error: unexpected ~, expected }\n");
}

TEST_CASE("several errors", "[errors]") {
  // at the next statement, behind a header, at the next case, in the next declaration
  CHECK(inFunc("x y\nz w\nf()") == "3:3: syntax error: unexpected name y at end of statement\n"
                                   "4:3: syntax error: unexpected name w at end of statement\n");
  CHECK(inFunc("if a) { b c }\nd e").find("5:3: ") == std::string::npos);
  CHECK(inFunc("if a) {\n}\nd e") == "3:5: syntax error: unexpected ), expected {\n5:3: syntax error: unexpected name e at end of statement\n");
  CHECK(inFunc("switch x {\ncase 1:\nf(1, g()\ncase 2:\nf(1\ncase 3:\n}") ==
        "5:9: syntax error: unexpected newline in argument list; possibly missing comma or )\n"
        "7:4: syntax error: unexpected newline in argument list; possibly missing comma or )\n");
  CHECK(errorsOf("package p\nvar x = 1 2\nfunc f() { x y }\ntype T struct { a b c }\nvar y int\n") ==
        "2:11: syntax error: unexpected literal 2 after top level declaration\n"
        "3:14: syntax error: unexpected name y at end of statement\n"
        "4:21: syntax error: unexpected name c in struct type; possibly missing semicolon or newline or }\n");
  // a missing comma in a list of many lines is one error
  CHECK(inFunc("x := []int{\n1,\n2\n}\ny := f(\na,\nb\n)") == "5:2: syntax error: unexpected newline in composite literal; possibly missing comma or }\n"
                                                              "9:2: syntax error: unexpected newline in argument list; possibly missing comma or )\n");
}

TEST_CASE("ten errors are enough", "[errors]") {
  std::string body;
  for (int i = 0; i < 100; i++) body += "x y\n";
  Parsed p("package p\nfunc f() {\n" + body + "}\n");
  std::string out = p.diags.render();
  CHECK(out.find("too many errors") != std::string::npos);
  CHECK(p.diags.count() <= 12);
}

TEST_CASE("directives in the wrong place or badly written", "[errors]") {
  CHECK(errorsOf("package p\n//go:linkname a b c d\nvar x int\n") == "2:3: usage: //go:linkname localname [linkname]\n");
  CHECK(errorsOf("package p\n//go:embed\nvar x int\n") == "2:3: usage: //go:embed pattern...\n");
  CHECK(errorsOf("package p\n//go:embed \"a\nvar x int\n").starts_with("2:3: invalid quoted string in //go:embed: \"a\n"));
  CHECK(errorsOf("package p\n//go:embed a\nfunc f() {}\n") == "2:3: misplaced go:embed directive\n");
  CHECK(errorsOf("package p\n//go:build linux\nfunc f() {}\n") == "2:3: misplaced compiler directive\n");
  CHECK(errorsOf("package p\nvar x int //go:noinline\n") == "2:13: misplaced compiler directive\n");
}

TEST_CASE("every diagnostic of this room has a test", "[errors]") {
  std::string tests, err;
  for (const char *f : {"/errors_test.cc", "/scanner_test.cc", "/parser_test.cc"}) {
    std::string t;
    REQUIRE(readFile(std::string(GOLEM_SYNTAX_DIR) + f, t, err));
    tests += t;
  }
  std::set<std::string> missing;
  auto check = [&](const char *name, std::string text) {
    // the longest piece of the wording between placeholders
    std::string best;
    for (size_t at = 0; at <= text.size();) {
      size_t end = std::min(text.find('{', at), text.size());
      if (end - at > best.size()) best = text.substr(at, end - at);
      at = end + 3;
    }
    if (tests.find(best) == std::string::npos) missing.insert(name);
  };
#define DIAG(id, text) check(#id, text);
#include "compiler/syntax/diagnostics.def"
#undef DIAG
  CHECK(missing == std::set<std::string>{});
}
