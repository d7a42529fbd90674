// A GIR module → an LLVM module: functions, package variables, descriptors.
#include "compiler/llvm/emitter.h"
#include "runtime/abi/pcln.h"

namespace golem::llvm_backend {

ModuleEmitter::ModuleEmitter(const gir::Module &mod0, const EmitOptions &o) : m(mod0), opts(o), types(mod0) {
  mod = std::make_unique<llvm::Module>(m.path, ctx);
  i1 = llvm::Type::getInt1Ty(ctx);
  i8 = llvm::Type::getInt8Ty(ctx);
  i16 = llvm::Type::getInt16Ty(ctx);
  i32 = llvm::Type::getInt32Ty(ctx);
  i64 = llvm::Type::getInt64Ty(ctx);
  f32 = llvm::Type::getFloatTy(ctx);
  f64 = llvm::Type::getDoubleTy(ctx);
  ptr = llvm::PointerType::get(ctx, 0);
  voidTy = llvm::Type::getVoidTy(ctx);
}

bool ModuleEmitter::run() {
  mod->addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  // Delve does not read the addresses of variables in version 5 (DW_OP_addrx).
  mod->addModuleFlag(llvm::Module::Warning, "Dwarf Version", opts.debug == DebugInfo::Variables ? 4 : 5);
  compileUnit();
  for (auto &f : m.funcs) hasRecover = hasRecover || (f->flags & gir::kHasRecover);
  for (auto &g : m.globals) defineGlobal(*g);
  // Functions in order, declared first so that any of them can refer to any other.
  for (auto &f : m.funcs)
    if (!(f->flags & gir::kExternal) && !f->blocks.empty()) function(f->name);
  for (auto &f : m.funcs) {
    if (!f->blocks.empty()) {
      llvm::Function *fn = function(f->name);
      if (f->flags & gir::kAvailable) fn->setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
      else if (f->flags & gir::kDupOK) {
        fn->setLinkage(llvm::GlobalValue::WeakODRLinkage);
        fn->setComdat(mod->getOrInsertComdat(fn->getName()));
      }
      FuncInfo &fi = funcInfo[f->name];
      fi.flags = ((f->flags & gir::kWrapper) ? abi::kPclnWrapper : 0) | ((f->flags & gir::kHasDefer) ? abi::kPclnHasDefer : 0) |
                 (m.path == "runtime" ? abi::kPclnRuntime : 0) | (f->params.empty() ? abi::kPclnNoArgs : 0);
      const gir::SrcPos &p = m.positions[f->pos];
      if (f->pos && p.file < m.files.size()) fi.file = m.files[p.file];
      fi.startLine = p.line;
      FuncEmitter fe(*this, *f, fn);
      fe.run();
    }
    if (!error.empty()) {
      error = f->name + ": " + error;
      return false;
    }
  }
  emitDescriptors();
  describeTypes();
  // Everything is linked statically: no call goes through a table.
  for (llvm::GlobalValue &g : mod->global_values()) g.setDSOLocal(true);
  di->finalize();
  return error.empty();
}

} // namespace golem::llvm_backend
