// Function and method signatures (spec "Function types", "Method declarations").
#include "compiler/types/checker.h"

namespace golem::types {

void Checker::funcType(Signature *sig, syn::Field *recvPar, syn::FieldList tparams, syn::FuncType *ftyp) {
  sig->params = sig->results = emptyTuple();
  Scope *scope = openScope();
  scope->isFunc = true;
  sig->scope = scope;
  // Names declared here aren't locals of the enclosing function.
  Restore<std::vector<Var *> *> locals(env.locals, nullptr);
  Var *recv = nullptr;
  std::span<TypeParam *> rparams;
  if (recvPar) recv = collectRecv(recvPar, ftyp->pos, rparams);
  if (!tparams.empty()) collectTypeParams(sig->tparams, tparams);
  bool variadic = false, dummy = false;
  auto params = collectParams(VarKind::Param, ftyp->params, variadic);
  auto results = collectParams(VarKind::Result, ftyp->results, dummy);
  Pos scopePos = syn::endPos(ftyp);
  if (recv && !recv->name.empty()) declare(scope, recvPar->name, recv, scopePos);
  declareParams(ftyp->params, params, scopePos);
  declareParams(ftyp->results, results, scopePos);
  sig->recv = recv;
  sig->rparams = rparams;
  sig->params = makeTuple(params);
  sig->results = makeTuple(results);
  sig->variadic = variadic;
  closeScope();
}

namespace {
Type *unpointer(Type *t) {
  while (auto *p = dyn<Pointer>(t)) t = p->elem;
  return t;
}

std::string measure(size_t n, const std::string &unit) { return std::to_string(n) + " " + unit + (n == 1 ? "" : "s"); }
} // namespace

// The receiver variable; its type parameters are declared in the current scope.
Var *Checker::collectRecv(syn::Field *rparam, Pos scopePos, std::span<TypeParam *> &rparams) {
  bool rptr = false;
  Expr *rbase = nullptr;
  std::vector<syn::Name *> names;
  unpackRecv(rparam->type, rptr, rbase, &names);
  Type *recvType = invalidType();
  if (names.empty()) {
    recvType = varType(rparam->type);
    // No new methods on instantiated types, not even through an alias.
    auto *a = dyn<Alias>(unpointer(recvType));
    while (a) {
      Type *base = unpointer(a->fromRHS);
      if (base && !tparamsOf(base).empty() && base->kind != TypeKind::Signature) {
        errorf(rbase, Diag::TypesRecvInstantiated, base);
        recvType = invalidType();
        break;
      }
      a = dyn<Alias>(base);
    }
  } else {
    Named *baseType = nullptr;
    std::string cause;
    Type *t = genericType(rbase, &cause);
    if (isValid(t)) {
      baseType = dyn<Named>(t);
      if (!baseType) errorf(rbase, Diag::TypesRecvGenericAlias, t);
    } else if (!cause.empty()) {
      errorf(rbase, Diag::TypesInvalidTypeArg, cause);
    }
    // Receiver type parameters are declared after the base type was looked up: they may have its name.
    std::vector<TypeParam *> tparams;
    for (syn::Name *n : names) {
      TypeParam *tp = declareTypeParam(n, scopePos);
      tp->index = static_cast<int>(tparams.size());
      tparams.push_back(tp);
      n->obj = tp->obj;
      recordTypeAndValue(n, OperandMode::TypeExpr, tp, nullptr);
    }
    rparams = keep(tparams);
    if (baseType) {
      unpack(baseType);
      auto baseParams = baseType->tparams;
      if (tparams.size() == baseParams.size()) {
        std::vector<Type *> to(tparams.begin(), tparams.end());
        SubstMap m{baseParams, to};
        for (size_t i = 0; i < tparams.size(); i++) {
          mono_.canon[tparams[i]] = baseParams[i];
          tparams[i]->bound = substType(this, tparams[i]->obj->pos, baseParams[i]->bound, m, nullptr);
        }
      } else {
        errorf(rbase, Diag::TypesRecvParamCount, measure(tparams.size(), "type parameter"), baseParams.size());
      }
      verifyVersionf(rbase, 18, Diag::FeatTypeInst);
      std::vector<Type *> targs(tparams.begin(), tparams.end());
      recvType = instanceOf(this, rparam->type->pos, baseType, targs, nullptr);
      recordInstance(rbase, keep(targs), recvType);
      if (rptr && isValid(recvType)) recvType = newPointer(recvType);
      // Record the types of the receiver expression's parts.
      Type *part = recvType;
      for (Expr *e = rparam->type; e;) {
        recordTypeAndValue(e, OperandMode::TypeExpr, part, nullptr);
        if (auto *p = nodeAs<syn::ParenExpr>(e)) {
          e = p->x;
        } else if (Expr *x = starOperand(e)) {
          auto *ptr = dyn<Pointer>(part);
          if (!ptr) break;
          part = ptr->elem;
          e = x;
        } else {
          break;
        }
      }
    }
  }
  Var *recv;
  if (rparam->name && !rparam->name->value.empty()) recv = newVar(VarKind::Recv, rparam->name->pos, pkg, rparam->name->value, recvType);
  else recv = newVar(VarKind::Recv, rparam->pos, pkg, {}, recvType);
  recv->decl = rparam;
  later([this, rbase, recv] { validRecv(rbase, recv); });
  return recv;
}

std::span<Var *> Checker::collectParams(VarKind kind, syn::FieldList list, bool &variadic) {
  std::vector<Var *> params;
  Type *t = nullptr;
  Expr *prev = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    syn::Field *f = list[i];
    Expr *ftype = f->type;
    if (ftype != prev || !ftype) { // a, b T share a type
      prev = ftype;
      if (auto *d = nodeAs<syn::DotsType>(ftype)) {
        ftype = d->elem;
        if (kind == VarKind::Param && i + 1 == list.size()) variadic = true;
        else errorf(d, Diag::TypesDots);
      }
      t = varType(ftype);
    }
    Var *v = f->name ? newVar(kind, f->name->pos, pkg, f->name->value, t) : newVar(kind, f->pos, pkg, {}, t);
    v->decl = f;
    params.push_back(v);
  }
  if (variadic) {
    // ...T is []T inside the function.
    Var *last = params.back();
    last->type = newSlice(last->type);
    recordTypeAndValue(list.back()->type, OperandMode::TypeExpr, last->type, nullptr);
  }
  return keep(params);
}

void Checker::declareParams(syn::FieldList list, std::span<Var *> params, Pos scopePos) {
  for (size_t i = 0; i < list.size(); i++)
    if (list[i]->name && !list[i]->name->value.empty()) declare(env.scope, list[i]->name, params[i], scopePos);
}

// Spec "Method declarations": the receiver is T or *T with T a defined type of this package, not a pointer or interface.
void Checker::validRecv(Expr *at, Var *recv) {
  bool ptr = false;
  Type *rtyp = deref(recv->type, ptr);
  Type *t = unalias(rtyp);
  if (!t || !isValid(t)) return;
  if (auto *n = dyn<Named>(t)) {
    if (n->obj->pkg != pkg) {
      errorf(at, Diag::TypesRecvNonLocal, rtyp);
      return;
    }
    const char *cause = nullptr;
    Type *u = under(n);
    if (isBasicKind(u, BasicKind::UnsafePointer)) cause = "unsafe.Pointer";
    else if (u->kind == TypeKind::Pointer || u->kind == TypeKind::Interface) cause = "pointer or interface type";
    if (cause) errorf(at, Diag::TypesRecvInvalidCause, rtyp, cause);
  } else if (dyn<Basic>(t)) {
    errorf(at, Diag::TypesRecvNonLocal, rtyp);
  } else {
    errorf(at, Diag::TypesRecvInvalid, recv->type);
  }
}

} // namespace golem::types
