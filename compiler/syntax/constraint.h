// Build constraints: the expression of a //go:build line (`linux && !cgo || go1.21`), as package go/build/constraint
// reads it. Used by the parser for the language version a file asks for, and by load/ to choose files.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace golem::syntax {

struct BuildExpr {
  enum Kind : uint8_t { Tag, Not, And, Or } kind = Tag;
  std::string tag;
  std::unique_ptr<BuildExpr> x, y;
};

// Parses what follows "//go:build ". On failure returns false; err, if given, tells why ("unexpected token )").
bool parseBuildExpr(std::string_view text, BuildExpr &out, std::string *err = nullptr);
bool evalBuildExpr(const BuildExpr &e, const std::function<bool(std::string_view)> &tagIsTrue);
// The least language version under which e can hold ("go1.21"), or "" if it implies none.
std::string minimumGoVersion(const BuildExpr &e);

} // namespace golem::syntax
