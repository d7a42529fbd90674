// Identifiers and type expressions (spec "Types").
#include "compiler/types/universe.h"

namespace golem::types {

// Looks an identifier up and makes x its value or type. With wantType it must denote a type.
void Checker::ident(Operand &x, syn::Name *e, bool wantType) {
  x.mode = OperandMode::Invalid;
  x.expr = e;
  Object *obj = nullptr;
  Scope *scope = env.scope;
  bool crossed = false; // left a function literal on the way up
  for (; scope; scope = scope->parent) {
    obj = scope->lookup(e->value);
    if (obj) break;
    crossed |= scope->isFunc;
  }
  if (!obj) {
    if (e->value.isBlank()) errorf(e, Diag::TypesBlankUse);
    else if (!e->value.empty()) errorf(e, Diag::TypesDeclUndefined, e->value);
    return;
  }
  if (!obj->pkg && obj->kind == ObjectKind::TypeName && (obj->type == universeComparable() || obj->type == universeAny())) {
    if (!verifyVersionf(e, 18, Diag::FeatPredeclared, e->value)) return;
  }
  e->obj = obj;
  e->isDef = false;
  bool gotType = obj->kind == ObjectKind::TypeName;
  if (!gotType && wantType) {
    errorf(e, Diag::TypesNotATypeKind, obj->name, objectKindText(obj));
    if (auto *v = objAs<Var>(obj); v && v->pkg == pkg) v->used = true;
    return;
  }
  // An object without a type must be checked now. A type name of this package goes through objDecl even if it has its
  // type: it may be under way, and that would be a cycle.
  Type *t = obj->type;
  if (!t || (gotType && wantType && obj->pkg == pkg && onPath(obj))) {
    objDecl(obj);
    t = obj->type;
  }
  if (!dotImports_.empty())
    for (DotImport &d : dotImports_)
      if (d.scope == scope && d.name == obj->name) d.pkg->used = true;
  switch (obj->kind) {
  case ObjectKind::PkgName: errorf(e, Diag::TypesPackageUse, obj->name); return;
  case ObjectKind::Const:
    addDeclDep(obj);
    if (!isValid(t)) return;
    if (obj == universeIota()) {
      if (!env.iota) {
        errorf(e, Diag::TypesIotaUse);
        return;
      }
      x.val = env.iota;
    } else {
      x.val = static_cast<Const *>(obj)->val;
    }
    x.mode = OperandMode::Constant;
    break;
  case ObjectKind::TypeName: x.mode = OperandMode::TypeExpr; break;
  case ObjectKind::Var: {
    auto *v = static_cast<Var *>(obj);
    if (v->pkg == pkg) v->used = true;
    if (crossed && v->vkind != VarKind::Package) v->captured = true;
    addDeclDep(obj);
    if (!isValid(t)) return;
    x.mode = OperandMode::Variable;
    break;
  }
  case ObjectKind::Func:
    addDeclDep(obj);
    x.mode = OperandMode::Value;
    break;
  case ObjectKind::Builtin:
    x.id = static_cast<Builtin *>(obj)->id;
    x.mode = OperandMode::Builtin;
    break;
  case ObjectKind::Nil: x.mode = OperandMode::NilValue; break;
  case ObjectKind::Label: return;
  }
  x.type = t;
}

Type *Checker::varType(Expr *e) {
  Type *t = declaredType(e, nullptr);
  validVarType(e, t);
  return t;
}

// Constraint interfaces can't be types of variables. Checked when all types are complete.
void Checker::validVarType(Expr *e, Type *t) {
  Type *u = unalias(t);
  if (u) {
    if (u->kind != TypeKind::Named && u->kind != TypeKind::Interface) return;
    if (auto *n = dyn<Named>(u); n && stateHas(n, kHasUnder) && n->under->kind != TypeKind::Interface) return;
  }
  later([this, e, t] {
    auto *i = dynUnder<Interface>(t);
    if (!i) return;
    TypeSet *s = typeSet(i);
    if (s->isMethodSet()) return;
    softErrorf(e, s->comparable ? Diag::TypesConstraintUseComparable : Diag::TypesConstraintUse, t);
  });
}

// The type that e denotes; def is the type name being declared with it, if any.
Type *Checker::declaredType(Expr *e, TypeName *def) {
  Type *t = typInternal(e, def);
  if (isGeneric(t)) {
    errorf(e, Diag::TypesUninstantiated, t);
    t = invalidType();
  }
  recordTypeAndValue(e, OperandMode::TypeExpr, t, nullptr);
  return t;
}

// Like typ, but the type must be generic and isn't instantiated.
Type *Checker::genericType(Expr *e, std::string *cause) {
  Type *t = typInternal(e, nullptr);
  if (isValid(t) && !isGeneric(t)) {
    if (cause) *cause = format(Diag::TypesNotGeneric, t);
    t = invalidType();
  }
  recordTypeAndValue(e, OperandMode::TypeExpr, t, nullptr);
  return t;
}

Type *Checker::typInternal(Expr *e0, TypeName *def) {
  if (!e0) return invalidType();
  Restore<int> depth(depth_, depth_ + 1);
  constexpr int kMaxDepth = 4000;
  if (depth_ > kMaxDepth) {
    errorf(e0, Diag::TypesNestingTooDeep);
    return invalidType();
  }
  switch (e0->kind) {
  case NodeKind::BadExpr: return invalidType();
  case NodeKind::Name: case NodeKind::SelectorExpr: {
    Operand x;
    if (e0->kind == NodeKind::Name) ident(x, static_cast<syn::Name *>(e0), true);
    else selector(x, static_cast<syn::SelectorExpr *>(e0), true);
    switch (x.mode) {
    case OperandMode::TypeExpr: return x.type ? x.type : invalidType();
    case OperandMode::Invalid: break;
    case OperandMode::NoValue: errorf(x, Diag::TypesUsedAsType, x); break;
    case OperandMode::Builtin: case OperandMode::Constant: case OperandMode::Variable: case OperandMode::MapIndex: case OperandMode::Value:
    case OperandMode::NilValue: case OperandMode::CommaOk: case OperandMode::CommaErr:
    case OperandMode::CgoFunc: errorf(x, Diag::TypesNotAType, x); break;
    }
    return invalidType();
  }
  case NodeKind::IndexExpr: {
    auto *e = static_cast<syn::IndexExpr *>(e0);
    verifyVersionf(e, 18, Diag::FeatTypeInst);
    return instantiatedType(e->x, syn::unpackList(e->index));
  }
  case NodeKind::ParenExpr: return declaredType(static_cast<syn::ParenExpr *>(e0)->x, def);
  case NodeKind::ArrayType: {
    auto *e = static_cast<syn::ArrayType *>(e0);
    auto *t = newType<Array>();
    if (e->len) {
      t->len = arrayLength(e->len);
    } else {
      errorf(e, Diag::TypesOpenArray);
      t->len = -1;
    }
    t->elem = varType(e->elem);
    if (t->len > (1 << 20)) bigTypes_.push_back({e->pos, t});
    return t->len >= 0 ? t : invalidType();
  }
  case NodeKind::SliceType: {
    auto *t = newType<Slice>();
    t->elem = varType(static_cast<syn::SliceType *>(e0)->elem);
    return t;
  }
  case NodeKind::DotsType: errorf(e0, Diag::TypesDots); return invalidType();
  case NodeKind::StructType: {
    auto *t = newType<Struct>();
    structType(t, static_cast<syn::StructType *>(e0));
    return t;
  }
  case NodeKind::Operation:
    if (Expr *base = starOperand(e0)) {
      auto *t = newType<Pointer>();
      t->elem = invalidType(); // for invalid recursive declarations
      t->elem = varType(base);
      return isValid(t->elem) ? static_cast<Type *>(t) : invalidType();
    }
    break;
  case NodeKind::FuncType: {
    auto *t = newType<Signature>();
    funcType(t, nullptr, {}, static_cast<syn::FuncType *>(e0));
    return t;
  }
  case NodeKind::InterfaceType: {
    Interface *t = newInterface();
    interfaceType(t, e0, static_cast<syn::InterfaceType *>(e0)->methods, def);
    return t;
  }
  case NodeKind::MapType: {
    auto *e = static_cast<syn::MapType *>(e0);
    auto *t = newType<Map>();
    t->key = varType(e->key);
    t->elem = varType(e->value);
    // Spec "Map types": == must be defined for keys. Types must be complete to tell.
    if (!dyn<Basic>(t->key))
      later([this, t, e] {
        if (comparableType(t->key, true)) errorf(e->key, Diag::TypesMapKey, t->key, isTypeParam(t->key) ? diagFormat(Diag::TypesMissingComparable) : "");
      });
    return t;
  }
  case NodeKind::ChanType: {
    auto *e = static_cast<syn::ChanType *>(e0);
    auto *t = newType<Chan>();
    t->dir = e->dir;
    t->elem = varType(e->elem);
    if (Type *u = unalias(t->elem); u && (u->kind == TypeKind::Named || u->kind == TypeKind::Array || u->kind == TypeKind::Struct))
      bigTypes_.push_back({e->pos, t});
    return t;
  }
  default: break;
  }
  errorf(e0, Diag::TypesNotAType, e0);
  use(e0);
  return invalidType();
}

Type *Checker::instantiatedType(Expr *x, ExprList xlist) {
  std::string cause;
  Type *gtyp = genericType(x, &cause);
  if (!cause.empty()) {
    std::string args = "[";
    for (size_t i = 0; i < xlist.size(); i++) args += (i ? ", " : "") + syn::exprString(xlist[i]);
    errorf(x, Diag::TypesNotGenericInst, x, args + "]", cause);
  }
  if (!isValid(gtyp)) return invalidType();
  std::vector<Type *> targs;
  if (!typeList(xlist, targs)) return invalidType();
  Type *inst = instanceOf(this, x->pos, gtyp, targs, nullptr);
  if (!isValid(inst) && inst->kind == TypeKind::Basic) return invalidType();
  // The type parameters of gtyp may not be set up yet: look at the arguments later.
  auto kept = keep(targs);
  later([this, x, xlist, inst, kept] {
    recordInstance(x, kept, inst);
    auto tparams = tparamsOf(inst);
    Ident name = inst->kind == TypeKind::Named ? static_cast<Named *>(inst)->obj->name : static_cast<Alias *>(inst)->obj->name;
    if (!validateTArgLen(x->pos, name, tparams.size(), kept.size())) return;
    std::string why;
    int i = verify(x->pos, tparams, kept, why);
    if (i >= 0) softErrorf(static_cast<size_t>(i) < xlist.size() ? At(xlist[static_cast<size_t>(i)]) : At(x->pos), Diag::TypesInvalidTypeArg, why);
    else monoInstance(x->pos, tparams, kept, xlist);
  });
  return inst;
}

// A constant array length, or -1 after an error.
int64_t Checker::arrayLength(Expr *e) {
  // A name that isn't a constant may be meant as a type parameter whose constraint is missing.
  if (auto *name = nodeAs<syn::Name>(e)) {
    Object *obj = lookup(name->value);
    if (!obj) {
      errorf(name, Diag::TypesUndefinedLength, name->value);
      return -1;
    }
    if (obj->kind != ObjectKind::Const) {
      errorf(name, Diag::TypesInvalidLength, name->value);
      return -1;
    }
  }
  Operand x;
  expr(nullptr, x, e);
  if (!x.isConst()) {
    if (!x.invalid()) errorf(x, Diag::TypesLengthConst, x);
    return -1;
  }
  if (isUntyped(x.type) || isInteger(x.type)) {
    if (V v = constant::toInt(x.val)) {
      int64_t n = 0;
      if (constant::int64Val(v, n) && n >= 0) {
        // The recorded value is that of an int.
        if (isUntyped(x.type)) convertUntyped(x, types::typ(BasicKind::Int));
        return n;
      }
    }
  }
  errorf(x, isInteger(x.type) ? Diag::TypesInvalidLength : Diag::TypesLengthInteger, x);
  return -1;
}

bool Checker::typeList(ExprList list, std::vector<Type *> &out) {
  bool ok = true;
  for (Expr *e : list) {
    Type *t = varType(e);
    ok &= isValid(t);
    out.push_back(t);
  }
  return ok;
}

} // namespace golem::types
