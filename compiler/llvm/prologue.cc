// Where a debugger stops in a function: a pass over machine code after frames are laid out, in builds with variables.
//
// In: the check of the stack's end, the frame, and stores of parameters and captured values, without a position or with the
// prologue's (debuginfo.cc). Out: the same, marked as frame setup. LLVM then gives the line table no row for them: the row of the function's line goes on up to its first
// statement, and that is where debuggers look for the end of a prologue. (Without the mark each block would begin a row for line 0.)
#include "compiler/llvm/pipeline.h"
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/IR/DebugInfoMetadata.h>

namespace golem::llvm_backend {

namespace {
struct PrologueMarks : llvm::MachineFunctionPass {
  static char ID;
  PrologueMarks() : MachineFunctionPass(ID) {}
  void getAnalysisUsage(llvm::AnalysisUsage &au) const override {
    au.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(au);
  }
  bool runOnMachineFunction(llvm::MachineFunction &mf) override {
    const llvm::DISubprogram *sp = mf.getFunction().getSubprogram();
    if (!sp || sp->getUnit()->getEmissionKind() != llvm::DICompileUnit::FullDebug) return false;
    for (llvm::MachineBasicBlock &b : mf)
      for (llvm::MachineInstr &mi : b) {
        if (mi.getDebugLoc() && mi.getDebugLoc().getCol() != kPrologueColumn) return true;
        mi.setFlag(llvm::MachineInstr::FrameSetup);
      }
    return true;
  }
};
char PrologueMarks::ID = 0;
} // namespace

llvm::Pass *makePrologueMarks() { return new PrologueMarks; }

} // namespace golem::llvm_backend
