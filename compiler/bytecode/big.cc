// Values too big for a frame, which gc has on the stack: their registers hold addresses of objects. Such an object is never changed
// after it has been made, so that a copy, a field or an element is another address in it.
#include "compiler/bytecode/emitter.h"

namespace golem::bytecode {

using gir::Opcode;

// The slot with the address of a big value. Constants of such types are zero.
uint32_t FuncEmitter::bigValue(Value v) {
  if (v.isReg()) return slot(v.index);
  uint32_t a = temp();
  newObject(typeOf(v), a);
  return a;
}

void FuncEmitter::offsetInto(uint32_t to, uint32_t addr, int64_t off) {
  addr = offsetAddr(addr, off);
  if (off) ins(kOp_addi, to, addr, static_cast<uint32_t>(off));
  else move(to, addr, 1);
}

// A new object with the value at addr + off.
void FuncEmitter::bigFromMemory(const gir::Type *t, uint32_t to, uint32_t addr, int64_t off) {
  uint32_t o = temp(), from = temp();
  newObject(t, o);
  offsetInto(from, addr, off);
  copyMemory(t, o, from, 0);
  move(to, o, 1);
}

// ---- more than a frame holds ----

// Another attempt is made with less in the frame: smaller values become big ones, no object is on the stack; in the end nothing stays there.
bool FuncEmitter::fitLess() {
  if (spilled) return false;
  if (bigLimit > 8) bigLimit = bigLimit > 1024 ? 1024 : bigLimit > 64 ? 64 : 8;
  else spillAll();
  longJumps = false;
  opSlots.clear();
  permanentSize.clear();
  frameSlots = maxSlot = 0;
  findStackPointers();
  if (!spilled) findParts();
  spans.clear();
  kept.clear();
  return true;
}

void FuncEmitter::spillAll() {
  spilled = true;
  for (gir::Reg r = 0; r < alias.size(); r++) alias[r] = r;
  part.assign(f.regs.size(), {});
  std::vector<bool> inPlace(f.regs.size(), false);
  for (gir::Reg r : f.params) inPlace[r] = true;
  std::vector<gir::Field> fs;
  std::vector<size_t> field(f.regs.size(), 0);
  auto add = [&](gir::Type *t) { fs.push_back({"X", "", t, 0, false, ""}); };
  for (gir::Reg r = 0; r < f.regs.size(); r++)
    if (!inPlace[r]) {
      field[r] = fs.size();
      add(isBig(regType(r)) ? m.types->unsafePointer() : regType(r));
    }
  for (size_t v = 0; v < f.vars.size(); v++) add(m.types->unsafePointer());
  spillType = m.types->structOf(fs);
  m.types->layout(spillType);
  spillReg.assign(f.regs.size(), -1);
  for (gir::Reg r = 0; r < f.regs.size(); r++)
    if (!inPlace[r]) spillReg[r] = spillType->fields[field[r]].offset;
  for (size_t v = 0; v < f.vars.size(); v++) spillVar.push_back(spillType->fields[fs.size() - f.vars.size() + v].offset);
}

void FuncEmitter::reload(gir::Reg r) {
  const gir::Type *t = isBig(regType(r)) ? m.types->unsafePointer() : regType(r);
  regSlot[r] = temp(slotsOf(t));
  loadValue(t, regSlot[r], spillSlot, spillReg[r]);
}
void FuncEmitter::spill(gir::Reg r) {
  const gir::Type *t = isBig(regType(r)) ? m.types->unsafePointer() : regType(r);
  storeSlots(t, spillSlot, spillReg[r], regSlot[r], 0, false);
}

// Ops that have or give a big value and are not what emitOp makes of them.
bool FuncEmitter::bigOp() {
  const gir::Op &o = *op;
  auto big = [&](size_t i) { return i < o.args.size() && !o.args[i].isNone() && isBig(typeOf(o.args[i])); };
  bool made = !o.results.empty() && isBig(regType(o.results[0]));
  if (!made && !big(0)) return false;
  const gir::Type *t = o.results.empty() ? nullptr : regType(o.results[0]);
  switch (o.code) {
  case Opcode::copy_: case Opcode::bits_: move(res(), bigValue(o.args[0]), 1); return true;
  case Opcode::zero_: newObject(t, res()); return true;
  case Opcode::field_: case Opcode::index_: {
    const gir::Type *at = typeOf(o.args[0]);
    if (!big(0)) return false; // a big part of a small value: there is none
    uint32_t e = bigValue(o.args[0]);
    int64_t off = 0;
    if (o.code == Opcode::index_) {
      uint32_t a = temp();
      index(a, e, arg(1), at->elem->size);
      e = a;
    } else off = at->kind == Kind::Array ? o.imm * at->elem->size : at->fields[static_cast<size_t>(o.imm)].offset;
    if (made) offsetInto(res(), e, off);
    else loadValue(t, res(), e, off);
    return true;
  }
  case Opcode::insert_: {
    uint32_t a = temp();
    newObject(t, a);
    if (o.args[0].isReg()) copyMemory(t, a, slot(o.args[0].index), 0);
    storeValue(typeOf(o.args[1]), a, t->kind == Kind::Array ? o.imm * t->elem->size : t->fields[static_cast<size_t>(o.imm)].offset, o.args[1], 0);
    move(res(), a, 1);
    return true;
  }
  case Opcode::recv_: case Opcode::recvok_: {
    uint32_t c = arg(0), a = temp(), ok = temp();
    newObject(t, a);
    if (o.code == Opcode::recv_) crt("golem_chanrecv1", kNothing, {c, a});
    else crt("golem_chanrecv2", kWord, {c, a}, ok);
    move(res(), a, 1);
    if (o.results.size() > 1) ins(kOp_ext_u8, res(1), ok);
    return true;
  }
  case Opcode::mapget_: case Opcode::mapgetok_: {
    uint32_t out = temp(2), a = temp();
    mapAccess(out);
    newObject(t, a);
    Label missing;
    jump(kOp_jf, out + 1, 0, missing, true);
    copyMemory(t, a, out, 0);
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
    copyMemory(bt, data, bigValue(o.args[0]), 0);
    setParts(res(), {tab, data});
    return true;
  }
  case Opcode::unbox_: move(res(), arg(0) + 1, 1); return true; // what an interface holds doesn't change, either
  case Opcode::assert_: case Opcode::assertok_: {
    const gir::Type *it = typeOf(o.args[0]);
    uint32_t x = arg(0), data = temp(), ok = temp(), d = temp();
    move(data, x + 1, 1);
    uint32_t dt = dynamicType(it, x);
    loadAddress(d, me.typeSymbol(t));
    ins(kOp_eq, ok, dt, d);
    Label good;
    jump(kOp_jt, ok, 0, good, true);
    if (o.code == Opcode::assert_) {
      uint32_t want = temp();
      loadAddress(want, me.typeSymbol(it));
      crt(it->methods.empty() ? "golem_panicdottypeE" : "golem_panicdottypeI", kNothing, {x, d, want});
      ins(kOp_unreach);
    } else newObject(t, data);
    place(good);
    move(res(), data, 1);
    if (o.code == Opcode::assertok_ && o.results.size() > 1) move(res(1), ok, 1);
    return true;
  }
  default: return false; // stores, calls, comparisons, sends … take operands as addresses, memory or parts
  }
}

} // namespace golem::bytecode
