// Op by op: the dispatch, data, memory, checks, control, and patterns of several ops that are one instruction.
#include "compiler/bytecode/emitter.h"

namespace golem::bytecode {

using gir::Opcode;

enum CheckCode {
#define GOCHECK(kind, code, name) kCheck##kind = code,
#include "runtime/abi/gofuncs.def"
};

// a + i * size
void FuncEmitter::index(uint32_t to, uint32_t base, uint32_t i, int64_t size) {
  switch (size) {
  case 0: return move(to, base, 1);
  case 1: return ins(kOp_idx1, to, base, i);
  case 2: return ins(kOp_idx2, to, base, i);
  case 4: return ins(kOp_idx4, to, base, i);
  case 8: return ins(kOp_idx8, to, base, i);
  default: ins(kOp_idxn, to, base, i); word(static_cast<uint64_t>(size));
  }
}

// Patterns. True: emitted, opIndex stands on the last op of it.
bool FuncEmitter::fused() {
  if (isPart(*op) && op->code != Opcode::len_) return true; // nothing; of len, the whole pattern below may be one instruction
  const std::vector<gir::Op> &ops = block->ops;
  auto next = [&](size_t k) { return opIndex + k < ops.size() ? &ops[opIndex + k] : nullptr; };
  auto once = [&](const gir::Op &o) { return o.results.size() == 1 && useCount[o.results[0]] == 1 && defCount[o.results[0]] == 1; };
  auto uses = [&](const gir::Op &o, size_t i, gir::Reg r) { return i < o.args.size() && o.args[i].isReg() && o.args[i].index == r; };
  switch (op->code) {
  case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_: case Opcode::gt_: case Opcode::ge_: {
    const gir::Op *br = next(1);
    if (longJumps || !br || br->code != Opcode::branch_ || !once(*op) || !uses(*br, 0, op->results[0]) || !compareBranch(*op, *br)) return false;
    opIndex++;
    return true;
  }
  case Opcode::not_: { // of the condition of a branch
    const gir::Op *br = next(1);
    if (!br || br->code != Opcode::branch_ || !once(*op) || !uses(*br, 0, op->results[0])) return false;
    uint32_t c = arg(0);
    branchTo(br->blocks[0], br->blocks[1], [&](Label &l, bool sense) { jump(sense ? kOp_jf : kOp_jt, c, 0, l, true); });
    opIndex++;
    return true;
  }
  case Opcode::len_: {
    // n = len s; boundscheck i, n; p = elemaddr s, i; then perhaps v = load p | store p, v
    const gir::Op *chk = next(1), *addr = next(2), *acc = next(3);
    if (!acc || chk->code != Opcode::boundscheck_ || chk->imm != kCheckIndex || !op->args[0].isReg() || !uses(*chk, 1, op->results[0])) return false;
    const gir::Type *st = typeOf(op->args[0]);
    bool str = st->kind == Kind::String;
    if (st->kind != Kind::Slice && !str) return false;
    bool lenOnce = once(*op);
    if (!lenOnce || !(chk->args[0].isReg() || chk->args[0].isConst())) return false;
    gir::Reg s = op->args[0].index;
    const gir::Type *et;
    gir::Reg result = 0;
    if (str) {
      acc = addr;
      if (acc->code != Opcode::strindex_ || !uses(*acc, 0, s) || !(acc->args[1] == chk->args[0])) return false;
      et = m.types->basic(Kind::Uint8);
      result = acc->results[0];
    } else {
      if (addr->code != Opcode::elemaddr_ || !uses(*addr, 0, s) || !(addr->args[1] == chk->args[0])) return false;
      et = st->elem;
      if (et->size == 0) return false;
      bool whole = once(*addr) && isScalar(et);
      if (whole && acc->code == Opcode::load_ && uses(*acc, 0, addr->results[0])) result = acc->results[0];
      else if (!whole || acc->code != Opcode::store_ || !uses(*acc, 0, addr->results[0]) || uses(*acc, 1, addr->results[0]) || et->hasPointers()) {
        uint32_t i = get(chk->args[0]);
        position(chk->pos);
        ins(et->size == 1   ? kOp_ea1
            : et->size == 2 ? kOp_ea2
            : et->size == 4 ? kOp_ea4
            : et->size == 8 ? kOp_ea8
                            : kOp_ean,
            slot(addr->results[0]), slot(s), i);
        if (et->size > 8 || (et->size & (et->size - 1))) word(static_cast<uint64_t>(et->size));
        opIndex += 2;
        return true;
      }
    }
    uint32_t i = get(chk->args[0]);
    position(chk->pos);
    if (acc->code == Opcode::store_) {
      uint32_t v = get(acc->args[1]);
      ins(et->size == 1 ? kOp_setelem_b : et->size == 2 ? kOp_setelem_h : et->size == 4 ? kOp_setelem_w : kOp_setelem_q, slot(s), i, v);
    } else {
      bool u = et->isUnsigned() || et->isFloat() || et->kind == Kind::Bool;
      Instruction o = et->size == 1   ? (u ? kOp_elem_u8 : kOp_elem_s8)
                      : et->size == 2 ? (u ? kOp_elem_u16 : kOp_elem_s16)
                      : et->size == 4 ? (u ? kOp_elem_u32 : kOp_elem_s32)
                                      : kOp_elem_q;
      ins(o, slot(result), slot(s), i);
    }
    opIndex += str ? 2 : 3;
    return true;
  }
  case Opcode::fieldaddr_: { // p.f read or written at once
    const gir::Op *acc = next(1);
    if (!acc || !once(*op)) return false;
    int64_t off = typeOf(op->args[0])->elem->fields[static_cast<size_t>(op->imm)].offset;
    if (off > INT16_MAX) return false;
    if (acc->code == Opcode::load_ && uses(*acc, 0, op->results[0])) {
      uint32_t a = arg(0);
      position(acc->pos);
      fromMemory(acc->results[0], a, off);
    } else if (acc->code == Opcode::store_ && uses(*acc, 0, op->results[0]) && !uses(*acc, 1, op->results[0])) {
      uint32_t a = arg(0);
      bool stack = stackPtr[op->results[0]];
      position(acc->pos);
      storeValue(typeOf(acc->args[1]), a, off, acc->args[1], static_cast<uint8_t>(acc->flags | (stack ? gir::kNoWB : 0)));
    } else return false;
    opIndex++;
    return true;
  }
  default: return false;
  }
}

void FuncEmitter::emitOp() {
  const gir::Op &o = *op;
  if (isPart(o) || bigOp()) return;
  switch (o.code) {
  // ---- data ----
  case Opcode::copy_: {
    if (o.args[0].isConst()) return materialize(f.consts[o.args[0].index], res());
    return move(res(), arg(0), slotsOf(resType()));
  }
  case Opcode::zero_:
    if (slotsOf(resType()) == 1) loadInt(res(), 0);
    else if (resType()->size) ins(kOp_zero, res(), slotsOf(resType()));
    return;
  case Opcode::field_: {
    const gir::Type *t = typeOf(o.args[0]);
    int64_t off = t->kind == Kind::Array ? o.imm * t->elem->size : t->fields[static_cast<size_t>(o.imm)].offset;
    return fromSlots(resType(), res(), arg(0), off);
  }
  case Opcode::insert_: {
    const gir::Type *t = resType(), *vt = typeOf(o.args[1]);
    int64_t off = t->kind == Kind::Array ? o.imm * t->elem->size : t->fields[static_cast<size_t>(o.imm)].offset;
    uint32_t v = arg(1);
    if (o.args[1].isReg() && v == res()) { // the value is what the result replaces
      uint32_t copy = temp(slotsOf(vt));
      move(copy, v, slotsOf(vt));
      v = copy;
    }
    if (o.args[0].isConst()) materialize(f.consts[o.args[0].index], res());
    else move(res(), arg(0), slotsOf(t));
    if (vt->size == 0) return;
    if (off % 8 == 0 && vt->size % 8 == 0) return move(res() + static_cast<uint32_t>(off / 8), v, slotsOf(vt));
    if (isScalar(vt))
      return ins(vt->size == 1   ? kOp_fst_b
                 : vt->size == 2 ? kOp_fst_h
                 : vt->size == 4 ? kOp_fst_w
                                 : kOp_fst_q,
                 res() + static_cast<uint32_t>(off / 8), v, static_cast<uint32_t>(off % 8));
    uint32_t a = temp();
    lea(a, res(), slotsOf(t));
    return storeSlots(vt, a, off, v, gir::kNoWB, false);
  }
  case Opcode::index_: {
    const gir::Type *t = typeOf(o.args[0]);
    if (t->size == 0) return;
    uint32_t a = addressOf(o.args[0]), e = temp();
    index(e, a, arg(1), t->elem->size);
    return loadValue(resType(), res(), e, 0);
  }
  case Opcode::mkslice_: return setParts(res(), {arg(0), arg(1), arg(2)});
  case Opcode::mkstring_: return setParts(res(), {arg(0), arg(1)});
  case Opcode::dataptr_: return move(res(), arg(0), 1);
  // ---- arithmetic ----
  case Opcode::add_: case Opcode::sub_: case Opcode::mul_: case Opcode::div_: case Opcode::rem_: case Opcode::and_: case Opcode::or_:
  case Opcode::xor_: case Opcode::andnot_: case Opcode::neg_: case Opcode::com_: return arith();
  case Opcode::fma_: return me.fail("fma");
  case Opcode::not_: return ins(kOp_lnot, res(), arg(0));
  case Opcode::shl_: case Opcode::shr_: return shift();
  case Opcode::min_: case Opcode::max_: return minMax();
  case Opcode::real_: case Opcode::imag_: {
    const gir::Type *t = resType();
    return fromSlots(t, res(), arg(0), o.code == Opcode::imag_ ? t->size : 0);
  }
  case Opcode::cplx_: {
    uint32_t re = arg(0), im = arg(1);
    if (resType()->size == 16) return setParts(res(), {re, im});
    uint32_t t = temp();
    move(t, re, 1);
    ins(kOp_fst_w, t, im, 4);
    return move(res(), t, 1);
  }
  case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_: case Opcode::gt_: case Opcode::ge_: return compare(res());
  // ---- conversions ----
  case Opcode::conv_: return convert(typeOf(o.args[0]), resType(), res(), arg(0));
  case Opcode::bits_: {
    const gir::Type *from = typeOf(o.args[0]), *to = resType();
    if (to->size == 0) return;
    if (isScalar(to) && to->size < 8) return extend(to, res(), arg(0)); // the low bytes are the value either way
    (void)from;
    return move(res(), arg(0), slotsOf(to));
  }
  case Opcode::strbytes_: case Opcode::bytesstr_: case Opcode::strrunes_: case Opcode::runesstr_:
  case Opcode::runestr_: return stringConvert();
  case Opcode::slicearrptr_: return move(res(), arg(0), 1);
  // ---- interfaces ----
  case Opcode::box_: return box();
  case Opcode::iface2iface_: {
    uint32_t x = arg(0), t = dynamicType(typeOf(o.args[0]), x), w = t;
    if (!resType()->methods.empty()) {
      uint32_t d = temp();
      w = temp();
      loadAddress(d, me.typeSymbol(resType()));
      crt("golem_assertE2I2", kWord, {d, t}, w);
    }
    return setParts(res(), {w, x + 1});
  }
  case Opcode::assert_: return assertType(false);
  case Opcode::assertok_: return assertType(true);
  case Opcode::unbox_: return unpack(resType(), res(), arg(0) + 1);
  case Opcode::typeword_: return move(res(), dynamicType(typeOf(o.args[0]), arg(0)), 1);
  case Opcode::dataword_: return move(res(), arg(0) + 1, 1);
  case Opcode::typeaddr_: return loadAddress(res(), me.typeSymbol(o.type));
  // ---- memory ----
  case Opcode::declare_: {
    const gir::Variable &v = f.vars[o.var];
    if (spilled) {
      uint32_t a = temp(), base = spillSlot;
      int64_t off = spillVar[o.var];
      newObject(v.type, a);
      base = offsetAddr(base, off);
      return ins(kOp_stp, base, a, static_cast<uint32_t>(off));
    }
    if (!inFrame(v)) return newObject(v.type, varSlot[o.var]);
    if (uint32_t n = slotsOf(v.type)) n == 1 ? loadInt(varSlot[o.var], 0) : ins(kOp_zero, varSlot[o.var], n);
    return;
  }
  case Opcode::addr_:
    if (spilled) return loadValue(resType(), res(), spillSlot, spillVar[o.var]);
    if (!inFrame(f.vars[o.var])) return move(res(), varSlot[o.var], 1);
    return leaObject(res(), varSlot[o.var]);
  case Opcode::addrof_: {
    gir::Const c;
    c.kind = gir::Const::K::Global;
    c.type = resType();
    c.s = o.sym;
    return materialize(c, res());
  }
  case Opcode::load_: {
    int64_t off;
    uint32_t a = place(o.args[0], off);
    return fromMemory(o.results[0], a, off);
  }
  case Opcode::store_: {
    const gir::Type *t = typeOf(o.args[1]);
    if (t->size == 0) return;
    int64_t off;
    uint32_t a = place(o.args[0], off);
    return storeValue(t, a, off, o.args[1], storeFlags(o.args[0]));
  }
  case Opcode::fieldaddr_: {
    int64_t off = typeOf(o.args[0])->elem->fields[static_cast<size_t>(o.imm)].offset;
    uint32_t a = arg(0);
    if (off == 0) return move(res(), a, 1);
    if (off <= INT16_MAX) return ins(kOp_addi, res(), a, static_cast<uint32_t>(off));
    uint32_t t = temp();
    loadInt(t, off);
    return ins(kOp_add, res(), a, t);
  }
  case Opcode::elemaddr_: {
    const gir::Type *t = typeOf(o.args[0]);
    return index(res(), arg(0), arg(1), t->kind == Kind::Slice ? t->elem->size : t->elem->elem->size);
  }
  case Opcode::move_:
    if (o.type->size) copyMemory(o.type, arg(0), arg(1), storeFlags(o.args[0]));
    return;
  case Opcode::clearmem_: {
    if (o.type->size == 0) return;
    bool barrier = o.type->hasPointers() && !(storeFlags(o.args[0]) & (gir::kNoWB | gir::kInit));
    ins(barrier ? kOp_clrt : kOp_clr, arg(0));
    if (barrier) wordOf(me.typeSymbol(o.type));
    else word(static_cast<uint64_t>(o.type->size));
    return;
  }
  // ---- checks ----
  case Opcode::nilcheck_:
    if (checked.count(&o) || (o.args[0].isReg() && (stackPtr[o.args[0].index] || part[root(o.args[0].index)].kind == Part::Address))) return;
    return ins(kOp_nilchk, arg(0));
  case Opcode::boundscheck_: return ins(kOp_bchk, arg(0), arg(1), static_cast<uint32_t>(o.imm));
  case Opcode::slicecheck_: return ins(kOp_schk, arg(0), arg(1), static_cast<uint32_t>(o.imm));
  case Opcode::divcheck_:
    if (const gir::Const *c = constant(o.args[0]); c && c->kind == gir::Const::K::Int && c->i != 0) return;
    return ins(kOp_divchk, arg(0));
  case Opcode::shiftcheck_: return ins(kOp_shiftchk, arg(0));
  case Opcode::lencheck_: return ins(kOp_lenchk, arg(0), arg(1));
  // ---- aggregates ----
  case Opcode::len_: return lenCap(false);
  case Opcode::cap_: return lenCap(true);
  case Opcode::slice_: case Opcode::strslice_: return sliceOp();
  case Opcode::append_: return appendOp();
  case Opcode::appendslice_: return appendSliceOp();
  case Opcode::appendmake_: return appendMakeOp();
  case Opcode::copyslice_: return copySlice();
  case Opcode::clearslice_: {
    const gir::Type *et = typeOf(o.args[0])->elem;
    uint32_t s = arg(0), n = temp();
    loadInt(n, et->size);
    ins(kOp_mul, n, s + 1, n);
    return crt(et->hasPointers() ? "golem_memclrpointers" : "golem_vm_memclr", kNothing, {s, n});
  }
  // ---- allocation ----
  case Opcode::new_: {
    if (onHeap(o.site)) return newObject(o.type, res());
    uint32_t s = permanent(slotsOf(o.type));
    if (uint32_t n = slotsOf(o.type)) ins(kOp_zero, s, n);
    return leaObject(res(), s);
  }
  case Opcode::makeslice_: return makeSlice();
  case Opcode::makemap_: return makeMap();
  case Opcode::makechan_: {
    uint32_t d = temp();
    loadAddress(d, me.typeSymbol(resType()));
    return crt("golem_makechan", kWord, {d, arg(0)}, res());
  }
  case Opcode::closure_: return closureOp();
  case Opcode::funcval_: return loadAddress(res(), p.funcValue(o.sym));
  // ---- strings ----
  case Opcode::concat_: return concat();
  case Opcode::strindex_: {
    uint32_t a = temp();
    ins(kOp_idx1, a, arg(0), arg(1));
    return ins(kOp_ld_u8, res(), a, 0);
  }
  case Opcode::decoderune_: return decodeRune();
  // ---- maps and channels ----
  case Opcode::mapget_: case Opcode::mapgetok_: case Opcode::mapassign_: case Opcode::mapdelete_: case Opcode::mapclear_:
  case Opcode::mapiterinit_: case Opcode::mapiternext_: return mapOp();
  case Opcode::send_: case Opcode::recv_: case Opcode::recvok_: case Opcode::close_: return chanOp();
  case Opcode::select_: return selectOp();
  // ---- calls ----
  case Opcode::call_: return call();
  case Opcode::callclosure_: return callClosure();
  case Opcode::calliface_: return callInterface();
  case Opcode::go_: return crt("golem_vm_newproc", kNothing, {arg(0)});
  case Opcode::defer_: return deferOp(false);
  case Opcode::deferframe_: return leaObject(res(), deferFrame);
  case Opcode::deferto_: return deferOp(true);
  case Opcode::rundefers_:
    ins(kOp_nop); // deferred functions return to `rundefers`, and the line of a return address is that of the word before
    return ins(kOp_rundefers, deferFrame);
  case Opcode::panic_: {
    uint32_t x = arg(0);
    crt("golem_gopanic", kNothing, {x, x + 1});
    return ins(kOp_unreach);
  }
  case Opcode::recover_: {
    uint32_t t = temp(2), a = temp();
    lea(a, t, 2);
    crt("golem_vm_recover", kNothing, {a});
    return move(res(), t, 2);
  }
  case Opcode::runtime_: return runtimeOp();
  case Opcode::keepalive_: return ins(kOp_keep, arg(0));
  // ---- terminators ----
  case Opcode::jump_: return go(o.blocks[0]);
  case Opcode::branch_: {
    if (const gir::Const *c = constant(o.args[0])) return go(o.blocks[c->kind == gir::Const::K::Int && c->i ? 0 : 1]);
    uint32_t c = arg(0);
    return branchTo(o.blocks[0], o.blocks[1], [&](Label &l, bool sense) { jump(sense ? kOp_jt : kOp_jf, c, 0, l, true); });
  }
  case Opcode::switch_: return switchOp();
  case Opcode::return_: return ret();
  case Opcode::unreachable_: return ins(kOp_unreach);
  }
}

} // namespace golem::bytecode
