// One GIR function → bytecode: slots for registers and variables, blocks in order, jumps, line stream, operands. Two passes: the first finds
// how large the frame is, as parameters are addressed from its end.
#include "compiler/bytecode/emitter.h"
#include "runtime/abi/pcln.h"
#include <algorithm>
#include <cstring>

namespace golem::bytecode {

using gir::Opcode;

namespace {
void uleb(std::string &s, uint64_t v) {
  do {
    uint8_t b = v & 0x7f;
    v >>= 7;
    s += static_cast<char>(b | (v ? 0x80 : 0));
  } while (v);
}
void sleb(std::string &s, int64_t v) {
  for (;;) {
    uint8_t b = v & 0x7f;
    v >>= 7;
    bool last = (v == 0 && !(b & 0x40)) || (v == -1 && (b & 0x40));
    s += static_cast<char>(b | (last ? 0 : 0x80));
    if (last) return;
  }
}
} // namespace

// ---- slots ----

uint32_t FuncEmitter::temp(uint32_t n) {
  uint32_t s = tempSlot;
  tempSlot += n ? n : 1;
  if (tempSlot > maxSlot) maxSlot = tempSlot;
  return s;
}
uint32_t FuncEmitter::permanent(uint32_t n) {
  auto [it, fresh] = opSlots.try_emplace(opKey++, 0);
  // In the first pass it goes behind what is in use now; the second pass finds it there, and puts temporaries behind all of them.
  if (fresh) {
    it->second = nextSlot;
    permanentSize[opKey - 1] = n ? n : 1;
    nextSlot += n ? n : 1;
    if (nextSlot > maxSlot) maxSlot = nextSlot;
  }
  return it->second;
}

void FuncEmitter::loadInt(uint32_t to, int64_t v) {
  if (v >= INT32_MIN && v <= INT32_MAX) return ins32(kOp_ldi, to, v);
  ins(kOp_ldq, to);
  word(static_cast<uint64_t>(v));
}

namespace {
// An integer constant as its slot has it.
int64_t slotValue(const gir::Const &c) {
  if (c.kind == gir::Const::K::Zero) return 0;
  int64_t v = c.kind == gir::Const::K::Float ? static_cast<int64_t>(c.f) : c.i;
  bool u = c.type->isUnsigned() || c.type->kind == Kind::Bool;
  switch (c.type->size) {
  case 1: return u ? static_cast<int64_t>(static_cast<uint8_t>(v)) : static_cast<int8_t>(v);
  case 2: return u ? static_cast<int64_t>(static_cast<uint16_t>(v)) : static_cast<int16_t>(v);
  case 4: return u ? static_cast<int64_t>(static_cast<uint32_t>(v)) : static_cast<int32_t>(v);
  default: return v;
  }
}
} // namespace

bool FuncEmitter::intValue(Value v, int64_t &i) const {
  const gir::Const *c = constant(v);
  if (!c || !isScalar(c->type) || c->type->isFloat()) return false;
  if (c->kind != gir::Const::K::Zero && c->kind != gir::Const::K::Int) return false;
  i = slotValue(*c);
  return true;
}
bool FuncEmitter::smallInt(Value v, int64_t &i) const { return intValue(v, i) && i >= INT16_MIN && i <= INT16_MAX; }

void FuncEmitter::materialize(const gir::Const &c, uint32_t to) {
  using K = gir::Const::K;
  switch (c.kind) {
  case K::Zero:
    if (slotsOf(c.type) == 1) loadInt(to, 0);
    else if (c.type->size) ins(kOp_zero, to, slotsOf(c.type));
    return;
  case K::Global: case K::Func: {
    std::string bytes;
    std::vector<Reloc> rs;
    me.constantBytes(c, bytes, rs, 0);
    return loadAddress(to, rs[0].sym, rs[0].addend);
  }
  case K::String:
    if (c.s.empty()) return ins(kOp_zero, to, 2);
    loadAddress(to, p.privateBytes(c.s, 1));
    return loadInt(to + 1, static_cast<int64_t>(c.s.size()));
  case K::Int: case K::Float: case K::Complex: {
    if (c.type->size == 0) return;
    if (isScalar(c.type) && !c.type->isFloat()) return loadInt(to, slotValue(c));
    std::string bytes;
    std::vector<Reloc> rs;
    me.constantBytes(c, bytes, rs, 0);
    bytes.resize((bytes.size() + 7) / 8 * 8);
    for (size_t i = 0; i < bytes.size(); i += 8) {
      int64_t v;
      std::memcpy(&v, bytes.data() + i, 8);
      loadInt(to + static_cast<uint32_t>(i / 8), v);
    }
    return;
  }
  }
}

uint32_t FuncEmitter::get(Value v) {
  if (v.isReg()) {
    const Part &x = part[root(v.index)];
    if (x.kind != Part::Address) return slot(v.index);
    uint32_t t = temp();
    ins(kOp_addi, t, slot(x.base), static_cast<uint32_t>(x.at));
    return t;
  }
  if (v.isNone()) return temp();
  const gir::Const &c = f.consts[v.index];
  if (isBig(c.type)) return bigValue(v);
  if (uint32_t s; keepConstant(c, s)) return s;
  uint32_t t = temp(slotsOf(c.type));
  materialize(c, t);
  return t;
}

// A constant of one word that is asked for in a loop is put in a slot at the entry. The first pass finds which, as far as there are few.
uint32_t FuncEmitter::keptNumber(uint64_t bits, uint32_t sym, int64_t addend) {
  for (const Kept &k : kept)
    if (k.bits == bits && k.sym == sym && k.addend == addend) return k.slot;
  constexpr size_t kMost = 16;
  if (block->loopDepth == 0 || kept.size() == kMost || crowded() || settled) return kNone;
  kept.push_back({bits, sym, nextSlot++, addend});
  maxSlot = std::max(maxSlot, nextSlot);
  return kept.back().slot;
}
bool FuncEmitter::keepConstant(const gir::Const &c, uint32_t &s) {
  using K = gir::Const::K;
  if (!block || slotsOf(c.type) != 1) return false;
  uint64_t bits = 0;
  uint32_t sym = kNone;
  int64_t addend = 0;
  if (c.kind == K::Global || c.kind == K::Func) {
    std::string bytes;
    std::vector<Reloc> rs;
    me.constantBytes(c, bytes, rs, 0);
    sym = rs[0].sym;
    addend = rs[0].addend;
  } else if (c.kind == K::Zero || (isScalar(c.type) && !c.type->isFloat())) bits = static_cast<uint64_t>(slotValue(c));
  else {
    std::string bytes;
    std::vector<Reloc> rs;
    me.constantBytes(c, bytes, rs, 0);
    bytes.resize(8);
    std::memcpy(&bits, bytes.data(), 8);
  }
  s = keptNumber(bits, sym, addend);
  return s != kNone;
}

void FuncEmitter::move(uint32_t to, uint32_t from, uint32_t n) {
  if (to == from || n == 0) return;
  if (n == 1) ins(kOp_mov, to, from);
  else if (n == 2) ins(kOp_mov2, to, from);
  else if (n == 3) ins(kOp_mov3, to, from);
  else ins(kOp_movn, to, from, n);
}

void FuncEmitter::setParts(uint32_t to, std::initializer_list<uint32_t> from) {
  std::vector<uint32_t> src(from);
  // A source that is overwritten before its turn goes through a temporary.
  for (size_t i = 0; i < src.size(); i++)
    if (src[i] >= to && src[i] < to + i) {
      uint32_t t = temp();
      ins(kOp_mov, t, src[i]);
      src[i] = t;
    }
  for (uint32_t i = 0; i < src.size(); i++) move(to + i, src[i], 1);
}

void FuncEmitter::extend(const gir::Type *t, uint32_t to, uint32_t from) {
  bool u = t->isUnsigned() || t->kind == Kind::Bool;
  switch (t->size) {
  case 1: ins(u ? kOp_ext_u8 : kOp_ext_s8, to, from); break;
  case 2: ins(u ? kOp_ext_u16 : kOp_ext_s16, to, from); break;
  case 4: ins(u || t->isFloat() ? kOp_ext_u32 : kOp_ext_s32, to, from); break;
  default: move(to, from, 1); break;
  }
}

// ---- memory ----

namespace {
bool unsignedIn(const gir::Type *t) { return t->isUnsigned() || t->isFloat() || t->kind == Kind::Bool; }
Instruction loadOp(const gir::Type *t) {
  bool u = unsignedIn(t);
  switch (t->size) {
  case 1: return u ? kOp_ld_u8 : kOp_ld_s8;
  case 2: return u ? kOp_ld_u16 : kOp_ld_s16;
  case 4: return u ? kOp_ld_u32 : kOp_ld_s32;
  default: return kOp_ld_q;
  }
}
Instruction fieldOp(const gir::Type *t) {
  bool u = unsignedIn(t);
  switch (t->size) {
  case 1: return u ? kOp_fld_u8 : kOp_fld_s8;
  case 2: return u ? kOp_fld_u16 : kOp_fld_s16;
  case 4: return u ? kOp_fld_u32 : kOp_fld_s32;
  default: return kOp_fld_q;
  }
}
Instruction storeOp(int64_t size) { return size == 1 ? kOp_st_b : size == 2 ? kOp_st_h : size == 4 ? kOp_st_w : kOp_st_q; }
} // namespace

uint32_t FuncEmitter::offsetAddr(uint32_t addr, int64_t &off) {
  if (off >= INT16_MIN && off <= INT16_MAX) return addr;
  uint32_t t = temp(2);
  loadInt(t + 1, off);
  ins(kOp_add, t, addr, t + 1);
  off = 0;
  return t;
}

void FuncEmitter::loadValue(const gir::Type *t, uint32_t to, uint32_t addr, int64_t off) {
  if (t->size == 0) return;
  addr = offsetAddr(addr, off);
  if (isScalar(t) || t->size == 8) return ins(isScalar(t) ? loadOp(t) : kOp_ld_q, to, addr, static_cast<uint32_t>(off));
  ins(kOp_ldn, to, addr, static_cast<uint32_t>(off));
  word(static_cast<uint64_t>(t->size));
}
void FuncEmitter::fromMemory(gir::Reg r, uint32_t addr, int64_t off) {
  if (isBig(regType(r))) bigFromMemory(regType(r), slot(r), addr, off);
  else loadValue(regType(r), slot(r), addr, off);
}

// The value of type t at byte off of the aggregate in slots from `from` on.
void FuncEmitter::fromSlots(const gir::Type *t, uint32_t to, uint32_t from, int64_t off) {
  if (t->size == 0) return;
  if (off % 8 == 0 && (!isScalar(t) || t->size == 8)) return move(to, from + static_cast<uint32_t>(off / 8), slotsOf(t));
  if (isScalar(t)) return ins(fieldOp(t), to, from + static_cast<uint32_t>(off / 8), static_cast<uint32_t>(off % 8));
  uint32_t a = temp();
  lea(a, from, static_cast<uint32_t>((off + t->size + 7) / 8));
  loadValue(t, to, a, off);
}

uint32_t FuncEmitter::addressOf(Value v) {
  if (isBig(typeOf(v))) return bigValue(v);
  uint32_t s = get(v), a = temp();
  lea(a, s, slotsOf(typeOf(v)));
  return a;
}

// From slots to memory.
void FuncEmitter::storeSlots(const gir::Type *t, uint32_t addr, int64_t off, uint32_t from, uint8_t flags, bool pointerIsStatic) {
  if (t->size == 0) return;
  addr = offsetAddr(addr, off);
  auto o = static_cast<uint32_t>(off);
  bool barrier = t->hasPointers() && !(flags & gir::kNoWB) && !((flags & gir::kInit) && pointerIsStatic);
  if (isScalar(t)) return ins(barrier ? kOp_stp : storeOp(t->size), addr, from, o);
  if (barrier) {
    ins(kOp_stt, addr, from, o);
    return wordOf(me.typeSymbol(t));
  }
  if (t->size == 8) return ins(kOp_st_q, addr, from, o);
  ins(kOp_stn, addr, from, o);
  word(static_cast<uint64_t>(t->size));
}
void FuncEmitter::storeValue(const gir::Type *t, uint32_t addr, int64_t off, Value v, uint8_t flags) {
  if (isBig(t)) {
    uint32_t from = bigValue(v), to = addr;
    if (off) offsetInto(to = temp(), addr, off);
    return copyMemory(t, to, from, flags);
  }
  if (t->size) storeSlots(t, addr, off, get(v), flags, v.isConst());
}

void FuncEmitter::copyMemory(const gir::Type *t, uint32_t dst, uint32_t src, uint8_t flags) {
  if (t->size == 0) return;
  bool barrier = t->hasPointers() && !(flags & gir::kNoWB);
  ins(barrier ? kOp_copyt : kOp_copy, dst, src);
  if (barrier) wordOf(me.typeSymbol(t));
  else word(static_cast<uint64_t>(t->size));
}

void FuncEmitter::newObject(const gir::Type *t, uint32_t to) {
  uint32_t d = temp();
  loadAddress(d, me.typeSymbol(t));
  crt("golem_newobject", kWord, {d}, to);
}

// A store through such a register needs no write barrier: stacks are scanned as roots. Registers with one definition only.
void FuncEmitter::findStackPointers() {
  stackPtr = gir::frameAddresses(
      f, [&](const gir::Op &o) { return (o.code == Opcode::addr_ && inFrame(f.vars[o.var])) || (o.code == Opcode::new_ && !onHeap(o.site)); });
}

// ---- jumps ----

void FuncEmitter::jump(Instruction o, uint32_t a, uint32_t b, Label &l, bool wide) {
  if (l.back == kNone) {
    l.uses.push_back({here(), wide});
    return ins(o, a, b);
  }
  if (o == kOp_jmp) return ins32(kOp_loop, 0, static_cast<int64_t>(l.back) - here());
  auto opcode = static_cast<Instruction>(o - kOp_jt + kOp_bjt);
  // Behind a++ the two are one.
  if (!code.empty() && lastLabel != here() && code.back() == (uint64_t(kOp_addi) | uint64_t(a) << 16 | uint64_t(a) << 32 | uint64_t(1) << 48) &&
      lastStart + 1 == here() && a != b) {
    Instruction with = o == kOp_jlts ? kOp_binc_jlts : o == kOp_jles ? kOp_binc_jles : o == kOp_jltsi ? kOp_binc_jltsi : kOp_nop;
    if (with != kOp_nop) {
      code.pop_back();
      opcode = with;
    }
  }
  int64_t d = static_cast<int64_t>(l.back) - here();
  if (wide) return ins32(opcode, a, d);
  if (d < INT16_MIN) longJumps = true;
  ins(opcode, a, b, static_cast<uint32_t>(d));
}
void FuncEmitter::place(Label &l) {
  if (!l.uses.empty() || !l.tables.empty()) lastLabel = here();
  for (auto [at, wide] : l.uses) {
    int64_t d = static_cast<int64_t>(here()) - at;
    if (wide) code[at] |= uint64_t(static_cast<uint32_t>(d)) << 32;
    else {
      if (d > INT16_MAX) longJumps = true;
      code[at] |= uint64_t(static_cast<uint16_t>(d)) << 48;
    }
  }
  for (auto [at, from] : l.tables) code[at] = here() - from;
  l.uses.clear();
  l.tables.clear();
}
void FuncEmitter::go(gir::BlockId to) {
  if (blockAt[to] != kNone) {
    if (!repeatsCondition(to)) ins32(kOp_loop, 0, static_cast<int64_t>(blockAt[to]) - here());
    return;
  }
  if (comesNext(to)) return;
  jump(kOp_jmp, 0, 0, blockLabels[to], true);
}
// jumpIf(label, sense) emits the jump that is taken when the condition equals sense.
void FuncEmitter::branchTo(gir::BlockId yes, gir::BlockId no, const std::function<void(Label &, bool)> &jumpIf) {
  bool yesBack = blockAt[yes] != kNone, noBack = blockAt[no] != kNone;
  if (yes == no) return go(yes);
  if (yesBack || noBack) {
    Label back;
    back.back = blockAt[yesBack ? yes : no];
    jumpIf(back, yesBack);
    return go(yesBack ? no : yes);
  }
  if (comesNext(no)) {
    jumpIf(blockLabels[yes], true);
    return go(no);
  }
  jumpIf(blockLabels[no], false);
  go(yes);
}

// A loop's condition stands at its head. Where the loop goes back it is computed once more, so that a round has one jump. Everything that is
// live there is live here, too: this is the way to it.
bool FuncEmitter::repeatsCondition(gir::BlockId to) {
  const gir::Block &head = f.blocks[to];
  const gir::Op &last = head.ops.back();
  constexpr size_t kMost = 8;
  if (repeating || spilled || last.code != Opcode::branch_ || head.ops.size() > kMost || constant(last.args[0])) return false;
  for (const gir::Op &o : head.ops) {
    switch (o.code) {
    case Opcode::copy_: case Opcode::load_: case Opcode::len_: case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_:
    case Opcode::gt_: case Opcode::ge_: case Opcode::not_: case Opcode::add_: case Opcode::sub_: case Opcode::mul_: case Opcode::and_:
    case Opcode::or_: case Opcode::boundscheck_: case Opcode::nilcheck_: case Opcode::elemaddr_: case Opcode::fieldaddr_:
    case Opcode::strindex_: case Opcode::conv_: case Opcode::bits_: case Opcode::field_: case Opcode::branch_: case Opcode::addrof_:
    case Opcode::addr_: break;
    default: return false;
    }
    for (gir::Reg r : o.results)
      if (isBig(regType(r))) return false;
  }
  const gir::Block *b = block;
  const gir::Op *o = op;
  size_t i = opIndex;
  repeating = true;
  endOp();
  block = &head;
  emitBlock();
  repeating = false;
  block = b;
  op = o;
  opIndex = i;
  return true;
}

// ---- positions ----

// Index + 1 of the inlined call that code at pos belongs to; 0: the function itself.
uint32_t FuncEmitter::inlinedIndex(uint32_t pos) {
  const gir::SrcPos &s = m.positions[pos];
  uint32_t own = m.positions[ownPos].file;
  auto file = [&](uint32_t i) { return i < m.files.size() ? std::string_view(m.files[i]) : std::string_view(); };
  uint32_t in = 0, fileOf = own;
  if (s.inlinedAt != gir::kNone) {
    uint64_t key = uint64_t(s.inlinedAt) << 32 | s.func;
    if (auto it = inlinedAt.find(key); it != inlinedAt.end()) in = it->second;
    else {
      uint32_t parent = inlinedIndex(s.inlinedAt);
      const std::string &name = m.inlinedNames[s.func];
      auto fn = m.byName.find(name);
      uint32_t wrapper = fn != m.byName.end() && (fn->second->flags & gir::kWrapper) ? abi::kPclnInlinedWrapper : 0;
      inlined.push_back({p.string(name), p.string(file(s.file)), static_cast<int32_t>(parent) - 1, m.positions[s.inlinedAt].line | wrapper});
      in = inlinedAt[key] = static_cast<uint32_t>(inlined.size());
    }
    fileOf = s.file; // an inlined body with a line directive keeps the file of its first line
    return in;
  }
  if (s.file != fileOf && pos) { // code that a line directive places in another file
    uint64_t key = uint64_t(~0u) << 32 | s.file;
    if (auto it = inlinedAt.find(key); it != inlinedAt.end()) return it->second;
    inlined.push_back({0, p.string(file(s.file)), -1, abi::kPclnOtherFile});
    return inlinedAt[key] = static_cast<uint32_t>(inlined.size());
  }
  return in;
}

void FuncEmitter::position(uint32_t pos) {
  if (!pos) pos = ownPos;
  uint32_t line = m.positions[pos].line;
  if (!line) return;
  uint32_t in = inlinedIndex(pos);
  if (!rows.empty() && rows.back().line == line && rows.back().in == in) return;
  if (!rows.empty() && rows.back().at == here()) rows.back() = {here(), line, in};
  else rows.push_back({here(), line, in});
}

// ---- the function ----

void FuncEmitter::pass() {
  code.clear();
  relocs.clear();
  rows.clear();
  pins.clear();
  nativeBytes = 0;
  lastLabel = lastStart = kNone;
  blockAt.assign(f.blocks.size(), kNone);
  blockLabels.assign(f.blocks.size(), {});
  regSlot.assign(f.regs.size(), kNone);
  varSlot.assign(f.vars.size(), 0);
  opKey = 0;
  // The out area is as large as the largest call asks.
  uint32_t out = 0;
  auto callee = [&](std::span<gir::Type *const> ps, std::span<gir::Type *const> rs) { out = std::max(out, callSig(ps, rs).outSlots); };
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &o : b.ops) {
      if (o.code == Opcode::call_) {
        auto it = m.byName.find(o.sym);
        if (it == m.byName.end() || !it->second->cname.empty()) continue;
        std::vector<gir::Type *> ps;
        for (Value v : o.args) ps.push_back(typeOf(v));
        callee(ps, it->second->results);
      } else if (o.code == Opcode::callclosure_) {
        const gir::Type *ft = typeOf(o.args[0]);
        callee(ft->params, ft->results);
      } else if (o.code == Opcode::calliface_) {
        const gir::Type *sig = typeOf(o.args[0])->methods[static_cast<size_t>(o.imm)].sig;
        std::vector<gir::Type *> ps{m.types->unsafePointer()};
        ps.insert(ps.end(), sig->params.begin(), sig->params.end());
        callee(ps, sig->results);
      }
    }
  uint32_t next = kFrameHeader + out;
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(regType(r));
  const SigInfo &own = callSig(ps, f.results);
  for (size_t i = 0; i < f.params.size(); i++) {
    regSlot[f.params[i]] = frameSlots + kFrameHeader + own.params[i];
    if (const gir::Type *t = regType(f.params[i]); isBig(t) != byRef(t)) { // made at the entry from what the caller gives
      regSlot[f.params[i]] = next;
      next += regSlots(t);
    }
  }
  paramSlot.clear();
  for (gir::Reg r : f.params) paramSlot.push_back(regSlot[r]);
  if (spilled) spillSlot = next++;
  next = assignSlots(next);
  for (size_t v = 0; v < f.vars.size(); v++) {
    varSlot[v] = next;
    next += spilled ? 0 : inFrame(f.vars[v]) ? std::max(slotsOf(f.vars[v].type), 1u) : 1;
  }
  bufferUsed.clear();
  for (const gir::Site &s : f.sites)
    if (s.buffer != kNone && !s.ladder && !bufferUsed.count(s.buffer)) bufferUsed[s.buffer] = next++;
  if (f.flags & gir::kHasDefer) {
    deferFrame = next;
    next += 3;
  }
  bool first = opSlots.empty() && maxSlot == 0;
  if (first) nextSlot = next;
  tempBase = nextSlot;
  maxSlot = std::max(maxSlot, next);
  position(ownPos);
  for (size_t i = 0; i < f.params.size(); i++) completeNarrow(regType(f.params[i]), own.paramInBlock[i], regSlot[f.params[i]]);
  if (spilled) {
    tempSlot = tempBase;
    newObject(spillType, spillSlot);
  }
  if (f.flags & gir::kClosure && !f.captures.empty()) {
    tempSlot = tempBase;
    uint32_t c = temp();
    ins(kOp_ctx, c);
    int64_t off = 8;
    for (gir::Reg r : f.captures) {
      const gir::Type *t = regType(r);
      off = (off + t->align - 1) / t->align * t->align;
      if (isSpilled(r)) regSlot[r] = temp(regSlots(t));
      if (isBig(t)) offsetInto(slot(r), c, off); // captured by value: never changed
      else fromMemory(r, c, off);
      if (isSpilled(r)) spill(r);
      off += t->size;
    }
  }
  for (size_t i = 0; i < f.params.size(); i++)
    if (const gir::Type *t = regType(f.params[i]); isBig(t) != byRef(t)) {
      tempSlot = tempBase;
      uint32_t from = frameSlots + kFrameHeader + own.params[i];
      opStart = here();
      if (isBig(t)) bigFromSlots(t, regSlot[f.params[i]], from);
      else loadValue(t, regSlot[f.params[i]], from, 0);
      endOp();
    }
  for (const Kept &k : kept) {
    if (k.sym != kNone) loadAddress(k.slot, k.sym, k.addend);
    else loadInt(k.slot, static_cast<int64_t>(k.bits));
  }
  if (f.flags & gir::kHasDefer) ins(kOp_dframe, deferFrame);
  for (size_t v = 0; v < f.vars.size(); v++) // a heap variable that is named before its declaration has run
    if (!inFrame(f.vars[v]) && !spilled) loadInt(varSlot[v], 0);
  for (auto [v, used] : bufferUsed)
    if (!spilled && inFrame(f.vars[v])) loadInt(used, 0);
  for (blockIndex = 0; blockIndex < blockOrder.size(); blockIndex++) {
    uint32_t b = blockOrder[blockIndex];
    block = &f.blocks[b];
    blockAt[b] = here();
    place(blockLabels[b]);
    lastLabel = here();
    emitBlock();
    if (!me.error.empty()) return;
  }
}

void FuncEmitter::emitBlock() {
  for (opIndex = 0; opIndex < block->ops.size(); opIndex++) {
    op = &block->ops[opIndex];
    tempSlot = tempBase = std::max(tempBase, nextSlot);
    position(op->pos);
    opStart = here();
    if (spilled) {
      for (Value v : op->args)
        if (v.isReg() && isSpilled(v.index)) reload(v.index);
      auto operand = [&](gir::Reg r) { return std::any_of(op->args.begin(), op->args.end(), [&](Value v) { return v.isReg() && v.index == r; }); };
      for (gir::Reg r : op->results)
        if (isSpilled(r) && !operand(r)) regSlot[r] = temp(regSlots(regType(r)));
      emitOp();
      for (gir::Reg r : op->results)
        if (isSpilled(r)) spill(r);
    } else if (!fused()) emitOp();
    endOp();
    if (!me.error.empty()) return;
  }
}

// The slots whose address an op has taken are its own until its end.
void FuncEmitter::endOp() {
  for (size_t i = pins.size(); i-- > 0 && pins[i].to == kNone;) pins[i].to = here();
}

uint32_t FuncEmitter::ownOut() const {
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(regType(r));
  return me.p.signature(ps, f.results).outSlots;
}

void FuncEmitter::emit() {
  ownPos = f.pos; // of an initializer, which has none: its first statement's
  for (size_t b = 0; b < f.blocks.size() && !m.positions[ownPos].line; b++)
    for (const gir::Op &o : f.blocks[b].ops)
      if (m.positions[o.pos].line && m.positions[o.pos].inlinedAt == gir::kNone) {
        ownPos = o.pos;
        break;
      }
  useCount.assign(f.regs.size(), 0);
  defCount.assign(f.regs.size(), 0);
  for (gir::Reg r : f.params) defCount[r]++;
  for (gir::Reg r : f.captures) defCount[r]++;
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &o : b.ops) {
      for (gir::Reg r : o.results) defCount[r]++;
      for (Value v : o.args)
        if (v.isReg()) useCount[v.index]++;
    }
  findStackPointers();
  joinCopies();
  orderBlocks();
  findParts();
  findChecked();
  // The frame's size is known when everything has been placed; parameters lie behind it, so code is made once more. Jumps that turn out too
  // far ask for another round with long ones.
  for (int round = 0;; round++) {
    uint32_t before = frameSlots;
    bool longBefore = longJumps;
    settled = round > 0;
    pass();
    if (!me.error.empty()) return;
    frameSlots = (maxSlot + 1) / 2 * 2;
    if (frameSlots + kFrameHeader + ownOut() > kMaxFrameSlots) {
      if (!fitLess()) return me.fail("the function's frame is too large");
      round = -1;
      continue;
    }
    if (round > 0 && frameSlots == before && longJumps == longBefore) break;
    if (round > 8) return me.fail("frame does not settle");
  }
  Func rec{};
  rec.sym = p.symbol(f.name);
  rec.frameSlots = frameSlots;
  rec.code = static_cast<uint32_t>(p.code.size());
  rec.codeWords = here();
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(regType(r));
  rec.sig = callSig(ps, f.results).index;
  rec.recover = f.flags & gir::kHasDefer ? blockAt[f.recoverBlock] : kNone;
  rec.flags = (f.flags & gir::kWrapper ? kFnWrapper : 0) | (f.flags & gir::kHasDefer ? kFnHasDefer : 0) | (f.params.empty() ? kFnNoArgs : 0);
  const gir::SrcPos &at = m.positions[ownPos];
  rec.file = ownPos && at.file < m.files.size() ? p.string(m.files[at.file]) : 0;
  rec.startLine = at.line;
  rec.lines = static_cast<uint32_t>(p.lines.size());
  int64_t line = at.line;
  uint32_t word = 0;
  for (const Row &r : rows) {
    uleb(p.lines, r.at - word);
    sleb(p.lines, static_cast<int64_t>(r.line) - line);
    uleb(p.lines, r.in);
    word = r.at;
    line = r.line;
  }
  p.lines.append(3, '\0');
  rec.lineBytes = static_cast<uint32_t>(p.lines.size()) - rec.lines;
  rec.inlined = static_cast<uint32_t>(p.inlined.size());
  rec.inlinedCount = static_cast<uint32_t>(inlined.size());
  p.inlined.insert(p.inlined.end(), inlined.begin(), inlined.end());
  rec.nativeBytes = nativeBytes;
  rec.temps = tempBase;
  rec.pins = static_cast<uint32_t>(p.pins.size());
  auto object = [&](uint32_t s, uint32_t n) { p.pins.push_back({s, std::max(n, 1u), 0, kNone}); };
  for (size_t v = 0; v < f.vars.size(); v++)
    if (inFrame(f.vars[v])) object(varSlot[v], slotsOf(f.vars[v].type));
  for (auto &[key, n] : permanentSize) object(opSlots[key], n);
  if (f.flags & gir::kHasDefer) object(deferFrame, 3);
  std::sort(p.pins.begin() + rec.pins, p.pins.end(), [](const Pin &a, const Pin &b) { return a.slot < b.slot; });
  p.pins.insert(p.pins.end(), pins.begin(), pins.end());
  if (f.flags & gir::kHasDefer) p.pins.push_back({deferFrame, 3, 0, rec.codeWords}); // the goroutine names it
  rec.pinCount = static_cast<uint32_t>(p.pins.size()) - rec.pins;
  for (Reloc r : relocs) {
    r.at += rec.code;
    p.codeRelocs.push_back(r);
  }
  p.code.insert(p.code.end(), code.begin(), code.end());
  Symbol &s = p.symbols[rec.sym];
  s.kind = kSymFunc;
  s.flags = f.flags & gir::kDupOK ? kSymPreferNative : 0;
  s.index = static_cast<uint32_t>(p.funcs.size());
  p.funcs.push_back(rec);
}

} // namespace golem::bytecode
