// Expressions (spec "Expressions").
//
// Every check of an expression fills an Operand. Operands of untyped type keep it in Expr::tv until the context decides:
// convertUntyped() and assignment() call updateExprType(), which walks down the expression and writes the final type.
// Constant sub-expressions keep their untyped types; their values count, not their types. The left operand of a
// non-constant shift is special: it has the type it would have without the shift (shiftLhs_).
#include "compiler/types/universe.h"

namespace golem::types {

namespace {

Pos opPosition(Expr *e) { return e->kind == NodeKind::Operation ? e->pos : syn::startPos(e); }

bool isShift(syn::Op op) { return op == syn::Op::Shl || op == syn::Op::Shr; }

bool isComparison(syn::Op op) {
  switch (op) {
  case syn::Op::Eql: case syn::Op::Neq: case syn::Op::Lss: case syn::Op::Leq: case syn::Op::Gtr: case syn::Op::Geq: return true;
  case syn::Op::None: case syn::Op::Def: case syn::Op::Not: case syn::Op::Recv: case syn::Op::Tilde: case syn::Op::OrOr:
  case syn::Op::AndAnd: case syn::Op::Add: case syn::Op::Sub: case syn::Op::Or: case syn::Op::Xor: case syn::Op::Mul: case syn::Op::Div:
  case syn::Op::Rem: case syn::Op::And: case syn::Op::AndNot: case syn::Op::Shl: case syn::Op::Shr: return false;
  }
  return false;
}

constant::Op constOp(syn::Op op) {
  switch (op) {
  case syn::Op::Not: return constant::Op::Not;
  case syn::Op::OrOr: return constant::Op::OrOr;
  case syn::Op::AndAnd: return constant::Op::AndAnd;
  case syn::Op::Eql: return constant::Op::Eql;
  case syn::Op::Neq: return constant::Op::Neq;
  case syn::Op::Lss: return constant::Op::Lss;
  case syn::Op::Leq: return constant::Op::Leq;
  case syn::Op::Gtr: return constant::Op::Gtr;
  case syn::Op::Geq: return constant::Op::Geq;
  case syn::Op::Add: return constant::Op::Add;
  case syn::Op::Sub: return constant::Op::Sub;
  case syn::Op::Or: return constant::Op::Or;
  case syn::Op::Xor: return constant::Op::Xor;
  case syn::Op::Mul: return constant::Op::Mul;
  case syn::Op::Div: return constant::Op::Quo;
  case syn::Op::Rem: return constant::Op::Rem;
  case syn::Op::And: return constant::Op::And;
  case syn::Op::AndNot: return constant::Op::AndNot;
  case syn::Op::Shl: return constant::Op::Shl;
  case syn::Op::Shr: return constant::Op::Shr;
  case syn::Op::None: case syn::Op::Def: case syn::Op::Recv: case syn::Op::Tilde: break;
  }
  return constant::Op::Add;
}

constexpr unsigned modeBit(OperandMode m) { return 1u << static_cast<unsigned>(m); }
constexpr unsigned kNoValueOrType = modeBit(OperandMode::NoValue) | modeBit(OperandMode::Builtin) | modeBit(OperandMode::TypeExpr);

} // namespace

// ---- recording ----

void Checker::recordTypeAndValue(Expr *e, OperandMode mode, Type *t, V val) {
  if (mode == OperandMode::Invalid) return;
  e->tv.type = t;
  e->tv.value = val;
  e->tv.mode = mode;
}

void Checker::record(const Operand &x) {
  if (x.invalid()) return;
  recordTypeAndValue(x.expr, x.mode, x.mode == OperandMode::NoValue ? emptyTuple() : x.type, x.isConst() ? x.val : nullptr);
}

// x is used where two values are expected: v, ok = x.
void Checker::recordCommaOk(Expr *e, const Operand &a, const Operand &b) {
  Var *vars[] = {newVar(VarKind::Local, e->pos, pkg, {}, a.type), newVar(VarKind::Local, e->pos, pkg, {}, b.type)};
  Tuple *t = makeTuple(vars);
  for (;;) {
    e->tv.type = t;
    auto *p = nodeAs<syn::ParenExpr>(e);
    if (!p) break;
    e = p->x;
  }
}

void Checker::recordInstance(Expr *e, std::span<Type *const> targs, Type *t) {
  auto *inst = make<Instance>();
  inst->targs = keep(targs.data(), targs.size());
  inst->type = t;
  if (auto *i = nodeAs<syn::IndexExpr>(e)) {
    i->inst = inst;
    e = i->x;
  }
  e = syn::unparen(e);
  if (auto *s = nodeAs<syn::SelectorExpr>(e)) e = s->sel;
  if (auto *n = nodeAs<syn::Name>(e)) n->inst = inst;
}

// &x, or something that takes the address of a part of x.
void Checker::markAddrTaken(Expr *e) {
  for (;;) {
    e = syn::unparen(e);
    if (auto *n = nodeAs<syn::Name>(e)) {
      if (auto *v = objAs<Var>(n->obj); v && v->pkg == pkg) v->addrTaken = true;
      return;
    }
    if (auto *s = nodeAs<syn::SelectorExpr>(e)) {
      if (!s->selection || s->selection->indirect || !s->x->tv.type || isPointer(s->x->tv.type)) return;
      e = s->x;
    } else if (auto *i = nodeAs<syn::IndexExpr>(e)) {
      if (!i->x->tv.type || under(i->x->tv.type)->kind != TypeKind::Array) return;
      e = i->x;
    } else {
      return;
    }
  }
}

void Checker::markReassigned(Expr *e) {
  for (;;) {
    e = syn::unparen(e);
    if (auto *n = nodeAs<syn::Name>(e)) {
      if (auto *v = objAs<Var>(n->obj); v && v->pkg == pkg) v->reassigned = true;
      return;
    }
    if (auto *s = nodeAs<syn::SelectorExpr>(e)) {
      if (!s->selection || s->selection->indirect || !s->x->tv.type || isPointer(s->x->tv.type)) return;
      e = s->x;
    } else if (auto *i = nodeAs<syn::IndexExpr>(e)) {
      if (!i->x->tv.type || under(i->x->tv.type)->kind != TypeKind::Array) return;
      e = i->x;
    } else {
      return;
    }
  }
}

// ---- untyped expressions ----

void Checker::updateExprType(Expr *e, Type *t, bool final) {
  if (!e || !isUntyped(e->tv.type)) return; // has its type already
  auto old = e->tv;
  switch (e->kind) {
  case NodeKind::ParenExpr: updateExprType(static_cast<syn::ParenExpr *>(e)->x, t, final); break;
  case NodeKind::Operation: {
    // The operands of a constant never become values.
    if (old.mode == OperandMode::Constant) break;
    auto *op = static_cast<syn::Operation *>(e);
    if (!op->y) {
      updateExprType(op->x, t, final);
    } else if (isComparison(op->op)) {
      // untyped bool, whatever the operands are; those have their types
    } else if (isShift(op->op)) {
      updateExprType(op->x, t, final);
    } else {
      updateExprType(op->x, t, final);
      updateExprType(op->y, t, final);
    }
    break;
  }
  default: break;
  }
  if (!final && isUntyped(t)) {
    e->tv.type = t;
    return;
  }
  if (!shiftLhs_.empty() && shiftLhs_.erase(e)) {
    if (!allInteger(t)) {
      errorf(e, Diag::TypesShiftOperandType, e, t);
      e->tv.type = t;
      return;
    }
  }
  if (old.mode == OperandMode::Constant && old.value) {
    Operand c;
    c.mode = old.mode;
    c.expr = e;
    c.type = old.type;
    c.val = old.value;
    // Not convertUntyped: that would come back here.
    V val = nullptr;
    Diag code = Diag::Generic;
    if (!implicitTypeAndValue(c, t, val, code)) {
      invalidConversion(code, c, isTypeParam(t) ? t : safeUnder(t));
      e->tv.type = t;
      return;
    }
    if (val) e->tv.value = val;
  }
  e->tv.type = t;
}

void Checker::updateExprVal(Expr *e, V val) {
  if (e && isUntyped(e->tv.type)) e->tv.value = val;
}

// The type an untyped x takes where `target` is expected, null if it can't. val is set for constants that change.
Type *Checker::implicitTypeAndValue(const Operand &x, Type *target, V &val, Diag &code) {
  val = nullptr;
  code = Diag::TypesConvert;
  if (x.invalid() || isTyped(x.type) || !isValid(target)) return x.type ? x.type : invalidType();
  if (isUntyped(target)) return maxType(x.type, target);
  if (x.isNil()) return hasNil(target) ? target : nullptr;
  Type *u = under(target);
  switch (u->kind) {
  case TypeKind::Basic: {
    if (x.isConst()) {
      if (!representation(x, static_cast<Basic *>(u), val, code)) return nullptr;
      return target;
    }
    // Non-constant untyped values: results of comparisons and of shifts.
    switch (static_cast<Basic *>(x.type)->basic) {
    case BasicKind::UntypedBool: return isBoolean(target) ? target : nullptr;
    case BasicKind::UntypedInt: case BasicKind::UntypedRune: case BasicKind::UntypedFloat:
    case BasicKind::UntypedComplex: return isNumeric(target) ? target : nullptr;
    case BasicKind::UntypedString: return isString(target) ? target : nullptr;
    default: return nullptr;
    }
  }
  case TypeKind::Interface:
    if (isTypeParam(target)) {
      bool ok = underIs(target, [&](Type *t) {
        V v = nullptr;
        Diag c = Diag::Generic;
        return t && implicitTypeAndValue(x, t, v, c);
      });
      return ok ? target : nullptr;
    }
    // A value in an interface has its default type.
    if (!typeSet(static_cast<Interface *>(u))->isAll()) return nullptr;
    return defaultType(x.type);
  case TypeKind::Array: case TypeKind::Slice: case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature:
  case TypeKind::Union: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Named: case TypeKind::TypeParam:
  case TypeKind::Alias: break;
  }
  return nullptr;
}

// ---- operators ----

bool Checker::opDefined(Operand &x, syn::Op op, bool isUnary) {
  unsigned info = 0;
  switch (op) {
  case syn::Op::Add: info = isUnary ? kIsNumeric : kIsNumeric | kIsString; break;
  case syn::Op::Sub: case syn::Op::Mul: case syn::Op::Div: info = kIsNumeric; break;
  case syn::Op::Rem: case syn::Op::And: case syn::Op::Or: case syn::Op::Xor: case syn::Op::AndNot: info = kIsInteger; break;
  case syn::Op::Not: case syn::Op::AndAnd: case syn::Op::OrOr: info = kIsBoolean; break;
  case syn::Op::None: case syn::Op::Def: case syn::Op::Recv: case syn::Op::Tilde: case syn::Op::Eql: case syn::Op::Neq: case syn::Op::Lss:
  case syn::Op::Leq: case syn::Op::Gtr: case syn::Op::Geq: case syn::Op::Shl: case syn::Op::Shr: break;
  }
  if (allBasic(x.type, info)) return true;
  errorf(x, Diag::TypesOpNotDefined, op, x);
  return false;
}

void Checker::unary(Operand &x, syn::Operation *e) {
  expr(nullptr, x, e->x);
  if (x.invalid()) return;
  syn::Op op = e->op;
  if (op == syn::Op::And) {
    // Spec "Address operators": a composite literal will do, too.
    if (syn::unparen(e->x)->kind != NodeKind::CompositeLit) {
      if (x.mode != OperandMode::Variable) {
        errorf(x, Diag::TypesAddress, x);
        x.mode = OperandMode::Invalid;
        return;
      }
      markAddrTaken(e->x);
    }
    x.mode = OperandMode::Value;
    x.type = newPointer(x.type);
    return;
  }
  if (op == syn::Op::Recv) {
    Type *elem = chanElem(x, x, true);
    if (!elem) {
      x.mode = OperandMode::Invalid;
      return;
    }
    x.mode = OperandMode::CommaOk;
    x.type = elem;
    env.hasCallOrRecv = true;
    return;
  }
  if (op == syn::Op::Tilde) {
    if (!allInteger(x.type)) {
      errorf(e, Diag::TypesTilde);
      x.mode = OperandMode::Invalid;
      return;
    }
    errorf(e, Diag::TypesTildeInt);
    op = syn::Op::Xor;
  }
  if (!opDefined(x, op, true)) {
    x.mode = OperandMode::Invalid;
    return;
  }
  if (x.isConst()) {
    if (!x.val) return;
    unsigned bits = isUnsigned(x.type) ? static_cast<unsigned>(sizeOf(x.type) * 8) : 0;
    x.val = constant::unaryOp(constOp(op), x.val, bits);
    x.expr = e;
    overflow(x, e->pos);
    return;
  }
  x.mode = OperandMode::Value;
}

// The element type for a receive from or send to x; null and an error if x isn't a fitting channel.
Type *Checker::chanElem(At at, Operand &x, bool recv) {
  MaybeError err;
  Type *u = commonUnderIf(
      x.type,
      [&](Type *t, Type *tu) -> MaybeError {
        if (!tu) return TypeError{Diag::CauseNoSpecificChan};
        auto *ch = dyn<Chan>(tu);
        if (!ch) return TypeError{Diag::CauseNonChannel, t};
        if (recv && ch->dir == syn::ChanDir::SendOnly) return TypeError{Diag::CauseSendOnly, t};
        if (!recv && ch->dir == syn::ChanDir::RecvOnly) return TypeError{Diag::CauseReceiveOnly, t};
        return {};
      },
      &err);
  if (u) return static_cast<Chan *>(u)->elem;
  std::string cause = err ? errorText(this, *err) : std::string();
  bool param = isTypeParam(x.type);
  if (param) errorf(at, recv ? Diag::TypesReceiveParam : Diag::TypesSendParam, x, cause);
  else errorf(at, recv ? Diag::TypesReceive : Diag::TypesSend, cause, x);
  return nullptr;
}

std::string Checker::incomparableCause(Type *t) {
  switch (under(t)->kind) {
  case TypeKind::Slice: case TypeKind::Signature: case TypeKind::Map: return format(Diag::CauseOnlyNil, compositeKind(t));
  case TypeKind::Basic: case TypeKind::Array: case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Union:
  case TypeKind::Interface: case TypeKind::Chan: case TypeKind::Named: case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  MaybeError e = comparableType(t, true);
  return e ? errorText(this, *e) : std::string();
}

// Spec "Comparison operators". In a switch case x is the case value and y the tag.
void Checker::comparison(Operand &x, Operand &y, syn::Op op, bool switchCase) {
  if (!isValid(x.type) || !isValid(y.type)) {
    x.mode = OperandMode::Invalid;
    return;
  }
  if (switchCase) op = syn::Op::Eql;
  Operand *errOp = &x;
  std::string cause;
  auto check = [&]() -> bool {
    if (!assignableOperand(this, x, y.type, nullptr) && !assignableOperand(this, y, x.type, nullptr)) {
      errOp = &y;
      cause = format(Diag::CauseMismatched, x.type, y.type);
      return false;
    }
    if (op == syn::Op::Eql || op == syn::Op::Neq) {
      if (x.isNil() || y.isNil()) {
        if (hasNil(x.isNil() ? y.type : x.type)) return true;
        errOp = &y;
        return false;
      }
      if (comparableType(x.type, true)) {
        cause = incomparableCause(x.type);
        return false;
      }
      if (comparableType(y.type, true)) {
        errOp = &y;
        cause = incomparableCause(y.type);
        return false;
      }
      return true;
    }
    if (!allOrdered(x.type)) return false;
    if (!allOrdered(y.type)) {
      errOp = &y;
      return false;
    }
    return true;
  };
  if (check()) {
    if (x.isConst() && y.isConst()) {
      x.val = x.val && y.val ? constant::makeBool(constant::compare(x.val, constOp(op), y.val)) : nullptr;
    } else {
      x.mode = OperandMode::Value;
      // The operands become values now: with their default types if they are still untyped.
      updateExprType(x.expr, defaultType(x.type), true);
      updateExprType(y.expr, defaultType(y.type), true);
    }
    x.type = types::typ(BasicKind::UntypedBool);
    return;
  }
  if (cause.empty()) {
    if (isTypeParam(x.type) || isTypeParam(y.type)) {
      if (!isTypeParam(x.type)) errOp = &y;
      cause = format(Diag::CauseParamOperator, errOp->type, op);
    } else {
      std::string what = compositeKind(errOp->type);
      if (what.empty()) what = str(errOp->type);
      cause = format(Diag::CauseOperator, op, what);
    }
  }
  if (switchCase) errorf(x, Diag::TypesCompareCase, x.expr, y.expr, cause);
  else errorf(*errOp, Diag::TypesCompare, x.expr, op, y.expr, cause);
  x.mode = OperandMode::Invalid;
}

// Spec "Operators", shifts. e is null for x <<= y.
void Checker::shift(Operand &x, Operand &y, Expr *e, syn::Op op) {
  auto fail = [&] { x.mode = OperandMode::Invalid; };
  V xval = x.isConst() ? constant::toInt(x.val) : nullptr;
  if (!allInteger(x.type) && !(isUntyped(x.type) && (xval || (x.isConst() && !x.val)))) {
    errorf(x, Diag::TypesShiftOperand, x);
    return fail();
  }
  V yval = nullptr;
  if (y.isConst()) {
    yval = constant::toInt(y.val);
    if (yval && constant::sign(yval) < 0) {
      errorf(y, Diag::TypesShiftNegative, y);
      return fail();
    }
    if (isUntyped(y.type)) {
      representable(y, static_cast<Basic *>(types::typ(BasicKind::Uint)));
      if (y.invalid()) return fail();
      // Its value is a uint.
      if (!x.isConst()) updateExprType(y.expr, types::typ(BasicKind::Uint), true);
    }
  } else if (allInteger(y.type)) {
    // 1 << (1 << s): the count is a uint.
    if (isUntyped(y.type)) convertUntyped(y, types::typ(BasicKind::Uint));
    else if (!allUnsigned(y.type) && !verifyVersionf(y, 13, Diag::FeatSignedShift, y)) return fail();
  } else if (isUntyped(y.type)) {
    convertUntyped(y, types::typ(BasicKind::Uint));
    if (y.invalid()) return fail();
  } else {
    errorf(y, Diag::TypesShiftCountInteger, y);
    return fail();
  }
  if (x.isConst()) {
    if (y.isConst()) {
      if (!x.val || !y.val) {
        x.val = nullptr;
        if (!isInteger(x.type)) x.type = types::typ(BasicKind::UntypedInt);
        return;
      }
      constexpr uint64_t kShiftBound = 1023 - 1 + 52; // enough for the smallest float64
      uint64_t s = 0;
      if (!constant::uint64Val(yval, s) || s > kShiftBound) {
        errorf(y, Diag::TypesShiftCount, y);
        return fail();
      }
      if (!isInteger(x.type)) x.type = types::typ(BasicKind::UntypedInt); // 2.0 << 1
      x.val = constant::shift(xval, constOp(op), static_cast<unsigned>(s));
      x.expr = e;
      overflow(x, opPosition(x.expr));
      return;
    }
    if (isUntyped(x.type)) {
      // The type is the one that x would have without the shift: known later.
      if (isUntyped(x.expr->tv.type)) shiftLhs_.insert(x.expr);
      x.mode = OperandMode::Value;
      return;
    }
  }
  if (!allInteger(x.type)) {
    errorf(x, Diag::TypesShiftOperand, x);
    return fail();
  }
  x.mode = OperandMode::Value;
}

// A binary operation whose left side may be a long chain of them (a + b + c …): no recursion along the chain.
void Checker::binary(Operand &x, Expr *e, Expr *lhs, Expr *rhs, syn::Op op) {
  std::vector<syn::Operation *> spine;
  Expr *left = lhs;
  while (auto *o = nodeAs<syn::Operation>(left)) {
    if (!o->y) break;
    spine.push_back(o);
    left = o->x;
  }
  expr(nullptr, x, left);
  Operand y;
  for (size_t i = spine.size(); i-- > 0;) {
    syn::Operation *o = spine[i];
    y = Operand{};
    binaryStep(x, y, o, o->x, o->y, o->op);
    x.expr = o;
    if (!x.invalid()) {
      pendingType(x);
      record(x);
    }
  }
  y = Operand{};
  binaryStep(x, y, e, lhs, rhs, op);
}

// x holds the left operand.
void Checker::binaryStep(Operand &x, Operand &y, Expr *e, Expr *lhs, Expr *rhs, syn::Op op) {
  expr(nullptr, y, rhs);
  if (x.invalid()) return;
  if (y.invalid()) {
    x.mode = OperandMode::Invalid;
    x.expr = y.expr;
    return;
  }
  if (isShift(op)) {
    shift(x, y, e, op);
    return;
  }
  matchTypes(x, y);
  if (x.invalid()) return;
  if (isComparison(op)) {
    comparison(x, y, op, false);
    return;
  }
  if (!identical(x.type, y.type)) {
    if (isValid(x.type) && isValid(y.type)) {
      if (e) errorf(x, Diag::TypesMismatched, e, x.type, y.type);
      else errorf(x, Diag::TypesMismatchedAssign, lhs, op, rhs, x.type, y.type);
    }
    x.mode = OperandMode::Invalid;
    return;
  }
  if (!opDefined(x, op, false)) {
    x.mode = OperandMode::Invalid;
    return;
  }
  if (op == syn::Op::Div || op == syn::Op::Rem) {
    bool zero = (x.isConst() || allInteger(x.type)) && y.isConst() && y.val && constant::sign(y.val) == 0;
    if (!zero && x.isConst() && y.isConst() && x.val && y.val && isComplex(x.type)) {
      // The divisor's square may underflow.
      V re = constant::real(y.val), im = constant::imag(y.val);
      V re2 = constant::binaryOp(re, constant::Op::Mul, re), im2 = constant::binaryOp(im, constant::Op::Mul, im);
      zero = re2 && im2 && constant::sign(re2) == 0 && constant::sign(im2) == 0;
    }
    if (zero) {
      errorf(y, Diag::TypesDivZero);
      x.mode = OperandMode::Invalid;
      return;
    }
  }
  if (x.isConst() && y.isConst()) {
    if (!x.val || !y.val) {
      x.val = nullptr;
      return;
    }
    constant::Op cop = constOp(op);
    if (op == syn::Op::Div && isInteger(x.type)) {
      cop = constant::Op::IntQuo;
      // An untyped rune or int may hold its value as a float.
      if (V i = constant::toInt(x.val)) x.val = i;
      if (V i = constant::toInt(y.val)) y.val = i;
    }
    x.val = constant::binaryOp(x.val, cop, y.val);
    x.expr = e;
    overflow(x, e ? opPosition(e) : Pos{});
    return;
  }
  x.mode = OperandMode::Value;
}

// Converts untyped operands so that x and y have the same type, if that may be.
void Checker::matchTypes(Operand &x, Operand &y) {
  auto mayConvert = [&]() {
    if (isTyped(x.type) && isTyped(y.type)) return false;
    if (allNumeric(x.type) != allNumeric(y.type)) {
      // A numeric type goes with numeric types only, and with interfaces in comparisons.
      return false;
    }
    if (isInterface(x.type) || isInterface(y.type)) return true;
    if (allBoolean(x.type) != allBoolean(y.type)) return false;
    if (allString(x.type) != allString(y.type)) return false;
    if (x.isNil()) return hasNil(y.type);
    if (y.isNil()) return hasNil(x.type);
    return !isPointer(x.type) && !isPointer(y.type);
  };
  if (!mayConvert()) return;
  convertUntyped(x, y.type);
  if (x.invalid()) return;
  convertUntyped(y, x.type);
  if (y.invalid()) x.mode = OperandMode::Invalid;
}

// ---- entry points ----

ExprKind Checker::rawExpr(const Target *target, Operand &x, Expr *e, Type *hint, bool allowGeneric) {
  Restore<int> depth(depth_, depth_ + 1);
  constexpr int kMaxDepth = 4000;
  if (depth_ > kMaxDepth) {
    errorf(e, Diag::TypesNestingTooDeep);
    x.mode = OperandMode::Invalid;
    x.type = invalidType();
    x.expr = e;
    return ExprKind::Statement;
  }
  ExprKind kind = exprInternal(target, x, e, hint);
  if (!allowGeneric) nonGeneric(target, x);
  pendingType(x);
  record(x);
  return kind;
}

// A generic type or function must be instantiated, unless the target tells how.
void Checker::nonGeneric(const Target *target, Operand &x) {
  if (x.invalid() || x.mode == OperandMode::NoValue || !x.type) return;
  const char *what = nullptr;
  switch (x.type->kind) {
  case TypeKind::Alias: case TypeKind::Named:
    if (isGeneric(x.type)) what = "type";
    break;
  case TypeKind::Signature:
    if (!static_cast<Signature *>(x.type)->tparams.empty()) {
      if (target) {
        funcInst(target, x.expr->pos, x, nullptr, true, nullptr);
        return;
      }
      what = "function";
    }
    break;
  case TypeKind::Basic: case TypeKind::Array: case TypeKind::Slice: case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple:
  case TypeKind::Union: case TypeKind::Interface: case TypeKind::Map: case TypeKind::Chan: case TypeKind::TypeParam: break;
  }
  if (!what) return;
  errorf(x.expr, Diag::TypesUninstantiatedWhat, what, x.expr);
  x.mode = OperandMode::Invalid;
  x.type = invalidType();
}

// A value whose type is under construction means a cycle: type T [unsafe.Sizeof(T{})]int.
void Checker::pendingType(Operand &x) {
  if (x.invalid() || x.mode == OperandMode::NoValue || !x.type) return;
  if (finiteSize(x.type)) return;
  x.mode = OperandMode::Invalid;
  x.type = invalidType();
}

void Checker::expr(const Target *target, Operand &x, Expr *e) {
  rawExpr(target, x, e, nullptr, false);
  exclude(x, kNoValueOrType);
  singleValue(x);
}
void Checker::genericExpr(Operand &x, Expr *e) {
  rawExpr(nullptr, x, e, nullptr, true);
  exclude(x, kNoValueOrType);
  singleValue(x);
}
void Checker::exprWithHint(Operand &x, Expr *e, Type *hint) {
  Target buf;
  rawExpr(env.version >= 27 ? newTarget(buf, hint, "element") : nullptr, x, e, hint, false);
  exclude(x, kNoValueOrType);
  singleValue(x);
}
void Checker::exprOrType(Operand &x, Expr *e, bool allowGeneric) {
  rawExpr(nullptr, x, e, nullptr, allowGeneric);
  exclude(x, modeBit(OperandMode::NoValue));
  singleValue(x);
}

// The value or values of e. With allowCommaOk, v[k], x.(T) and <-c give two; the result is true then.
bool Checker::multiExpr(Expr *e, bool allowCommaOk, std::vector<Operand> &list) {
  Operand x;
  rawExpr(nullptr, x, e, nullptr, false);
  exclude(x, kNoValueOrType);
  if (auto *t = dyn<Tuple>(x.type); t && !x.invalid()) {
    for (Var *v : t->vars) {
      Operand o;
      o.mode = OperandMode::Value;
      o.expr = e;
      o.type = v->type;
      list.push_back(o);
    }
    return false;
  }
  list.push_back(x);
  bool ok = x.mode == OperandMode::MapIndex || x.mode == OperandMode::CommaOk || x.mode == OperandMode::CommaErr;
  if (!allowCommaOk || !ok) return false;
  Operand o;
  o.mode = OperandMode::Value;
  o.expr = e;
  o.type = x.mode == OperandMode::CommaErr ? universeError() : types::typ(BasicKind::UntypedBool);
  list.push_back(o);
  return true;
}

// The values of a list; a single expression may have several.
void Checker::exprList(ExprList list, std::vector<Operand> &out) {
  if (list.size() == 1) {
    multiExpr(list[0], false, out);
    return;
  }
  for (Expr *e : list) expr(nullptr, out.emplace_back(), e);
}

void Checker::exclude(Operand &x, unsigned modes) {
  if (!(modes & modeBit(x.mode))) return;
  Diag id = Diag::TypesNotExpression;
  if (x.mode == OperandMode::NoValue) id = modes & modeBit(OperandMode::TypeExpr) ? Diag::TypesUsedAsValue : Diag::TypesUsedAsValueOrType;
  else if (x.mode == OperandMode::Builtin) id = Diag::TypesMustBeCalled;
  errorf(x, id, x);
  x.mode = OperandMode::Invalid;
}

void Checker::singleValue(Operand &x) {
  if (x.mode != OperandMode::Value || !dyn<Tuple>(x.type)) return;
  errorf(x, Diag::TypesMultiValue, x);
  x.mode = OperandMode::Invalid;
}

ExprKind Checker::exprInternal(const Target *target, Operand &x, Expr *e0, Type *hint) {
  x.mode = OperandMode::Invalid;
  x.type = invalidType();
  auto error = [&] {
    x.mode = OperandMode::Invalid;
    x.expr = e0;
    return ExprKind::Statement; // no follow-on errors
  };
  switch (e0->kind) {
  case NodeKind::BadExpr: return error();
  case NodeKind::Name: ident(x, static_cast<syn::Name *>(e0), false); break;
  case NodeKind::DotsType: errorf(e0, Diag::TypesDots); return error();
  case NodeKind::BasicLit: {
    auto *e = static_cast<syn::BasicLit *>(e0);
    if (e->bad) return error();
    basicLit(x, e);
    if (x.invalid()) return error();
    break;
  }
  case NodeKind::FuncLit:
    funcLit(x, static_cast<syn::FuncLit *>(e0));
    if (x.invalid()) return error();
    break;
  case NodeKind::CompositeLit:
    compositeLit(x, static_cast<syn::CompositeLit *>(e0), hint);
    if (x.invalid()) return error();
    break;
  case NodeKind::ParenExpr: {
    ExprKind k = rawExpr(nullptr, x, static_cast<syn::ParenExpr *>(e0)->x, nullptr, false);
    x.expr = e0;
    return k;
  }
  case NodeKind::SelectorExpr: selector(x, static_cast<syn::SelectorExpr *>(e0), false); break;
  case NodeKind::IndexExpr: {
    auto *e = static_cast<syn::IndexExpr *>(e0);
    if (indexExpr(x, e)) funcInst(target, e->pos, x, e, true, nullptr);
    if (x.invalid()) return error();
    break;
  }
  case NodeKind::SliceExpr:
    sliceExpr(x, static_cast<syn::SliceExpr *>(e0));
    if (x.invalid()) return error();
    break;
  case NodeKind::AssertExpr: {
    auto *e = static_cast<syn::AssertExpr *>(e0);
    expr(nullptr, x, e->x);
    if (x.invalid()) return error();
    if (!e->type) return error();
    if (isTypeParam(x.type)) {
      errorf(x, Diag::TypesAssertTypeParam, x);
      return error();
    }
    if (!isAnyInterface(x.type)) {
      errorf(x, Diag::TypesAssertNonInterface, x);
      return error();
    }
    Type *t = varType(e->type);
    if (!isValid(t)) return error();
    typeAssertion(e, x, t, false);
    x.mode = OperandMode::CommaOk;
    x.type = t;
    break;
  }
  case NodeKind::TypeSwitchGuard:
    errorf(e0, Diag::TypesTypeSwitchUse);
    use(static_cast<syn::TypeSwitchGuard *>(e0)->x);
    return error();
  case NodeKind::CallExpr: return callExpr(x, static_cast<syn::CallExpr *>(e0));
  case NodeKind::ListExpr: errorf(e0, Diag::TypesUnexpectedList); return error();
  case NodeKind::KeyValueExpr: errorf(e0, Diag::TypesUnexpectedKey); return error();
  case NodeKind::Operation: {
    auto *e = static_cast<syn::Operation *>(e0);
    if (e->y) {
      binary(x, e, e->x, e->y, e->op);
      if (x.invalid()) return error();
      break;
    }
    if (e->op != syn::Op::Mul) {
      unary(x, e);
      if (x.invalid()) return error();
      if (e->op == syn::Op::Recv) {
        x.expr = e;
        return ExprKind::Statement; // may stand alone
      }
      break;
    }
    exprOrType(x, e->x, false);
    if (x.invalid()) return error();
    if (x.mode == OperandMode::TypeExpr) {
      validVarType(e->x, x.type);
      x.type = newPointer(x.type);
      break;
    }
    Type *base = nullptr;
    bool ok = underIs(x.type, [&](Type *u) {
      auto *p = dyn<Pointer>(u);
      if (!p) {
        errorf(x, Diag::TypesIndirect, x);
        return false;
      }
      if (base && !identical(p->elem, base)) {
        errorf(x, Diag::TypesIndirectBases, x);
        return false;
      }
      base = p->elem;
      return true;
    });
    if (!ok) return error();
    x.mode = OperandMode::Variable;
    x.type = base;
    break;
  }
  case NodeKind::ArrayType: case NodeKind::SliceType: case NodeKind::StructType: case NodeKind::FuncType: case NodeKind::InterfaceType:
  case NodeKind::MapType: case NodeKind::ChanType:
    x.mode = OperandMode::TypeExpr;
    x.type = typ(e0);
    break;
  default: return error();
  }
  x.expr = e0;
  return ExprKind::Expression;
}

// x.(t): may a value of x's interface type hold a t?
void Checker::typeAssertion(Expr *e, Operand &x, Type *t, bool typeSwitch) {
  if (isAnyInterface(t)) return;
  std::string cause;
  if (hasAllMethods(this, t, x.type, false, nullptr, nullptr)) return;
  hasAllMethods(this, t, x.type, false, nullptr, &cause);
  if (typeSwitch) errorf(e, Diag::TypesImpossibleCase, e, x, t, cause);
  else errorf(e, Diag::TypesImpossibleAssert, e, t, x.type, cause);
}

// ---- evaluating for side effects only ----

bool Checker::use(ExprList list) {
  bool ok = true;
  for (Expr *e : list) ok &= use1(e, false);
  return ok;
}
bool Checker::useLHS(ExprList list) {
  bool ok = true;
  for (Expr *e : list) ok &= use1(e, true);
  return ok;
}

// Checks e so that variables in it count as used; on the left side of an assignment a bare name doesn't.
bool Checker::use1(Expr *e, bool lhs) {
  if (!e) return true;
  Operand x;
  x.mode = OperandMode::Value;
  Expr *n = syn::unparen(e);
  if (auto *name = nodeAs<syn::Name>(n)) {
    if (name->value.isBlank()) return true;
    Var *v = nullptr;
    bool used = false;
    if (lhs) {
      v = objAs<Var>(lookup(name->value));
      if (v && v->pkg != pkg) v = nullptr;
      if (v) used = v->used;
    }
    exprOrType(x, name, true);
    if (v) v->used = used;
  } else if (auto *l = nodeAs<syn::ListExpr>(n)) {
    bool ok = true;
    for (Expr *el : l->elems) ok &= use1(el, lhs);
    return ok;
  } else {
    rawExpr(nullptr, x, e, nullptr, true);
  }
  return !x.invalid();
}

} // namespace golem::types
