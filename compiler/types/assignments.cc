// Assignments and initializations (spec "Assignment statements", "Short variable declarations", "Return statements").
#include "compiler/types/checker.h"

namespace golem::types {

// Checks that x can be assigned to a variable of type t and gives an untyped x its type. A null t is the blank identifier.
void Checker::assignment(Operand &x, Type *t, const Context &ctx) {
  singleValue(x);
  switch (x.mode) {
  case OperandMode::Invalid: return;
  case OperandMode::NilValue: case OperandMode::Constant: case OperandMode::Variable: case OperandMode::MapIndex: case OperandMode::Value:
  case OperandMode::CommaOk: case OperandMode::CommaErr: break;
  case OperandMode::NoValue: case OperandMode::Builtin: case OperandMode::TypeExpr: case OperandMode::CgoFunc:
    errorf(x, Diag::TypesCannotAssignIn, x, t, ctx);
    x.mode = OperandMode::Invalid;
    return;
  }
  if (isUntyped(x.type)) {
    Type *target = t;
    if (x.isNil()) {
      if (!t) {
        errorf(x, Diag::TypesUntypedNil, ctx);
        x.mode = OperandMode::Invalid;
        return;
      }
    } else if (!t || isInterface(t)) {
      target = defaultType(x.type);
    }
    V val = nullptr;
    Diag code = Diag::Generic;
    Type *nt = implicitTypeAndValue(x, target, val, code);
    if (!nt) {
      Diag id = code == Diag::TypesTruncated   ? Diag::TypesCannotUseTruncated
                : code == Diag::TypesOverflows ? Diag::TypesCannotUseOverflows
                                               : Diag::TypesCannotUse;
      errorf(x, id, x, target, ctx);
      x.mode = OperandMode::Invalid;
      return;
    }
    if (val) {
      x.val = val;
      updateExprVal(x.expr, val);
    }
    if (nt != x.type) {
      x.type = nt;
      updateExprType(x.expr, nt, false);
    }
  }
  if (auto *sig = dynUnder<Signature>(x.type); sig && !sig->tparams.empty()) {
    errorf(x, Diag::TypesUninstantiatedFunc, x, ctx);
    x.mode = OperandMode::Invalid;
    return;
  }
  if (!t) return;
  if (x.type == t || assignableOperand(this, x, t, nullptr)) return;
  std::string cause;
  assignableOperand(this, x, t, &cause);
  if (cause.empty()) errorf(x, Diag::TypesCannotUse, x, t, ctx);
  else errorf(x, Diag::TypesCannotUseCause, x, t, ctx, cause);
  x.mode = OperandMode::Invalid;
}

void Checker::initConst(Const *lhs, Operand &x) {
  if (x.invalid() || !isValid(x.type) || (lhs->type && !isValid(lhs->type))) {
    if (!lhs->type) lhs->type = invalidType();
    return;
  }
  if (!x.isConst()) {
    errorf(x, Diag::TypesConstantExpected, x);
    if (!lhs->type) lhs->type = invalidType();
    return;
  }
  if (!lhs->type) lhs->type = x.type;
  assignment(x, lhs->type, {"constant declaration"});
  if (!x.invalid()) lhs->val = x.val;
}

// lhs = x; a variable without a type takes x's.
void Checker::initVar(Var *lhs, Operand &x, const Context &ctx) {
  if (x.invalid() || !isValid(x.type) || (lhs->type && !isValid(lhs->type))) {
    if (!lhs->type) lhs->type = invalidType();
    x.mode = OperandMode::Invalid;
    return;
  }
  if (!lhs->type) {
    Type *t = x.type;
    if (isUntyped(t)) {
      if (t == types::typ(BasicKind::UntypedNil)) {
        errorf(x, Diag::TypesUntypedNil, ctx);
        lhs->type = invalidType();
        x.mode = OperandMode::Invalid;
        return;
      }
      t = defaultType(t);
    }
    lhs->type = t;
  }
  assignment(x, lhs->type, ctx);
}

const Target *Checker::newTarget(Target &buf, Type *t, std::string_view desc) {
  auto *sig = t ? dynUnder<Signature>(t) : nullptr;
  if (!sig) return nullptr;
  buf = {sig, desc};
  return &buf;
}

// The type of a left side: null for _, invalid after an error. Doesn't count as a use of the variable.
Type *Checker::lhsVar(Expr *lhs) {
  auto *id = nodeAs<syn::Name>(syn::unparen(lhs));
  if (id && id->value.isBlank()) {
    id->obj = nullptr;
    id->isDef = true;
    return nullptr;
  }
  Var *v = nullptr;
  bool used = false;
  if (id) {
    v = objAs<Var>(lookup(id->value));
    if (v && v->pkg != pkg) v = nullptr;
    if (v) used = v->used;
  }
  Operand x;
  expr(nullptr, x, lhs);
  if (v) v->used = used;
  if (x.invalid() || !isValid(x.type)) return invalidType();
  if (x.mode == OperandMode::Variable) {
    markReassigned(lhs);
    return x.type;
  }
  if (x.mode == OperandMode::MapIndex) return x.type;
  if (auto *s = nodeAs<syn::SelectorExpr>(x.expr)) {
    Operand op;
    expr(nullptr, op, s->x);
    if (op.mode == OperandMode::MapIndex) {
      errorf(x, Diag::TypesMapFieldAssign, x.expr);
      return invalidType();
    }
  }
  errorf(x, Diag::TypesUnassignable, x.expr);
  return invalidType();
}

// lhs = rhs, or lhs = *x if the right side is evaluated already.
void Checker::assignVar(Expr *lhs, Expr *rhs, Operand *x, const Context &ctx) {
  Type *t = lhsVar(lhs);
  if (t && !isValid(t)) {
    if (x) x->mode = OperandMode::Invalid;
    else use(rhs);
    return;
  }
  Operand own;
  if (!x) {
    x = &own;
    Target buf;
    std::string desc;
    const Target *target = nullptr;
    if (t && dynUnder<Signature>(t)) {
      desc = syn::exprString(lhs);
      target = newTarget(buf, t, desc);
    }
    expr(target, *x, rhs);
  }
  if (!t && ctx.assignment) assignment(*x, t, {"assignment to _ identifier"});
  else assignment(*x, t, ctx);
}

std::string Checker::typesSummary(std::span<Type *const> list, bool variadic, bool hasDots) {
  std::string out = "(";
  for (size_t i = 0; i < list.size(); i++) {
    Type *t = list[i];
    std::string s;
    if (!t || !isValid(t)) {
      s = "unknown type";
    } else if (isUntyped(t)) {
      // "number" claims less than "untyped int".
      s = isNumeric(t) ? "number" : std::string(static_cast<Basic *>(t)->name).substr(8);
    } else {
      s = str(t);
    }
    if (i + 1 == list.size()) {
      if (variadic) {
        if (auto *sl = dyn<Slice>(t)) s = str(sl->elem);
        s = "..." + s;
      } else if (hasDots) {
        s += "...";
      }
    }
    out += (i ? ", " : "") + s;
  }
  return out + ")";
}

namespace {
std::string measure(size_t n, const char *unit) { return std::to_string(n) + " " + unit + (n == 1 ? "" : "s"); }
bool isCall(Expr *e) { return syn::unparen(e)->kind == NodeKind::CallExpr; }
} // namespace

void Checker::assignError(ExprList rhs, size_t l, size_t r) {
  std::string vars = measure(l, "variable"), vals = measure(r, "value");
  if (rhs.size() == 1) {
    if (auto *call = nodeAs<syn::CallExpr>(syn::unparen(rhs[0]))) {
      errorf(rhs[0], Diag::TypesAssignMismatchCall, vars, call->fun, vals);
      return;
    }
  }
  errorf(rhs[0], Diag::TypesAssignMismatch, vars, vals);
}

void Checker::returnError(At at, std::span<Var *const> lhs, std::vector<Operand> &rhs) {
  size_t l = lhs.size(), r = rhs.size();
  const char *qualifier = "not enough";
  if (r > l) {
    at = At(rhs[l]);
    qualifier = "too many";
  } else if (r > 0) {
    at = At(rhs[r - 1]);
  }
  std::vector<Type *> have, want;
  for (Operand &x : rhs) have.push_back(x.type);
  for (Var *v : lhs) want.push_back(v->type);
  ErrorDesc e;
  addf(e, at, Diag::TypesReturnCount, qualifier);
  addf(e, Pos{}, Diag::TypesHave, typesSummary(have, false, false));
  addf(e, Pos{}, Diag::TypesWant, typesSummary(want, false, false));
  report(e);
}

// Initializes variables, or the results of a function if ret is set.
void Checker::initVars(std::span<Var *const> lhs, ExprList rhs, syn::ReturnStmt *ret) {
  Context ctx{ret ? "return statement" : "assignment"};
  auto giveUp = [&] {
    for (Var *v : lhs)
      if (!v->type) v->type = invalidType();
  };
  size_t l = lhs.size(), r = rhs.size();
  if (l == r && !(r == 1 && isCall(rhs[0]))) {
    Operand x;
    for (size_t i = 0; i < l; i++) {
      Target buf;
      std::string_view desc = lhs[i]->name.str();
      if (ret && desc.empty()) desc = "result variable";
      x = Operand{};
      expr(newTarget(buf, lhs[i]->type, desc), x, rhs[i]);
      initVar(lhs[i], x, ctx);
    }
    return;
  }
  if (r != 1) {
    // A mismatch; report it unless there is something worse.
    if (use(rhs)) {
      if (ret) {
        std::vector<Operand> list;
        exprList(rhs, list);
        returnError(ret, lhs, list);
      } else {
        assignError(rhs, l, r);
      }
    }
    giveUp();
    return;
  }
  std::vector<Operand> list;
  bool commaOk = multiExpr(rhs[0], l == 2 && !ret, list);
  r = list.size();
  if (l == r) {
    for (size_t i = 0; i < l; i++) initVar(lhs[i], list[i], ctx);
    if (commaOk && !list[0].invalid() && !list[1].invalid()) recordCommaOk(rhs[0], list[0], list[1]);
    return;
  }
  if (list.empty() || !list[0].invalid()) {
    if (ret) returnError(ret, lhs, list);
    else assignError(rhs, l, r);
  }
  giveUp();
}

void Checker::assignVars(ExprList lhs, ExprList rhs) {
  Context ctx{"assignment", nullptr, true};
  size_t l = lhs.size(), r = rhs.size();
  if (l == r && !(r == 1 && isCall(rhs[0]))) {
    for (size_t i = 0; i < l; i++) assignVar(lhs[i], rhs[i], nullptr, ctx);
    return;
  }
  if (r != 1) {
    bool okL = useLHS(lhs), okR = use(rhs);
    if (okL && okR) assignError(rhs, l, r);
    return;
  }
  std::vector<Operand> list;
  bool commaOk = multiExpr(rhs[0], l == 2, list);
  r = list.size();
  if (l == r) {
    for (size_t i = 0; i < l; i++) assignVar(lhs[i], nullptr, &list[i], ctx);
    if (commaOk && !list[0].invalid() && !list[1].invalid()) recordCommaOk(rhs[0], list[0], list[1]);
    return;
  }
  if (list.empty() || !list[0].invalid()) assignError(rhs, l, r);
  useLHS(lhs);
}

void Checker::shortVarDecl(Pos pos, ExprList lhs, ExprList rhs) {
  size_t top = delayed_.size();
  Scope *scope = env.scope;
  std::vector<Var *> vars(lhs.size()), fresh;
  std::vector<Ident> seen;
  bool hasErr = false;
  for (size_t i = 0; i < lhs.size(); i++) {
    auto *id = nodeAs<syn::Name>(lhs[i]);
    if (!id) {
      use1(lhs[i], true);
      errorf(lhs[i], Diag::TypesNonNameDef, lhs[i]);
      hasErr = true;
      continue;
    }
    if (!id->value.isBlank()) {
      bool repeated = false;
      for (Ident s : seen) repeated = repeated || s == id->value;
      if (repeated) {
        errorf(lhs[i], Diag::TypesRepeatedVar, lhs[i]);
        hasErr = true;
        continue;
      }
      seen.push_back(id->value);
    }
    // A name that this scope has already is assigned to.
    if (Object *alt = scope->lookup(id->value)) {
      id->obj = alt;
      id->isDef = false;
      if (auto *v = objAs<Var>(alt)) {
        vars[i] = v;
        v->reassigned = true;
        recordTypeAndValue(id, OperandMode::Variable, v->type ? v->type : invalidType(), nullptr);
      } else {
        errorf(lhs[i], Diag::TypesCannotAssignTo, lhs[i]);
        hasErr = true;
      }
      continue;
    }
    Var *v = newVar(VarKind::Local, id->pos, pkg, id->value, nullptr);
    v->decl = id;
    vars[i] = v;
    if (!id->value.isBlank()) fresh.push_back(v);
    id->obj = v;
    id->isDef = true;
  }
  for (size_t i = 0; i < lhs.size(); i++)
    if (!vars[i]) vars[i] = newVar(VarKind::Local, lhs[i]->pos, pkg, Ident::intern("_"), nullptr);
  initVars(vars, rhs, nullptr);
  processDelayed(top); // function literals see the old scope
  if (fresh.empty() && !hasErr) {
    softErrorf(pos, Diag::TypesNoNewVars);
    return;
  }
  Pos scopePos = syn::endPos(rhs.back());
  for (Var *v : fresh) declare(scope, nullptr, v, scopePos);
}

} // namespace golem::types
