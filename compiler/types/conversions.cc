// Conversions T(x) (spec "Conversions") and assignability (spec "Assignability").
#include "compiler/types/checker.h"

namespace golem::types {

namespace {
std::string codePoint(V v) {
  uint64_t i = 0;
  uint32_t r = 0xfffd;
  if (constant::uint64Val(v, i) && i <= 0x10ffff && !(i >= 0xd800 && i <= 0xdfff)) r = static_cast<uint32_t>(i);
  std::string s;
  if (r < 0x80) {
    s += static_cast<char>(r);
  } else if (r < 0x800) {
    s += static_cast<char>(0xc0 | r >> 6);
    s += static_cast<char>(0x80 | (r & 63));
  } else if (r < 0x10000) {
    s += static_cast<char>(0xe0 | r >> 12);
    s += static_cast<char>(0x80 | (r >> 6 & 63));
    s += static_cast<char>(0x80 | (r & 63));
  } else {
    s += static_cast<char>(0xf0 | r >> 18);
    s += static_cast<char>(0x80 | (r >> 12 & 63));
    s += static_cast<char>(0x80 | (r >> 6 & 63));
    s += static_cast<char>(0x80 | (r & 63));
  }
  return s;
}

// Constant conversion of x to t; val gets the result.
bool constConvertible(const Operand &x, Type *t, V *val) {
  auto *b = dynUnder<Basic>(t);
  if (!b) return false;
  if (representableConst(x.val, b, val)) return true;
  if (isInteger(x.type) && (b->info & kIsString)) {
    if (val) *val = constant::makeString(codePoint(x.val));
    return true;
  }
  return false;
}

// Puts a failing term in front of a cause.
void addCause(std::string *cause, std::string msg) {
  if (!cause) return;
  if (!cause->empty()) msg += "\n\t" + *cause;
  *cause = std::move(msg);
}
} // namespace

void Checker::conversion(Operand &x, Type *t) {
  bool constArg = x.isConst(), ok = false;
  std::string cause;
  if (constArg && isConstType(t)) {
    ok = constConvertible(x, t, &x.val);
    if (!ok && isInteger(x.type) && isInteger(t)) {
      errorf(x, Diag::TypesConstOverflows, x.val, t);
      x.mode = OperandMode::Invalid;
      return;
    }
  } else if (constArg && isTypeParam(t)) {
    // Convertible to every type of the type set; not a constant any more.
    ok = underIs(t, [&](Type *u) {
      if (!u) {
        cause = format(Diag::CauseNoSpecificTypes, t);
        return false;
      }
      if (isString(x.type) && isBytesOrRunes(u)) return true;
      if (constConvertible(x, u, nullptr)) return true;
      cause = isInteger(x.type) && isInteger(u) ? format(Diag::CauseConstOverflowsIn, x.val, u, t) : format(Diag::CauseConvertIn, x, u, t);
      return false;
    });
    x.mode = OperandMode::Value;
  } else if (convertibleOperand(this, x, t, nullptr)) {
    ok = true;
    x.mode = OperandMode::Value;
  } else {
    convertibleOperand(this, x, t, &cause);
  }
  if (!ok) {
    if (cause.empty()) errorf(x, Diag::TypesConvert, x, t);
    else errorf(x, Diag::TypesConvertCause, x, t, cause);
    x.mode = OperandMode::Invalid;
    return;
  }
  // The argument has its final type now.
  if (isUntyped(x.type)) {
    Type *final = t;
    if (x.type == types::typ(BasicKind::UntypedNil)) final = t;
    else if (isInterface(t) || (constArg && !isConstType(t))) final = defaultType(x.type);
    else if (x.isConst() && isInteger(x.type) && allString(t)) final = x.type; // string('x') is a constant; its argument never becomes a value
    updateExprType(x.expr, final, true);
  }
  x.type = t;
}

bool convertibleOperand(Checker *check, const Operand &x, Type *t, std::string *cause) {
  if (assignableOperand(check, x, t, cause)) return true;
  Type *origT = t;
  Type *v = unalias(x.type);
  t = unalias(t);
  Type *vu = under(v), *tu = under(t);
  auto *vp = dyn<TypeParam>(v);
  auto *tp = dyn<TypeParam>(t);
  if (!vp && !tp && identicalIgnoreTags(vu, tu)) return true;
  if (auto *a = dyn<Pointer>(v))
    if (auto *b = dyn<Pointer>(t))
      if (identicalIgnoreTags(under(a->elem), under(b->elem)) && !isTypeParam(a->elem) && !isTypeParam(b->elem)) return true;
  constexpr unsigned kIntOrFloat = kIsInteger | kIsFloat;
  if (isBasic(vu, kIntOrFloat) && isBasic(tu, kIntOrFloat)) return true;
  if (isComplex(vu) && isComplex(tu)) return true;
  if ((isInteger(vu) || isBytesOrRunes(vu)) && isString(tu)) return true;
  if (isString(vu) && isBytesOrRunes(tu)) return true;
  // Package unsafe
  auto ptrLike = [](Type *u) { return u->kind == TypeKind::Pointer || isBasicKind(u, BasicKind::Uintptr); };
  if (ptrLike(vu) && isBasicKind(tu, BasicKind::UnsafePointer)) return true;
  if (isBasicKind(vu, BasicKind::UnsafePointer) && ptrLike(tu)) return true;
  // Slices to arrays and array pointers
  if (auto *s = dyn<Slice>(vu)) {
    auto *a = dyn<Array>(tu);
    if (a && identical(s->elem, a->elem)) {
      if (!check || check->allowVersion(20)) return true;
      if (cause) *cause = diagFormat(Diag::CauseSliceToArray);
      return false;
    }
    if (auto *p = dyn<Pointer>(tu)) {
      a = dynUnder<Array>(p->elem);
      if (a && identical(s->elem, a->elem)) {
        if (!check || check->allowVersion(17)) return true;
        if (cause) *cause = diagFormat(Diag::CauseSliceToArrayPtr);
        return false;
      }
    }
  }
  if (!vp && !tp) return false;
  auto text = [&](Type *y) { return typeText(check, y); };
  if (vp && tp) {
    return tparamIs(vp, [&](const Term *a) {
      if (!a) return false;
      Operand y = x;
      y.type = a->type;
      return tparamIs(tp, [&](const Term *b) {
        if (!b) return false;
        if (convertibleOperand(check, y, b->type, cause)) return true;
        if (cause) addCause(cause, formatDiag(Diag::CauseConvertFromIn, {text(a->type), text(vp), text(b->type), text(tp)}));
        return false;
      });
    });
  }
  if (vp) {
    return tparamIs(vp, [&](const Term *a) {
      if (!a) return false;
      Operand y = x;
      y.type = a->type;
      if (convertibleOperand(check, y, t, cause)) return true;
      if (cause) addCause(cause, formatDiag(Diag::CauseConvertFrom, {text(a->type), text(vp), text(origT)}));
      return false;
    });
  }
  return tparamIs(tp, [&](const Term *b) {
    if (!b) return false;
    if (convertibleOperand(check, x, b->type, cause)) return true;
    if (cause) addCause(cause, formatDiag(Diag::CauseConvertIn, {text(x.type), text(b->type), text(tp)}));
    return false;
  });
}

// Can x be assigned to a variable of type t? If not, cause may say why.
bool assignableOperand(Checker *check, const Operand &x, Type *t, std::string *cause) {
  if (x.invalid() || !isValid(t)) return true;
  Type *origT = t;
  Type *v = unalias(x.type);
  t = unalias(t);
  if (identical(v, t)) return true;
  Type *vu = under(v), *tu = under(t);
  auto *vp = dyn<TypeParam>(v);
  auto *tp = dyn<TypeParam>(t);
  if (isUntyped(vu)) {
    V val = nullptr;
    Diag code = Diag::Generic;
    if (!check) {
      // Questions from outside: default types decide.
      if (x.isNil()) return hasNil(t);
      Operand y = x;
      y.type = defaultType(x.type);
      y.mode = OperandMode::Value;
      return assignableOperand(nullptr, y, t, cause);
    }
    if (tp) // representable by every specific type
      return tparamIs(tp, [&](const Term *a) { return a && check->implicitTypeAndValue(x, a->type, val, code); });
    return check->implicitTypeAndValue(x, t, val, code) != nullptr;
  }
  if (!vp && !tp && (!hasName(v) || !hasName(t)) && identical(vu, tu)) return true;
  // An interface that x's type implements. (The order in which the type sets are computed shows for invalid recursive ones.)
  if (auto *vi = dyn<Interface>(vu)) typeSet(vi);
  if ((tu->kind == TypeKind::Interface && !tp) || isInterfacePtr(tu)) {
    if (implementsType(check, v, t, false, cause)) return true;
    if (!vp) return false; // v may still be assignable by its type set
    if (cause) cause->clear();
  }
  if (vu->kind == TypeKind::Interface && !vp && cause && implementsType(check, t, v, false, nullptr)) {
    *cause = diagFormat(Diag::CauseNeedAssertion);
    return false;
  }
  // Bidirectional channels
  if (auto *vc = dyn<Chan>(vu); vc && vc->dir == syn::ChanDir::Both)
    if (auto *tc = dyn<Chan>(tu); tc && identical(vc->elem, tc->elem)) return !hasName(v) || !hasName(t);
  if (!vp && !tp) return false;
  auto text = [&](Type *y) { return typeText(check, y); };
  if (tp && !hasName(v)) {
    bool ok = false;
    tparamIs(tp, [&](const Term *a) {
      if (!a) return false;
      ok = assignableOperand(check, x, a->type, cause);
      if (!ok && cause) addCause(cause, formatDiag(Diag::CauseAssignTerm, {text(x.type), text(a->type), text(tp)}));
      return ok;
    });
    return ok;
  }
  if (vp && !hasName(t)) {
    bool ok = false;
    tparamIs(vp, [&](const Term *a) {
      if (!a) return false;
      Operand y = x;
      y.type = a->type;
      ok = assignableOperand(check, y, t, cause);
      if (!ok && cause) addCause(cause, formatDiag(Diag::CauseAssignFrom, {text(a->type), text(vp), text(origT)}));
      return ok;
    });
    return ok;
  }
  return false;
}

bool assignableTo(Type *v, Type *t) {
  Operand x;
  x.mode = v == typ(BasicKind::UntypedNil) ? OperandMode::NilValue : OperandMode::Value;
  x.type = v;
  return assignableOperand(nullptr, x, t, nullptr);
}

} // namespace golem::types
