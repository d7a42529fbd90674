// Interfaces: boxing, dynamic types, assertions.
#include "compiler/llvm/emitter.h"

namespace golem::llvm_backend {

// The descriptor of the dynamic type: the word itself for empty interfaces, from the itab for the others.
llvm::Value *FuncEmitter::dynamicType(const gir::Type *it, llvm::Value *x) {
  llvm::Value *w = extract(x, 0);
  if (it->methods.empty()) return w;
  auto *from = B.GetInsertBlock();
  auto *some = newBlock("itab"), *done = newBlock("type");
  B.CreateCondBr(B.CreateICmpEQ(w, llvm::Constant::getNullValue(me.ptr)), done, some);
  B.SetInsertPoint(some);
  llvm::Value *t = B.CreateLoad(me.ptr, gep(w, 8));
  B.CreateBr(done);
  B.SetInsertPoint(done);
  auto *phi = B.CreatePHI(me.ptr, 2);
  phi->addIncoming(llvm::Constant::getNullValue(me.ptr), from);
  phi->addIncoming(t, some);
  return phi;
}

namespace {
// The single pointer inside a pointer-shaped value.
llvm::Value *onlyPointer(llvm::IRBuilder<> &B, const gir::Type *t, llvm::Value *v) {
  while (t->kind == Kind::Struct || t->kind == Kind::Array) {
    unsigned i = t->kind == Kind::Struct ? static_cast<unsigned>(t->onlyField()) : 0;
    v = B.CreateExtractValue(v, i);
    t = t->kind == Kind::Struct ? t->fields[i].type : t->elem;
  }
  return v;
}
} // namespace

void FuncEmitter::box() {
  const gir::Type *t = typeOf(op->args[0]), *it = resType();
  llvm::Value *tab = it->methods.empty() ? static_cast<llvm::Value *>(me.descriptor(t)) : me.itab(it, t);
  llvm::Value *data;
  if (t->isDirectIface()) data = onlyPointer(B, t, arg(0));
  else if (t->size == 0) data = me.mod->getOrInsertGlobal("golem_zerobase", me.i64);
  else if (t->size == 1 && (t->kind == Kind::Bool || t->isInteger())) {
    // golem_staticuint64s: 256 words, so that single-byte values are boxed without allocation.
    auto *tbl = me.mod->getOrInsertGlobal("golem_staticuint64s", me.i64);
    data = B.CreateInBoundsGEP(me.i64, tbl, B.CreateZExt(arg(0), me.i64));
  } else if (op->args[0].isConst() && !me.isBig(t)) {
    auto *c = me.constant(f.consts[op->args[0].index]);
    auto *g = new llvm::GlobalVariable(*me.mod, c->getType(), true, llvm::GlobalValue::PrivateLinkage, c, "boxed");
    g->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    g->setAlignment(llvm::Align(std::max<uint32_t>(t->align, 1)));
    data = g;
  } else if (!onHeap(op->site)) {
    auto *a = allocaOf(t);
    if (me.isBig(t)) B.CreateMemCpy(a, llvm::Align(t->align), getAddr(op->args[0]), llvm::Align(t->align), static_cast<uint64_t>(t->size));
    else B.CreateStore(arg(0), a);
    data = a;
  } else if (t->isInteger()) { // small numbers are in the same table
    auto *small = newBlock("boxsmall"), *large = newBlock("boxlarge"), *done = newBlock("boxed");
    auto *tbl = me.mod->getOrInsertGlobal("golem_staticuint64s", me.i64);
    llvm::Value *v = arg(0), *word = B.CreateZExt(v, me.i64);
    B.CreateCondBr(B.CreateICmpULT(word, llvm::ConstantInt::get(me.i64, 256)), small, large);
    B.SetInsertPoint(small);
    llvm::Value *there = B.CreateInBoundsGEP(me.i64, tbl, word);
    B.CreateBr(done);
    B.SetInsertPoint(large);
    llvm::Value *made = newObject(t);
    storeValue(t, v, made, gir::kInit);
    large = B.GetInsertBlock();
    B.CreateBr(done);
    B.SetInsertPoint(done);
    auto *phi = B.CreatePHI(me.ptr, 2);
    phi->addIncoming(there, small);
    phi->addIncoming(made, large);
    data = phi;
  } else {
    data = newObject(t);
    if (me.isBig(t)) copyMem(t, data, getAddr(op->args[0]), gir::kInit);
    else storeValue(t, arg(0), data, gir::kInit);
  }
  setResult(makeAgg(me.type(it), {tab, data}));
}

llvm::Value *FuncEmitter::unpackIface(const gir::Type *t, llvm::Value *data) {
  if (t->size == 0) return llvm::Constant::getNullValue(me.type(t));
  if (!t->isDirectIface()) return B.CreateAlignedLoad(me.type(t), data, llvm::Align(t->align));
  std::function<llvm::Value *(const gir::Type *)> wrap = [&](const gir::Type *x) -> llvm::Value * {
    if (x->kind != Kind::Struct && x->kind != Kind::Array) return data;
    unsigned i = x->kind == Kind::Struct ? static_cast<unsigned>(x->onlyField()) : 0;
    return B.CreateInsertValue(llvm::Constant::getNullValue(me.type(x)), wrap(x->kind == Kind::Struct ? x->fields[i].type : x->elem), i);
  };
  return wrap(t);
}

void FuncEmitter::unbox() {
  const gir::Type *t = resType();
  llvm::Value *data = extract(arg(0), 1);
  if (me.isBig(t)) B.CreateMemCpy(regs[op->results[0]], llvm::Align(t->align), data, llvm::Align(t->align), static_cast<uint64_t>(t->size));
  else setResult(unpackIface(t, data));
}

void FuncEmitter::ifaceToIface() {
  const gir::Type *from = typeOf(op->args[0]), *to = resType();
  llvm::Value *x = arg(0);
  llvm::Value *t = dynamicType(from, x);
  llvm::Value *w = t;
  if (!to->methods.empty()) w = callRuntime("assertE2I2", {me.descriptor(to), t}); // nil for nil
  setResult(makeAgg(me.type(to), {w, extract(x, 1)}));
}

void FuncEmitter::assertType(bool commaOk) {
  const gir::Type *it = typeOf(op->args[0]), *t = resType();
  llvm::Value *x = arg(0);
  auto *nullp = llvm::Constant::getNullValue(me.ptr);
  if (t->kind == Kind::Interface) {
    llvm::Value *dt = dynamicType(it, x);
    llvm::Value *w;
    if (commaOk) {
      w = t->methods.empty() ? dt : callRuntime("assertE2I2", {me.descriptor(t), dt});
      llvm::Value *ok = B.CreateICmpNE(w, nullp);
      llvm::Value *data = B.CreateSelect(ok, extract(x, 1), nullp);
      setResult(makeAgg(me.type(t), {w, data}));
      setResult(fromBool(ok), 1);
      return;
    }
    w = callRuntime("assertE2I", {me.descriptor(t), dt});
    if (t->methods.empty()) w = dt;
    setResult(makeAgg(me.type(t), {w, extract(x, 1)}));
    return;
  }
  // Concrete: compare the descriptor, or the itab when the interface has methods.
  llvm::Value *have = extract(x, 0);
  llvm::Value *want = it->methods.empty() ? static_cast<llvm::Value *>(me.descriptor(t)) : nullptr;
  llvm::Value *ok;
  if (want) ok = B.CreateICmpEQ(have, want);
  else ok = B.CreateICmpEQ(dynamicType(it, x), me.descriptor(t)); // itabs built at run time may not be unique per link
  auto *yes = newBlock("asserted"), *no = newBlock("notasserted"), *done = newBlock("assertdone");
  B.CreateCondBr(ok, yes, no);
  B.SetInsertPoint(yes);
  llvm::Value *data = extract(x, 1);
  if (me.isBig(t)) B.CreateMemCpy(regs[op->results[0]], llvm::Align(t->align), data, llvm::Align(t->align), static_cast<uint64_t>(t->size));
  else setResult(unpackIface(t, data));
  B.CreateBr(done);
  B.SetInsertPoint(no);
  if (commaOk) {
    if (me.isBig(t)) zeroMem(regs[op->results[0]], t->size, t->align);
    else setResult(llvm::Constant::getNullValue(me.type(t)));
    B.CreateBr(done);
  } else {
    callRuntime(it->methods.empty() ? "panicdottypeE" : "panicdottypeI", {have, me.descriptor(t), me.descriptor(it)});
    B.CreateUnreachable();
  }
  B.SetInsertPoint(done);
  if (commaOk) setResult(fromBool(ok), 1);
}

} // namespace golem::llvm_backend
