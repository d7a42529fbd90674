// Standard library functions that become instructions (intrinsics.def). A call op in, its expansion at the insertion point out.
//
// What the baseline processor lacks (SSE 4.1 rounding, FMA) is one inline-asm instruction behind a test of golem_cpufeatures, which
// the runtime sets at start; the other side of the test is the ordinary call.
#include "compiler/llvm/emitter.h"
#include "runtime/abi/cpu.h"
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Intrinsics.h>

namespace golem::llvm_backend {

namespace {

using abi::CpuFeature;

struct Intrinsics {
  FuncEmitter &e;
  llvm::IRBuilder<> &B;
  const gir::Op &op;
  const std::function<void()> &ordinary; // emits the call

  llvm::Value *arg(size_t i) const { return e.get(op.args[i]); }
  void result(size_t i, llvm::Value *v) const {
    if (i >= op.results.size()) return;
    llvm::Type *want = e.me.type(e.regType(op.results[i]));
    if (v->getType() != want) v = want->isIntegerTy() ? B.CreateZExtOrTrunc(v, want) : v;
    e.set(op.results[i], v);
  }
  llvm::Value *call(llvm::Intrinsic::ID id, std::initializer_list<llvm::Value *> args) const {
    return B.CreateIntrinsic(id, {(*args.begin())->getType()}, args);
  }

  // ---- integers ----
  void leadingZeros() const { result(0, call(llvm::Intrinsic::ctlz, {arg(0), B.getFalse()})); }
  void trailingZeros() const { result(0, call(llvm::Intrinsic::cttz, {arg(0), B.getFalse()})); }
  void bitLength(unsigned bits) const {
    llvm::Value *z = call(llvm::Intrinsic::ctlz, {arg(0), B.getFalse()});
    result(0, B.CreateSub(llvm::ConstantInt::get(z->getType(), bits), z));
  }
  void unary(llvm::Intrinsic::ID id) const { result(0, call(id, {arg(0)})); }
  void rotate() const {
    llvm::Value *x = arg(0), *k = B.CreateZExtOrTrunc(arg(1), x->getType()); // modulo the width, so negative counts are right too
    result(0, call(llvm::Intrinsic::fshl, {x, x, k}));
  }
  void wideMultiply() const {
    llvm::Type *i128 = B.getInt128Ty();
    llvm::Value *p = B.CreateMul(B.CreateZExt(arg(0), i128), B.CreateZExt(arg(1), i128));
    result(0, B.CreateTrunc(B.CreateLShr(p, 64), B.getInt64Ty()));
    result(1, B.CreateTrunc(p, B.getInt64Ty()));
  }
  // In the form that the back end makes chains of adc and sbb of.
  void withCarry(llvm::Intrinsic::ID id) const {
    llvm::Value *x = arg(0), *y = arg(1), *c = arg(2);
    auto *first = call(id, {x, y});
    auto *second = call(id, {B.CreateExtractValue(first, 0), c});
    result(0, B.CreateExtractValue(second, 0));
    result(1, B.CreateZExt(B.CreateOr(B.CreateExtractValue(first, 1), B.CreateExtractValue(second, 1)), B.getInt64Ty()));
  }
  void addCarry() const { withCarry(llvm::Intrinsic::uadd_with_overflow); }
  void subBorrow() const { withCarry(llvm::Intrinsic::usub_with_overflow); }
  void nothing() const {}

  // ---- floats ----
  void copysign() const { result(0, call(llvm::Intrinsic::copysign, {arg(0), arg(1)})); }
  void oneInstruction(CpuFeature need, const char *text, const char *constraints, std::initializer_list<llvm::Value *> args) const {
    auto *features = llvm::cast<llvm::GlobalVariable>(e.me.mod->getOrInsertGlobal("golem_cpufeatures", B.getInt32Ty()));
    llvm::Value *has = B.CreateICmpNE(B.CreateAnd(B.CreateLoad(B.getInt32Ty(), features), B.getInt32(need)), B.getInt32(0));
    auto *fast = e.newBlock("fast"), *slow = e.newBlock("slow"), *done = e.newBlock("done");
    B.CreateCondBr(has, fast, slow);
    B.SetInsertPoint(fast);
    std::vector<llvm::Type *> types(args.size(), B.getDoubleTy());
    auto *ft = llvm::FunctionType::get(B.getDoubleTy(), types, false);
    auto *c = B.CreateCall(ft, llvm::InlineAsm::get(ft, text, constraints, false), llvm::ArrayRef<llvm::Value *>(args.begin(), args.size()));
    c->setDoesNotThrow();
    c->setDoesNotAccessMemory();
    result(0, c);
    B.CreateBr(done);
    B.SetInsertPoint(slow);
    ordinary();
    B.CreateBr(done);
    B.SetInsertPoint(done);
  }
  void round(int mode) const {
    static const char *const kText[] = {"roundsd $$8, $1, $0", "roundsd $$9, $1, $0", "roundsd $$10, $1, $0", "roundsd $$11, $1, $0"};
    oneInstruction(CpuFeature::kCpuSSE41, kText[mode], "=x,x", {arg(0)});
  }
  void fma() const { oneInstruction(CpuFeature::kCpuFMA, "vfmadd231sd $2, $1, $0", "=x,x,x,0", {arg(0), arg(1), arg(2)}); }

  // ---- atomics ----
  llvm::Align align(llvm::Type *t) const { return llvm::Align(e.me.mod->getDataLayout().getTypeStoreSize(t).getFixedValue()); }
  void load() const {
    llvm::Type *t = e.me.type(e.regType(op.results[0]));
    auto *l = B.CreateAlignedLoad(t, arg(0), align(t));
    l->setAtomic(llvm::AtomicOrdering::SequentiallyConsistent);
    result(0, l);
  }
  void store() const {
    llvm::Value *v = arg(1);
    auto *s = B.CreateAlignedStore(v, arg(0), align(v->getType()));
    s->setAtomic(llvm::AtomicOrdering::SequentiallyConsistent);
  }
  void update(llvm::AtomicRMWInst::BinOp what, bool newValue) const {
    llvm::Value *v = arg(1);
    llvm::Value *old = B.CreateAtomicRMW(what, arg(0), v, align(v->getType()), llvm::AtomicOrdering::SequentiallyConsistent);
    result(0, newValue ? B.CreateAdd(old, v) : old);
  }
  void compareAndSwap() const {
    llvm::Value *old = arg(1);
    auto *c = B.CreateAtomicCmpXchg(arg(0), old, arg(2), align(old->getType()), llvm::AtomicOrdering::SequentiallyConsistent,
                                    llvm::AtomicOrdering::SequentiallyConsistent);
    result(0, e.fromBool(B.CreateExtractValue(c, 1)));
  }
};

using Expansion = void (*)(const Intrinsics &);
const std::unordered_map<std::string_view, Expansion> &table() {
  static const std::unordered_map<std::string_view, Expansion> t = {
#define INTRINSIC(symbol, ...) {symbol, [](const Intrinsics &i) { i.__VA_ARGS__; }},
#include "compiler/llvm/intrinsics.def"
  };
  return t;
}

} // namespace

bool FuncEmitter::intrinsicCall(const std::function<void()> &ordinary) {
  auto it = table().find(op->sym);
  if (it == table().end()) return false;
  it->second(Intrinsics{*this, B, *op, ordinary});
  return true;
}

} // namespace golem::llvm_backend
