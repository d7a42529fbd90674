// Arithmetic, shifts, comparisons, numeric conversions.
#include "compiler/bytecode/emitter.h"

namespace golem::bytecode {

using gir::Opcode;
using BC = Instruction;

namespace {
// The instruction of an operation that is cut to a narrow type.
BC cut(const gir::Type *t, BC wide, BC s8, BC s16, BC s32, BC u8, BC u16, BC u32) {
  bool u = t->isUnsigned();
  switch (t->size) {
  case 1: return u ? u8 : s8;
  case 2: return u ? u16 : s16;
  case 4: return u ? u32 : s32;
  default: return wide;
  }
}
#define CUT(name) cut(t, kOp_##name, kOp_##name##_s8, kOp_##name##_s16, kOp_##name##_s32, kOp_##name##_u8, kOp_##name##_u16, kOp_##name##_u32)
#define FLOAT(name) (t->size == 8 ? kOp_##name##_f64 : kOp_##name##_f32)
} // namespace

void FuncEmitter::complexArith() {
  const gir::Type *t = resType();
  const gir::Type *pt = m.types->basic(t->size == 16 ? Kind::Float64 : Kind::Float32);
  auto part = [&](uint32_t s, bool im) {
    uint32_t r = temp();
    fromSlots(pt, r, s, im ? pt->size : 0);
    return r;
  };
  auto make = [&](uint32_t re, uint32_t im) {
    if (t->size == 16) return setParts(res(), {re, im});
    ins(kOp_fst_w, re, im, 4);
    move(res(), re, 1);
  };
  auto op2 = [&](BC o64, BC o32, uint32_t x, uint32_t y) {
    uint32_t r = temp();
    ins(t->size == 16 ? o64 : o32, r, x, y);
    return r;
  };
#define F2(name, x, y) op2(kOp_##name##_f64, kOp_##name##_f32, x, y)
  uint32_t x = arg(0);
  uint32_t a = part(x, false), b = part(x, true);
  if (op->code == Opcode::neg_) {
    uint32_t re = temp(), im = temp();
    ins(t->size == 16 ? kOp_neg_f64 : kOp_neg_f32, re, a);
    ins(t->size == 16 ? kOp_neg_f64 : kOp_neg_f32, im, b);
    return make(re, im);
  }
  uint32_t y = arg(1);
  uint32_t c = part(y, false), d = part(y, true);
  switch (op->code) {
  case Opcode::add_: return make(F2(add, a, c), F2(add, b, d));
  case Opcode::sub_: return make(F2(sub, a, c), F2(sub, b, d));
  case Opcode::mul_: {
    uint32_t re = F2(sub, F2(mul, a, c), F2(mul, b, d));
    uint32_t im = F2(add, F2(mul, a, d), F2(mul, b, c));
    return make(re, im);
  }
  default: return me.fail("complex operation that lowering replaces by a call");
  }
}

void FuncEmitter::arith() {
  const gir::Type *t = resType();
  if (t->isComplex()) return complexArith();
  uint32_t d = res();
  if (t->isFloat()) {
    if (op->code == Opcode::neg_) return ins(FLOAT(neg), d, arg(0));
    BC o;
    switch (op->code) {
    case Opcode::add_: o = FLOAT(add); break;
    case Opcode::sub_: o = FLOAT(sub); break;
    case Opcode::mul_: o = FLOAT(mul); break;
    case Opcode::div_: o = FLOAT(div); break;
    default: return me.fail("operation on floats");
    }
    return ins(o, d, arg(0), arg(1));
  }
  bool wide = t->size == 8, u = t->isUnsigned();
  int64_t k;
  // By a power of two.
  if ((op->code == Opcode::div_ || op->code == Opcode::rem_) && !op->args[0].isConst() && intValue(op->args[1], k) && k > 1 && (k & (k - 1)) == 0) {
    auto n = static_cast<uint32_t>(__builtin_ctzll(static_cast<uint64_t>(k)));
    bool div = op->code == Opcode::div_;
    if (!u) return ins(div ? kOp_divp2 : kOp_remp2, d, arg(0), n);
    if (div) return ins(kOp_shri, d, arg(0), n);
    if (k <= INT16_MAX) return ins(kOp_andi, d, arg(0), static_cast<uint32_t>(k - 1));
  }
  // Immediate forms.
  if (wide && op->args.size() == 2 && smallInt(op->args[1], k) && !op->args[0].isConst()) {
    switch (op->code) {
    case Opcode::add_: return ins(kOp_addi, d, arg(0), static_cast<uint32_t>(k));
    case Opcode::sub_:
      if (k > INT16_MIN) return ins(kOp_addi, d, arg(0), static_cast<uint32_t>(-k));
      break;
    case Opcode::mul_: return ins(kOp_muli, d, arg(0), static_cast<uint32_t>(k));
    case Opcode::and_: return ins(kOp_andi, d, arg(0), static_cast<uint32_t>(k));
    default: break;
    }
  }
  switch (op->code) {
  case Opcode::neg_:
    ins(kOp_neg, d, arg(0));
    if (!wide) extend(t, d, d);
    return;
  case Opcode::com_:
    ins(kOp_com, d, arg(0));
    if (!wide && u) extend(t, d, d);
    return;
  default: break;
  }
  uint32_t x = arg(0), y = arg(1);
  switch (op->code) {
  case Opcode::add_: return ins(CUT(add), d, x, y);
  case Opcode::sub_: return ins(CUT(sub), d, x, y);
  case Opcode::mul_: return ins(CUT(mul), d, x, y);
  case Opcode::and_: return ins(kOp_and_, d, x, y);
  case Opcode::or_: return ins(kOp_or_, d, x, y);
  case Opcode::xor_: return ins(kOp_xor_, d, x, y);
  case Opcode::andnot_: return ins(kOp_andnot, d, x, y);
  case Opcode::div_:
    ins(u ? kOp_divu : kOp_divs, d, x, y);
    if (!wide && !u) extend(t, d, d); // MinInt8 / -1
    return;
  case Opcode::rem_: return ins(u ? kOp_remu : kOp_rems, d, x, y);
  default: return me.fail("arithmetic");
  }
}

void FuncEmitter::shift() {
  const gir::Type *t = resType();
  bool left = op->code == Opcode::shl_;
  int64_t k;
  bool small = smallInt(op->args[1], k) && k >= 0 && k < 64;
  uint32_t d = res(), x = arg(0);
  if (small && (!left || t->size == 8)) return ins(left ? kOp_shli : t->isUnsigned() ? kOp_shri : kOp_sari, d, x, static_cast<uint32_t>(k));
  uint32_t n = arg(1);
  if (left) ins(CUT(shl), d, x, n);
  else ins(t->isUnsigned() ? kOp_shr : kOp_sar, d, x, n);
}

// ---- comparisons ----

void FuncEmitter::equal(const gir::Type *t, Value x, Value y, uint32_t to) {
  if (t->size == 0) return loadInt(to, 1);
  switch (t->kind) {
  case Kind::Float32: case Kind::Float64: return ins(FLOAT(eq), to, get(x), get(y));
  case Kind::String: {
    uint32_t a = get(x), b = get(y);
    return crt("golem_vm_streq", kWord, {a, a + 1, b, b + 1}, to);
  }
  case Kind::Slice: return ins(kOp_eq, to, get(x), get(y)); // against nil only
  case Kind::Interface: {
    if (isZero(y)) return ins(kOp_eqi, to, get(x), 0);
    if (isZero(x)) return ins(kOp_eqi, to, get(y), 0);
    // Itabs of two interface types with the same methods differ, so the dynamic types are compared.
    uint32_t a = get(x), b = get(y), ta = dynamicType(t, a), tb = dynamicType(t, b);
    return crt("golem_vm_efaceeq", kWord, {ta, a + 1, tb, b + 1}, to);
  }
  case Kind::Struct: case Kind::Array: case Kind::Complex64: case Kind::Complex128: {
    uint32_t d = temp(), a = addressOf(x), b = addressOf(y);
    loadAddress(d, me.typeSymbol(t));
    crt("golem_typeequal", kWord, {d, a, b}, to);
    return ins(kOp_ext_u8, to, to);
  }
  default: {
    int64_t k;
    if (smallInt(y, k)) return ins(kOp_eqi, to, get(x), static_cast<uint32_t>(k));
    return ins(kOp_eq, to, get(x), get(y));
  }
  }
}

void FuncEmitter::compare(uint32_t to) {
  const gir::Type *t = typeOf(op->args[0]);
  Opcode c = op->code;
  if (c == Opcode::eq_ || c == Opcode::ne_) {
    if (c == Opcode::ne_ && t->isFloat()) return ins(FLOAT(ne), to, arg(0), arg(1));
    int64_t k;
    if (c == Opcode::ne_ && isScalar(t) && smallInt(op->args[1], k)) return ins(kOp_nei, to, arg(0), static_cast<uint32_t>(k));
    if (c == Opcode::ne_ && isScalar(t)) return ins(kOp_ne, to, arg(0), arg(1));
    equal(t, op->args[0], op->args[1], to);
    if (c == Opcode::ne_) ins(kOp_lnot, to, to);
    return;
  }
  uint32_t x = arg(0), y = arg(1);
  if (t->kind == Kind::String) {
    uint32_t r = temp();
    crt("golem_cmpstring", kWord, {x, x + 1, y, y + 1}, r);
    switch (c) {
    case Opcode::lt_: return ins(kOp_ltsi, to, r, 0);
    case Opcode::gt_: return ins(kOp_gtsi, to, r, 0);
    case Opcode::le_: ins(kOp_gtsi, to, r, 0); return ins(kOp_lnot, to, to);
    default: ins(kOp_ltsi, to, r, 0); return ins(kOp_lnot, to, to);
    }
  }
  if (c == Opcode::gt_ || c == Opcode::ge_) std::swap(x, y);
  bool less = c == Opcode::lt_ || c == Opcode::gt_;
  if (t->isFloat()) return ins(less ? FLOAT(lt) : FLOAT(le), to, x, y);
  bool u = t->isUnsigned() || !t->isInteger();
  ins(less ? (u ? kOp_ltu : kOp_lts) : (u ? kOp_leu : kOp_les), to, x, y);
}

// A comparison and the branch on it.
bool FuncEmitter::compareBranch(const gir::Op &cmp, const gir::Op &br) {
  const gir::Type *t = typeOf(cmp.args[0]);
  bool eq = cmp.code == Opcode::eq_ || cmp.code == Opcode::ne_;
  auto branch = [&](const std::function<void(Label &, bool)> &j) { branchTo(br.blocks[0], br.blocks[1], j); };
  auto boolJump = [&](uint32_t c, bool positive) { branch([&](Label &l, bool sense) { jump(sense == positive ? kOp_jt : kOp_jf, c, 0, l, true); }); };
  if (eq && t->kind == Kind::Interface && (isZero(cmp.args[1]) || isZero(cmp.args[0]))) {
    boolJump(get(isZero(cmp.args[1]) ? cmp.args[0] : cmp.args[1]), cmp.code == Opcode::ne_);
    return true;
  }
  if (eq && t->kind == Kind::Slice) {
    boolJump(get(isZero(cmp.args[1]) ? cmp.args[0] : cmp.args[1]), cmp.code == Opcode::ne_);
    return true;
  }
  if (!isScalar(t)) return false;
  if (t->kind == Kind::Float64) {
    if (eq) return false;
    uint32_t x = get(cmp.args[0]), y = get(cmp.args[1]);
    if (cmp.code == Opcode::gt_ || cmp.code == Opcode::ge_) std::swap(x, y);
    bool less = cmp.code == Opcode::lt_ || cmp.code == Opcode::gt_;
    branch([&](Label &l, bool sense) { jump(less ? (sense ? kOp_jlt_f64 : kOp_jnlt_f64) : (sense ? kOp_jle_f64 : kOp_jnle_f64), x, y, l, false); });
    return true;
  }
  if (t->isFloat()) return false;
  bool u = t->isUnsigned() || !t->isInteger();
  int64_t k;
  if (smallInt(cmp.args[1], k) && !cmp.args[0].isConst() && (eq || !u)) {
    uint32_t x = get(cmp.args[0]);
    if (eq && k == 0) {
      boolJump(x, cmp.code == Opcode::ne_);
      return true;
    }
    branch([&](Label &l, bool sense) {
      BC o;
      switch (cmp.code) {
      case Opcode::eq_: o = sense ? kOp_jeqi : kOp_jnei; break;
      case Opcode::ne_: o = sense ? kOp_jnei : kOp_jeqi; break;
      case Opcode::lt_: o = sense ? kOp_jltsi : kOp_jgesi; break;
      case Opcode::le_: o = sense ? kOp_jlesi : kOp_jgtsi; break;
      case Opcode::gt_: o = sense ? kOp_jgtsi : kOp_jlesi; break;
      default: o = sense ? kOp_jgesi : kOp_jltsi; break;
      }
      jump(o, x, static_cast<uint32_t>(k), l, false);
    });
    return true;
  }
  uint32_t x = get(cmp.args[0]), y = get(cmp.args[1]);
  if (eq) {
    bool same = cmp.code == Opcode::eq_;
    branch([&](Label &l, bool sense) { jump(sense == same ? kOp_jeq : kOp_jne, x, y, l, false); });
    return true;
  }
  if (cmp.code == Opcode::gt_ || cmp.code == Opcode::ge_) std::swap(x, y);
  bool less = cmp.code == Opcode::lt_ || cmp.code == Opcode::gt_;
  BC lt = u ? kOp_jltu : kOp_jlts, le = u ? kOp_jleu : kOp_jles;
  branch([&](Label &l, bool sense) { // not x < y: y <= x
    if (sense) jump(less ? lt : le, x, y, l, false);
    else jump(less ? le : lt, y, x, l, false);
  });
  return true;
}

void FuncEmitter::minMax() {
  const gir::Type *t = resType();
  bool isMin = op->code == Opcode::min_;
  uint32_t x = arg(0), y = arg(1), n = slotsOf(t);
  if (t->isFloat()) return ins(isMin ? FLOAT(min) : FLOAT(max), res(), x, y);
  uint32_t r = temp(n), c = temp();
  move(r, x, n);
  if (t->kind == Kind::String) { // y only where it is strictly less or greater
    crt("golem_cmpstring", kWord, {x, x + 1, y, y + 1}, c);
    ins(isMin ? kOp_gtsi : kOp_ltsi, c, c, 0);
  } else {
    bool u = t->isUnsigned();
    if (isMin) ins(u ? kOp_ltu : kOp_lts, c, y, x);
    else ins(u ? kOp_ltu : kOp_lts, c, x, y);
  }
  Label over;
  jump(kOp_jf, c, 0, over, true);
  move(r, y, n);
  place(over);
  move(res(), r, n);
}

void FuncEmitter::convert(const gir::Type *from, const gir::Type *to, uint32_t d, uint32_t s) {
  if (from->isComplex()) {
    if (from->size == to->size) return move(d, s, slotsOf(to));
    const gir::Type *fp = m.types->basic(from->size == 16 ? Kind::Float64 : Kind::Float32);
    const gir::Type *tp = m.types->basic(to->size == 16 ? Kind::Float64 : Kind::Float32);
    uint32_t re = temp(), im = temp();
    fromSlots(fp, re, s, 0);
    fromSlots(fp, im, s, fp->size);
    convert(fp, tp, re, re);
    convert(fp, tp, im, im);
    if (to->size == 16) return setParts(d, {re, im});
    ins(kOp_fst_w, re, im, 4);
    return move(d, re, 1);
  }
  if (from->isFloat()) {
    bool f64 = from->size == 8;
    if (to->isFloat()) {
      if (from->size == to->size) return move(d, s, 1);
      return ins(f64 ? kOp_cvt_f64_f32 : kOp_cvt_f32_f64, d, s);
    }
    switch (to->kind) {
    case Kind::Uint64: case Kind::Uint: case Kind::Uintptr: return ins(f64 ? kOp_cvt_f64_u64 : kOp_cvt_f32_u64, d, s);
    case Kind::Int: case Kind::Int64: return ins(f64 ? kOp_cvt_f64_s64 : kOp_cvt_f32_s64, d, s);
    case Kind::Uint32: ins(f64 ? kOp_cvt_f64_s64 : kOp_cvt_f32_s64, d, s); return extend(to, d, d);
    default: ins(f64 ? kOp_cvt_f64_s32 : kOp_cvt_f32_s32, d, s); return extend(to, d, d);
    }
  }
  if (to->isFloat()) {
    bool u64 = from->isUnsigned() && from->size == 8;
    if (to->size == 8) return ins(u64 ? kOp_cvt_u64_f64 : kOp_cvt_s64_f64, d, s);
    return ins(u64 ? kOp_cvt_u64_f32 : kOp_cvt_s64_f32, d, s);
  }
  if (to->isComplex()) return me.fail("conversion of an integer to complex");
  extend(to, d, s);
}

} // namespace golem::bytecode
