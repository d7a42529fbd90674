// Entry points of the room: text in, syntax tree out. Errors go to the Diagnostics; a tree comes back in any case.
#pragma once
#include "compiler/base/diagnostics.h"
#include "compiler/syntax/ast.h"

namespace golem::syntax {

struct ParseMode {
  bool skimBodies = false;  // leave function bodies unparsed (FuncDecl::hasBody, bodyStart, bodyEnd)
  bool importsOnly = false; // stop after the import declarations
};

// Parses one file that is registered with the source manager. Fills src->lineStarts and directives. The arena must live
// as long as the tree. Thread-safe for different files and arenas.
File *parseFile(SourceFile *src, Arena &arena, Diagnostics &diags, ParseMode mode = {});

// Parses the body of a function that was skimmed.
void parseBody(File *file, FuncDecl *fn, Diagnostics &diags);

} // namespace golem::syntax
