// Arithmetic, shifts, comparisons, numeric conversions: Go's results where LLVM's would be undefined.
#include "compiler/llvm/emitter.h"
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

namespace golem::llvm_backend {

void FuncEmitter::arith() {
  const gir::Type *t = resType();
  llvm::Value *x = arg(0);
  llvm::Value *y = op->args.size() > 1 ? arg(1) : nullptr;
  llvm::Value *r = nullptr;
  if (t->isComplex()) {
    llvm::Value *a = extract(x, 0), *b = extract(x, 1);
    llvm::Value *c = y ? extract(y, 0) : nullptr, *d = y ? extract(y, 1) : nullptr;
    llvm::Type *ct = me.type(t);
    switch (op->code) {
    case Opcode::add_: r = makeAgg(ct, {B.CreateFAdd(a, c), B.CreateFAdd(b, d)}); break;
    case Opcode::sub_: r = makeAgg(ct, {B.CreateFSub(a, c), B.CreateFSub(b, d)}); break;
    case Opcode::neg_: r = makeAgg(ct, {B.CreateFNeg(a), B.CreateFNeg(b)}); break;
    case Opcode::mul_: r = makeAgg(ct, {B.CreateFSub(B.CreateFMul(a, c), B.CreateFMul(b, d)), B.CreateFAdd(B.CreateFMul(a, d), B.CreateFMul(b, c))}); break;
    default: me.fail("complex operation that lowering replaces by a call"); return;
    }
    setResult(r);
    return;
  }
  if (t->isFloat()) {
    switch (op->code) {
    case Opcode::add_: r = B.CreateFAdd(x, y); break;
    case Opcode::sub_: r = B.CreateFSub(x, y); break;
    case Opcode::mul_: r = B.CreateFMul(x, y); break;
    case Opcode::div_: r = B.CreateFDiv(x, y); break;
    case Opcode::neg_: r = B.CreateFNeg(x); break;
    case Opcode::fma_: r = B.CreateIntrinsic(llvm::Intrinsic::fma, {x->getType()}, {x, y, arg(2)}); break;
    default: me.fail("operation on floats"); return;
    }
    setResult(r);
    return;
  }
  bool uns = t->isUnsigned();
  switch (op->code) {
  case Opcode::add_: r = B.CreateAdd(x, y); break;
  case Opcode::sub_: r = B.CreateSub(x, y); break;
  case Opcode::mul_: r = B.CreateMul(x, y); break;
  case Opcode::and_: r = B.CreateAnd(x, y); break;
  case Opcode::or_: r = B.CreateOr(x, y); break;
  case Opcode::xor_: r = B.CreateXor(x, y); break;
  case Opcode::andnot_: r = B.CreateAnd(x, B.CreateNot(y)); break;
  case Opcode::neg_: r = B.CreateNeg(x); break;
  case Opcode::com_: r = B.CreateNot(x); break;
  case Opcode::div_: case Opcode::rem_: {
    bool div = op->code == Opcode::div_;
    if (uns) {
      r = div ? B.CreateUDiv(x, y) : B.CreateURem(x, y);
      break;
    }
    auto *c = llvm::dyn_cast<llvm::ConstantInt>(y);
    if (c && !c->isMinusOne()) {
      r = div ? B.CreateSDiv(x, y) : B.CreateSRem(x, y);
      break;
    }
    // MinInt / -1 = MinInt, which the instruction would trap on.
    llvm::Value *m1 = B.CreateICmpEQ(y, llvm::Constant::getAllOnesValue(y->getType()));
    llvm::Value *safe = B.CreateSelect(m1, llvm::ConstantInt::get(y->getType(), 1), y);
    if (div) r = B.CreateSelect(m1, B.CreateNeg(x), B.CreateSDiv(x, safe));
    else r = B.CreateSelect(m1, llvm::Constant::getNullValue(x->getType()), B.CreateSRem(x, safe));
    break;
  }
  default: me.fail("arithmetic"); return;
  }
  setResult(r);
}

void FuncEmitter::shift() {
  const gir::Type *t = resType();
  llvm::Value *x = arg(0), *n = arg(1);
  unsigned w = x->getType()->getIntegerBitWidth();
  bool left = op->code == Opcode::shl_, sgn = !t->isUnsigned();
  llvm::Type *nt = n->getType();
  unsigned nw = nt->getIntegerBitWidth();
  // Compare in the count's own width: a huge count must not be cut to a small one.
  llvm::Value *in = nw < 8 || (nw == 8 && w > 255) ? llvm::ConstantInt::getTrue(me.ctx) : B.CreateICmpULT(n, llvm::ConstantInt::get(nt, w));
  llvm::Value *c = B.CreateZExtOrTrunc(n, x->getType());
  if (!left && sgn) {
    c = B.CreateSelect(in, c, llvm::ConstantInt::get(x->getType(), w - 1));
    setResult(B.CreateAShr(x, c));
    return;
  }
  // The count of the shift that is not chosen must still be defined.
  c = B.CreateAnd(c, llvm::ConstantInt::get(x->getType(), w - 1));
  llvm::Value *s = left ? B.CreateShl(x, c) : B.CreateLShr(x, c);
  setResult(B.CreateSelect(in, s, llvm::Constant::getNullValue(x->getType())));
}

llvm::Value *FuncEmitter::stringEqual(llvm::Value *x, llvm::Value *y) {
  llvm::Value *n = extract(x, 1);
  llvm::Value *same = B.CreateICmpEQ(n, extract(y, 1));
  auto *from = B.GetInsertBlock();
  auto *cmp = newBlock("streq"), *done = newBlock("streqdone");
  B.CreateCondBr(same, cmp, done);
  B.SetInsertPoint(cmp);
  llvm::Value *eq = toBool(callRuntime("memequal", {extract(x, 0), extract(y, 0), n}));
  auto *last = B.GetInsertBlock();
  B.CreateBr(done);
  B.SetInsertPoint(done);
  auto *phi = B.CreatePHI(me.i1, 2);
  phi->addIncoming(llvm::ConstantInt::getFalse(me.ctx), from);
  phi->addIncoming(eq, last);
  return phi;
}

namespace {
// Compared as plain bytes: no padding, floats, strings, interfaces or blank fields.
bool plainMemory(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Float32: case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::String:
  case Kind::Interface: return false;
  case Kind::Array: return plainMemory(t->elem);
  case Kind::Struct: {
    int64_t end = 0;
    for (const gir::Field &f : t->fields) {
      if (f.name == "_" || f.offset != end || !plainMemory(f.type)) return false;
      end = f.offset + f.type->size;
    }
    return end == t->size;
  }
  default: return true;
  }
}
int compareCost(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Interface: return 100;
  case Kind::String: return 2;
  case Kind::Array: return t->len > 8 ? 100 : static_cast<int>(t->len) * compareCost(t->elem);
  case Kind::Struct: {
    int n = 0;
    for (const gir::Field &f : t->fields) n += compareCost(f.type);
    return n;
  }
  default: return 1;
  }
}
} // namespace

llvm::Value *FuncEmitter::equalMem(const gir::Type *t, llvm::Value *p, llvm::Value *q) {
  if (plainMemory(t)) return toBool(callRuntime("memequal", {p, q, ci(t->size)}));
  return toBool(callRuntime("typeequal", {me.descriptor(t), p, q}));
}

// The parts of a structure or an array that are compared each for itself, in the source's order.
void FuncEmitter::comparedParts(const gir::Type *t, llvm::Value *x, llvm::Value *y, std::vector<ComparedPart> &parts) {
  if (t->size == 0) return;
  if (t->kind == Kind::Struct) {
    for (unsigned i = 0; i < t->fields.size(); i++)
      if (t->fields[i].name != "_") comparedParts(t->fields[i].type, extract(x, i), extract(y, i), parts);
  } else if (t->kind == Kind::Array) {
    for (unsigned i = 0; i < static_cast<unsigned>(t->len); i++) comparedParts(t->elem, extract(x, i), extract(y, i), parts);
  } else parts.push_back({t, x, y});
}

// Spec "Comparison operators": fields are compared in source order and the comparison stops at the first difference, which shows where an
// interface's comparison panics. Between interfaces gc compares what costs little first: words and the lengths of strings, then contents.
llvm::Value *FuncEmitter::aggregateEqual(const gir::Type *t, llvm::Value *x, llvm::Value *y) {
  std::vector<ComparedPart> parts;
  comparedParts(t, x, y, parts);
  auto *done = newBlock("aggeqdone");
  std::vector<llvm::BasicBlock *> differ; // blocks that leave with false
  llvm::Value *eq = llvm::ConstantInt::getTrue(me.ctx);
  auto next = [&] { // goes on only if all was equal so far
    if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(eq); c && c->isOne()) return;
    auto *on = newBlock("aggeq");
    differ.push_back(B.GetInsertBlock());
    B.CreateCondBr(eq, on, done);
    B.SetInsertPoint(on);
    eq = llvm::ConstantInt::getTrue(me.ctx);
  };
  for (size_t i = 0; i < parts.size();) {
    size_t end = i;
    for (; end < parts.size() && parts[end].type->kind != Kind::Interface; end++) {
      const ComparedPart &p = parts[end];
      bool string = p.type->kind == Kind::String;
      eq = B.CreateAnd(eq, string ? B.CreateICmpEQ(extract(p.x, 1), extract(p.y, 1)) : equal(p.type, p.x, p.y));
    }
    for (; i < end; i++) {
      const ComparedPart &p = parts[i];
      if (p.type->kind != Kind::String) continue;
      next();
      eq = toBool(callRuntime("memequal", {extract(p.x, 0), extract(p.y, 0), extract(p.x, 1)}));
    }
    if (end == parts.size()) break;
    next();
    eq = equal(parts[end].type, parts[end].x, parts[end].y);
    i = end + 1;
  }
  auto *last = B.GetInsertBlock();
  B.CreateBr(done);
  B.SetInsertPoint(done);
  if (differ.empty()) return eq;
  auto *phi = B.CreatePHI(me.i1, static_cast<unsigned>(differ.size()) + 1);
  for (auto *b : differ) phi->addIncoming(llvm::ConstantInt::getFalse(me.ctx), b);
  phi->addIncoming(eq, last);
  return phi;
}

llvm::Value *FuncEmitter::equal(const gir::Type *t, llvm::Value *x, llvm::Value *y) {
  if (t->size == 0) return llvm::ConstantInt::getTrue(me.ctx);
  switch (t->kind) {
  case Kind::Float32: case Kind::Float64: return B.CreateFCmpOEQ(x, y);
  case Kind::Complex64:
  case Kind::Complex128: return B.CreateAnd(B.CreateFCmpOEQ(extract(x, 0), extract(y, 0)), B.CreateFCmpOEQ(extract(x, 1), extract(y, 1)));
  case Kind::String: return stringEqual(x, y);
  case Kind::Slice: return B.CreateICmpEQ(extract(x, 0), extract(y, 0)); // against nil only
  case Kind::Interface: {
    auto *nullp = llvm::Constant::getNullValue(me.ptr);
    if (auto *c = llvm::dyn_cast<llvm::Constant>(y); c && c->isNullValue()) return B.CreateICmpEQ(extract(x, 0), nullp);
    if (auto *c = llvm::dyn_cast<llvm::Constant>(x); c && c->isNullValue()) return B.CreateICmpEQ(extract(y, 0), nullp);
    // Itabs of two interface types with the same methods differ, so the dynamic types are compared.
    llvm::Value *xt = dynamicType(t, x);
    llvm::Value *same = B.CreateICmpEQ(xt, dynamicType(t, y));
    auto *from = B.GetInsertBlock();
    auto *cmp = newBlock("ifaceeq"), *done = newBlock("ifaceeqdone");
    B.CreateCondBr(B.CreateAnd(same, B.CreateICmpNE(xt, nullp)), cmp, done);
    B.SetInsertPoint(cmp);
    llvm::Value *eq = toBool(callRuntime("efaceeq", {xt, extract(x, 1), extract(y, 1)}));
    auto *last = B.GetInsertBlock();
    B.CreateBr(done);
    B.SetInsertPoint(done);
    auto *phi = B.CreatePHI(me.i1, 2);
    phi->addIncoming(same, from);
    phi->addIncoming(eq, last);
    return phi;
  }
  case Kind::Struct: case Kind::Array: return aggregateEqual(t, x, y);
  default: return B.CreateICmpEQ(x, y);
  }
}

void FuncEmitter::compare() {
  const gir::Type *t = typeOf(op->args[0]);
  llvm::Value *r = nullptr;
  if (op->code == Opcode::eq_ || op->code == Opcode::ne_) {
    bool aggregate = t->kind == Kind::Struct || t->kind == Kind::Array;
    if (aggregate && (me.isBig(t) || compareCost(t) > 8))
      r = t->size ? equalMem(t, getAddr(op->args[0]), getAddr(op->args[1])) : llvm::ConstantInt::getTrue(me.ctx);
    else {
      llvm::Value *x = arg(0), *y = arg(1);
      r = equal(t, x, y);
    }
    if (op->code == Opcode::ne_) r = B.CreateNot(r);
    setResult(fromBool(r));
    return;
  }
  llvm::Value *x = arg(0), *y = arg(1);
  if (t->kind == Kind::String) {
    x = callRuntime("cmpstring", {extract(x, 0), extract(x, 1), extract(y, 0), extract(y, 1)});
    y = ci(0);
  }
  if (t->isFloat()) {
    switch (op->code) {
    case Opcode::lt_: r = B.CreateFCmpOLT(x, y); break;
    case Opcode::le_: r = B.CreateFCmpOLE(x, y); break;
    case Opcode::gt_: r = B.CreateFCmpOGT(x, y); break;
    default: r = B.CreateFCmpOGE(x, y); break;
    }
  } else {
    bool u = t->isUnsigned();
    switch (op->code) {
    case Opcode::lt_: r = u ? B.CreateICmpULT(x, y) : B.CreateICmpSLT(x, y); break;
    case Opcode::le_: r = u ? B.CreateICmpULE(x, y) : B.CreateICmpSLE(x, y); break;
    case Opcode::gt_: r = u ? B.CreateICmpUGT(x, y) : B.CreateICmpSGT(x, y); break;
    default: r = u ? B.CreateICmpUGE(x, y) : B.CreateICmpSGE(x, y); break;
    }
  }
  setResult(fromBool(r));
}

void FuncEmitter::minMax() {
  const gir::Type *t = resType();
  llvm::Value *x = arg(0), *y = arg(1);
  bool isMin = op->code == Opcode::min_;
  if (t->isFloat()) {
    setResult(B.CreateIntrinsic(isMin ? llvm::Intrinsic::minimum : llvm::Intrinsic::maximum, {x->getType()}, {x, y}));
    return;
  }
  if (t->kind == Kind::String) {
    llvm::Value *c = callRuntime("cmpstring", {extract(x, 0), extract(x, 1), extract(y, 0), extract(y, 1)});
    llvm::Value *takeY = isMin ? B.CreateICmpSGT(c, ci(0)) : B.CreateICmpSLT(c, ci(0));
    llvm::Value *p = B.CreateSelect(takeY, extract(y, 0), extract(x, 0));
    llvm::Value *n = B.CreateSelect(takeY, extract(y, 1), extract(x, 1));
    setResult(makeAgg(me.type(t), {p, n}));
    return;
  }
  bool u = t->isUnsigned();
  auto id = isMin ? (u ? llvm::Intrinsic::umin : llvm::Intrinsic::smin) : (u ? llvm::Intrinsic::umax : llvm::Intrinsic::smax);
  setResult(B.CreateIntrinsic(id, {x->getType()}, {x, y}));
}

// Numeric conversion with amd64's results for floats out of range.
llvm::Value *FuncEmitter::convertNumber(llvm::Value *v, const gir::Type *from, const gir::Type *to) {
  llvm::Type *tt = me.type(to);
  if (from->isComplex()) {
    auto *st = llvm::cast<llvm::StructType>(tt);
    llvm::Value *re = B.CreateFPCast(extract(v, 0), st->getElementType(0));
    llvm::Value *im = B.CreateFPCast(extract(v, 1), st->getElementType(1));
    return makeAgg(tt, {re, im});
  }
  if (from->isFloat()) {
    if (to->isFloat()) return B.CreateFPCast(v, tt);
    bool f32in = from->kind == Kind::Float32;
    auto cvt = [&](llvm::Value *x, bool to64) -> llvm::Value * {
      auto *vt = llvm::FixedVectorType::get(x->getType(), f32in ? 4 : 2);
      llvm::Value *vec = B.CreateInsertElement(llvm::PoisonValue::get(vt), x, uint64_t(0));
      auto id = f32in ? (to64 ? llvm::Intrinsic::x86_sse_cvttss2si64 : llvm::Intrinsic::x86_sse_cvttss2si)
                      : (to64 ? llvm::Intrinsic::x86_sse2_cvttsd2si64 : llvm::Intrinsic::x86_sse2_cvttsd2si);
      return B.CreateIntrinsic(id, {}, {vec});
    };
    switch (to->kind) {
    case Kind::Uint64: case Kind::Uint: case Kind::Uintptr: {
      llvm::Value *two63 = llvm::ConstantFP::get(v->getType(), 9223372036854775808.0);
      llvm::Value *small = B.CreateFCmpOLT(v, two63);
      llvm::Value *lo = cvt(v, true);
      llvm::Value *hi = B.CreateXor(cvt(B.CreateFSub(v, two63), true), llvm::ConstantInt::get(me.i64, uint64_t(1) << 63));
      return B.CreateSelect(small, lo, hi);
    }
    case Kind::Int: case Kind::Int64: return cvt(v, true);
    case Kind::Uint32: return B.CreateTrunc(cvt(v, true), tt);
    default: return B.CreateTrunc(cvt(v, false), tt);
    }
  }
  if (to->isFloat()) return from->isUnsigned() ? B.CreateUIToFP(v, tt) : B.CreateSIToFP(v, tt);
  if (to->isComplex()) {
    me.fail("conversion of an integer to complex");
    return llvm::Constant::getNullValue(tt);
  }
  if (v->getType()->isPointerTy()) v = B.CreatePtrToInt(v, me.i64);
  if (tt->isPointerTy()) return B.CreateIntToPtr(v, tt);
  return from->isUnsigned() || from->kind == Kind::Bool ? B.CreateZExtOrTrunc(v, tt) : B.CreateSExtOrTrunc(v, tt);
}

void FuncEmitter::bits() {
  const gir::Type *from = typeOf(op->args[0]), *to = resType();
  if (me.isBig(to)) {
    B.CreateMemCpy(regs[op->results[0]], llvm::Align(to->align), getAddr(op->args[0]), llvm::Align(to->align), static_cast<uint64_t>(to->size));
    return;
  }
  llvm::Type *ft = me.type(from), *t = me.type(to);
  llvm::Value *v = arg(0);
  if (ft == t) setResult(v);
  else if (ft->isPointerTy() && t->isIntegerTy()) setResult(B.CreatePtrToInt(v, t));
  else if (ft->isIntegerTy() && t->isPointerTy()) setResult(B.CreateIntToPtr(v, t));
  else if (to->size == 0) return;
  else { // structures that LLVM spells differently: through memory
    auto *a = allocaOf(from);
    B.CreateStore(v, a);
    setResult(B.CreateAlignedLoad(t, a, llvm::Align(to->align)));
  }
}

} // namespace golem::llvm_backend
