// Internal: optimization and code generation of one LLVM module, with the compact line table (pcln.cc).
#pragma once
#include "compiler/llvm/emitter.h"
#include <llvm/CodeGen/AsmPrinterHandler.h>

namespace llvm {
class AsmPrinter;
class TargetMachine;
} // namespace llvm

namespace golem::llvm_backend {

std::unique_ptr<llvm::TargetMachine> makeTargetMachine(int optLevel);
// Runs the passes and writes an object or assembly.
bool codegen(llvm::Module &mod, llvm::TargetMachine &tm, bool assembly, const std::unordered_map<std::string, FuncInfo> *info,
             std::string &out, std::string &err);
std::unique_ptr<llvm::AsmPrinterHandler> makePclnHandler(llvm::AsmPrinter &ap, const std::unordered_map<std::string, FuncInfo> &info);

} // namespace golem::llvm_backend
