// What DWARF's line table needs beyond what LLVM writes by itself.
//
// Files. Files 0 and 1 of the table are one, as gas has it. LLVM gives code without a position file 1, be there one or not; and where the
// table doesn't say which file a row is of, it is file 1 by DWARF but file 0 for binutils 2.40.
//
// Prologues: where a debugger stops in a function. A pass over machine code after frames are laid out, in builds with variables.
// In: the check of the stack's end, the frame, and stores of parameters and captured values, without a position or with the
// prologue's (debuginfo.cc). Out: the same, marked as frame setup. LLVM then gives the line table no row for them: the row of the
// function's line goes on up to its first statement, and that is where debuggers look for the end of a prologue. (Without the mark
// each block would begin a row for line 0.)
#include "compiler/llvm/pipeline.h"
#include <llvm/CodeGen/AsmPrinter.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/MC/MCStreamer.h>
#include <filesystem>

namespace golem::llvm_backend {

namespace {
struct FirstFile : llvm::AsmPrinterHandler {
  llvm::AsmPrinter &ap;
  explicit FirstFile(llvm::AsmPrinter &a) : ap(a) {}
  void beginModule(llvm::Module *mod) override {
    for (llvm::DICompileUnit *cu : mod->debug_compile_units())
      if (cu->getEmissionKind() != llvm::DICompileUnit::NoDebug)
        ap.OutStreamer->emitDwarfFileDirective(1, "", std::filesystem::path(cu->getFilename().str()).filename().string());
  }
  void endModule() override {}
  void beginFunction(const llvm::MachineFunction *) override {}
  void endFunction(const llvm::MachineFunction *) override {}
  void beginInstruction(const llvm::MachineInstr *) override {}
  void endInstruction() override {}
};

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

std::unique_ptr<llvm::AsmPrinterHandler> makeFirstFile(llvm::AsmPrinter &ap) { return std::make_unique<FirstFile>(ap); }
llvm::Pass *makePrologueMarks() { return new PrologueMarks; }

} // namespace golem::llvm_backend
