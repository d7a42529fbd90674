// The inliner.
#include "compiler/passes/passes.h"

namespace golem::passes {

void inlineCalls(gir::Module &) {}

} // namespace golem::passes
