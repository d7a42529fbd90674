// Strings, slices, append, closures: ops on values of several words, and the allocations behind them.
#include "compiler/llvm/emitter.h"

namespace golem::llvm_backend {

void FuncEmitter::lenCap(bool cap) {
  const gir::Type *t = typeOf(op->args[0]);
  llvm::Value *v = arg(0);
  switch (t->kind) {
  case Kind::String: setResult(extract(v, 1)); return;
  case Kind::Slice: setResult(extract(v, cap ? 2 : 1)); return;
  case Kind::Map: case Kind::Chan: {
    auto *from = B.GetInsertBlock();
    auto *some = newBlock("some"), *done = newBlock("len");
    B.CreateCondBr(B.CreateICmpEQ(v, llvm::Constant::getNullValue(me.ptr)), done, some);
    B.SetInsertPoint(some);
    llvm::Value *n = t->kind == Kind::Chan ? callRuntime(cap ? "chancap" : "chanlen", {v}) : static_cast<llvm::Value *>(B.CreateLoad(me.i64, v));
    auto *last = B.GetInsertBlock();
    B.CreateBr(done);
    B.SetInsertPoint(done);
    auto *phi = B.CreatePHI(me.i64, 2);
    phi->addIncoming(ci(0), from);
    phi->addIncoming(n, last);
    setResult(phi);
    return;
  }
  default: me.fail("len of " + gir::typeText(t));
  }
}

void FuncEmitter::sliceOp() {
  const gir::Type *t = typeOf(op->args[0]), *rt = resType();
  llvm::Value *base = arg(0), *lo = arg(1), *hi = arg(2);
  llvm::Value *len = B.CreateSub(hi, lo);
  bool str = op->code == Opcode::strslice_;
  llvm::Value *p = t->kind == Kind::Pointer ? base : extract(base, 0);
  const gir::Type *elem = str ? nullptr : rt->elem;
  llvm::Value *max = str ? hi : arg(3);
  llvm::Value *cap = B.CreateSub(max, lo);
  // A slice of capacity 0 must not point past the object, or it would keep its neighbour alive.
  llvm::Value *off = elem ? B.CreateMul(lo, ci(elem->size)) : lo;
  if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(lo); !(c && c->isZero())) off = B.CreateSelect(B.CreateICmpEQ(cap, ci(0)), ci(0), off);
  else off = ci(0);
  llvm::Value *q = B.CreateGEP(me.i8, p, off);
  if (str) setResult(makeAgg(me.type(rt), {q, len}));
  else setResult(makeAgg(me.type(rt), {q, len, cap}));
}

// Room for n more elements: the slice as it is while its capacity lasts, else a larger copy from golem_growslice, or an array in the frame
// (passes/slices.cc). That is taken only once, by a slice without elements, since an earlier slice may still be in use; on the ladder the
// slice is known to be the only one.
FuncEmitter::Grown FuncEmitter::growFor(llvm::Value *s, llvm::Value *n, const gir::Type *elem) {
  llvm::Value *p = extract(s, 0), *len = extract(s, 1), *cap = extract(s, 2);
  llvm::Value *newLen = B.CreateAdd(len, n);
  auto *from = B.GetInsertBlock();
  auto *grow = newBlock("grow"), *done = newBlock("append");
  B.CreateCondBr(B.CreateICmpUGT(newLen, cap), grow, done);
  B.SetInsertPoint(grow);
  const gir::Site *site = gir::bufferedSite(f, *op);
  auto *out = allocaOf(llvm::StructType::get(me.ctx, {me.ptr, me.i64, me.i64}), "grown", 8);
  llvm::BasicBlock *inFrame = nullptr;
  llvm::AllocaInst *buffer = nullptr;
  llvm::Value *frameCap = nullptr;
  if (site) {
    const gir::Type *arr = f.vars[site->buffer].type;
    buffer = llvm::cast<llvm::AllocaInst>(vars[site->buffer]);
    buffer->setAlignment(std::max(buffer->getAlign(), llvm::Align(8)));
    inFrame = newBlock("growframe");
    auto *heap = newBlock("growheap");
    llvm::Value *fits = B.CreateICmpULE(newLen, ci(arr->len));
    if (site->ladder) {
      B.CreateCondBr(fits, inFrame, heap);
      B.SetInsertPoint(inFrame);
      callRuntime("growslicebuf", {out, p, newLen, n, typePtr(elem), buffer});
      frameCap = B.CreateLoad(me.i64, gep(out, 16));
    } else {
      llvm::AllocaInst *&used = bufferUsed[site->buffer];
      if (!used) {
        used = allocaOf(llvm::Type::getInt1Ty(me.ctx), "used", 1);
        llvm::IRBuilder<>(used->getParent(), std::next(used->getIterator())).CreateStore(B.getFalse(), used);
      }
      B.CreateCondBr(B.CreateAnd(B.CreateNot(B.CreateLoad(B.getInt1Ty(), used)), B.CreateAnd(B.CreateICmpEQ(len, ci(0)), fits)), inFrame, heap);
      B.SetInsertPoint(inFrame);
      B.CreateStore(B.getTrue(), used);
      zeroMem(buffer, arr->size, 8);
      frameCap = ci(arr->len);
    }
    inFrame = B.GetInsertBlock();
    B.CreateBr(done);
    B.SetInsertPoint(heap);
  }
  callRuntime("growslice", {out, p, newLen, cap, n, typePtr(elem)});
  llvm::Value *np = B.CreateLoad(me.ptr, out), *nc = B.CreateLoad(me.i64, gep(out, 16));
  auto *last = B.GetInsertBlock();
  B.CreateBr(done);
  B.SetInsertPoint(done);
  auto *pp = B.CreatePHI(me.ptr, 3);
  pp->addIncoming(p, from);
  pp->addIncoming(np, last);
  auto *pc = B.CreatePHI(me.i64, 3);
  pc->addIncoming(cap, from);
  pc->addIncoming(nc, last);
  if (buffer) {
    pp->addIncoming(buffer, inFrame);
    pc->addIncoming(frameCap, inFrame);
  }
  return {pp, len, pc, newLen};
}

void FuncEmitter::appendOp() {
  const gir::Type *t = resType(), *et = t->elem;
  llvm::Value *s = arg(0);
  // The values are operands: they are read before the slice grows.
  std::vector<llvm::Value *> vals;
  for (size_t i = 1; i < op->args.size(); i++) vals.push_back(me.isBig(et) ? getAddr(op->args[i]) : arg(i));
  Grown g = growFor(s, ci(static_cast<int64_t>(vals.size())), et);
  if (et->size)
    for (size_t i = 0; i < vals.size(); i++) {
      llvm::Value *slot = B.CreateInBoundsGEP(me.type(et), g.ptr, B.CreateAdd(g.len, ci(static_cast<int64_t>(i))));
      if (me.isBig(et)) copyMem(et, slot, vals[i], 0);
      else storeValue(et, vals[i], slot, 0);
    }
  setResult(makeAgg(me.type(t), {g.ptr, g.newLen, g.cap}));
}

void FuncEmitter::appendSliceOp() {
  const gir::Type *t = resType(), *et = t->elem;
  llvm::Value *s = arg(0), *src = arg(1);
  llvm::Value *from = extract(src, 0), *n = extract(src, 1);
  Grown g = growFor(s, n, et);
  if (et->size) {
    llvm::Value *dst = B.CreateInBoundsGEP(me.type(et), g.ptr, g.len);
    if (et->hasPointers()) callRuntime("typedslicecopy", {typePtr(et), dst, n, from, n});
    else B.CreateMemMove(dst, llvm::Align(1), from, llvm::Align(1), B.CreateMul(n, ci(et->size)));
  }
  setResult(makeAgg(me.type(t), {g.ptr, g.newLen, g.cap}));
}

void FuncEmitter::appendMakeOp() {
  const gir::Type *t = resType(), *et = t->elem;
  llvm::Value *s = arg(0), *n = arg(1);
  if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(n); !c || c->isNegative()) { // make's panic, and make raises it
    auto *negative = newBlock("negative"), *good = newBlock("good");
    B.CreateCondBr(B.CreateICmpSLT(n, ci(0)), negative, good);
    B.SetInsertPoint(negative);
    callRuntime("makeslice", {typePtr(et), n, n});
    B.CreateBr(good);
    B.SetInsertPoint(good);
  }
  Grown g = growFor(s, n, et);
  if (et->size) {
    llvm::Value *dst = B.CreateInBoundsGEP(me.type(et), g.ptr, g.len), *bytes = B.CreateMul(n, ci(et->size));
    if (et->hasPointers()) callRuntime("memclrpointers", {dst, bytes});
    else B.CreateMemSet(dst, llvm::ConstantInt::get(me.i8, 0), bytes, llvm::Align(1));
  }
  setResult(makeAgg(me.type(t), {g.ptr, g.newLen, g.cap}));
}

void FuncEmitter::copySlice() {
  const gir::Type *dt = typeOf(op->args[0]), *et = dt->elem;
  llvm::Value *d = arg(0), *s = arg(1);
  llvm::Value *n = B.CreateBinaryIntrinsic(llvm::Intrinsic::smin, extract(d, 1), extract(s, 1));
  if (et->size) {
    if (et->hasPointers()) callRuntime("typedslicecopy", {typePtr(et), extract(d, 0), n, extract(s, 0), n});
    else B.CreateMemMove(extract(d, 0), llvm::Align(1), extract(s, 0), llvm::Align(1), B.CreateMul(n, ci(et->size)));
  }
  if (!op->results.empty()) setResult(n);
}

void FuncEmitter::clearSlice() {
  const gir::Type *et = typeOf(op->args[0])->elem;
  llvm::Value *s = arg(0);
  llvm::Value *bytes = B.CreateMul(extract(s, 1), ci(et->size));
  if (et->hasPointers()) callRuntime("memclrpointers", {extract(s, 0), bytes});
  else B.CreateMemSet(extract(s, 0), llvm::ConstantInt::get(me.i8, 0), bytes, llvm::Align(1));
}

void FuncEmitter::makeSlice() {
  const gir::Type *t = resType(), *et = t->elem;
  llvm::Value *n = arg(0), *c = arg(1);
  if (!onHeap(op->site)) {
    // The frame has an array for a constant capacity, which is in range, or a small one that a variable capacity may fit in.
    bool known = op->args[1].isConst();
    int64_t cap = known ? f.consts[op->args[1].index].i : gir::kMakeBuffer / et->size;
    auto *at = llvm::ArrayType::get(me.type(et), static_cast<uint64_t>(cap));
    auto *a = allocaOf(at, "make", std::max<uint64_t>(et->align, 8));
    if (known && op->args[0].isConst()) {
      zeroMem(a, cap * et->size, et->align);
      setResult(makeAgg(me.type(t), {a, n, c}));
      return;
    }
    auto *frame = newBlock("makeframe"), *heap = newBlock("makeheap"), *done = newBlock("makedone");
    llvm::Value *fits = B.CreateICmpULE(n, c);
    if (!known) fits = B.CreateAnd(fits, B.CreateICmpULE(c, ci(cap)));
    B.CreateCondBr(fits, frame, heap);
    B.SetInsertPoint(frame);
    zeroMem(a, cap * et->size, et->align);
    B.CreateBr(done);
    B.SetInsertPoint(heap); // or a panic
    llvm::Value *made = callRuntime("makeslice", {typePtr(et), n, c});
    auto *from = B.GetInsertBlock();
    B.CreateBr(done);
    B.SetInsertPoint(done);
    auto *p = B.CreatePHI(me.ptr, 2);
    p->addIncoming(a, frame);
    p->addIncoming(made, from);
    setResult(makeAgg(me.type(t), {p, n, c}));
    return;
  }
  llvm::Value *p = callRuntime("makeslice", {typePtr(et), n, c});
  setResult(makeAgg(me.type(t), {p, n, c}));
}

void FuncEmitter::closureOp() {
  llvm::Function *target = me.function(op->sym);
  if (op->args.empty()) {
    setResult(me.funcValue(op->sym));
    return;
  }
  std::vector<gir::Field> fs;
  fs.push_back({"F", "", m.types->basic(Kind::Uintptr), 0, false, ""});
  for (Value v : op->args) fs.push_back({"X", "", typeOf(v), 0, false, ""});
  gir::Type *st = m.types->structOf(fs);
  m.types->layout(st);
  bool heap = onHeap(op->site);
  llvm::Value *c = heap ? newObject(st) : allocaOf(st);
  uint8_t flags = heap ? gir::kInit : gir::kNoWB;
  B.CreateStore(target, c);
  for (size_t i = 0; i < op->args.size(); i++) {
    const gir::Type *t = st->fields[i + 1].type;
    llvm::Value *slot = gep(c, st->fields[i + 1].offset);
    if (t->size == 0) continue;
    if (me.isBig(t)) copyMem(t, slot, getAddr(op->args[i]), flags);
    else storeValue(t, arg(i), slot, flags);
  }
  setResult(c);
}

llvm::Value *FuncEmitter::tmpBuf(uint32_t site, int64_t bytes) {
  if (onHeap(site)) return llvm::Constant::getNullValue(me.ptr);
  return allocaOf(llvm::ArrayType::get(me.i8, static_cast<uint64_t>(bytes)), "buf", 16);
}

void FuncEmitter::concat() {
  const gir::Type *t = resType();
  auto *at = llvm::ArrayType::get(me.type(t), op->args.size());
  auto *a = allocaOf(at, "parts", 8);
  for (size_t i = 0; i < op->args.size(); i++) B.CreateStore(arg(i), gep(a, static_cast<int64_t>(i) * 16));
  llvm::Value *r = callRuntime("concatstrings", {tmpBuf(op->site, 32), a, ci(static_cast<int64_t>(op->args.size()))});
  setResult(makeAgg(me.type(t), {extract(r, 0), extract(r, 1)}));
}

void FuncEmitter::stringConvert() {
  const gir::Type *t = resType();
  llvm::Type *lt = me.type(t);
  llvm::Value *x = arg(0);
  auto string = [&](llvm::Value *r) { setResult(makeAgg(lt, {extract(r, 0), extract(r, 1)})); };
  auto slice = [&](std::string_view fnName, int64_t buf) {
    auto *out = allocaOf(llvm::StructType::get(me.ctx, {me.ptr, me.i64, me.i64}), "slice", 8);
    callRuntime(fnName, {out, tmpBuf(op->site, buf), extract(x, 0), extract(x, 1)});
    setResult(B.CreateLoad(lt, out));
  };
  switch (op->code) {
  case Opcode::strbytes_:
    if (op->flags & gir::kTmp) { // the slice of an empty string isn't nil
      llvm::Value *p = extract(x, 0);
      p = B.CreateSelect(B.CreateIsNull(p), me.mod->getOrInsertGlobal("golem_zerobase", me.i64), p);
      setResult(makeAgg(lt, {p, extract(x, 1), extract(x, 1)}));
    } else slice("stringtoslicebyte", 32);
    break;
  case Opcode::strrunes_: slice("stringtoslicerune", 128); break;
  case Opcode::bytesstr_:
    if (op->flags & gir::kTmp) setResult(makeAgg(lt, {extract(x, 0), extract(x, 1)}));
    else string(callRuntime("slicebytetostring", {tmpBuf(op->site, 32), extract(x, 0), extract(x, 1)}));
    break;
  case Opcode::runesstr_: string(callRuntime("slicerunetostring", {tmpBuf(op->site, 32), extract(x, 0), extract(x, 1)})); break;
  default: string(callRuntime("intstring", {tmpBuf(op->site, 4), x})); break;
  }
}

void FuncEmitter::decodeRune() {
  llvm::Value *s = arg(0), *i = arg(1);
  llvm::Value *p = extract(s, 0);
  llvm::Value *c = B.CreateLoad(me.i8, B.CreateInBoundsGEP(me.i8, p, i));
  auto *from = B.GetInsertBlock();
  auto *multi = newBlock("multibyte"), *done = newBlock("rune");
  llvm::Value *ascii = B.CreateZExt(c, me.i32), *nextI = B.CreateAdd(i, ci(1));
  B.CreateCondBr(B.CreateICmpSGE(c, llvm::ConstantInt::get(me.i8, 0)), done, multi);
  B.SetInsertPoint(multi);
  llvm::Value *r = callRuntime("decoderune", {p, extract(s, 1), i});
  llvm::Value *rune = B.CreateTrunc(extract(r, 0), me.i32), *n2 = extract(r, 1);
  auto *last = B.GetInsertBlock();
  B.CreateBr(done);
  B.SetInsertPoint(done);
  auto *pr = B.CreatePHI(me.i32, 2);
  pr->addIncoming(ascii, from);
  pr->addIncoming(rune, last);
  auto *pn = B.CreatePHI(me.i64, 2);
  pn->addIncoming(nextI, from);
  pn->addIncoming(n2, last);
  setResult(pr, 0);
  setResult(pn, 1);
}

} // namespace golem::llvm_backend
