// Maps, channels, select.
#include "compiler/bytecode/emitter.h"

namespace golem::bytecode {

using gir::Opcode;

namespace {
enum class MapKind { Slow, Fast32, Fast64, Fast64Ptr, FastStr };
MapKind mapKind(const gir::Type *mt) { // as compiler/llvm/mapchan.cc: one map is seen by both
  if (mt->elem->size > 128) return MapKind::Slow;
  const gir::Type *k = mt->key;
  if (k->kind == Kind::String) return MapKind::FastStr;
  if (k->isInteger() && k->size == 4) return MapKind::Fast32;
  if (k->isInteger() && k->size == 8) return MapKind::Fast64;
  if (k->kind == Kind::Pointer || k->kind == Kind::UnsafePointer || k->kind == Kind::Chan) return MapKind::Fast64Ptr;
  return MapKind::Slow;
}
} // namespace

// Pointer to the element and whether it is there: the form for elements larger than the runtime's zero value.
void FuncEmitter::mapAccess(uint32_t out) {
  mapCall("mapaccess2", kPair, out);
  ins(kOp_ext_u8, out + 1, out + 1);
}

// A map function of the runtime by the kind of key; the map is operand 0, the key operand 1.
uint32_t FuncEmitter::mapCall(const char *base, Shape shape, uint32_t out) {
  const gir::Type *mt = typeOf(op->args[0]);
  uint32_t desc = temp();
  loadAddress(desc, me.typeSymbol(mt));
  uint32_t mv = arg(0);
  std::string n = std::string("golem_") + base;
  switch (mapKind(mt)) {
  case MapKind::Slow: crt(n, shape, {desc, mv, addressOf(op->args[1])}, out); break;
  case MapKind::Fast32: {
    uint32_t k = temp();
    ins(kOp_ext_u32, k, arg(1));
    crt(n + "_fast32", shape, {desc, mv, k}, out);
    break;
  }
  case MapKind::Fast64: crt(n + "_fast64", shape, {desc, mv, arg(1)}, out); break;
  case MapKind::Fast64Ptr: crt(n == "golem_mapassign" ? n + "_fast64ptr" : n + "_fast64", shape, {desc, mv, arg(1)}, out); break;
  case MapKind::FastStr: {
    uint32_t k = arg(1);
    crt(n + "_faststr", shape, {desc, mv, k, k + 1}, out);
    break;
  }
  }
  return out;
}

void FuncEmitter::mapOp() {
  uint32_t desc = temp();
  switch (op->code) {
  case Opcode::mapclear_: loadAddress(desc, me.typeSymbol(typeOf(op->args[0]))); return crt("golem_mapclear", kNothing, {desc, arg(0)});
  case Opcode::mapiterinit_: loadAddress(desc, me.typeSymbol(typeOf(op->args[1]))); return crt("golem_mapiterinit", kNothing, {desc, arg(1), arg(0)});
  case Opcode::mapiternext_: return crt("golem_mapiternext", kNothing, {arg(0)});
  default: break;
  }
  const gir::Type *mt = typeOf(op->args[0]);
  uint32_t out = temp(2);
  switch (op->code) {
  case Opcode::mapget_:
    if (mt->elem->size <= 1024) {
      mapCall("mapaccess1", kWord, out);
      return fromMemory(op->results[0], out);
    }
    [[fallthrough]];
  case Opcode::mapgetok_: {
    mapAccess(out);
    const gir::Type *t = regType(op->results[0]);
    if (mt->elem->size <= 1024) fromMemory(op->results[0], out);
    else { // the runtime's zero value is smaller than this element
      Label missing, done;
      jump(kOp_jf, out + 1, 0, missing, true);
      fromMemory(op->results[0], out);
      jump(kOp_jmp, 0, 0, done, true);
      place(missing);
      ins(kOp_zero, res(), slotsOf(t));
      place(done);
    }
    if (op->results.size() > 1) move(res(1), out + 1, 1);
    return;
  }
  case Opcode::mapassign_: mapCall("mapassign", kWord, out); return move(res(), out, 1);
  case Opcode::mapdelete_: mapCall("mapdelete", kNothing, out); return;
  default: me.fail("map operation");
  }
}

// A small map that stays in its function has its header in the frame, and its first bucket unless that is large.
void FuncEmitter::makeMap() {
  constexpr int64_t kHeader = 48, kMaxBucket = 1024;
  if (onHeap(op->site)) {
    uint32_t d = temp();
    loadAddress(d, me.typeSymbol(resType()));
    return crt("golem_makemap", kWord, {d, arg(0)}, res());
  }
  uint32_t h = permanent(kHeader / 8), a = temp(), b = temp();
  ins(kOp_zero, h, kHeader / 8);
  leaObject(a, h);
  if (int64_t bytes = me.types.mapBucket(resType())->size; bytes <= kMaxBucket) {
    auto n = static_cast<uint32_t>((bytes + 7) / 8);
    uint32_t room = permanent(n);
    ins(kOp_zero, room, n);
    leaObject(b, room);
  } else loadInt(b, 0);
  crt("golem_initmap", kNothing, {a, b});
  move(res(), a, 1);
}

void FuncEmitter::chanOp() {
  switch (op->code) {
  case Opcode::send_: {
    uint32_t c = arg(0);
    return crt("golem_chansend1", kNothing, {c, addressOf(op->args[1])});
  }
  case Opcode::recv_: case Opcode::recvok_: {
    const gir::Type *t = regType(op->results[0]);
    uint32_t c = arg(0), a = temp(), buf = temp(slotsOf(t)), ok = temp();
    if (t->size) {
      ins(kOp_zero, buf, slotsOf(t));
      lea(a, buf, slotsOf(t));
    } else loadInt(a, 0);
    if (op->code == Opcode::recv_) crt("golem_chanrecv1", kNothing, {c, a});
    else crt("golem_chanrecv2", kWord, {c, a}, ok);
    fromSlots(t, res(), buf, 0);
    if (op->code == Opcode::recvok_ && op->results.size() > 1) ins(kOp_ext_u8, res(1), ok);
    return;
  }
  case Opcode::close_: return crt("golem_closechan", kNothing, {arg(0)});
  default: me.fail("channel operation");
  }
}

void FuncEmitter::selectOp() {
  size_t n = op->args.size() / 2;
  bool block = op->imm == 0;
  std::vector<uint32_t> chans(n), elems(n), bufs(n);
  std::vector<size_t> regOf(n, 0);
  size_t recvReg = 2;
  for (size_t i = 0; i < n; i++) {
    chans[i] = arg(2 * i);
    elems[i] = temp();
    if (op->args[2 * i + 1].isNone()) {
      const gir::Type *t = regType(op->results[recvReg]);
      regOf[i] = recvReg++;
      bufs[i] = temp(regSlots(t));
      if (isBig(t)) {
        newObject(t, bufs[i]);
        move(elems[i], bufs[i], 1);
      } else if (t->size) {
        ins(kOp_zero, bufs[i], slotsOf(t));
        lea(elems[i], bufs[i], slotsOf(t));
      } else loadInt(elems[i], 0);
    } else {
      uint32_t v = get(op->args[2 * i + 1]);
      if (isBig(typeOf(op->args[2 * i + 1]))) move(elems[i], v, 1);
      else if (uint32_t k = slotsOf(typeOf(op->args[2 * i + 1]))) lea(elems[i], v, k);
      else loadAddress(elems[i], p.symbol("golem_zerobase"));
    }
  }
  auto finish = [&](uint32_t idx, uint32_t ok) {
    for (size_t i = 0; i < n; i++)
      if (regOf[i]) {
        const gir::Type *t = regType(op->results[regOf[i]]);
        if (isBig(t)) move(slot(op->results[regOf[i]]), bufs[i], 1);
        else fromSlots(t, slot(op->results[regOf[i]]), bufs[i], 0);
      }
    move(res(0), idx, 1);
    if (op->results.size() > 1) ins(kOp_ext_u8, res(1), ok);
  };
  uint32_t out = temp(2), idx = temp();
  if (n == 1 && !block) {
    uint32_t ok = temp();
    loadInt(ok, 0);
    if (regOf[0]) {
      crt("golem_selectnbrecv", kPair, {elems[0], chans[0]}, out);
      move(ok, out + 1, 1);
    } else crt("golem_selectnbsend", kWord, {chans[0], elems[0]}, out);
    ins(kOp_ext_u8, out, out);
    ins(kOp_addi, idx, out, static_cast<uint32_t>(-1)); // chosen: 0, else -1
    return finish(idx, ok);
  }
  // Sends first, then receives, as selectgo wants them; its answer is mapped back to source order.
  std::vector<size_t> pos;
  for (size_t i = 0; i < n; i++)
    if (!regOf[i]) pos.push_back(i);
  size_t sends = pos.size();
  for (size_t i = 0; i < n; i++)
    if (regOf[i]) pos.push_back(i);
  uint32_t cases = temp(static_cast<uint32_t>(2 * n)), order = temp(static_cast<uint32_t>((4 * n + 7) / 8));
  for (size_t k = 0; k < n; k++) {
    move(cases + static_cast<uint32_t>(2 * k), chans[pos[k]], 1);
    move(cases + static_cast<uint32_t>(2 * k + 1), elems[pos[k]], 1);
  }
  uint32_t pc = temp(), po = temp(), ns = temp(), nr = temp(), bl = temp();
  lea(pc, cases, static_cast<uint32_t>(2 * n));
  lea(po, order, static_cast<uint32_t>((4 * n + 7) / 8));
  loadInt(ns, static_cast<int64_t>(sends));
  loadInt(nr, static_cast<int64_t>(n - sends));
  loadInt(bl, block);
  crt("golem_selectgo", kPair, {pc, po, ns, nr, bl}, out);
  loadInt(idx, -1);
  for (size_t k = 0; k < n; k++) {
    uint32_t c = temp();
    Label over;
    ins(kOp_eqi, c, out, static_cast<uint32_t>(k));
    jump(kOp_jf, c, 0, over, true);
    loadInt(idx, static_cast<int64_t>(pos[k]));
    place(over);
  }
  finish(idx, out + 1);
}

} // namespace golem::bytecode
