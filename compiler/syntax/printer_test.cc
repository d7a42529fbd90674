// Printed text parses to the same tree; gc's short form.
#include "compiler/syntax/test_util.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

using namespace golem;
using namespace golem::syntax;
namespace fs = std::filesystem;

namespace {
std::string shortForm(const std::string &e) {
  Parsed p("package p\nvar _ = " + e + "\n");
  CHECK(p.errors() == "");
  return exprString(exprOf(p));
}
// The tree without positions.
std::string shape(Parsed &p) {
  std::string out;
  std::function<void(const Node *)> walk = [&](const Node *n) {
    out += std::string("(") + kindName(n->kind);
    if (n->kind == NodeKind::Name) out += " " + std::string(as<syntax::Name>(n)->value.str());
    if (n->kind == NodeKind::BasicLit) out += " " + std::string(as<BasicLit>(n)->value);
    if (n->kind == NodeKind::Operation) out += std::string(" ") + opString(as<Operation>(n)->op);
    forEachChild(n, walk);
    out += ")";
  };
  walk(p.file);
  return out;
}
} // namespace

TEST_CASE("short form of messages", "[printer]") {
  CHECK(shortForm("f(a, b...)") == "f(a, b...)");
  CHECK(shortForm("T{1, 2}") == "T{…}");
  CHECK(shortForm("func(a int) { x() }") == "func(a int) {…}");
  CHECK(shortForm("func() {}") == "func() {}");
  CHECK(shortForm("a+b * -c") == "a + b * -c");
  CHECK(shortForm("x[1:2:3]") == "x[1:2:3]");
  CHECK(shortForm("x.(T)") == "x.(T)");
  CHECK(shortForm("struct{ a, b int; c string `t` }{}") == "struct{a, b int; c string `t`}{}");
  CHECK(shortForm("(chan (<-chan int))(nil)") == "(chan (<-chan int))(nil)");
}

TEST_CASE("printing and parsing is a fixed point over GOROOT", "[printer][goroot]") {
  const char *env = std::getenv("GOROOT");
  std::string root = std::string(env ? env : "/usr/local/go") + "/src";
  std::error_code ec;
  size_t files = 0, differ = 0;
  for (const char *dir : {"/go", "/net", "/reflect", "/slices", "/maps", "/fmt", "/encoding", "/sync", "/cmd/compile/internal/types2"}) {
    for (fs::recursive_directory_iterator it(root + dir, ec), end; !ec && it != end; it.increment(ec)) {
      std::string path = it->path(), text, err;
      if (it->path().extension() != ".go" || path.find("testdata") != std::string::npos || !readFile(path, text, err)) continue;
      Parsed a(text);
      if (a.diags.hasErrors()) continue;
      std::string once = printFile(a.file);
      Parsed b(once);
      files++;
      if (b.diags.hasErrors() || printFile(b.file) != once || shape(a) != shape(b)) {
        differ++;
        UNSCOPED_INFO(path << "\n" << b.errors());
      }
    }
  }
  INFO(files << " files");
  CHECK(differ == 0);
}
