// Maps, channels, select, and calls into the runtime that lowering asks for by name.
#include "compiler/llvm/emitter.h"

namespace golem::llvm_backend {

namespace {
enum class MapKind { Slow, Fast32, Fast64, Fast64Ptr, FastStr };
MapKind mapKind(const gir::Type *mt) {
  if (mt->elem->size > 128) return MapKind::Slow;
  const gir::Type *k = mt->key;
  if (k->kind == Kind::String) return MapKind::FastStr;
  if (k->isInteger() && k->size == 4) return MapKind::Fast32;
  if (k->isInteger() && k->size == 8) return MapKind::Fast64;
  if (k->kind == Kind::Pointer || k->kind == Kind::UnsafePointer || k->kind == Kind::Chan) return MapKind::Fast64Ptr;
  return MapKind::Slow;
}
} // namespace

void FuncEmitter::mapOp() {
  switch (op->code) {
  case Opcode::mapclear_: callRuntime("mapclear", {me.descriptor(typeOf(op->args[0])), arg(0)}); return;
  case Opcode::mapiterinit_: {
    llvm::Value *it = arg(0), *mv = arg(1);
    callRuntime("mapiterinit", {me.descriptor(typeOf(op->args[1])), mv, it});
    return;
  }
  case Opcode::mapiternext_: callRuntime("mapiternext", {arg(0)}); return;
  default: break;
  }
  const gir::Type *mt = typeOf(op->args[0]);
  llvm::Value *desc = me.descriptor(mt), *mv = arg(0);
  MapKind kind = mapKind(mt);
  auto call = [&](const char *base) -> llvm::Value * {
    std::string n = base;
    switch (kind) {
    case MapKind::Slow: return callRuntime(n, {desc, mv, getAddr(op->args[1])});
    case MapKind::Fast32: return callRuntime(n + "_fast32", {desc, mv, B.CreateZExt(arg(1), me.i64)});
    case MapKind::Fast64: return callRuntime(n + "_fast64", {desc, mv, arg(1)});
    case MapKind::Fast64Ptr:
      if (n == "mapassign") return callRuntime("mapassign_fast64ptr", {desc, mv, arg(1)});
      return callRuntime(n + "_fast64", {desc, mv, B.CreatePtrToInt(arg(1), me.i64)});
    case MapKind::FastStr: {
      llvm::Value *k = arg(1);
      return callRuntime(n + "_faststr", {desc, mv, extract(k, 0), extract(k, 1)});
    }
    }
    return nullptr;
  };
  switch (op->code) {
  case Opcode::mapget_:
    if (mt->elem->size <= 1024) {
      setFromMem(op->results[0], call("mapaccess1"));
      return;
    }
    [[fallthrough]];
  case Opcode::mapgetok_: {
    llvm::Value *r = call("mapaccess2");
    llvm::Value *ok = B.CreateTrunc(extract(r, 1), me.i8);
    const gir::Type *t = regType(op->results[0]);
    if (mt->elem->size <= 1024) setFromMem(op->results[0], extract(r, 0));
    else { // the runtime's zero value is smaller than this element
      auto *yes = newBlock("found"), *no = newBlock("missing"), *done = newBlock("mapdone");
      B.CreateCondBr(toBool(ok), yes, no);
      B.SetInsertPoint(yes);
      setFromMem(op->results[0], extract(r, 0));
      B.CreateBr(done);
      B.SetInsertPoint(no);
      zeroMem(regs[op->results[0]], t->size, t->align);
      B.CreateBr(done);
      B.SetInsertPoint(done);
    }
    setResult(ok, 1);
    return;
  }
  case Opcode::mapassign_: setResult(call("mapassign")); return;
  case Opcode::mapdelete_: call("mapdelete"); return;
  default: me.fail("map operation");
  }
}

void FuncEmitter::chanOp() {
  switch (op->code) {
  case Opcode::send_: {
    llvm::Value *c = arg(0), *p = getAddr(op->args[1]);
    callRuntime("chansend1", {c, p});
    break;
  }
  case Opcode::recv_: case Opcode::recvok_: {
    const gir::Type *t = regType(op->results[0]);
    llvm::Value *c = arg(0);
    llvm::Value *tmp = t->size ? static_cast<llvm::Value *>(allocaOf(t)) : llvm::Constant::getNullValue(me.ptr);
    if (t->hasPointers()) zeroMem(tmp, t->size, t->align);
    if (op->code == Opcode::recv_) callRuntime("chanrecv1", {c, tmp});
    else setResult(callRuntime("chanrecv2", {c, tmp}), 1);
    if (t->size) setFromMem(op->results[0], tmp);
    break;
  }
  case Opcode::close_: callRuntime("closechan", {arg(0)}); break;
  default: me.fail("channel operation");
  }
}

void FuncEmitter::selectOp() {
  size_t n = op->args.size() / 2;
  bool block = op->imm == 0;
  // Receive temporaries, in case order.
  std::vector<llvm::Value *> chans(n), elems(n);
  size_t recvReg = 2;
  std::vector<size_t> regOf(n, 0);
  for (size_t i = 0; i < n; i++) {
    chans[i] = arg(2 * i);
    if (op->args[2 * i + 1].isNone()) {
      const gir::Type *t = regType(op->results[recvReg]);
      regOf[i] = recvReg++;
      elems[i] = t->size ? static_cast<llvm::Value *>(allocaOf(t)) : llvm::Constant::getNullValue(me.ptr);
      if (t->size) zeroMem(elems[i], t->size, t->align);
    } else elems[i] = getAddr(op->args[2 * i + 1]);
  }
  auto finish = [&] {
    for (size_t i = 0; i < n; i++) {
      if (!regOf[i]) continue;
      setFromMem(op->results[regOf[i]], elems[i]);
    }
  };
  if (n == 1 && !block) {
    llvm::Value *chosen, *ok = llvm::ConstantInt::get(me.i8, 0);
    if (regOf[0]) {
      llvm::Value *r = callRuntime("selectnbrecv", {elems[0], chans[0]});
      chosen = B.CreateICmpNE(B.CreateAnd(extract(r, 0), ci(255)), ci(0));
      ok = B.CreateTrunc(extract(r, 1), me.i8);
    } else chosen = toBool(callRuntime("selectnbsend", {chans[0], elems[0]}));
    setResult(B.CreateSelect(chosen, ci(0), ci(-1)), 0);
    setResult(ok, 1);
    finish();
    return;
  }
  // Sends first, then receives, as selectgo wants them; `where` maps its answer back to source order.
  auto *caseT = llvm::StructType::get(me.ctx, {me.ptr, me.ptr});
  auto *cases = allocaOf(llvm::ArrayType::get(caseT, n), "cases", 8);
  auto *order = allocaOf(llvm::ArrayType::get(me.i16, 2 * n), "order", 8);
  std::vector<size_t> pos;
  for (size_t i = 0; i < n; i++)
    if (!regOf[i]) pos.push_back(i);
  size_t sends = pos.size();
  for (size_t i = 0; i < n; i++)
    if (regOf[i]) pos.push_back(i);
  for (size_t k = 0; k < n; k++) {
    B.CreateStore(chans[pos[k]], gep(cases, static_cast<int64_t>(16 * k)));
    B.CreateStore(elems[pos[k]], gep(cases, static_cast<int64_t>(16 * k + 8)));
  }
  llvm::Value *r = callRuntime("selectgo",
                               {cases, order, ci(static_cast<int64_t>(sends)), ci(static_cast<int64_t>(n - sends)), llvm::ConstantInt::get(me.i8, block)});
  llvm::Value *got = extract(r, 0);
  llvm::Value *idx = ci(-1);
  for (size_t k = 0; k < n; k++) idx = B.CreateSelect(B.CreateICmpEQ(got, ci(static_cast<int64_t>(k))), ci(static_cast<int64_t>(pos[k])), idx);
  setResult(idx, 0);
  setResult(B.CreateTrunc(extract(r, 1), me.i8), 1);
  finish();
}

// A small map that stays in its function has its header on the stack, and its first bucket unless that is large; it grows into the heap.
// Nothing in the heap ever points to either, and stacks are scanned conservatively.
void FuncEmitter::makeMap() {
  constexpr int64_t kHeader = 48, kMaxBucket = 1024;
  if (onHeap(op->site)) {
    setResult(callRuntime("makemap", {me.descriptor(resType()), arg(0)}));
    return;
  }
  auto room = [&](int64_t bytes, const char *name) {
    auto *a = allocaOf(llvm::ArrayType::get(me.i64, static_cast<uint64_t>(bytes / 8)), name, 8);
    zeroMem(a, bytes, 8);
    return a;
  };
  llvm::Value *header = room(kHeader, "map"), *bucket = llvm::Constant::getNullValue(me.ptr);
  if (int64_t bytes = me.types.mapBucket(resType())->size; bytes <= kMaxBucket) bucket = room((bytes + 7) / 8 * 8, "bucket");
  callRuntime("initmap", {header, bucket});
  setResult(header);
}

void FuncEmitter::runtimeOp() {
  llvm::FunctionCallee c = me.runtimeFn(op->sym);
  auto *fnv = llvm::cast<llvm::Function>(c.getCallee());
  std::vector<llvm::Value *> as;
  for (size_t i = 0; i < op->args.size(); i++) as.push_back(arg(i));
  if (op->sym == "racefuncenter") as.push_back(B.CreateIntrinsic(llvm::Intrinsic::returnaddress, {}, {B.getInt32(0)}));
  llvm::Value *r = emitCall(c.getFunctionType(), fnv, as, llvm::CallingConv::C, !fnv->doesNotThrow());
  if (op->results.size() == 1) setResult(r);
  else
    for (size_t i = 0; i < op->results.size(); i++) setResult(extract(r, static_cast<unsigned>(i)), i);
}


} // namespace golem::llvm_backend
