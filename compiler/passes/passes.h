// Passes over GIR, between lowering and escape analysis (README.md). What they have to tell goes into Module::remarks.
#pragma once
#include "compiler/gir/gir.h"

namespace golem::passes {

// Calls of functions that have an inlineCost become their bodies, as gc decides it; available functions of other packages that
// nothing refers to any more are only declared then.
void inlineCalls(gir::Module &m);

} // namespace golem::passes
