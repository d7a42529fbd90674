// Strings, slices, append, closures, interfaces: values of several words and the allocations behind them.
#include "compiler/bytecode/emitter.h"

namespace golem::bytecode {

using gir::Opcode;

void FuncEmitter::lenCap(bool cap) {
  const gir::Type *t = typeOf(op->args[0]);
  uint32_t v = arg(0);
  switch (t->kind) {
  case Kind::String: return move(res(), v + 1, 1);
  case Kind::Slice: return move(res(), v + (cap ? 2 : 1), 1);
  case Kind::Map: case Kind::Chan: {
    uint32_t r = temp();
    Label done;
    loadInt(r, 0);
    jump(kOp_jf, v, 0, done, true);
    if (t->kind == Kind::Chan) crt(cap ? "golem_chancap" : "golem_chanlen", kWord, {v}, r);
    else ins(kOp_ld_q, r, v, 0);
    place(done);
    return move(res(), r, 1);
  }
  default: me.fail("len of " + gir::typeText(t));
  }
}

void FuncEmitter::sliceOp() {
  const gir::Type *t = typeOf(op->args[0]), *rt = resType();
  bool str = op->code == Opcode::strslice_;
  uint32_t base = arg(0), lo = arg(1), hi = arg(2), max = str ? hi : arg(3);
  int64_t k;
  bool fromZero = smallInt(op->args[1], k) && k == 0;
  (void)t;
  if (fromZero) return str ? setParts(res(), {base, hi}) : setParts(res(), {base, hi, max});
  uint32_t len = temp(), cap = temp(), q = temp();
  ins(kOp_sub, len, hi, lo);
  ins(kOp_sub, cap, max, lo);
  // A slice of capacity 0 must not point past the object, or it would keep its neighbour alive.
  Label done;
  move(q, base, 1);
  jump(kOp_jf, cap, 0, done, true);
  index(q, base, lo, str ? 1 : rt->elem->size);
  place(done);
  if (str) setParts(res(), {q, len});
  else setParts(res(), {q, len, cap});
}

// Room for n more elements: the slice as it is while its capacity lasts, else a larger copy from golem_growslice, or an array in the frame
// (passes/slices.cc, llvm/aggregate.cc).
FuncEmitter::Grown FuncEmitter::growFor(uint32_t s, uint32_t n, const gir::Type *elem) {
  uint32_t g = temp(3), newLen = temp(), len = temp();
  move(g, s, 3);
  move(len, s + 1, 1);
  ins(kOp_add, newLen, len, n);
  Label done;
  if (longJumps) {
    uint32_t c = temp();
    ins(kOp_leu, c, newLen, g + 2);
    jump(kOp_jt, c, 0, done, true);
  } else jump(kOp_jleu, newLen, g + 2, done, false);
  uint32_t out = temp(3), a = temp(), d = temp();
  const gir::Site *site = gir::bufferedSite(f, *op);
  if (site && !spilled && inFrame(f.vars[site->buffer])) {
    const gir::Type *arr = f.vars[site->buffer].type;
    uint32_t buffer = varSlot[site->buffer], c = temp();
    Label heap;
    loadInt(c, arr->len);
    ins(kOp_leu, c, newLen, c);
    jump(kOp_jf, c, 0, heap, true);
    if (site->ladder) {
      leaObject(d, buffer);
      move(c, d, 1);
      lea(a, out, 3);
      loadAddress(d, me.typeSymbol(elem));
      crt("golem_growslicebuf", kNothing, {a, g, newLen, n, d, c});
      move(g, out, 1);
      move(g + 2, out + 2, 1);
    } else {
      uint32_t used = bufferUsed[site->buffer];
      jump(kOp_jt, used, 0, heap, true);
      jump(kOp_jt, len, 0, heap, true);
      loadInt(used, 1);
      uint32_t slots = slotsOf(arr);
      slots == 1 ? loadInt(buffer, 0) : ins(kOp_zero, buffer, slots);
      leaObject(g, buffer);
      loadInt(g + 2, arr->len);
    }
    jump(kOp_jmp, 0, 0, done, true);
    place(heap);
  }
  lea(a, out, 3);
  loadAddress(d, me.typeSymbol(elem));
  crt("golem_growslice", kNothing, {a, g, newLen, g + 2, n, d});
  move(g, out, 1);
  move(g + 2, out + 2, 1);
  place(done);
  return {g, len, g + 2, newLen};
}

void FuncEmitter::appendOp() {
  const gir::Type *et = resType()->elem;
  uint32_t s = arg(0), count = temp();
  // The values are operands: they are read before the slice grows. Registers keep what they hold; the result is written last.
  std::vector<uint32_t> vals;
  for (size_t i = 1; i < op->args.size(); i++) vals.push_back(arg(i));
  loadInt(count, static_cast<int64_t>(vals.size()));
  Grown g = growFor(s, count, et);
  if (et->size && !vals.empty()) {
    uint32_t at = temp();
    index(at, g.ptr, g.len, et->size);
    for (size_t i = 0; i < vals.size(); i++) {
      int64_t off = static_cast<int64_t>(i) * et->size;
      uint32_t keep = tempSlot;
      if (isBig(et)) {
        uint32_t to = temp();
        offsetInto(to, at, off);
        copyMemory(et, to, vals[i], 0);
      } else storeSlots(et, at, off, vals[i], 0, false);
      tempSlot = keep;
    }
  }
  setParts(res(), {g.ptr, g.newLen, g.cap});
}

void FuncEmitter::appendSliceOp() {
  const gir::Type *et = resType()->elem;
  uint32_t s = arg(0), src = arg(1), n = temp(), from = temp();
  move(from, src, 1);
  move(n, src + 1, 1);
  Grown g = growFor(s, n, et);
  if (et->size) {
    uint32_t dst = temp(), x = temp();
    index(dst, g.ptr, g.len, et->size);
    if (et->hasPointers()) {
      loadAddress(x, me.typeSymbol(et));
      crt("golem_typedslicecopy", kNothing, {x, dst, n, from, n});
    } else {
      loadInt(x, et->size);
      ins(kOp_mul, x, n, x);
      crt("memmove", kNothing, {dst, from, x});
    }
  }
  setParts(res(), {g.ptr, g.newLen, g.cap});
}

void FuncEmitter::appendMakeOp() {
  const gir::Type *et = resType()->elem;
  uint32_t s = arg(0), n = arg(1), d = temp(), c = temp();
  ins(kOp_ltsi, c, n, 0);
  Label good;
  jump(kOp_jf, c, 0, good, true);
  loadAddress(d, me.typeSymbol(et)); // make's panic, and make raises it
  crt("golem_makeslice", kWord, {d, n, n}, d);
  place(good);
  Grown g = growFor(s, n, et);
  if (et->size) {
    uint32_t dst = temp(), bytes = temp();
    index(dst, g.ptr, g.len, et->size);
    loadInt(bytes, et->size);
    ins(kOp_mul, bytes, n, bytes);
    crt(et->hasPointers() ? "golem_memclrpointers" : "golem_vm_memclr", kNothing, {dst, bytes});
  }
  setParts(res(), {g.ptr, g.newLen, g.cap});
}

void FuncEmitter::copySlice() {
  const gir::Type *et = typeOf(op->args[0])->elem;
  uint32_t d = arg(0), s = arg(1), n = temp(), c = temp();
  move(n, d + 1, 1);
  ins(kOp_lts, c, s + 1, n);
  Label done;
  jump(kOp_jf, c, 0, done, true);
  move(n, s + 1, 1);
  place(done);
  if (et->size) {
    uint32_t x = temp();
    if (et->hasPointers()) {
      loadAddress(x, me.typeSymbol(et));
      crt("golem_typedslicecopy", kNothing, {x, d, n, s, n});
    } else {
      loadInt(x, et->size);
      ins(kOp_mul, x, n, x);
      crt("memmove", kNothing, {d, s, x});
    }
  }
  if (!op->results.empty()) move(res(), n, 1);
}

void FuncEmitter::makeSlice() {
  const gir::Type *et = resType()->elem;
  uint32_t n = arg(0), c = arg(1), ptr = temp();
  if (!onHeap(op->site) && op->args[0].isConst() && op->args[1].isConst()) { // in range then; what varies is on the heap here
    int64_t bytes = f.consts[op->args[1].index].i * et->size;
    auto slots = static_cast<uint32_t>((bytes + 7) / 8);
    uint32_t s = permanent(slots);
    if (slots) ins(kOp_zero, s, slots);
    leaObject(ptr, s);
  } else {
    uint32_t d = temp();
    loadAddress(d, me.typeSymbol(et));
    crt("golem_makeslice", kWord, {d, n, c}, ptr);
  }
  setParts(res(), {ptr, n, c});
}

void FuncEmitter::closureOp() {
  if (op->args.empty()) return loadAddress(res(), p.funcValue(op->sym));
  std::vector<gir::Field> fs;
  fs.push_back({"F", "", m.types->basic(Kind::Uintptr), 0, false, ""});
  for (Value v : op->args) fs.push_back({"X", "", typeOf(v), 0, false, ""});
  gir::Type *st = m.types->structOf(fs);
  m.types->layout(st);
  bool heap = onHeap(op->site);
  uint32_t c = temp(), code = temp();
  if (heap) newObject(st, c);
  else leaObject(c, permanent(slotsOf(st)));
  loadAddress(code, p.symbol(op->sym));
  ins(kOp_st_q, c, code, 0);
  for (size_t i = 0; i < op->args.size(); i++) {
    uint32_t keep = tempSlot;
    storeValue(st->fields[i + 1].type, c, st->fields[i + 1].offset, op->args[i], heap ? gir::kInit : gir::kNoWB);
    tempSlot = keep;
  }
  move(res(), c, 1);
}

// A slot with the address of a temporary buffer that lives as long as the frame, or with nil.
uint32_t FuncEmitter::tmpBuf(int64_t bytes) {
  uint32_t a = temp();
  if (onHeap(op->site)) loadInt(a, 0);
  else leaObject(a, permanent(static_cast<uint32_t>((bytes + 7) / 8)));
  return a;
}

void FuncEmitter::concat() {
  auto n = static_cast<uint32_t>(op->args.size());
  uint32_t parts = temp(2 * n), a = temp(), count = temp(), out = temp(2);
  for (uint32_t i = 0; i < n; i++) {
    Value v = op->args[i];
    if (v.isConst()) materialize(f.consts[v.index], parts + 2 * i);
    else move(parts + 2 * i, slot(v.index), 2);
  }
  uint32_t buf = tmpBuf(32);
  lea(a, parts, 2 * n);
  loadInt(count, n);
  crt("golem_concatstrings", kPair, {buf, a, count}, out);
  move(res(), out, 2);
}

void FuncEmitter::stringConvert() {
  uint32_t x = arg(0);
  auto string = [&](std::string_view fn, int64_t buf) {
    uint32_t out = temp(2);
    crt(fn, kPair, {tmpBuf(buf), x, x + 1}, out);
    move(res(), out, 2);
  };
  auto slice = [&](std::string_view fn, int64_t buf) {
    uint32_t out = temp(3), a = temp(), b = tmpBuf(buf);
    lea(a, out, 3);
    crt(fn, kNothing, {a, b, x, x + 1});
    move(res(), out, 3);
  };
  switch (op->code) {
  case Opcode::strbytes_:
    if (op->flags & gir::kTmp) { // the slice of an empty string isn't nil
      uint32_t q = temp();
      Label some;
      move(q, x, 1);
      jump(kOp_jt, q, 0, some, true);
      loadAddress(q, p.symbol("golem_zerobase"));
      place(some);
      return setParts(res(), {q, x + 1, x + 1});
    }
    return slice("golem_stringtoslicebyte", 32);
  case Opcode::strrunes_: return slice("golem_stringtoslicerune", 128);
  case Opcode::bytesstr_:
    if (op->flags & gir::kTmp) return setParts(res(), {x, x + 1});
    return string("golem_slicebytetostring", 32);
  case Opcode::runesstr_: return string("golem_slicerunetostring", 32);
  default: {
    uint32_t out = temp(2);
    crt("golem_intstring", kPair, {tmpBuf(4), x}, out);
    return move(res(), out, 2);
  }
  }
}

void FuncEmitter::decodeRune() {
  uint32_t s = arg(0), i = arg(1), r = temp(), next = temp(), c = temp();
  ins(kOp_idx1, r, s, i);
  ins(kOp_ld_u8, r, r, 0);
  ins(kOp_addi, next, i, 1);
  Label done;
  ins(kOp_ltsi, c, r, 128);
  jump(kOp_jt, c, 0, done, true);
  uint32_t out = temp(2);
  crt("golem_decoderune", kPair, {s, s + 1, i}, out);
  ins(kOp_ext_s32, r, out);
  move(next, out + 1, 1);
  place(done);
  move(res(0), r, 1);
  if (op->results.size() > 1) move(res(1), next, 1);
}

// ---- interfaces ----

// The descriptor of the dynamic type: the word itself for empty interfaces, from the itab for the others.
uint32_t FuncEmitter::dynamicType(const gir::Type *it, uint32_t x) {
  if (it->methods.empty()) return x;
  uint32_t t = temp();
  Label done;
  move(t, x, 1);
  jump(kOp_jf, t, 0, done, true);
  ins(kOp_ld_q, t, t, 8);
  place(done);
  return t;
}

void FuncEmitter::box() {
  const gir::Type *t = typeOf(op->args[0]), *it = resType();
  uint32_t tab = temp(), data = temp();
  std::string err;
  if (it->methods.empty()) loadAddress(tab, me.typeSymbol(t));
  else loadAddress(tab, me.blobSymbol(me.types.itab(it, t, err)));
  if (!err.empty()) me.fail(err);
  auto small = [&](uint32_t v) { // golem_staticuint64s: 256 words
    loadAddress(data, p.symbol("golem_staticuint64s"));
    ins(kOp_idx8, data, data, v);
  };
  if (t->isDirectIface()) move(data, arg(0), 1);
  else if (t->size == 0) loadAddress(data, p.symbol("golem_zerobase"));
  else if (t->size == 1 && (t->kind == Kind::Bool || t->isInteger())) {
    uint32_t v = temp();
    ins(kOp_ext_u8, v, arg(0));
    small(v);
  } else if (op->args[0].isConst()) {
    const gir::Const &c = f.consts[op->args[0].index];
    std::string bytes;
    std::vector<Reloc> rs;
    me.constantBytes(c, bytes, rs, 0);
    uint32_t sym;
    if (rs.empty()) sym = p.privateBytes(bytes, std::max<uint32_t>(t->align, 1));
    else {
      uint32_t &known = boxed[op->args[0].index];
      if (!known) {
        known = p.newPrivate() + 1;
        p.defineData(known - 1, bytes, bytes.size(), t->align, kDataReadonly, rs, 0);
      }
      sym = known - 1;
    }
    loadAddress(data, sym);
  } else if (!onHeap(op->site)) {
    uint32_t s = permanent(slotsOf(t));
    move(s, arg(0), slotsOf(t));
    leaObject(data, s);
  } else {
    uint32_t v = arg(0);
    Label done, large;
    if (t->isInteger()) {
      uint32_t c = temp(), limit = temp(), w = temp();
      loadInt(limit, 256);
      if (t->size == 8) move(w, v, 1);
      else { // by its bits
        const gir::Type *u = m.types->basic(t->size == 2 ? Kind::Uint16 : Kind::Uint32);
        extend(u, w, v);
      }
      ins(kOp_ltu, c, w, limit);
      jump(kOp_jf, c, 0, large, true);
      small(w);
      jump(kOp_jmp, 0, 0, done, true);
      place(large);
    }
    newObject(t, data);
    storeSlots(t, data, 0, v, gir::kInit, false);
    place(done);
  }
  setParts(res(), {tab, data});
}

// The value in an interface's data word.
void FuncEmitter::unpack(const gir::Type *t, uint32_t to, uint32_t data) {
  if (t->size == 0) return;
  if (t->isDirectIface()) return move(to, data, 1);
  loadValue(t, to, data, 0);
}

void FuncEmitter::assertType(bool commaOk) {
  const gir::Type *it = typeOf(op->args[0]), *t = resType();
  uint32_t x = arg(0), ok = temp();
  bool toInterface = t->kind == Kind::Interface;
  uint32_t dt = dynamicType(it, x), d = temp(), word0 = temp(), data = temp();
  move(data, x + 1, 1);
  loadAddress(d, me.typeSymbol(t));
  if (toInterface) {
    if (commaOk) {
      if (t->methods.empty()) move(word0, dt, 1);
      else crt("golem_assertE2I2", kWord, {d, dt}, word0);
      ins(kOp_nei, ok, word0, 0);
      Label done;
      jump(kOp_jt, ok, 0, done, true);
      loadInt(data, 0);
      place(done);
    } else {
      crt("golem_assertE2I", kWord, {d, dt}, word0);
      if (t->methods.empty()) move(word0, dt, 1);
    }
    setParts(res(), {word0, data});
    if (commaOk && op->results.size() > 1) move(res(1), ok, 1);
    return;
  }
  ins(kOp_eq, ok, dt, d);
  Label no, done;
  uint32_t first = temp();
  move(first, x, 1);
  jump(kOp_jf, ok, 0, no, true);
  unpack(t, res(), data);
  jump(kOp_jmp, 0, 0, done, true);
  place(no);
  if (commaOk) {
    if (uint32_t n = slotsOf(t)) n == 1 ? loadInt(res(), 0) : ins(kOp_zero, res(), n);
  } else {
    uint32_t want = temp();
    loadAddress(want, me.typeSymbol(it));
    crt(it->methods.empty() ? "golem_panicdottypeE" : "golem_panicdottypeI", kNothing, {first, d, want});
    ins(kOp_unreach);
  }
  place(done);
  if (commaOk && op->results.size() > 1) move(res(1), ok, 1);
}

} // namespace golem::bytecode
