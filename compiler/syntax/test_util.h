// Parsing of a string, for the tests.
#pragma once
#include "compiler/syntax/parse.h"
#include <string>

namespace golem::syntax {

struct Parsed {
  explicit Parsed(std::string text, ParseMode mode = {}) : diags(sources) {
    file = parseFile(sources.add("x.go", "/x.go", std::move(text)), arena, diags, mode);
  }
  // All messages, "line:col: text" a line.
  std::string errors() {
    std::string all = diags.render(0), out;
    for (size_t at = 0; at < all.size();) {
      size_t end = all.find('\n', at);
      std::string line = all.substr(at, end - at);
      out += (line.starts_with("x.go:") ? line.substr(5) : line) + "\n";
      at = end + 1;
    }
    return out;
  }
  std::string dump() { return dumpFile(file, sources); }
  SourceManager sources;
  Diagnostics diags;
  Arena arena;
  File *file;
};

inline std::string errorsOf(std::string text) { return Parsed(std::move(text)).errors(); }
// The expression of `var _ = …`.
inline const Expr *exprOf(Parsed &p) { return as<VarDecl>(p.file->decls[0])->values; }

} // namespace golem::syntax
