// Inside of compiler/types: facts about predeclared objects that aren't part of the public interface.
#pragma once
#include "compiler/types/checker.h"

namespace golem::types {

struct BuiltinInfo {
  const char *name;
  int nargs; // least number of arguments
  bool variadic;
  ExprKind kind;
};
const BuiltinInfo &builtinInfo(BuiltinId id);
Object *universeIota();
// assert and trace, which the annotated test files use.
void definePredeclaredTestFuncs();

} // namespace golem::types
