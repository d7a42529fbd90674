// Range loops (spec "For statements with range clause"): over integers, strings, arrays, slices, maps, channels and
// functions.
#include "compiler/types/checker.h"

namespace golem::types {

// The types of the iteration values of a range over `orig`; null where there is none. False if it isn't possible.
bool Checker::rangeKeyVal(Type *orig, Type *&key, Type *&val, std::string &cause) {
  key = val = nullptr;
  MaybeError err;
  Type *u = commonUnderIf(
      orig,
      [](Type *t, Type *tu) -> MaybeError {
        auto *ch = dyn<Chan>(tu);
        if (ch && ch->dir == syn::ChanDir::SendOnly) return TypeError{Diag::CauseRecvFromSendOnly, t};
        return {};
      },
      &err);
  auto bad = [&](std::string why) {
    key = val = invalidType();
    cause = std::move(why);
    return false;
  };
  if (!u) return bad(err ? errorText(this, *err) : std::string());
  Type *tint = types::typ(BasicKind::Int);
  u = arrayPtrDeref(u);
  switch (u->kind) {
  case TypeKind::Basic:
    if (isString(u)) {
      key = tint;
      val = universeRune();
      return true;
    }
    if (isInteger(u)) {
      if (!allowVersion(22)) return bad(format(Diag::CauseRequires, versionString(22)));
      key = orig;
      return true;
    }
    break;
  case TypeKind::Array:
    key = tint;
    val = static_cast<Array *>(u)->elem;
    return true;
  case TypeKind::Slice:
    key = tint;
    val = static_cast<Slice *>(u)->elem;
    return true;
  case TypeKind::Map:
    key = static_cast<Map *>(u)->key;
    val = static_cast<Map *>(u)->elem;
    return true;
  case TypeKind::Chan: key = static_cast<Chan *>(u)->elem; return true;
  case TypeKind::Signature: {
    if (!allowVersion(23)) return bad(format(Diag::CauseRequires, versionString(23)));
    auto *f = static_cast<Signature *>(u);
    if (f->params->vars.size() != 1) return bad(format(Diag::CauseYieldArgs));
    if (!f->results->vars.empty()) return bad(format(Diag::CauseYieldResults));
    MaybeError yerr;
    Type *yu = commonUnder(f->params->vars[0]->type, &yerr);
    auto *cb = dyn<Signature>(yu);
    if (!cb) return bad(yerr ? format(Diag::CauseYieldType, *yerr) : format(Diag::CauseYieldNotFunc));
    auto res = cb->results->vars;
    if (cb->params->vars.size() > 2) return bad(format(Diag::CauseYieldParams));
    if (res.size() != 1 || !identical(res[0]->type, types::typ(BasicKind::Bool)))
      return bad(format(res.size() == 1 && isBoolean(res[0]->type) ? Diag::CauseYieldUserBool : Diag::CauseYieldBool));
    if (cb->params->vars.size() >= 1) key = cb->params->vars[0]->type;
    if (cb->params->vars.size() >= 2) val = cb->params->vars[1]->type;
    return true;
  }
  case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Union: case TypeKind::Interface: case TypeKind::Named:
  case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  key = val = nullptr;
  return false;
}

// for k, v := range x
void Checker::rangeDefine(syn::ForStmt *s, Expr *const lhs[2], Type *const rhs[2], Operand &x, bool overInt) {
  std::vector<Var *> vars;
  for (int i = 0; i < 2; i++) {
    if (!lhs[i]) continue;
    Var *v;
    if (auto *id = nodeAs<syn::Name>(lhs[i])) {
      v = newVar(VarKind::Local, id->pos, pkg, id->value, nullptr);
      v->decl = id;
      id->obj = v;
      id->isDef = true;
      if (!id->value.isBlank()) vars.push_back(v);
    } else {
      errorf(lhs[i], Diag::TypesCannotDeclare, lhs[i]);
      v = newVar(VarKind::Local, lhs[i]->pos, pkg, Ident::intern("_"), nullptr);
    }
    Type *t = rhs[i];
    if (!t || !isValid(t)) {
      v->type = invalidType();
      v->used = true; // no complaint about that
    } else if (overInt) {
      initVar(v, x, {"range clause"});
    } else {
      Operand y;
      y.mode = OperandMode::Value;
      y.expr = lhs[i];
      y.type = t;
      initVar(v, y, {"assignment"});
    }
    if (!v->type) v->type = invalidType();
    recordTypeAndValue(lhs[i], OperandMode::Variable, v->type, nullptr);
  }
  if (vars.empty()) {
    errorf(s, Diag::TypesNoNewVars);
    return;
  }
  for (Var *v : vars) declare(env.scope, nullptr, v, s->body->pos);
}

void Checker::rangeStmt(unsigned inner, syn::ForStmt *s, syn::RangeClause *r) {
  Expr *sKey = r->lhs, *sValue = nullptr, *sExtra = nullptr;
  if (auto *l = nodeAs<syn::ListExpr>(r->lhs)) {
    if (l->elems.size() < 2) return;
    sKey = l->elems[0];
    sValue = l->elems[1];
    if (l->elems.size() > 2) sExtra = l->elems[2];
  }
  Operand x;
  env.hasCallOrRecv = false;
  expr(nullptr, x, r->x);
  // With at most one variable, an array (or pointer to one) without calls isn't evaluated: its length is a constant.
  if (!x.invalid() && !sValue && !env.hasCallOrRecv) {
    if (auto *a = dyn<Array>(arrayPtrDeref(under(x.type)))) {
      Expr *e = r->x;
      while (auto *p = nodeAs<syn::ParenExpr>(e)) e = p->x;
      recordTypeAndValue(e, OperandMode::Constant, types::typ(BasicKind::Int), constant::makeInt64(a->len));
    }
  }
  if (!x.invalid() && x.type == types::typ(BasicKind::UntypedString)) updateExprType(r->x, types::typ(BasicKind::String), true);
  Type *key = nullptr, *val = nullptr;
  if (!x.invalid()) {
    std::string cause;
    bool ok = rangeKeyVal(x.type, key, val, cause);
    if (!ok && !cause.empty()) softErrorf(x, Diag::TypesRangeOverCause, x, cause);
    else if (!ok) softErrorf(x, Diag::TypesRangeOver, x);
    else if (!key && sKey) softErrorf(sKey, Diag::TypesRangeNoVars, x);
    else if (!val && sValue) softErrorf(sValue, Diag::TypesRangeOneVar, x);
    else if (sExtra) softErrorf(sExtra, Diag::TypesRangeTwoVars);
  }
  // Iteration variables are in a scope of their own; the range expression isn't.
  openScope();
  Expr *const lhs[2] = {sKey, sValue};
  Type *const rhs[2] = {key, val};
  bool overInt = x.type && isInteger(x.type);
  if (r->def) {
    rangeDefine(s, lhs, rhs, x, overInt);
  } else if (sKey) {
    for (int i = 0; i < 2; i++) {
      if (!lhs[i] || !rhs[i] || !isValid(rhs[i])) continue;
      if (overInt) {
        assignVar(lhs[i], nullptr, &x, {"range clause"});
        if (!x.invalid() && !isInteger(x.type)) softErrorf(lhs[i], Diag::TypesRangeVarType, x.type);
      } else {
        Operand y;
        y.mode = OperandMode::Value;
        y.expr = lhs[i];
        y.type = rhs[i];
        assignVar(lhs[i], nullptr, &y, {"assignment", nullptr, true});
      }
    }
  } else if (overInt) {
    assignment(x, nullptr, {"range clause"}); // an untyped x gets its default type
  }
  stmt(inner, s->body);
  closeScope();
}

} // namespace golem::types
