// Untyped and typed constants: representability and overflow (spec "Constants", "Representability").
#include "compiler/types/checker.h"
#include <cmath>

namespace golem::types {

namespace {
constexpr int kConstPrecision = 512; // bits an untyped integer may have

const char *opName(Expr *e) {
  auto *o = nodeAs<syn::Operation>(e);
  if (!o) return "";
  if (!o->y) return o->op == syn::Op::Xor ? "bitwise complement " : "";
  switch (o->op) {
  case syn::Op::Add: return "addition ";
  case syn::Op::Sub: return "subtraction ";
  case syn::Op::Xor: return "bitwise XOR ";
  case syn::Op::Mul: return "multiplication ";
  case syn::Op::Shl: return "shift ";
  case syn::Op::None: case syn::Op::Def: case syn::Op::Not: case syn::Op::Recv: case syn::Op::Tilde: case syn::Op::OrOr:
  case syn::Op::AndAnd: case syn::Op::Eql: case syn::Op::Neq: case syn::Op::Lss: case syn::Op::Leq: case syn::Op::Gtr: case syn::Op::Geq:
  case syn::Op::Or: case syn::Op::Div: case syn::Op::Rem: case syn::Op::And: case syn::Op::AndNot: case syn::Op::Shr: break;
  }
  return "";
}

bool integerFits(V v, BasicKind k) {
  int64_t i = 0;
  if (constant::int64Val(v, i)) {
    switch (k) {
    case BasicKind::Int8: return i >= -128 && i <= 127;
    case BasicKind::Int16: return i >= -32768 && i <= 32767;
    case BasicKind::Int32: return i >= INT32_MIN && i <= INT32_MAX;
    case BasicKind::Uint8: return i >= 0 && i <= 255;
    case BasicKind::Uint16: return i >= 0 && i <= 65535;
    case BasicKind::Uint32: return i >= 0 && i <= UINT32_MAX;
    case BasicKind::Uint: case BasicKind::Uint64: case BasicKind::Uintptr: return i >= 0;
    default: return true;
    }
  }
  switch (k) {
  case BasicKind::Uint: case BasicKind::Uint64: case BasicKind::Uintptr: return constant::sign(v) >= 0 && constant::bitLen(v) <= 64;
  case BasicKind::UntypedInt: case BasicKind::UntypedRune: return true;
  default: return false;
  }
}
} // namespace

// The constant x was computed at opPos: does it fit its type, or is it too large even for an untyped one?
void Checker::overflow(Operand &x, Pos opPos) {
  if (!x.val) {
    errorf(opPos, Diag::TypesConstNotRepresentable);
    return;
  }
  if (isTyped(x.type)) {
    if (auto *b = dynUnder<Basic>(x.type)) representable(x, b);
    return;
  }
  if (constant::kind(x.val) == constant::Kind::Int && constant::bitLen(x.val) > kConstPrecision) {
    errorf(opPos, Diag::TypesConstOverflowOp, opName(x.expr));
    x.val = nullptr;
  }
}

// Can x be a value of type t? Stores the value as t has it (rounded) if asked to.
bool representableConst(V x, Basic *t, V *rounded) {
  if (!x) return true;
  if (t->info & kIsInteger) {
    V i = constant::toInt(x);
    if (!i) return false;
    if (rounded) *rounded = i; // also if it doesn't fit: messages show the integer
    return integerFits(i, t->basic);
  }
  auto round = [&](V v, bool small) { return small ? constant::roundFloat32(v) : constant::roundFloat64(v); };
  if (t->info & kIsFloat) {
    V f = constant::toFloat(x);
    if (!f) return false;
    if (t->basic == BasicKind::UntypedFloat) return true;
    V r = round(f, t->basic == BasicKind::Float32);
    if (r && rounded) *rounded = r;
    return r != nullptr;
  }
  if (t->info & kIsComplex) {
    V c = constant::toComplex(x);
    if (!c) return false;
    if (t->basic == BasicKind::UntypedComplex) return true;
    bool small = t->basic == BasicKind::Complex64;
    V re = round(constant::real(c), small), im = round(constant::imag(c), small);
    if (!re || !im) return false;
    if (rounded) *rounded = constant::makeComplex(re, im);
    return true;
  }
  if (t->info & kIsString) return constant::kind(x) == constant::Kind::String;
  if (t->info & kIsBoolean) return constant::kind(x) == constant::Kind::Bool;
  return false;
}

void Checker::representable(Operand &x, Basic *t) {
  V v = nullptr;
  Diag code = Diag::Generic;
  if (!representation(x, t, v, code)) {
    invalidConversion(code, x, t);
    x.mode = OperandMode::Invalid;
    return;
  }
  x.val = v;
}

bool Checker::representation(const Operand &x, Basic *t, V &v, Diag &code) {
  v = x.val;
  if (representableConst(x.val, t, &v)) return true;
  code = Diag::TypesConvert;
  if (isNumeric(x.type) && isNumeric(t)) code = !isInteger(x.type) && isInteger(t) ? Diag::TypesTruncated : Diag::TypesOverflows;
  return false;
}

void Checker::invalidConversion(Diag code, Operand &x, Type *target) { errorf(x, code, x, target); }

// Gives an untyped x the target's type, if possible.
void Checker::convertUntyped(Operand &x, Type *target) {
  V val = nullptr;
  Diag code = Diag::Generic;
  Type *t = implicitTypeAndValue(x, target, val, code);
  if (!t) {
    Type *shown = isTypeParam(target) ? target : safeUnder(target);
    invalidConversion(code, x, shown ? shown : target);
    x.mode = OperandMode::Invalid;
    return;
  }
  if (val) {
    x.val = val;
    updateExprVal(x.expr, val);
  }
  if (t != x.type) {
    x.type = t;
    updateExprType(x.expr, t, false);
  }
}

} // namespace golem::types
