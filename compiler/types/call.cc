// Calls, conversions and selectors (spec "Calls", "Instantiations", "Selectors", "Method expressions").
#include "compiler/types/universe.h"

namespace golem::types {

// Instantiates the generic function x, with type arguments from inst (x[A, B]) and, if infer is set, the rest from the
// target's type. If not all are known and infer isn't set, returns true with the given ones in *partial.
bool Checker::funcInst(const Target *target, Pos pos, Operand &x, syn::IndexExpr *inst, bool infer_, std::vector<Type *> *partial) {
  Pos at = inst ? inst->pos : pos;
  if (inst) x.expr = inst;
  bool versionErr = !verifyVersionf(at, 18, Diag::FeatFuncInst);
  std::vector<Type *> targs;
  ExprList xlist;
  if (inst) {
    xlist = syn::unpackList(inst->index);
    if (!typeList(xlist, targs)) {
      x.mode = OperandMode::Invalid;
      return false;
    }
  }
  auto *sig = static_cast<Signature *>(x.type);
  size_t got = targs.size(), want = sig->tparams.size();
  if (got > want) {
    errorf(xlist[got - 1], Diag::TypesFuncTypeArgCount, got, want);
    x.mode = OperandMode::Invalid;
    return false;
  }
  if (got < want) {
    if (!infer_) {
      *partial = std::move(targs);
      return true;
    }
    // var v T = x is like a call g(v) of a function g[type parameters of x](type of x).
    std::vector<Operand> args;
    std::vector<Var *> params;
    bool reverse = false;
    if (target) {
      if (!versionErr && !allowVersion(21)) versionErrorf(at, 21, inst ? Diag::FeatPartialInst : Diag::FeatImplicitAssign);
      auto *gsig = newType<Signature>();
      gsig->params = sig->params;
      gsig->results = sig->results;
      gsig->variadic = sig->variadic;
      params.push_back(newVar(VarKind::Param, x.expr->pos, pkg, {}, gsig));
      auto *name = make<syn::Name>();
      name->kind = NodeKind::Name;
      name->pos = x.expr->pos;
      name->value = Ident::intern(target->desc);
      Operand arg;
      arg.mode = OperandMode::Value;
      arg.expr = name;
      arg.type = target->sig;
      args.push_back(arg);
      reverse = true;
    }
    Type *ptuple = makeTuple(params);
    auto tparams = renameTParams(pos, sig->tparams, ptuple);
    ErrorDesc err;
    if (!infer(pos, tparams, targs, static_cast<Tuple *>(ptuple), args, reverse, err)) {
      report(err);
      x.mode = OperandMode::Invalid;
      return false;
    }
  }
  x.type = instantiateSignature(x.expr->pos, x.expr, sig, targs, xlist);
  x.mode = OperandMode::Value;
  return false;
}

Signature *Checker::instantiateSignature(Pos pos, Expr *e, Signature *sig, std::span<Type *const> targs, ExprList xlist) {
  auto *inst = static_cast<Signature *>(instanceOf(this, pos, sig, targs, nullptr));
  auto kept = keep(targs.data(), targs.size());
  recordInstance(e, kept, inst);
  later([this, pos, sig, kept, xlist] {
    std::string why;
    int i = verify(pos, sig->tparams, kept, why);
    if (i >= 0) softErrorf(static_cast<size_t>(i) < xlist.size() ? At(xlist[static_cast<size_t>(i)]) : At(pos), Diag::TypesInvalidTypeArg, why);
    else monoInstance(pos, sig->tparams, kept, xlist);
  });
  return inst;
}

ExprKind Checker::conversionCall(Operand &x, syn::CallExpr *call) {
  nonGeneric(nullptr, x);
  if (x.invalid()) {
    x.expr = call;
    return ExprKind::Conversion;
  }
  Type *t = x.type;
  x.mode = OperandMode::Invalid;
  if (call->args.empty()) {
    errorf(call, Diag::TypesConvNoArg, t);
  } else if (call->args.size() == 1) {
    x = Operand{};
    expr(nullptr, x, call->args[0]);
    if (!x.invalid()) {
      auto *i = dynUnder<Interface>(t);
      if (i && !isTypeParam(t) && !typeSet(i)->isMethodSet()) {
        errorf(call, Diag::TypesConvConstraint, t);
      } else if (call->hasDots) {
        errorf(call->args[0], Diag::TypesConvDots, t);
      } else {
        conversion(x, t);
      }
    }
  } else {
    use(call->args);
    errorf(call->args.back(), Diag::TypesConvManyArgs, t);
  }
  x.expr = call;
  return ExprKind::Conversion;
}

ExprKind Checker::callExpr(Operand &x, syn::CallExpr *call) {
  syn::IndexExpr *inst = nullptr; // function instantiation f[A](…)
  if (auto *ie = nodeAs<syn::IndexExpr>(call->fun)) {
    // Type arguments and value arguments are used together, below.
    if (indexExpr(x, ie)) inst = ie;
    x.expr = ie;
    record(x);
  } else {
    exprOrType(x, call->fun, true);
  }
  auto fail = [&] {
    x.mode = OperandMode::Invalid;
    x.expr = call;
    return ExprKind::Statement;
  };
  if (x.invalid()) {
    use(call->args);
    return fail();
  }
  if (x.mode == OperandMode::TypeExpr) return conversionCall(x, call);
  if (x.mode == OperandMode::Builtin) {
    BuiltinId id = x.id;
    if (!builtin(x, call, id)) x.mode = OperandMode::Invalid;
    x.expr = call;
    if (!x.invalid() && !x.isConst()) env.hasCallOrRecv = true;
    return builtinInfo(id).kind;
  }
  MaybeError err;
  Type *u = commonUnderIf(
      x.type,
      [](Type *t, Type *tu) -> MaybeError {
        if (tu && tu->kind != TypeKind::Signature) return TypeError{Diag::CauseNotFunction, t};
        return {};
      },
      &err);
  if (!u) {
    errorf(x, Diag::TypesCannotCall, x, err ? errorText(this, *err) : std::string());
    return fail();
  }
  auto *sig = static_cast<Signature *>(u);
  bool wasGeneric = !sig->tparams.empty();
  ExprList xlist;
  std::vector<Type *> targs;
  if (inst) {
    xlist = syn::unpackList(inst->index);
    if (!typeList(xlist, targs)) {
      use(call->args);
      return fail();
    }
    size_t got = targs.size(), want = sig->tparams.size();
    if (got > want) {
      errorf(xlist[want], Diag::TypesFuncTypeArgCount, got, want);
      use(call->args);
      return fail();
    }
    if (got == want && want > 0) {
      // All type arguments are given: the rest is an ordinary call.
      verifyVersionf(inst, 18, Diag::FeatFuncInst);
      sig = instantiateSignature(inst->pos, inst, sig, targs, xlist);
      targs.clear();
      xlist = {};
    }
  }
  std::vector<Operand> args;
  std::vector<std::vector<Type *>> atargs;
  genericExprList(call->args, args, atargs);
  sig = arguments(call, sig, std::move(targs), xlist, args, atargs);
  if (wasGeneric && sig->tparams.empty()) recordTypeAndValue(call->fun, OperandMode::Value, sig, nullptr);
  switch (sig->results->vars.size()) {
  case 0:
    x.mode = OperandMode::NoValue; // and its type stays the function's, for messages
    break;
  case 1:
    x.mode = OperandMode::Value;
    x.type = sig->results->vars[0]->type;
    break;
  default:
    x.mode = OperandMode::Value;
    x.type = sig->results;
    break;
  }
  x.expr = call;
  env.hasCallOrRecv = true;
  // A result that still mentions type parameters of a failed inference is no use.
  if (x.mode == OperandMode::Value && !sig->tparams.empty() && isParameterized(sig->tparams, x.type)) x.mode = OperandMode::Invalid;
  return ExprKind::Statement;
}

// Like exprList, but values may be generic functions, whose type arguments are inferred with the callee's.
void Checker::genericExprList(ExprList list, std::vector<Operand> &out, std::vector<std::vector<Type *>> &targs) {
  bool infer_ = !(list.size() > 0 && allowVersion(21));
  auto instance = [&](Operand &x, Expr *e) {
    auto *inst = nodeAs<syn::IndexExpr>(e);
    if (!inst) return false;
    // Checked here, so that the type arguments that are given can be kept.
    x = Operand{};
    if (!indexExpr(x, inst)) {
      // Not a function instantiation: as rawExpr would go on.
      x.expr = inst;
      nonGeneric(nullptr, x);
      pendingType(x);
      record(x);
      return true;
    }
    std::vector<Type *> partial;
    if (funcInst(nullptr, x.expr->pos, x, inst, infer_, &partial)) {
      targs.resize(out.size() + 1);
      targs[out.size()] = std::move(partial);
      x.expr = inst;
    } else {
      record(x);
    }
    return true;
  };
  constexpr unsigned kValues = 1u << static_cast<unsigned>(OperandMode::NoValue) | 1u << static_cast<unsigned>(OperandMode::Builtin) |
                               1u << static_cast<unsigned>(OperandMode::TypeExpr);
  if (list.size() == 1) {
    Operand x;
    if (!instance(x, list[0])) rawExpr(nullptr, x, list[0], nullptr, true);
    exclude(x, kValues);
    if (auto *t = dyn<Tuple>(x.type); t && !x.invalid()) {
      for (Var *v : t->vars) {
        Operand &o = out.emplace_back();
        o.mode = OperandMode::Value;
        o.expr = list[0];
        o.type = v->type;
      }
      return;
    }
    out.push_back(x);
    return;
  }
  for (Expr *e : list) {
    Operand x;
    if (instance(x, e)) {
      exclude(x, kValues);
      singleValue(x);
    } else {
      genericExpr(x, e);
    }
    out.push_back(x);
  }
  if (!targs.empty()) targs.resize(out.size());
}

// Checks the arguments of a call and infers missing type arguments, those of generic function arguments included. The
// result is the signature with all type arguments in place; the given one after an error.
//
//                 f(a, b)           f(a, b...)
//   func          nargs == npars    invalid
//   variadic      nargs >= npars-1  nargs == npars
Signature *Checker::arguments(syn::CallExpr *call, Signature *sig, std::vector<Type *> targs, ExprList xlist, std::vector<Operand> &args,
                              std::vector<std::vector<Type *>> &atargs) {
  size_t nargs = args.size(), npars = sig->params->vars.size();
  bool ddd = call->hasDots, adjusted = false;
  Tuple *params = sig->params;
  if (sig->variadic) {
    if (ddd) {
      if (call->args.size() == 1 && nargs > 1) {
        errorf(call, Diag::TypesDotsMultiValue, nargs, call->args[0]);
        return sig;
      }
    } else if (nargs + 1 >= npars) {
      // One parameter for each variadic argument.
      std::vector<Var *> vars(params->vars.begin(), params->vars.end() - 1);
      Var *last = params->vars[npars - 1];
      auto *s = dyn<Slice>(last->type);
      Type *elem = s ? s->elem : invalidType();
      while (vars.size() < nargs) vars.push_back(newVar(VarKind::Param, last->pos, last->pkg, last->name, elem));
      params = makeTuple(vars);
      adjusted = true;
      npars = nargs;
    } else {
      npars--; // for the message
    }
  } else if (ddd) {
    errorf(call, Diag::TypesDotsNonVariadic, call->fun);
    return sig;
  }
  if (nargs != npars) {
    At at(call);
    const char *qualifier = "not enough";
    if (nargs > npars) {
      at = At(args[npars].expr);
      qualifier = "too many";
    } else if (nargs > 0) {
      at = At(args[nargs - 1].expr);
    }
    std::vector<Type *> have, want;
    for (Operand &x : args) have.push_back(x.type);
    for (Var *v : sig->params->vars) want.push_back(v->type);
    ErrorDesc e;
    addf(e, at, Diag::TypesArgCount, qualifier, call->fun);
    addf(e, Pos{}, Diag::TypesHave, typesSummary(have, false, ddd));
    addf(e, Pos{}, Diag::TypesWant, typesSummary(want, sig->variadic, false));
    report(e);
    return sig;
  }
  // Type parameters of the callee, then of generic arguments.
  std::vector<TypeParam *> tparams;
  size_t n = sig->tparams.size();
  if (n > 0) {
    if (!allowVersion(18)) {
      if (auto *ie = nodeAs<syn::IndexExpr>(call->fun)) versionErrorf(ie, 18, Diag::FeatFuncInst);
      else versionErrorf(call, 18, Diag::FeatImplicitInst);
    }
    // New identities, for recursive calls.
    Type *tmp = params;
    tparams = renameTParams(call->pos, sig->tparams, tmp);
    params = static_cast<Tuple *>(tmp);
    targs.resize(n);
  }
  std::vector<size_t> genericArgs;
  for (size_t i = 0; i < args.size(); i++) {
    auto *asig = dyn<Signature>(args[i].type);
    if (!asig || asig->tparams.empty()) continue;
    // A copy with type parameters of its own, for f(g, g).
    auto *copy = newType<Signature>();
    *copy = *asig;
    Type *tmp = copy;
    auto atparams = renameTParams(call->pos, asig->tparams, tmp);
    auto *renamed = static_cast<Signature *>(tmp);
    renamed->tparams = keep(atparams);
    args[i].type = renamed;
    tparams.insert(tparams.end(), atparams.begin(), atparams.end());
    if (i < atargs.size()) targs.insert(targs.end(), atargs[i].begin(), atargs[i].end());
    targs.resize(tparams.size());
    genericArgs.push_back(i);
  }
  if (!genericArgs.empty()) verifyVersionf(args[genericArgs[0]], 21, Diag::FeatImplicitArg);
  Signature *rsig = sig;
  if (!tparams.empty()) {
    ErrorDesc err;
    if (!infer(call->pos, tparams, targs, params, args, false, err)) {
      if (!err.empty()) {
        // "in call to f, " goes in front.
        err.lines[0].text = format(Diag::TypesInCallTo, call->fun, err.lines[0].text);
        report(err);
      }
      return sig;
    }
    if (n > 0) {
      std::span<Type *const> own(targs.data(), n);
      rsig = instantiateSignature(call->pos, call->fun, sig, own, xlist);
      if (adjusted) params = static_cast<Tuple *>(substType(this, call->pos, params, SubstMap{std::span(tparams).first(n), own}, nullptr));
      else params = rsig->params;
    }
    size_t j = n;
    for (size_t i : genericArgs) {
      Operand &arg = args[i];
      auto *asig = static_cast<Signature *>(arg.type);
      size_t k = asig->tparams.size();
      arg.type = instantiateSignature(call->pos, arg.expr, asig, {targs.data() + j, k}, {});
      record(arg);
      j += k;
    }
  }
  Context ctx{"argument to ", call->fun};
  for (size_t i = 0; i < args.size(); i++) assignment(args[i], params->vars[i]->type, ctx);
  return rsig;
}

// package.Name; false if e isn't one.
bool Checker::qualifiedIdent(Operand &x, syn::SelectorExpr *e) {
  auto *id = nodeAs<syn::Name>(e->x);
  if (!id) return false;
  auto *pn = objAs<PkgName>(lookup(id->value));
  if (!pn) return false;
  id->obj = pn;
  id->isDef = false;
  pn->used = true;
  Package *imp = pn->imported;
  auto error = [&] {
    x.mode = OperandMode::Invalid;
    x.type = invalidType();
    x.expr = e;
    return true;
  };
  Ident sel = e->sel->value;
  Object *exp = imp->scope->lookup(sel);
  if (!exp) {
    if (!imp->fake && !sel.isBlank() && !sel.empty()) {
      Object *alt = nullptr;
      for (auto &[name, o] : imp->scope->elems)
        if (name.isExported() && equalFold(name.str(), sel.str()) && (!alt || name.str() < alt->name.str())) alt = o;
      if (alt) errorf(e->sel, Diag::TypesUndefinedButHave, e, alt->name);
      else errorf(e->sel, Diag::TypesDeclUndefined, e);
    } else if (!imp->fake) {
      errorf(e->sel, Diag::TypesDeclUndefined, e);
    }
    return error();
  }
  if (!sel.isExported()) errorf(e->sel, Diag::TypesNotExported, sel, imp->name);
  e->sel->obj = exp;
  x.type = exp->type ? exp->type : invalidType();
  switch (exp->kind) {
  case ObjectKind::Const:
    x.mode = OperandMode::Constant;
    x.val = static_cast<Const *>(exp)->val;
    if (!isValid(x.type)) return error();
    break;
  case ObjectKind::TypeName: x.mode = OperandMode::TypeExpr; break;
  case ObjectKind::Var: x.mode = OperandMode::Variable; break;
  case ObjectKind::Func: x.mode = OperandMode::Value; break;
  case ObjectKind::Builtin:
    x.mode = OperandMode::Builtin;
    x.id = static_cast<Builtin *>(exp)->id;
    break;
  case ObjectKind::PkgName: case ObjectKind::Label: case ObjectKind::Nil: return error();
  }
  x.expr = e;
  return true;
}

void Checker::selectorNotFound(Operand &x, syn::SelectorExpr *e, const std::vector<int> &, bool ambiguous, bool indirect) {
  Ident sel = e->sel->value;
  if (!isValid(under(x.type))) return;
  if (ambiguous) {
    errorf(e->sel, Diag::TypesAmbiguousSelector, x.expr, sel);
    return;
  }
  if (indirect) {
    if (x.mode == OperandMode::TypeExpr) errorf(e->sel, Diag::TypesMethodExprPtr, x.type, sel);
    else errorf(e->sel, Diag::TypesPtrMethod, sel, x.type);
    return;
  }
  std::string why;
  if (isInterfacePtr(x.type)) {
    auto *p = dynUnder<Pointer>(x.type);
    why = format(isTypeParam(p->elem) ? Diag::CausePtrToTypeParam : Diag::CausePtrToInterface, x.type);
  } else {
    std::vector<int> index;
    bool ind = false;
    Object *alt = lookupFieldOrMethodFold(x.type, x.mode == OperandMode::Variable, pkg, sel, true, index, ind);
    why = lookupErrorText(x.type, sel, alt, false);
  }
  errorf(e->sel, Diag::TypesSelectorUndefined, x.expr, sel, why);
}

void Checker::selector(Operand &x, syn::SelectorExpr *e, bool wantType) {
  if (qualifiedIdent(x, e)) return;
  auto error = [&] {
    x.mode = OperandMode::Invalid;
    x.type = invalidType();
    x.expr = e;
  };
  exprOrType(x, e->x, false);
  if (x.mode == OperandMode::Builtin) {
    errorf(e->pos, Diag::TypesBuiltinSelector, x);
    return error();
  }
  if (x.invalid()) return error();
  // What follows is never a type.
  if (wantType) {
    errorf(e->sel, Diag::TypesNotAType, e);
    return error();
  }
  std::vector<int> index;
  bool indirect = false;
  Object *obj = lookupFieldOrMethodFold(x.type, x.mode == OperandMode::Variable, pkg, e->sel->value, false, index, indirect);
  if (!obj) {
    selectorNotFound(x, e, index, !index.empty(), indirect);
    return error();
  }
  auto *m = objAs<Func>(obj);
  if (m) objDecl(m);
  auto recordSelection = [&](SelectionKind kind) {
    e->sel->obj = obj;
    e->sel->isDef = false;
    auto *s = make<Selection>();
    s->kind = kind;
    s->recv = x.type;
    s->obj = obj;
    s->index = keep(index);
    s->indirect = indirect;
    e->selection = s;
  };
  if (x.mode == OperandMode::TypeExpr) {
    // Method expression: a function with the receiver as its first parameter.
    if (!m) {
      errorf(e->sel, Diag::TypesMethodExprUndefined, x.expr, e->sel->value, x.type);
      return error();
    }
    auto *sig = dyn<Signature>(m->type);
    if (!sig || !sig->recv) {
      errorf(e, Diag::TypesMethodCycle);
      return error();
    }
    recordSelection(SelectionKind::MethodExpr);
    Ident name;
    if (!sig->params->vars.empty() && !sig->params->vars[0]->name.empty()) name = sig->recv->name.empty() ? Ident::intern("_") : sig->recv->name;
    std::vector<Var *> params{newVar(VarKind::Param, sig->recv->pos, sig->recv->pkg, name, x.type)};
    params.insert(params.end(), sig->params->vars.begin(), sig->params->vars.end());
    auto *f = newType<Signature>();
    f->tparams = sig->tparams;
    f->params = makeTuple(params);
    f->results = sig->results;
    f->variadic = sig->variadic;
    x.mode = OperandMode::Value;
    x.type = f;
    addDeclDep(m->origin ? m->origin : m);
  } else if (m) {
    recordSelection(SelectionKind::MethodVal);
    if (x.mode == OperandMode::Variable && hasPtrRecv(m)) implicitAddr(x, e->x, m, indirect);
    x.mode = OperandMode::Value;
    auto *sig = dyn<Signature>(m->type);
    if (!sig) return error();
    auto *f = newType<Signature>();
    *f = *sig;
    f->recv = nullptr;
    x.type = f;
    addDeclDep(m->origin ? m->origin : m);
  } else {
    auto *v = static_cast<Var *>(obj);
    recordSelection(SelectionKind::FieldVal);
    x.mode = x.mode == OperandMode::Variable || indirect ? OperandMode::Variable : OperandMode::Value;
    x.type = v->type ? v->type : invalidType();
  }
  x.expr = e;
}

// x.m() with a pointer receiver takes x's address if x isn't a pointer itself.
void Checker::implicitAddr(Operand &x, Expr *e, Func *, bool indirect) {
  if (!indirect && !isPointer(x.type)) markAddrTaken(e);
}

} // namespace golem::types
