// Entry points of the room: text in, syntax tree out. Errors go to the Diagnostics; a tree comes back in any case.
#pragma once
#include "compiler/base/diagnostics.h"
#include "compiler/syntax/ast.h"

namespace golem::syntax {

// Trees are at most this deep, brackets at most this nested: consumers may recurse.
constexpr int kMaxNesting = 10000;

struct ParseMode {
  bool skimBodies = false;  // leave function bodies unparsed (FuncDecl::hasBody, bodyStart, bodyEnd)
  bool importsOnly = false; // stop after the import declarations
  bool genericMethods = false; // Go 1.27: methods may have type parameters
};

// Parses one file that is registered with the source manager. Fills src->lineStarts and directives. The arena must live
// as long as the tree. Thread-safe for different files and arenas.
File *parseFile(SourceFile *src, Arena &arena, Diagnostics &diags, ParseMode mode = {});

// Parses the body of a function that was skimmed. Uses the file's arena: one thread a file.
void parseBody(File *file, FuncDecl *fn, Diagnostics &diags);

// The patterns of EmbedDirective::args. False, with `rest` the offending text, if a quoted one is malformed.
bool parseEmbedPatterns(std::string_view args, std::vector<std::string> &out, std::string_view &rest);
// The value of a string literal in Go syntax (quotes included); false if malformed. strconv.Unquote without runes.
bool unquote(std::string_view literal, std::string &out);
// The value of a rune literal; -1 if malformed.
int32_t runeValue(std::string_view literal);

// Printing (printer.cc): gofmt-like source text of a file, parsed again it gives the same tree; and an indented listing of
// the nodes with their positions.
std::string printFile(const File *file);
std::string dumpFile(const File *file, const SourceManager &sources);

} // namespace golem::syntax
