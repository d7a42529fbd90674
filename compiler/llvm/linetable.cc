// What DWARF's line table needs beyond what LLVM writes by itself.
//
// Files. Files 0 and 1 of the table are one, as gas has it. LLVM gives code without a position file 1, be there one or not; and where the
// table doesn't say which file a row is of, it is file 1 by DWARF but file 0 for binutils 2.40.
//
// Prologues: where a debugger stops in a function. A pass over machine code after frames are laid out, in builds with variables.
// In: the check of the stack's end, the frame, and stores of parameters and captured values, without a position or with the
// prologue's (debuginfo.cc). Out: the same, marked as frame setup. LLVM then gives the line table no row for them: the row of the
// function's line goes on up to its first statement, and that is where gdb looks for the end of a prologue. (Without the mark
// each block would begin a row for line 0.) The statement's row then gets the flag prologue_end, by which others know it; LLVM looks for
// its place only up to the first branch, which is that of the check.
#include "compiler/llvm/pipeline.h"
#include <llvm/CodeGen/AsmPrinter.h>
#include <llvm/CodeGen/MachineFunction.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCDwarf.h>
#include <llvm/MC/MCStreamer.h>
#include <filesystem>

namespace golem::llvm_backend {

namespace {
bool hasVariables(const llvm::MachineFunction &mf) {
  const llvm::DISubprogram *sp = mf.getFunction().getSubprogram();
  return sp && sp->getUnit()->getEmissionKind() == llvm::DICompileUnit::FullDebug;
}

struct LineTableHandler : llvm::AsmPrinterHandler {
  llvm::AsmPrinter &ap;
  enum { Prologue, First, Body } at = Body; // the instruction that is being printed
  explicit LineTableHandler(llvm::AsmPrinter &a) : ap(a) {}
  void beginModule(llvm::Module *mod) override {
    for (llvm::DICompileUnit *cu : mod->debug_compile_units())
      if (cu->getEmissionKind() != llvm::DICompileUnit::NoDebug) {
        std::filesystem::path p(cu->getFilename().str());
        ap.OutStreamer->emitDwarfFileDirective(0, p.parent_path().string(), p.filename().string());
      }
  }
  void endModule() override {}
  void beginFunction(const llvm::MachineFunction *mf) override { at = hasVariables(*mf) ? Prologue : Body; }
  void endFunction(const llvm::MachineFunction *) override {}
  void beginInstruction(const llvm::MachineInstr *mi) override {
    if (at == Prologue && !mi->isMetaInstruction() && !mi->getFlag(llvm::MachineInstr::FrameSetup)) at = First;
  }
  // The row of the first statement's first instruction has just been written.
  void endInstruction() override {
    if (at != First) return;
    at = Body;
    const auto &rows = ap.OutContext.getMCDwarfLineTable(0).getMCLineSections().getMCLineEntries();
    auto it = rows.find(ap.OutStreamer->getCurrentSectionOnly());
    if (it != rows.end() && !it->second.empty()) const_cast<llvm::MCDwarfLineEntry &>(it->second.back()).setFlags(DWARF2_FLAG_IS_STMT | DWARF2_FLAG_PROLOGUE_END);
  }
};

struct PrologueMarks : llvm::MachineFunctionPass {
  static char ID;
  PrologueMarks() : MachineFunctionPass(ID) {}
  void getAnalysisUsage(llvm::AnalysisUsage &au) const override {
    au.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(au);
  }
  bool runOnMachineFunction(llvm::MachineFunction &mf) override {
    if (!hasVariables(mf)) return false;
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

std::unique_ptr<llvm::AsmPrinterHandler> makeLineTableHandler(llvm::AsmPrinter &ap) { return std::make_unique<LineTableHandler>(ap); }
llvm::Pass *makePrologueMarks() { return new PrologueMarks; }

} // namespace golem::llvm_backend
