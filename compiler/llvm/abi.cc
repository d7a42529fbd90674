// The calling convention: compiler/abi's assignment over x86_regcallcc's registers (10 integer words, 16
// floating-point values), the closure context in the 11th integer register (R15), memory blocks for what doesn't fit.
// Runtime functions (runtime.def) and faces use plain C.
#include "compiler/llvm/emitter.h"
#include "runtime/abi/pcln.h"

namespace golem::llvm_backend {

AbiSignature ModuleEmitter::signature(std::span<gir::Type *const> params, std::span<gir::Type *const> results, bool closure) {
  callabi::Assignment a = callabi::assign(params, results);
  AbiSignature s;
  s.argBlock = a.argBlock;
  s.resultBlock = a.resultBlock;
  s.argBytes = a.argBytes;
  s.resultBytes = a.resultBytes;
  auto take = [&](const std::vector<callabi::Slot> &from, std::vector<AbiSlot> &to) {
    for (const callabi::Slot &x : from) {
      AbiSlot slot{x.type, {}, x.inMemory, x.block};
      if (!x.leaves.empty()) leaves(x.type, slot.leaves);
      to.push_back(std::move(slot));
    }
  };
  take(a.params, s.params);
  take(a.results, s.results);
  if (s.argBlock) s.llvmParams.push_back(ptr);
  if (s.resultBlock) s.llvmParams.push_back(ptr);
  size_t ints = s.llvmParams.size();
  for (AbiSlot &p : s.params)
    for (llvm::Type *t : p.leaves) {
      s.llvmParams.push_back(t);
      if (!t->isFloatingPointTy()) ints++;
    }
  s.intWords = ints;
  if (closure) {
    for (; ints < callabi::kIntRegs; ints++) s.llvmParams.push_back(i64);
    s.llvmParams.push_back(ptr);
  }
  std::vector<llvm::Type *> rs;
  for (AbiSlot &r : s.results) rs.insert(rs.end(), r.leaves.begin(), r.leaves.end());
  llvm::Type *rt = rs.empty() ? voidTy : rs.size() == 1 ? rs[0] : llvm::StructType::get(ctx, rs);
  s.fnType = llvm::FunctionType::get(rt, s.llvmParams, false);
  return s;
}

void ModuleEmitter::setGoAttributes(llvm::Function *f, uint32_t flags) {
  f->setCallingConv(llvm::CallingConv::X86_RegCall);
  f->addFnAttr("split-stack");
  // As in gc's ABIInternal no register survives a call. Otherwise every function that calls C++ would save XMM8-15, which
  // regcall preserves and C does not.
  f->addFnAttr("no_callee_saved_registers");
  f->addFnAttr("disable-tail-calls", "true");
  f->addFnAttr("target-cpu", "x86-64");
  f->addFnAttr(llvm::Attribute::NullPointerIsValid);
  f->setUWTableKind(llvm::UWTableKind::Async);
  // kHasDefer: one recovery pad a machine function, so that a fault anywhere in it finds the right one.
  if (flags & (gir::kNoinline | gir::kHasRecover | gir::kHasDefer)) f->addFnAttr(llvm::Attribute::NoInline);
  if (flags & gir::kNoReturn) f->addFnAttr(llvm::Attribute::NoReturn);
}

namespace {
std::vector<gir::Type *> paramTypes(const gir::Function &f) {
  if (f.blocks.empty()) return {f.sig->params.begin(), f.sig->params.end()};
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(f.regs[r].type);
  return ps;
}
} // namespace

llvm::Function *ModuleEmitter::function(std::string_view name) {
  if (llvm::Function *fn = mod->getFunction(llvm::StringRef(name.data(), name.size()))) return fn;
  auto it = m.byName.find(name);
  llvm::StringRef n(name.data(), name.size());
  if (it == m.byName.end()) {
    fail("call of undeclared function " + std::string(name));
    auto *ft = llvm::FunctionType::get(voidTy, false);
    return llvm::Function::Create(ft, llvm::Function::ExternalLinkage, n, mod.get());
  }
  const gir::Function &f = *it->second;
  std::vector<gir::Type *> ps = paramTypes(f);
  std::vector<gir::Type *> rs(f.results.begin(), f.results.end());
  AbiSignature s = signature(ps, rs, f.flags & gir::kClosure);
  auto *fn = llvm::Function::Create(s.fnType, llvm::Function::ExternalLinkage, n, mod.get());
  setGoAttributes(fn, f.flags);
  // Parent and child of a vfork share the frame: no two of its values may have one stack slot.
  if (name == "syscall.rawVforkSyscall") fn->addFnAttr(llvm::Attribute::ReturnsTwice);
  return fn;
}

// A plain function as func value: a static object that holds its address. A call through a func value passes the same
// arguments in the same registers and a context in R15, which the function may overwrite like any other register.
llvm::Constant *ModuleEmitter::funcValue(std::string_view name) {
  std::string obj = std::string(name) + "·f";
  if (auto *g = mod->getNamedGlobal(obj)) return g;
  auto *st = llvm::StructType::get(ctx, llvm::ArrayRef<llvm::Type *>(ptr));
  auto *g = new llvm::GlobalVariable(*mod, st, true, llvm::GlobalValue::LinkOnceODRLinkage, llvm::ConstantStruct::get(st, {function(name)}), obj);
  g->setComdat(mod->getOrInsertComdat(obj));
  g->setAlignment(llvm::Align(8));
  return g;
}

// ---- C functions ----

llvm::FunctionType *cFunctionType(ModuleEmitter &me, const char *result, const char *params) {
  auto one = [&](char c) -> llvm::Type * {
    switch (c) {
    case 'P': return me.ptr;
    case 'I': return me.i64;
    case 'B': return me.i8;
    case 'D': return me.f64;
    default: return me.voidTy;
    }
  };
  std::vector<llvm::Type *> ps;
  for (const char *p = params; *p; p++) ps.push_back(one(*p));
  llvm::Type *r = one(result[0]);
  if (result[1]) {
    std::vector<llvm::Type *> pair{result[0] == 'B' ? me.i64 : r, result[1] == 'B' ? me.i64 : one(result[1])};
    r = llvm::StructType::get(me.ctx, pair);
  }
  return llvm::FunctionType::get(r, ps, false);
}

namespace {
enum Effect { Pure = 1, NoPanic = 2, MayPanic = 4, NoReturn = 8, Alloc = 16 };
enum class Class { leaf, system, park };
struct RtRow {
  const char *name;
  Class cls;
  const char *result, *params;
  int effects;
};
constexpr RtRow kRuntime[] = {
#define RT(name, cls, result, params, effects) {#name, Class::cls, result, params, effects},
#include "runtime/abi/runtime.def"
};
} // namespace

llvm::FunctionCallee ModuleEmitter::runtimeFn(std::string_view name) {
  auto &c = runtimeFns[std::string(name)];
  if (c) return c;
  for (const RtRow &r : kRuntime) {
    if (name != r.name) continue;
    llvm::FunctionType *ft = cFunctionType(*this, r.result, r.params);
    // Package runtime may have bound a Go declaration to the same symbol already.
    llvm::Function *fn = mod->getFunction("golem_" + std::string(name));
    if (fn) return c = llvm::FunctionCallee(ft, fn);
    fn = llvm::Function::Create(ft, llvm::Function::ExternalLinkage, "golem_" + std::string(name), mod.get());
    for (size_t i = 0; r.params[i]; i++)
      if (r.params[i] == 'B') fn->addParamAttr(static_cast<unsigned>(i), llvm::Attribute::ZExt);
    if ((r.effects & NoPanic) || (r.effects == Alloc)) fn->addFnAttr(llvm::Attribute::NoUnwind);
    if (r.effects & NoReturn) {
      fn->addFnAttr(llvm::Attribute::NoReturn);
      fn->addFnAttr(llvm::Attribute::Cold);
    }
    if (r.effects & Pure) fn->setOnlyReadsMemory();
    if (name == "newobject" || name == "mallocgc" || name == "makeslice") fn->addRetAttr(llvm::Attribute::NoAlias);
    c = llvm::FunctionCallee(ft, fn);
    return c;
  }
  fail("unknown runtime function " + std::string(name));
  c = mod->getOrInsertFunction("golem_" + std::string(name), llvm::FunctionType::get(voidTy, false));
  return c;
}

} // namespace golem::llvm_backend
