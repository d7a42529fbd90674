// Calls: Go convention, closures, interfaces, C functions; defer frames and returns. In functions with deferred calls every
// call that may panic is an invoke to the recovery pad.
#include "compiler/llvm/emitter.h"

namespace golem::llvm_backend {

llvm::Value *FuncEmitter::emitCall(llvm::FunctionType *ft, llvm::Value *callee, llvm::ArrayRef<llvm::Value *> args, llvm::CallingConv::ID cc, bool mayUnwind) {
  llvm::CallBase *c;
  if (hasDefer() && mayUnwind) {
    auto *next = newBlock("cont");
    auto *inv = B.CreateInvoke(ft, callee, next, pad, args);
    B.SetInsertPoint(next);
    c = inv;
  } else c = B.CreateCall(ft, callee, args);
  c->setCallingConv(cc);
  if (cc == llvm::CallingConv::X86_RegCall) c->addFnAttr(llvm::Attribute::get(me.ctx, "no_callee_saved_registers"));
  // Two calls that LLVM merges have no line any more, which tracebacks and runtime.Caller show.
  if (mayUnwind && !c->isInlineAsm()) c->addFnAttr(llvm::Attribute::NoMerge);
  // A function inlined into a wrapper would look like the wrapper, which is transparent to recover.
  if ((f.flags & gir::kWrapper) && me.hasRecover && !c->isInlineAsm()) c->setIsNoInline();
  if (auto *f2 = llvm::dyn_cast<llvm::Function>(callee))
    for (unsigned i = 0; i < args.size(); i++)
      if (f2->hasParamAttribute(i, llvm::Attribute::ZExt)) c->addParamAttr(i, llvm::Attribute::ZExt);
  return c;
}

void FuncEmitter::flatten(const gir::Type *t, llvm::Value *v, std::vector<llvm::Value *> &out) {
  switch (t->kind) {
  case Kind::Array:
    if (t->len == 1) flatten(t->elem, extract(v, 0), out);
    break;
  case Kind::Struct:
    for (size_t i = 0; i < t->fields.size(); i++)
      if (t->fields[i].type->size) flatten(t->fields[i].type, extract(v, static_cast<unsigned>(i)), out);
    break;
  case Kind::Slice:
    for (unsigned i = 0; i < 3; i++) out.push_back(extract(v, i));
    break;
  case Kind::String: case Kind::Interface: case Kind::Complex64: case Kind::Complex128:
    out.push_back(extract(v, 0));
    out.push_back(extract(v, 1));
    break;
  default: out.push_back(v); break;
  }
}

llvm::Value *FuncEmitter::unflatten(const gir::Type *t, llvm::ArrayRef<llvm::Value *> ls, size_t &next) {
  llvm::Type *lt = me.type(t);
  llvm::Value *agg = llvm::Constant::getNullValue(lt);
  switch (t->kind) {
  case Kind::Array:
    if (t->len == 1 && t->elem->size) agg = B.CreateInsertValue(agg, unflatten(t->elem, ls, next), 0);
    return agg;
  case Kind::Struct:
    for (size_t i = 0; i < t->fields.size(); i++)
      if (t->fields[i].type->size) agg = B.CreateInsertValue(agg, unflatten(t->fields[i].type, ls, next), static_cast<unsigned>(i));
    return agg;
  case Kind::Slice:
    for (unsigned i = 0; i < 3; i++) agg = B.CreateInsertValue(agg, ls[next++], i);
    return agg;
  case Kind::String: case Kind::Interface: case Kind::Complex64: case Kind::Complex128:
    for (unsigned i = 0; i < 2; i++) agg = B.CreateInsertValue(agg, ls[next++], i);
    return agg;
  default: return ls[next++];
  }
}

// args without the receiver word when recvWord is given (interface calls).
void FuncEmitter::goCall(const AbiSignature &s, llvm::Value *callee, std::span<const Value> args, std::span<const gir::Reg> results, llvm::Value *closureCtx,
                         llvm::Value *recvWord) {
  std::vector<llvm::Value *> as;
  llvm::Value *argBlock = nullptr, *resBlock = nullptr;
  if (s.argBlock) as.push_back(argBlock = allocaOf(llvm::ArrayType::get(me.i8, static_cast<uint64_t>(s.argBytes)), "args", 16));
  if (s.resultBlock) as.push_back(resBlock = allocaOf(llvm::ArrayType::get(me.i8, static_cast<uint64_t>(s.resultBytes)), "results", 16));
  size_t ai = 0;
  for (const AbiSlot &p : s.params) {
    if (recvWord && &p == &s.params[0]) {
      as.push_back(recvWord);
      continue;
    }
    Value v = args[ai++];
    if (p.type->size == 0) continue;
    if (p.inMemory) {
      llvm::Value *dst = gep(argBlock, p.offset);
      if (me.isBig(p.type)) B.CreateMemCpy(dst, llvm::Align(p.type->align), getAddr(v), llvm::Align(p.type->align), static_cast<uint64_t>(p.type->size));
      else B.CreateAlignedStore(get(v), dst, llvm::Align(p.type->align));
    } else if (me.isBig(p.type)) flatten(p.type, B.CreateLoad(me.type(p.type), getAddr(v)), as);
    else flatten(p.type, get(v), as);
  }
  if (closureCtx) {
    while (as.size() + 1 < s.llvmParams.size()) as.push_back(llvm::UndefValue::get(s.llvmParams[as.size()]));
    as.push_back(closureCtx);
  }
  llvm::Value *r = emitCall(s.fnType, callee, as, llvm::CallingConv::X86_RegCall, true);
  // Spread the results.
  std::vector<llvm::Value *> ls;
  llvm::Type *rt = s.fnType->getReturnType();
  size_t total = 0;
  for (const AbiSlot &x : s.results) total += x.leaves.size();
  if (total == 1) ls.push_back(r);
  else if (total > 1)
    for (unsigned i = 0; i < total; i++) ls.push_back(extract(r, i));
  (void)rt;
  size_t next = 0;
  for (size_t i = 0; i < s.results.size(); i++) {
    const AbiSlot &x = s.results[i];
    if (i >= results.size()) break;
    if (x.type->size == 0) continue;
    if (x.inMemory) {
      llvm::Value *src = gep(resBlock, x.offset);
      if (me.isBig(x.type)) B.CreateMemCpy(regs[results[i]], llvm::Align(x.type->align), src, llvm::Align(x.type->align), static_cast<uint64_t>(x.type->size));
      else set(results[i], B.CreateAlignedLoad(me.type(x.type), src, llvm::Align(x.type->align)));
    } else set(results[i], unflatten(x.type, ls, next));
  }
}

// A face: C convention, arguments as words.
void FuncEmitter::cCall() {
  const gir::Function &callee = *m.byName.find(op->sym)->second;
  std::vector<llvm::Value *> as;
  std::vector<llvm::Type *> rs;
  for (gir::Type *t : callee.results) me.leaves(t, rs);
  llvm::Value *sret = nullptr;
  llvm::Type *rt = me.voidTy;
  auto wide = [&](llvm::Type *t) { return t->isIntegerTy() ? me.i64 : t; };
  if (rs.size() > 2) {
    std::vector<llvm::Type *> ws;
    for (llvm::Type *t : rs) ws.push_back(wide(t));
    auto *st = llvm::StructType::get(me.ctx, ws);
    sret = allocaOf(st, "sret", 8);
    as.push_back(sret);
  } else if (rs.size() == 1) rt = wide(rs[0]);
  else if (rs.size() == 2) rt = llvm::StructType::get(me.ctx, {wide(rs[0]), wide(rs[1])});
  for (Value v : op->args) {
    const gir::Type *t = typeOf(v);
    std::vector<llvm::Value *> ls;
    flatten(t, get(v), ls);
    for (llvm::Value *l : ls)
      as.push_back(l->getType()->isIntegerTy() ? (t->isUnsigned() || t->kind == Kind::Bool ? B.CreateZExt(l, me.i64) : B.CreateSExt(l, me.i64)) : l);
  }
  std::vector<llvm::Type *> ps;
  for (llvm::Value *a : as) ps.push_back(a->getType());
  auto *ft = llvm::FunctionType::get(rt, ps, false);
  auto fc = me.mod->getOrInsertFunction(callee.cname, ft);
  llvm::Value *r = emitCall(ft, fc.getCallee(), as, llvm::CallingConv::C, true);
  std::vector<llvm::Value *> ls;
  for (unsigned i = 0; i < rs.size(); i++) {
    llvm::Value *w;
    if (sret) w = B.CreateLoad(wide(rs[i]), gep(sret, 8 * i));
    else w = rs.size() == 1 ? r : extract(r, i);
    ls.push_back(w->getType() == rs[i] ? w : B.CreateTrunc(w, rs[i]));
  }
  size_t next = 0;
  for (size_t i = 0; i < op->results.size(); i++)
    if (callee.results[i]->size) set(op->results[i], unflatten(callee.results[i], ls, next));
}

void FuncEmitter::call() {
  auto it = m.byName.find(op->sym);
  if (it != m.byName.end() && !it->second->cname.empty()) return cCall();
  if (it == m.byName.end()) return me.fail("call of undeclared function " + std::string(op->sym));
  auto ordinary = [&] {
    llvm::Function *callee = me.function(op->sym);
    std::vector<gir::Type *> ps;
    for (Value v : op->args) ps.push_back(typeOf(v));
    AbiSignature s = me.signature(ps, it->second->results, false);
    goCall(s, callee, op->args, op->results, nullptr, nullptr);
  };
  if (!intrinsicCall(ordinary)) ordinary();
}

void FuncEmitter::callClosure() {
  const gir::Type *ft = typeOf(op->args[0]);
  AbiSignature s = me.signature(ft->params, ft->results, true);
  llvm::Value *c = arg(0);
  nilCheck(c);
  llvm::Value *code = B.CreateLoad(me.ptr, c);
  goCall(s, code, op->args.subspan(1), op->results, c, nullptr);
}

void FuncEmitter::callInterface() {
  const gir::Type *it = typeOf(op->args[0]);
  const gir::Type *msig = it->methods[static_cast<size_t>(op->imm)].sig;
  std::vector<gir::Type *> ps{m.types->unsafePointer()};
  ps.insert(ps.end(), msig->params.begin(), msig->params.end());
  AbiSignature s = me.signature(ps, msig->results, false);
  llvm::Value *x = arg(0);
  llvm::Value *tab = extract(x, 0);
  nilCheck(tab);
  llvm::Value *code = B.CreateLoad(me.ptr, gep(tab, 24 + 8 * op->imm));
  goCall(s, code, op->args.subspan(1), op->results, nullptr, extract(x, 1));
}

// ---- defer ----

void FuncEmitter::deferOp(bool toFrame) {
  llvm::Value *frame = toFrame ? arg(0) : deferFrame;
  llvm::Value *fnv = arg(toFrame ? 1 : 0);
  llvm::Value *entry;
  if (toFrame || (op->flags & gir::kLoop)) entry = callRuntime("newdefer", {});
  else entry = allocaOf(llvm::ArrayType::get(me.i64, 2), "defer", 8);
  llvm::Value *head = gep(frame, 8);
  // A heap entry is reachable from the frame, which the stack scan sees; its words need barriers like any heap store.
  if (toFrame || (op->flags & gir::kLoop)) {
    barrierStore(entry, B.CreateLoad(me.ptr, head));
    barrierStore(gep(entry, 8), fnv);
  } else {
    B.CreateStore(B.CreateLoad(me.ptr, head), entry);
    B.CreateStore(fnv, gep(entry, 8));
  }
  B.CreateStore(entry, head);
}

void FuncEmitter::runDefers() {
  auto *loop = newBlock("defers"), *body = newBlock("deferred"), *done = newBlock("undeferred");
  B.CreateBr(loop);
  B.SetInsertPoint(loop);
  llvm::Value *head = gep(deferFrame, 8);
  llvm::Value *e = B.CreateLoad(me.ptr, head);
  B.CreateCondBr(B.CreateICmpEQ(e, llvm::Constant::getNullValue(me.ptr)), done, body);
  B.SetInsertPoint(body);
  B.CreateStore(B.CreateLoad(me.ptr, e), head);
  llvm::Value *c = B.CreateLoad(me.ptr, gep(e, 8));
  if (defersOnHeap) callRuntime("freedefer", {e});
  AbiSignature s = me.signature({}, {}, true);
  llvm::Value *code = B.CreateLoad(me.ptr, c);
  goCall(s, code, {}, {}, c, nullptr);
  B.CreateBr(loop);
  B.SetInsertPoint(done);
  B.CreateStore(B.CreateLoad(me.ptr, deferFrame), currentG());
}

void FuncEmitter::ret() {
  std::vector<llvm::Value *> ls;
  for (size_t i = 0; i < sig.results.size(); i++) {
    const AbiSlot &x = sig.results[i];
    Value v = op->args[i];
    if (x.type->size == 0) continue;
    if (x.inMemory) {
      llvm::Value *dst = gep(resultBlock, x.offset);
      if (me.isBig(x.type)) B.CreateMemCpy(dst, llvm::Align(x.type->align), getAddr(v), llvm::Align(x.type->align), static_cast<uint64_t>(x.type->size));
      else B.CreateAlignedStore(get(v), dst, llvm::Align(x.type->align));
    } else if (me.isBig(x.type)) flatten(x.type, B.CreateLoad(me.type(x.type), getAddr(v)), ls);
    else flatten(x.type, get(v), ls);
  }
  if (ls.empty()) {
    B.CreateRetVoid();
    return;
  }
  if (ls.size() == 1) {
    B.CreateRet(ls[0]);
    return;
  }
  llvm::Value *agg = llvm::PoisonValue::get(sig.fnType->getReturnType());
  for (unsigned i = 0; i < ls.size(); i++) agg = B.CreateInsertValue(agg, ls[i], i);
  B.CreateRet(agg);
}

} // namespace golem::llvm_backend
