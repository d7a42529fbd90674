// Internal: optimization and code generation of one LLVM module, with the compact line table (pcln.cc).
#pragma once
#include "compiler/llvm/emitter.h"
#include <llvm/ADT/BitVector.h>
#include <llvm/CodeGen/AsmPrinterHandler.h>

namespace llvm {
class AsmPrinter;
class Pass;
class TargetMachine;
} // namespace llvm

namespace golem::llvm_backend {

std::unique_ptr<llvm::TargetMachine> makeTargetMachine(int optLevel);
// Runs the passes and writes an object or assembly.
bool codegen(llvm::Module &mod, llvm::TargetMachine &tm, bool assembly, const std::unordered_map<std::string, FuncInfo> *info,
             std::string &out, std::string &err);
// Live stack slots at calls: marks for the allocas of an optimized function (slotmarks.cc), then sets by frame index for the
// function being compiled (slotlive.cc), which the handler writes out (pcln.cc). A call's CFI type is its set's index + 1.
// A function with the attribute kPointersRun may hold an object by a pointer past its end.
inline constexpr char kPointersRun[] = "golem-pointers-run";
inline constexpr char kSlotBegin[] = "# golem_slot_begin", kSlotEnd[] = "# golem_slot_end";
struct SlotSets {
  struct Set {
    llvm::BitVector slots;
    uint8_t registers; // a bit for each of rbx, rbp, r12 to r15 that keeps a value over the call (of a C function)
    bool operator==(const Set &) const = default;
  };
  std::vector<Set> sets;
};
void markSlots(llvm::Function &fn);
llvm::Pass *makeSlotLiveness(SlotSets &out);
// Of DWARF's line table (linetable.cc).
llvm::Pass *makePrologueMarks();
std::unique_ptr<llvm::AsmPrinterHandler> makeLineTableHandler(llvm::AsmPrinter &ap);
std::unique_ptr<llvm::AsmPrinterHandler> makePclnHandler(llvm::AsmPrinter &ap, const std::unordered_map<std::string, FuncInfo> &info,
                                                         const SlotSets &slots);

} // namespace golem::llvm_backend
