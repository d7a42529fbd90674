// Tokens, literals with their errors, directives.
#include "compiler/syntax/test_util.h"
#include <catch2/catch.hpp>

using namespace golem;
using namespace golem::syntax;

namespace {
std::string literalError(const std::string &lit) { return errorsOf("package p\nvar _ = " + lit + "\n"); }
} // namespace

TEST_CASE("literals with gc's errors", "[scanner]") {
  CHECK(literalError("0x1p-2 + 0b101 + 0o17 + 017 + 1_000 + 0x_1 + 1e3i + .5 + 0i") == "");
  CHECK(literalError("08") == "2:10: invalid digit '8' in octal literal\n");
  CHECK(literalError("0b12") == "2:12: invalid digit '2' in binary literal\n");
  CHECK(literalError("0x") == "2:11: hexadecimal literal has no digits\n");
  CHECK(literalError("0x1.0") == "2:14: hexadecimal mantissa requires a 'p' exponent\n");
  CHECK(literalError("1e") == "2:11: exponent has no digits\n");
  CHECK(literalError("0b1e3") == "2:12: 'e' exponent requires decimal mantissa\n");
  CHECK(literalError("1p3") == "2:10: 'p' exponent requires hexadecimal mantissa\n");
  CHECK(literalError("0o1.5") == "2:12: invalid radix point in octal literal\n");
  CHECK(literalError("1__0") == "2:11: '_' must separate successive digits\n");
  CHECK(literalError("''") == "2:10: empty rune literal or unescaped '\n");
  CHECK(literalError("'ab'") == "2:9: more than one character in rune literal\n");
  CHECK(literalError("'\\q'") == "2:11: unknown escape\n");
  CHECK(literalError("\"\\400\"") == "2:14: octal escape value 256 > 255\n");
  CHECK(literalError("\"\\ud800\"") == "2:16: escape is invalid Unicode code point U+D800\n");
  CHECK(literalError("\"\\xg0\"") == "2:12: invalid character 'g' in hexadecimal escape\n");
  CHECK(literalError("\"abc") == "2:13: newline in string\n");
  CHECK(literalError("`abc") == "2:9: string not terminated\n");
  CHECK(literalError("'a") == "2:11: newline in rune literal\n");
  CHECK(errorsOf("package p\nvar _ = 'a").starts_with("2:9: rune literal not terminated\n"));
}

TEST_CASE("characters that are no Go", "[scanner]") {
  CHECK(errorsOf("package p\n/* x").starts_with("2:1: comment not terminated\n"));
  CHECK(errorsOf(std::string("package p\nvar a\0b int\n", 20)) == "2:6: invalid NUL character\n");
  CHECK(errorsOf("package p\nvar a\xff int\n") == "2:6: invalid UTF-8 encoding\n");
  CHECK(errorsOf("\xef\xbb\xbfpackage p\n") == "");
  CHECK(errorsOf("package p\n\xef\xbb\xbfvar a int\n") == "2:1: invalid BOM in the middle of the file\n");
  CHECK(errorsOf("package p\nvar a@ int\n") == "2:6: invalid character U+0040 '@'\n");
  CHECK(errorsOf("package p\nvar ٣ int\n") == "2:5: identifier cannot begin with digit U+0663 '٣'\n");
  CHECK(errorsOf("package p\nvar a… int\n") == "2:6: invalid character U+2026 '…' in identifier\n");
  CHECK(errorsOf("package p\nvar grüße, 世界, a٣ int\n") == "");
}

TEST_CASE("automatic semicolons", "[scanner]") {
  CHECK(errorsOf("package p; func f() { x++\nbreak\nreturn\ncontinue\nf()\na[1]\nT{}\nx /* a\n b */ y() }\n") == "");
  CHECK(errorsOf("package p; func f() { x /* one line */ y() }\n").starts_with("1:40: syntax error: unexpected name y at end"));
}

TEST_CASE("line directives", "[scanner]") {
  Parsed p("package p\n//line foo.go:100\nvar x = @\n/*line bar.go:7:3*/var y = @\n");
  CHECK(p.diags.render().find("foo.go:100: invalid character") != std::string::npos);
  CHECK(p.diags.render().find("bar.go:7:11: invalid character U+0040 '@'") != std::string::npos);
  CHECK(errorsOf("//line x.go:0\npackage p\n") == "1:13: invalid line number: 0\n");
  CHECK(errorsOf("//line x.go:1:0\npackage p\n") == "1:15: invalid column number: 0\n");
}

TEST_CASE("go: directives", "[scanner]") {
  Parsed p("//go:build linux && go1.21\npackage p\nimport _ \"unsafe\"\n//go:noinline\n//go:nosplit\nfunc f() {}\n"
           "//go:linkname g runtime.g\nfunc g()\n//go:embed a.txt \"b c\"\nvar s string\n//go:noinline\nvar t int\n");
  CHECK(p.errors() == "11:3: misplaced compiler directive\n");
  CHECK(p.file->goVersion == "go1.21");
  auto *f = as<FuncDecl>(p.file->decls[1]);
  CHECK((f->pragma & kPragmaNoinline));
  CHECK((f->pragma & kPragmaNosplit));
  CHECK(!(as<FuncDecl>(p.file->decls[2])->pragma & kPragmaNoinline));
  REQUIRE(p.file->linknames.size() == 1);
  CHECK(p.file->linknames[0].local == "g");
  CHECK(p.file->linknames[0].remote == "runtime.g");
  REQUIRE(p.file->embeds.size() == 1);
  CHECK(as<Decl>(p.file->decls[3])->pragma == kPragmaEmbed);
  std::vector<std::string> patterns;
  std::string_view rest;
  CHECK(parseEmbedPatterns(p.file->embeds[0].args, patterns, rest));
  CHECK(patterns == std::vector<std::string>{"a.txt", "b c"});
}

TEST_CASE("string and rune values", "[scanner]") {
  std::string s;
  CHECK(unquote("\"a\\n\\x41\\u00e9\\101\"", s));
  CHECK(s == "a\nA\xc3\xa9"
             "A");
  CHECK(unquote("`a\\n\r`", s));
  CHECK(s == "a\\n");
  CHECK(!unquote("\"a\\q\"", s));
  CHECK(runeValue("'a'") == 'a');
  CHECK(runeValue("'\\''") == '\'');
  CHECK(runeValue("'世'") == 0x4e16);
  CHECK(runeValue("'ab'") == -1);
}
