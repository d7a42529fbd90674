// One GIR function → one LLVM function: registers become allocas (mem2reg promotes them), blocks map one to one, ops are
// dispatched to the groups. Checks that fail trap (ud1) or, in functions with deferred calls, call the Go panic function.
#include "compiler/llvm/emitter.h"
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/MDBuilder.h>

namespace golem::llvm_backend {

namespace {
struct CheckRow {
  int code;
  const char *name;
};
constexpr CheckRow kChecks[] = {
#define GOCHECK(kind, code, name) {code, #name},
#include "runtime/abi/gofuncs.def"
};
enum CheckCode {
#define GOCHECK(kind, code, name) kCheck##kind = code,
#include "runtime/abi/gofuncs.def"
};
} // namespace

llvm::AllocaInst *FuncEmitter::allocaOf(llvm::Type *t, const llvm::Twine &name, uint64_t align) {
  llvm::BasicBlock &entry = fn->getEntryBlock();
  llvm::IRBuilder<> eb(&entry, entry.getFirstInsertionPt());
  auto *a = eb.CreateAlloca(t, nullptr, name);
  if (align > 1) a->setAlignment(llvm::Align(align));
  return a;
}
llvm::AllocaInst *FuncEmitter::allocaOf(const gir::Type *t) { return allocaOf(me.type(t), "", t->align); }

// A use of the value that no pass may drop or move. Values of many words go through memory.
void FuncEmitter::keepAlive(llvm::Value *v) {
  constexpr uint64_t kMaxParts = 8;
  auto use = [&](llvm::Value *x, llvm::Type *as, const char *where) {
    auto *ft = llvm::FunctionType::get(me.voidTy, {as}, false);
    B.CreateCall(ft, llvm::InlineAsm::get(ft, "", where, true), {x});
  };
  llvm::Type *t = v->getType();
  if (t->isPointerTy()) return use(B.CreatePtrToInt(v, me.i64), me.i64, "r");
  if (t->isIntegerTy() && t->getIntegerBitWidth() <= 64) return use(B.CreateZExt(v, me.i64), me.i64, "r");
  if (t->isFloatTy() || t->isDoubleTy()) return use(v, t, "x");
  uint64_t parts = t->isStructTy() ? t->getStructNumElements() : t->isArrayTy() ? t->getArrayNumElements() : kMaxParts + 1;
  if (parts <= kMaxParts) {
    for (unsigned i = 0; i < parts; i++) keepAlive(B.CreateExtractValue(v, i));
    return;
  }
  llvm::AllocaInst *at = allocaOf(t);
  B.CreateStore(v, at);
  use(at, B.getPtrTy(), "r,~{memory}");
}

llvm::Value *FuncEmitter::get(Value v) {
  switch (v.kind) {
  case Value::Reg: return B.CreateLoad(me.type(f.regs[v.index].type), regs[v.index], keptForPad(v.index));
  case Value::Const: return me.constant(f.consts[v.index]);
  case Value::None: break;
  }
  return llvm::UndefValue::get(me.i64);
}

llvm::Value *FuncEmitter::getAddr(Value v) {
  const gir::Type *t = typeOf(v);
  if (v.isReg() && me.isBig(t)) return regs[v.index];
  auto *a = allocaOf(t);
  if (v.isConst() && me.isBig(t)) zeroMem(a, t->size, t->align);
  else B.CreateStore(get(v), a);
  return a;
}

void FuncEmitter::set(gir::Reg r, llvm::Value *v) { B.CreateStore(v, regs[r], keptForPad(r)); }

// The results of a function with deferred calls are returned after a panic, too. A panic can begin where LLVM sees no invoke (a
// fault in a callee that it takes for nounwind), so their registers, and the addresses of results on the heap, are memory that is always up to date.
void FuncEmitter::findKeptForPad() {
  if (!hasDefer()) return;
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &o : b.ops)
      if (o.code == Opcode::deferframe_ || (o.code == Opcode::defer_ && (o.flags & gir::kLoop))) defersOnHeap = true;
  kept.assign(f.regs.size(), false);
  keptVars.assign(f.vars.size(), false);
  for (const gir::Op &o : f.blocks[f.recoverBlock].ops) {
    if (o.code == Opcode::addr_) keptVars[o.var] = true;
    if (o.code != Opcode::return_) continue;
    for (Value v : o.args)
      if (v.isReg()) kept[v.index] = true;
  }
}

// The register takes the value that lies at p.
void FuncEmitter::setFromMem(gir::Reg r, llvm::Value *p) {
  const gir::Type *t = regType(r);
  if (t->size == 0) return;
  if (me.isBig(t)) B.CreateMemCpy(regs[r], llvm::Align(t->align), p, llvm::Align(t->align), static_cast<uint64_t>(t->size));
  else set(r, B.CreateAlignedLoad(me.type(t), p, llvm::Align(t->align)));
}

llvm::Value *FuncEmitter::gep(llvm::Value *p, int64_t bytes) { return bytes == 0 ? p : B.CreateInBoundsGEP(me.i8, p, ci(bytes)); }

llvm::Value *FuncEmitter::makeAgg(llvm::Type *t, std::initializer_list<llvm::Value *> parts) {
  llvm::Value *agg = llvm::PoisonValue::get(t);
  unsigned i = 0;
  for (llvm::Value *p : parts) agg = B.CreateInsertValue(agg, p, i++);
  return agg;
}

llvm::DILocation *FuncEmitter::loc(uint32_t pos) {
  if (!sp) return nullptr;
  auto &l = locs[pos];
  if (l) return l;
  const gir::SrcPos &p = m.positions[pos];
  llvm::DIScope *scope = sp;
  llvm::DILocation *at = nullptr;
  if (p.inlinedAt != gir::kNone) {
    at = loc(p.inlinedAt);
    const std::string &name = m.inlinedNames[p.func];
    auto &isp = me.inlinedSubprograms[name];
    if (!isp) {
      auto *ty = me.di->createSubroutineType(me.di->getOrCreateTypeArray({}));
      isp = me.di->createFunction(me.diFile(p.file), name, name, me.diFile(p.file), p.line, ty, p.line, llvm::DINode::FlagZero,
                                  llvm::DISubprogram::SPFlagDefinition);
    }
    scope = isp;
  } else {
    scope = scopeAt(pos);
    if (pos && me.diFile(p.file) != scope->getFile()) scope = me.di->createLexicalBlockFile(scope, me.diFile(p.file));
  }
  return l = llvm::DILocation::get(me.ctx, p.line, 0, scope, at); // no columns, as gc: they were 59 KB of hello
}

// Branches to a cold block that panics unless ok. implicitNull: LLVM may fold the branch into a faulting access.
void FuncEmitter::trapUnless(llvm::Value *ok, int kind, llvm::Value *a, llvm::Value *b, bool implicitNull) {
  if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(ok); c && c->isOne()) return;
  auto *good = newBlock("ok");
  auto *bad = newBlock("fail");
  llvm::MDBuilder md(me.ctx);
  auto *br = B.CreateCondBr(ok, good, bad, md.createLikelyBranchWeights());
  if (implicitNull && !hasDefer()) br->setMetadata(llvm::LLVMContext::MD_make_implicit, llvm::MDNode::get(me.ctx, {}));
  B.SetInsertPoint(bad);
  const char *name = "panicmem";
  for (const CheckRow &r : kChecks)
    if (r.code == kind) name = r.name;
  if (hasDefer()) {
    bool two = kind != kCheckDivide && kind != kCheckShift && kind != kCheckNil;
    std::vector<llvm::Type *> ps;
    std::vector<llvm::Value *> args;
    if (two) {
      ps = {me.i64, me.i64};
      args = {a, b ? b : ci(0)};
    }
    auto *ft = llvm::FunctionType::get(me.voidTy, ps, false);
    auto callee = me.mod->getOrInsertFunction(std::string("runtime.") + name, ft);
    if (auto *cf = llvm::dyn_cast<llvm::Function>(callee.getCallee())) {
      cf->setCallingConv(llvm::CallingConv::X86_RegCall);
      cf->setDoesNotReturn();
    }
    emitCall(ft, callee.getCallee(), args, llvm::CallingConv::X86_RegCall, true);
  } else {
    if (!a) a = llvm::ConstantInt::get(me.i64, 0);
    if (!b) b = llvm::ConstantInt::get(me.i64, 0);
    bool operands = kind != kCheckDivide && kind != kCheckShift && kind != kCheckNil;
    if (operands) {
      auto *ft = llvm::FunctionType::get(me.voidTy, {me.i64, me.i64}, false);
      auto *ia = llvm::InlineAsm::get(ft, "{disp32} ud1q " + std::to_string(kind) + "($0), $1", "r,r", true, false, llvm::InlineAsm::AD_ATT, true);
      auto *c = B.CreateCall(ft, ia, {a, b});
      c->addFnAttr(llvm::Attribute::NoMerge);
      c->setDoesNotReturn();
    } else {
      auto *ft = llvm::FunctionType::get(me.voidTy, false);
      auto *ia = llvm::InlineAsm::get(ft, "{disp32} ud1q " + std::to_string(kind) + "(%rax), %rax", "", true, false, llvm::InlineAsm::AD_ATT, true);
      auto *c = B.CreateCall(ft, ia, {});
      c->addFnAttr(llvm::Attribute::NoMerge);
      c->setDoesNotReturn();
    }
  }
  B.CreateUnreachable();
  B.SetInsertPoint(good);
}

void FuncEmitter::nilCheck(llvm::Value *p) {
  if (llvm::isa<llvm::GlobalVariable>(p) || llvm::isa<llvm::AllocaInst>(p)) return;
  trapUnless(B.CreateICmpNE(p, llvm::Constant::getNullValue(me.ptr)), kCheckNil, nullptr, nullptr, true);
}

// A store through such a register needs no write barrier: stacks are scanned as roots. Registers with one definition only.
void FuncEmitter::findStackPointers() {
  stackPtr = gir::frameAddresses(f, [&](const gir::Op &o) {
    return (o.code == Opcode::addr_ && f.vars[o.var].placement == gir::Placement::Stack) || (o.code == Opcode::new_ && !onHeap(o.site));
  });
}

// The running goroutine's g, from the thread block. Its first word is the innermost defer frame.
llvm::Value *FuncEmitter::currentG() {
  static_assert(kg_deferframe == 0);
  auto *fs = llvm::PointerType::get(me.ctx, 257); // LLVM's address space of %fs
  return B.CreateLoad(me.ptr, llvm::ConstantExpr::getIntToPtr(llvm::ConstantInt::get(me.i64, kThreadBlock_g), fs));
}

void FuncEmitter::run() {
  findStackPointers();
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(f.regs[r].type);
  sig = me.signature(ps, f.results, f.flags & gir::kClosure);
  auto *entry = newBlock("entry");
  B.SetInsertPoint(entry);
  sp = me.subprogram(f, fn);
  findScopes();
  if (sp) B.SetCurrentDebugLocation(prologueLoc());
  for (const gir::Register &r : f.regs) {
    auto *a = B.CreateAlloca(me.type(r.type));
    if (r.type->align > 1) a->setAlignment(llvm::Align(r.type->align));
    regs.push_back(a);
  }
  for (const gir::Variable &v : f.vars) {
    bool heap = v.placement != gir::Placement::Stack;
    llvm::AllocaInst *a;
    if (heap) {
      a = B.CreateAlloca(me.ptr, nullptr, std::string(v.name));
      B.CreateStore(llvm::Constant::getNullValue(me.ptr), a);
    } else {
      a = B.CreateAlloca(me.type(v.type), nullptr, std::string(v.name));
      a->setAlignment(llvm::Align(std::max<uint32_t>(v.type->align, 1)));
    }
    vars.push_back(a);
  }
  if (hasDefer()) {
    fn->setPersonalityFn(llvm::cast<llvm::Constant>(me.mod->getOrInsertFunction("golem_personality", llvm::FunctionType::get(me.i32, true)).getCallee()));
    deferFrame = B.CreateAlloca(llvm::ArrayType::get(me.i64, 3));
    deferFrame->setAlignment(llvm::Align(8));
  }
  describeLocals();
  // Parameters.
  unsigned ai = 0;
  llvm::Value *argBlock = sig.argBlock ? fn->getArg(ai++) : nullptr;
  resultBlock = sig.resultBlock ? fn->getArg(ai++) : nullptr;
  for (size_t i = 0; i < sig.params.size(); i++) {
    const AbiSlot &s = sig.params[i];
    gir::Reg r = f.params[i];
    if (s.type->size == 0) {
      B.CreateStore(llvm::Constant::getNullValue(me.type(s.type)), regs[r]);
      continue;
    }
    if (s.inMemory) {
      B.CreateMemCpy(regs[r], llvm::Align(s.type->align), gep(argBlock, s.offset), llvm::Align(s.type->align), static_cast<uint64_t>(s.type->size));
      continue;
    }
    std::vector<llvm::Value *> ls;
    for (size_t k = 0; k < s.leaves.size(); k++) ls.push_back(fn->getArg(ai++));
    size_t next = 0;
    B.CreateStore(unflatten(s.type, ls, next), regs[r]);
  }
  if (f.flags & gir::kClosure) {
    llvm::Value *ctx = fn->getArg(static_cast<unsigned>(fn->arg_size() - 1));
    int64_t off = 8;
    for (gir::Reg c : f.captures) {
      const gir::Type *t = f.regs[c].type;
      off = (off + t->align - 1) / t->align * t->align;
      if (me.isBig(t)) B.CreateMemCpy(regs[c], llvm::Align(t->align), gep(ctx, off), llvm::Align(t->align), static_cast<uint64_t>(t->size));
      else {
        auto *l = B.CreateLoad(me.type(t), gep(ctx, off));
        B.CreateStore(l, regs[c]);
      }
      off += t->size;
    }
  }
  if (sp) B.SetCurrentDebugLocation(loc(f.pos));
  for (size_t i = 0; i < f.blocks.size(); i++) blocks.push_back(newBlock("b"));
  findKeptForPad();
  if (hasDefer()) {
    // Link the frame into g.
    auto *frame = deferFrame;
    llvm::Value *g = currentG();
    B.CreateStore(B.CreateLoad(me.ptr, g), frame);
    B.CreateStore(llvm::Constant::getNullValue(me.ptr), gep(frame, 8));
    B.CreateStore(ci(0), gep(frame, 16));
    B.CreateStore(frame, g);
    pad = newBlock("pad");
    // The pad exists even when every call below turns out not to panic: faults and such callees still lead to it.
    auto *ft = llvm::FunctionType::get(me.voidTy, false);
    auto *nop = llvm::InlineAsm::get(ft, "nop", "~{memory},~{dirflag},~{fpsr},~{flags}", true, false, llvm::InlineAsm::AD_ATT, true);
    emitCall(ft, nop, {}, llvm::CallingConv::C, true);
  }
  B.CreateBr(blocks[0]);
  bool prologue = true;
  for (size_t i = 0; i < f.blocks.size(); i++) {
    B.SetInsertPoint(blocks[i]);
    for (const gir::Op &o : f.blocks[i].ops) {
      op = &o;
      prologue = prologue && i == 0 && placesParameter(o);
      if (sp) B.SetCurrentDebugLocation(prologue ? prologueLoc() : loc(o.pos ? o.pos : f.pos));
      emitOp(o);
      if (!me.error.empty()) return;
    }
  }
  if (pad) {
    B.SetInsertPoint(pad);
    if (sp) B.SetCurrentDebugLocation(loc(f.pos));
    auto *lp = B.CreateLandingPad(llvm::StructType::get(me.ctx, {me.ptr, me.i32}), 0);
    lp->setCleanup(true);
    B.CreateBr(blocks[f.recoverBlock]);
  }
}

void FuncEmitter::emitOp(const gir::Op &o) {
  auto result = [&](llvm::Value *v) { setResult(v); };
  switch (o.code) {
  case Opcode::copy_: {
    const gir::Type *t = resType();
    if (t->size == 0) break;
    if (me.isBig(t)) {
      if (o.args[0].isConst()) zeroMem(regs[o.results[0]], t->size, t->align);
      else B.CreateMemCpy(regs[o.results[0]], llvm::Align(t->align), regs[o.args[0].index], llvm::Align(t->align), static_cast<uint64_t>(t->size));
    } else result(arg(0));
    break;
  }
  case Opcode::zero_: {
    const gir::Type *t = resType();
    if (me.isBig(t)) zeroMem(regs[o.results[0]], t->size, t->align);
    else result(llvm::Constant::getNullValue(me.type(t)));
    break;
  }
  case Opcode::field_: {
    const gir::Type *t = typeOf(o.args[0]);
    if (me.isBig(t)) {
      int64_t off = t->kind == Kind::Array ? o.imm * t->elem->size : t->fields[static_cast<size_t>(o.imm)].offset;
      setFromMem(o.results[0], gep(getAddr(o.args[0]), off));
    } else result(extract(arg(0), static_cast<unsigned>(o.imm)));
    break;
  }
  case Opcode::insert_: {
    const gir::Type *t = resType();
    if (me.isBig(t)) {
      gir::Reg r = o.results[0];
      llvm::Value *src = getAddr(o.args[0]);
      if (src != regs[r]) B.CreateMemCpy(regs[r], llvm::Align(t->align), src, llvm::Align(t->align), static_cast<uint64_t>(t->size));
      int64_t off = t->kind == Kind::Array ? o.imm * t->elem->size : t->fields[static_cast<size_t>(o.imm)].offset;
      const gir::Type *vt = typeOf(o.args[1]);
      if (me.isBig(vt)) B.CreateMemCpy(gep(regs[r], off), llvm::Align(vt->align), getAddr(o.args[1]), llvm::Align(vt->align), static_cast<uint64_t>(vt->size));
      else B.CreateStore(arg(1), gep(regs[r], off));
    } else {
      llvm::Value *agg = arg(0), *v = arg(1);
      result(B.CreateInsertValue(agg, v, static_cast<unsigned>(o.imm)));
    }
    break;
  }
  case Opcode::index_: {
    const gir::Type *t = typeOf(o.args[0]);
    if (t->size == 0) break;
    llvm::Value *p = getAddr(o.args[0]), *i = arg(1);
    setFromMem(o.results[0], B.CreateInBoundsGEP(me.type(t->elem), p, i));
    break;
  }
  case Opcode::mkslice_: {
    llvm::Value *p = arg(0), *n = arg(1), *c = arg(2);
    result(makeAgg(me.type(resType()), {p, n, c}));
    break;
  }
  case Opcode::mkstring_: {
    llvm::Value *p = arg(0), *n = arg(1);
    result(makeAgg(me.type(resType()), {p, n}));
    break;
  }
  case Opcode::dataptr_: result(extract(arg(0), 0)); break;
  case Opcode::add_: case Opcode::sub_: case Opcode::mul_: case Opcode::div_: case Opcode::rem_: case Opcode::and_: case Opcode::or_:
  case Opcode::xor_: case Opcode::andnot_: case Opcode::neg_: case Opcode::com_: case Opcode::fma_: arith(); break;
  case Opcode::not_: result(B.CreateXor(arg(0), llvm::ConstantInt::get(me.i8, 1))); break;
  case Opcode::shl_: case Opcode::shr_: shift(); break;
  case Opcode::min_: case Opcode::max_: minMax(); break;
  case Opcode::real_: result(extract(arg(0), 0)); break;
  case Opcode::imag_: result(extract(arg(0), 1)); break;
  case Opcode::cplx_: {
    llvm::Value *re = arg(0), *im = arg(1);
    result(makeAgg(me.type(resType()), {re, im}));
    break;
  }
  case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_: case Opcode::gt_: case Opcode::ge_: compare(); break;
  case Opcode::conv_: result(convertNumber(arg(0), typeOf(o.args[0]), resType())); break;
  case Opcode::bits_: bits(); break;
  case Opcode::strbytes_: case Opcode::bytesstr_: case Opcode::strrunes_: case Opcode::runesstr_:
  case Opcode::runestr_: stringConvert(); break;
  case Opcode::slicearrptr_: result(extract(arg(0), 0)); break;
  case Opcode::box_: box(); break;
  case Opcode::iface2iface_: ifaceToIface(); break;
  case Opcode::assert_: assertType(false); break;
  case Opcode::assertok_: assertType(true); break;
  case Opcode::unbox_: unbox(); break;
  case Opcode::typeword_: result(dynamicType(typeOf(o.args[0]), arg(0))); break;
  case Opcode::dataword_: result(extract(arg(0), 1)); break;
  case Opcode::typeaddr_: result(me.descriptor(o.type)); break;
  case Opcode::declare_: declare(); break;
  case Opcode::addr_: result(varAddr(o.var)); break;
  case Opcode::addrof_: result(me.global(o.sym)); break;
  case Opcode::load_: setFromMem(o.results[0], arg(0)); break;
  case Opcode::store_: {
    const gir::Type *t = typeOf(o.args[1]);
    if (t->size == 0) break;
    llvm::Value *p = arg(0);
    if (me.isBig(t)) {
      if (o.args[1].isConst()) zeroMem(p, t->size, t->align);
      else copyMem(t, p, getAddr(o.args[1]), storeFlags(o.args[0]));
    } else storeValue(t, arg(1), p, storeFlags(o.args[0]));
    break;
  }
  case Opcode::fieldaddr_: {
    const gir::Type *st = typeOf(o.args[0])->elem;
    result(gep(arg(0), st->fields[static_cast<size_t>(o.imm)].offset));
    break;
  }
  case Opcode::elemaddr_: {
    const gir::Type *t = typeOf(o.args[0]);
    llvm::Value *p = arg(0), *i = arg(1);
    if (t->kind == Kind::Slice) result(B.CreateInBoundsGEP(me.type(t->elem), extract(p, 0), i));
    else result(B.CreateInBoundsGEP(me.type(t->elem->elem), p, i));
    break;
  }
  case Opcode::move_: {
    llvm::Value *d = arg(0), *s = arg(1);
    if (o.type->size) copyMem(o.type, d, s, storeFlags(o.args[0]));
    break;
  }
  case Opcode::clearmem_:
    if (o.type->size == 0) break;
    if (o.type->hasPointers() && !(storeFlags(o.args[0]) & (gir::kNoWB | gir::kInit))) callRuntime("typedmemclr", {typePtr(o.type), arg(0)});
    else zeroMem(arg(0), o.type->size, o.type->align);
    break;
  case Opcode::nilcheck_: nilCheck(arg(0)); break;
  case Opcode::boundscheck_: {
    llvm::Value *i = arg(0), *n = arg(1);
    trapUnless(B.CreateICmpULT(i, n), static_cast<int>(o.imm), i, n);
    break;
  }
  case Opcode::slicecheck_: {
    llvm::Value *i = arg(0), *n = arg(1);
    trapUnless(B.CreateICmpULE(i, n), static_cast<int>(o.imm), i, n);
    break;
  }
  case Opcode::divcheck_: {
    llvm::Value *d = arg(0);
    trapUnless(B.CreateICmpNE(d, llvm::Constant::getNullValue(d->getType())), kCheckDivide, nullptr, nullptr);
    break;
  }
  case Opcode::shiftcheck_: {
    llvm::Value *d = arg(0);
    trapUnless(B.CreateICmpSGE(d, llvm::Constant::getNullValue(d->getType())), kCheckShift, nullptr, nullptr);
    break;
  }
  case Opcode::lencheck_: {
    llvm::Value *i = arg(0), *n = arg(1);
    trapUnless(B.CreateICmpUGE(i, n), kCheckSliceConvert, i, n);
    break;
  }
  case Opcode::len_: lenCap(false); break;
  case Opcode::cap_: lenCap(true); break;
  case Opcode::slice_: case Opcode::strslice_: sliceOp(); break;
  case Opcode::append_: appendOp(); break;
  case Opcode::appendslice_: appendSliceOp(); break;
  case Opcode::appendmake_: appendMakeOp(); break;
  case Opcode::copyslice_: copySlice(); break;
  case Opcode::clearslice_: clearSlice(); break;
  case Opcode::new_: {
    if (onHeap(o.site)) result(newObject(o.type));
    else {
      auto *a = allocaOf(o.type);
      zeroMem(a, o.type->size, o.type->align);
      result(a);
    }
    break;
  }
  case Opcode::makeslice_: makeSlice(); break;
  case Opcode::makemap_: makeMap(); break;
  case Opcode::makechan_: result(callRuntime("makechan", {me.descriptor(resType()), arg(0)})); break;
  case Opcode::closure_: closureOp(); break;
  case Opcode::funcval_: result(me.funcValue(o.sym)); break;
  case Opcode::concat_: concat(); break;
  case Opcode::strindex_: {
    llvm::Value *s = arg(0), *i = arg(1);
    result(B.CreateLoad(me.i8, B.CreateInBoundsGEP(me.i8, extract(s, 0), i)));
    break;
  }
  case Opcode::decoderune_: decodeRune(); break;
  case Opcode::mapget_: case Opcode::mapgetok_: case Opcode::mapassign_: case Opcode::mapdelete_: case Opcode::mapclear_:
  case Opcode::mapiterinit_: case Opcode::mapiternext_: mapOp(); break;
  case Opcode::send_: case Opcode::recv_: case Opcode::recvok_: case Opcode::close_: chanOp(); break;
  case Opcode::select_: selectOp(); break;
  case Opcode::call_: call(); break;
  case Opcode::callclosure_: callClosure(); break;
  case Opcode::calliface_: callInterface(); break;
  case Opcode::go_: callRuntime("newproc", {arg(0)}); break;
  case Opcode::defer_: deferOp(false); break;
  case Opcode::deferframe_: result(deferFrame); break;
  case Opcode::deferto_: deferOp(true); break;
  case Opcode::rundefers_: runDefers(); break;
  case Opcode::panic_: {
    llvm::Value *v = arg(0);
    callRuntime("gopanic", {extract(v, 0), extract(v, 1)});
    B.CreateUnreachable();
    break;
  }
  case Opcode::recover_: {
    auto *out = allocaOf(llvm::StructType::get(me.ctx, {me.ptr, me.ptr}));
    auto *slot = B.CreateIntrinsic(llvm::Intrinsic::addressofreturnaddress, {me.ptr}, {});
    callRuntime("gorecover", {out, slot});
    result(B.CreateLoad(out->getAllocatedType(), out));
    break;
  }
  case Opcode::runtime_: runtimeOp(); break;
  case Opcode::keepalive_: {
    keepAlive(arg(0));
    break;
  }
  case Opcode::jump_: B.CreateBr(blocks[o.blocks[0]]); break;
  case Opcode::branch_: B.CreateCondBr(toBool(arg(0)), blocks[o.blocks[0]], blocks[o.blocks[1]]); break;
  case Opcode::switch_: {
    auto *sw = B.CreateSwitch(arg(0), blocks[o.blocks.back()], static_cast<unsigned>(o.args.size()));
    for (size_t i = 1; i < o.args.size(); i++) sw->addCase(llvm::cast<llvm::ConstantInt>(arg(i)), blocks[o.blocks[i - 1]]);
    break;
  }
  case Opcode::return_: ret(); break;
  case Opcode::unreachable_:
    if (!B.GetInsertBlock()->getTerminator()) B.CreateUnreachable();
    break;
  }
}

} // namespace golem::llvm_backend
