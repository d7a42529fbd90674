// Blocks that nothing reaches: lowering keeps them, because gc's escape analysis and inliner report on code after an endless loop or a switch
// that always returns. In: a function after escape analysis. Out: the same with such blocks emptied, so that no later stage spends time on them.
#include "compiler/passes/passes.h"

namespace golem::passes {

void dropUnreachable(gir::Function &f) {
  if (!gir::hasBody(f)) return;
  std::vector<bool> reached(f.blocks.size());
  for (gir::BlockId b : gir::reachable(f)) reached[b] = true;
  for (gir::BlockId b = 0; b < f.blocks.size(); b++) {
    if (reached[b]) continue;
    gir::Op op{};
    op.code = gir::Opcode::unreachable_;
    f.blocks[b].ops.assign(1, op);
  }
}

} // namespace golem::passes
