// Values too big for a frame (over 8 KB), which gc has on the stack: their registers hold addresses of objects. And what a call that
// leads to runtime.GC must not find: slots whose values are not needed any more.
#include "compiler/bytecode/emitter.h"

namespace golem::bytecode {

using gir::Opcode;

bool FuncEmitter::bigOp() {
  const gir::Op &o = *op;
  bool any = false;
  for (gir::Reg r : o.results) any = any || isBig(regType(r));
  for (Value v : o.args) any = any || (!v.isNone() && isBig(typeOf(v)));
  if (!any) return false;
  const gir::Type *t = o.results.empty() ? nullptr : regType(o.results[0]);
  // Where the value of an operand is.
  auto address = [&](Value v) -> uint32_t {
    if (v.isReg()) return slot(v.index);
    uint32_t a = temp();
    newObject(typeOf(v), a); // constants of this size are zero
    return a;
  };
  auto fresh = [&] {
    uint32_t a = temp();
    newObject(t, a);
    return a;
  };
  switch (o.code) {
  case Opcode::copy_: case Opcode::zero_: case Opcode::load_: {
    uint32_t a = fresh();
    if (o.code == Opcode::load_) copyMemory(t, a, arg(0), 0);
    else if (o.code == Opcode::copy_ && o.args[0].isReg()) copyMemory(t, a, slot(o.args[0].index), 0);
    move(res(), a, 1);
    return true;
  }
  case Opcode::store_: {
    copyMemory(typeOf(o.args[1]), arg(0), address(o.args[1]), storeFlags(o.args[0]));
    return true;
  }
  case Opcode::field_: case Opcode::index_: {
    const gir::Type *at = typeOf(o.args[0]);
    uint32_t a = address(o.args[0]), e = temp();
    int64_t off = 0;
    if (o.code == Opcode::index_) index(e, a, arg(1), at->elem->size);
    else {
      off = at->kind == Kind::Array ? o.imm * at->elem->size : at->fields[static_cast<size_t>(o.imm)].offset;
      move(e, a, 1);
    }
    if (!isBig(t)) loadValue(t, res(), e, off);
    else {
      uint32_t from = offsetAddr(e, off), n = fresh();
      if (off) ins(kOp_addi, from, from, static_cast<uint32_t>(off));
      copyMemory(t, n, from, 0);
      move(res(), n, 1);
    }
    return true;
  }
  case Opcode::insert_: {
    uint32_t a = fresh();
    if (o.args[0].isReg()) copyMemory(t, a, slot(o.args[0].index), 0);
    int64_t off = t->kind == Kind::Array ? o.imm * t->elem->size : t->fields[static_cast<size_t>(o.imm)].offset;
    const gir::Type *vt = typeOf(o.args[1]);
    if (isBig(vt)) {
      uint32_t to = temp();
      move(to, offsetAddr(a, off), 1);
      if (off) ins(kOp_addi, to, to, static_cast<uint32_t>(off));
      copyMemory(vt, to, address(o.args[1]), 0);
    } else storeValue(vt, a, off, o.args[1], 0);
    move(res(), a, 1);
    return true;
  }
  case Opcode::call_: case Opcode::callclosure_: case Opcode::calliface_: case Opcode::return_: return false; // putArgs, takeResults, ret
  case Opcode::send_: {
    uint32_t c = arg(0);
    crt("golem_chansend1", kNothing, {c, address(o.args[1])});
    return true;
  }
  case Opcode::recv_: case Opcode::recvok_: {
    uint32_t c = arg(0), a = fresh(), ok = temp();
    if (o.code == Opcode::recv_) crt("golem_chanrecv1", kNothing, {c, a});
    else crt("golem_chanrecv2", kWord, {c, a}, ok);
    move(res(), a, 1);
    if (o.results.size() > 1) ins(kOp_ext_u8, res(1), ok);
    return true;
  }
  case Opcode::mapget_: case Opcode::mapgetok_: {
    uint32_t d = temp(), mv = arg(0), out = temp(2), a = fresh();
    loadAddress(d, me.typeSymbol(typeOf(o.args[0])));
    crt("golem_mapaccess2", kPair, {d, mv, isBig(typeOf(o.args[1])) ? address(o.args[1]) : addressOf(o.args[1])}, out);
    ins(kOp_ext_u8, out + 1, out + 1);
    Label missing;
    jump(kOp_jf, out + 1, 0, missing, true);
    if (isBig(t)) copyMemory(t, a, out, 0);
    place(missing);
    move(res(), a, 1);
    if (o.results.size() > 1) move(res(1), out + 1, 1);
    return true;
  }
  case Opcode::box_: {
    const gir::Type *bt = typeOf(o.args[0]);
    uint32_t tab = temp(), data = temp();
    std::string err;
    loadAddress(tab, t->methods.empty() ? me.typeSymbol(bt) : me.blobSymbol(me.types.itab(t, bt, err)));
    if (!err.empty()) me.fail(err);
    newObject(bt, data);
    copyMemory(bt, data, address(o.args[0]), 0);
    setParts(res(), {tab, data});
    return true;
  }
  case Opcode::unbox_: case Opcode::assert_: case Opcode::assertok_: {
    const gir::Type *it = typeOf(o.args[0]);
    uint32_t x = arg(0), a = fresh();
    Label no;
    uint32_t ok = temp(), d = temp();
    if (o.code != Opcode::unbox_) {
      uint32_t dt = dynamicType(it, x);
      loadAddress(d, me.typeSymbol(t));
      ins(kOp_eq, ok, dt, d);
      jump(kOp_jf, ok, 0, no, true);
    }
    copyMemory(t, a, x + 1, 0);
    if (o.code == Opcode::assert_) {
      Label done;
      jump(kOp_jmp, 0, 0, done, true);
      place(no);
      uint32_t want = temp();
      loadAddress(want, me.typeSymbol(it));
      crt(it->methods.empty() ? "golem_panicdottypeE" : "golem_panicdottypeI", kNothing, {x, d, want});
      ins(kOp_unreach);
      place(done);
    } else place(no);
    move(res(), a, 1);
    if (o.code == Opcode::assertok_ && o.results.size() > 1) move(res(1), ok, 1);
    return true;
  }
  case Opcode::eq_: case Opcode::ne_: {
    const gir::Type *et = typeOf(o.args[0]);
    uint32_t d = temp();
    loadAddress(d, me.typeSymbol(et));
    crt("golem_typeequal", kWord, {d, address(o.args[0]), address(o.args[1])}, res());
    ins(kOp_ext_u8, res(), res());
    if (o.code == Opcode::ne_) ins(kOp_lnot, res(), res());
    return true;
  }
  default: me.fail("a value of " + std::to_string(t ? t->size : typeOf(o.args[0])->size) + " bytes is passed by value, which is too large for a bytecode frame"); return true;
  }
}

// Registers (roots) that are read before they are written from a block's begin on.
void FuncEmitter::findLive() {
  liveIn.assign(f.blocks.size(), std::vector<bool>(f.regs.size(), false));
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t b = f.blocks.size(); b-- > 0;) {
      const gir::Block &bl = f.blocks[b];
      std::vector<bool> live(f.regs.size(), false);
      for (gir::BlockId n : bl.ops.back().blocks)
        for (gir::Reg r = 0; r < live.size(); r++)
          if (liveIn[n][r]) live[r] = true;
      for (size_t i = bl.ops.size(); i-- > 0;) {
        if (isPart(bl.ops[i])) continue;
        if (!joined(bl.ops[i]))
          for (gir::Reg r : bl.ops[i].results) live[root(r)] = false;
        for (Value v : bl.ops[i].args)
          if (v.isReg()) live[owner(v.index)] = true;
      }
      if (live != liveIn[b]) {
        liveIn[b] = std::move(live);
        changed = true;
      }
    }
  }
}

// Before runtime.GC: what dead slots still name would stay alive, as frames are scanned word by word. Registers that are read later keep
// their values; variables, defer frames and permanent slots may be pointed at.
void FuncEmitter::killDead() {
  if (liveIn.empty()) findLive();
  std::vector<bool> live(f.regs.size(), false);
  for (gir::BlockId n : block->ops.back().blocks)
    for (gir::Reg r = 0; r < live.size(); r++)
      if (liveIn[n][r]) live[r] = true;
  if (f.flags & gir::kHasDefer)
    for (gir::Reg r = 0; r < live.size(); r++)
      if (liveIn[f.recoverBlock][r]) live[r] = true;
  for (size_t i = block->ops.size(); i-- > opIndex;) {
    if (isPart(block->ops[i])) continue;
    if (i > opIndex)
      for (gir::Reg r : block->ops[i].results) live[root(r)] = false;
    for (Value v : block->ops[i].args)
      if (v.isReg()) live[owner(v.index)] = true;
  }
  std::vector<bool> keep(frameSlots + kFrameHeader + 256, false);
  auto mark = [&](uint32_t s, uint32_t n) {
    for (uint32_t i = s; i < s + n && i < keep.size(); i++) keep[i] = true;
  };
  for (gir::Reg r = 0; r < f.regs.size(); r++)
    if (live[root(r)]) mark(slot(r), regSlots(regType(r)));
  for (size_t v = 0; v < f.vars.size(); v++) mark(varSlot[v], inFrame(f.vars[v]) ? slotsOf(f.vars[v].type) : 1);
  if (f.flags & gir::kHasDefer) mark(deferFrame, 3);
  for (auto &[key, at] : permanentSize) mark(opSlots[key], at);
  for (uint32_t s = kFrameHeader; s < frameSlots;) {
    uint32_t n = 0;
    while (s + n < frameSlots && !keep[s + n]) n++;
    if (n) ins(kOp_zero, s, n);
    s += n + 1;
  }
}

} // namespace golem::bytecode
