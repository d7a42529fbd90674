// Declarations of constants, variables, types and functions, at package level (lazily, by objDecl) and in statements.
#include "compiler/types/checker.h"

namespace golem::types {

void Checker::declare(Scope *scope, syn::Name *id, Object *obj, Pos scopePos) {
  if (!obj->name.isBlank()) {
    if (Object *alt = scope->lookup(obj->name)) {
      ErrorDesc e;
      addf(e, obj, Diag::TypesRedeclared, obj->name);
      addAltDecl(e, alt);
      report(e);
      return;
    }
    scope->elems.insert(obj->name, obj);
    if (!obj->parent) obj->parent = scope;
    obj->scopePos = scopePos;
    if (auto *v = objAs<Var>(obj); v && v->vkind == VarKind::Local && env.locals) env.locals->push_back(v);
  }
  if (id) {
    id->obj = obj;
    id->isDef = true;
  }
}

// Checks the declaration of a package-level object, unless that is done or under way. An object is white (no type), grey
// (on the object path) or black (has its type). Meeting a grey one means a cycle; validCycle() tells whether it is one
// that the language allows.
void Checker::objDecl(Object *obj) {
  if (onPath(obj)) {
    switch (obj->kind) {
    case ObjectKind::Const: case ObjectKind::Var:
      if (!validCycle(obj) || !obj->type) obj->type = invalidType();
      break;
    case ObjectKind::TypeName:
      if (!validCycle(obj)) obj->type = invalidType();
      break;
    case ObjectKind::Func: validCycle(obj); break; // keeps its empty signature
    case ObjectKind::PkgName: case ObjectKind::Label: case ObjectKind::Builtin: case ObjectKind::Nil: break;
    }
    if (!obj->type) obj->type = invalidType();
    return;
  }
  if (obj->type) return;
  auto *d = static_cast<DeclInfo *>(obj->declInfo);
  if (!d) {
    obj->type = invalidType();
    return;
  }
  push(obj);
  Restore<Environment> saved(env, Environment{});
  Restore<bool> in(inIface_, false);
  env.scope = d->file;
  env.version = d->version;
  switch (obj->kind) {
  case ObjectKind::Const:
    env.decl = d;
    constDecl(static_cast<Const *>(obj), d->vtyp, d->init, d->inherited);
    break;
  case ObjectKind::Var:
    env.decl = d;
    varDecl(static_cast<Var *>(obj), d->lhs, d->vtyp, d->init);
    break;
  case ObjectKind::TypeName:
    typeDecl(static_cast<TypeName *>(obj), d->tdecl);
    collectMethods(static_cast<TypeName *>(obj));
    break;
  case ObjectKind::Func: funcDecl(static_cast<Func *>(obj), d); break;
  case ObjectKind::PkgName: case ObjectKind::Label: case ObjectKind::Builtin: case ObjectKind::Nil: break;
  }
  pop();
}

void Checker::constDecl(Const *obj, Expr *typ_, Expr *init, bool inherited) {
  Restore<V> iota(env.iota, obj->val);
  Restore<Pos> errpos(env.errpos, Pos{});
  obj->val = nullptr; // until known
  if (typ_) {
    Type *t = typ(typ_);
    if (!isConstType(t)) {
      if (isValid(under(t))) errorf(typ_, Diag::TypesConstType, t);
      obj->type = invalidType();
      return;
    }
    obj->type = t;
  }
  Operand x;
  if (init) {
    // An inherited expression stands elsewhere: report errors at this constant.
    if (inherited) env.errpos = obj->pos;
    expr(nullptr, x, init);
  }
  initConst(obj, x);
}

void Checker::varDecl(Var *obj, std::span<Var *> lhs, Expr *typ_, Expr *init) {
  if (typ_) obj->type = varType(typ_);
  if (!init) {
    if (!typ_) obj->type = invalidType(); // reported by arity
    return;
  }
  if (lhs.size() <= 1) {
    Operand x;
    Target buf;
    expr(newTarget(buf, obj->type, obj->name.str()), x, init);
    initVar(obj, x, {"variable declaration"});
    return;
  }
  if (typ_)
    for (Var *v : lhs) v->type = obj->type;
  initVars(lhs, {&init, 1}, nullptr);
}

bool Checker::isImportedConstraint(Type *t) {
  Named *n = asNamed(t);
  if (!n || n->obj->pkg == pkg || !n->obj->pkg) return false;
  auto *i = dynUnder<Interface>(n);
  return i && !typeSet(i)->isMethodSet();
}

void Checker::aliasDecl(TypeName *obj, syn::TypeDecl *d, bool versionErr) {
  if (!versionErr && !d->tparams.empty() && !verifyVersionf(d->tparams[0], 23, Diag::FeatGenericAlias)) versionErr = true;
  if (!versionErr) verifyVersionf(d, 9, Diag::FeatAlias);
  auto *alias = newType<Alias>();
  alias->obj = obj;
  alias->orig = alias;
  if (!obj->type) obj->type = alias;
  newAliases_.push_back(alias);
  bool scoped = !d->tparams.empty();
  if (scoped) {
    openScope();
    collectTypeParams(alias->tparams, d->tparams);
  }
  Type *rhs = declaredType(d->type, obj);
  alias->fromRHS = rhs;
  if (auto *tp = dyn<TypeParam>(rhs))
    for (TypeParam *p : alias->tparams)
      if (p == tp) {
        errorf(d->type, Diag::TypesTypeParamAlias);
        alias->fromRHS = invalidType();
      }
  if (scoped) closeScope();
}

void Checker::typeDecl(TypeName *obj, syn::TypeDecl *d) {
  later([this, obj, d] {
    if (Named *n = asNamed(obj->type)) validType(n);
    if (Type *rhs = d->type->tv.type; rhs && isImportedConstraint(rhs)) verifyVersionf(d->type, 18, Diag::FeatConstraint, rhs);
  });
  if (d->alias) {
    aliasDecl(obj, d, false);
    return;
  }
  if (!d->tparams.empty()) verifyVersionf(d->tparams[0], 18, Diag::FeatTypeParam);
  auto *named = newType<Named>();
  named->obj = obj;
  named->orig = named;
  named->check = this;
  named->methods = new std::vector<Func *>;
  if (!obj->type) obj->type = named;
  newNamed_.push_back(named);
  if (env.locals) {
    std::lock_guard<std::recursive_mutex> lock(globalLock()); // bodies may be checked by several threads
    pkg->localTypes.push_back(obj);
  }
  bool scoped = !d->tparams.empty();
  if (scoped) {
    openScope();
    collectTypeParams(named->tparams, d->tparams);
  }
  Type *rhs = declaredType(d->type, obj);
  named->fromRHS = rhs;
  // Spec "Type definitions": the given type can't be a type parameter.
  if (isTypeParam(rhs)) {
    errorf(d->type, Diag::TypesTypeParamRHS);
    named->fromRHS = invalidType();
  }
  if (scoped) closeScope();
}

TypeParam *Checker::newTypeParam(TypeName *obj, Type *constraint) {
  static uint64_t lastId = 0;
  auto *t = newType<TypeParam>();
  t->id = __atomic_add_fetch(&lastId, 1, __ATOMIC_RELAXED);
  t->obj = obj;
  t->bound = constraint;
  t->check = this;
  t->index = -1;
  if (!obj->type) obj->type = t;
  newTypeParams_.push_back(t);
  return t;
}

TypeParam *Checker::declareTypeParam(syn::Name *name, Pos scopePos) {
  auto *tname = newObject<TypeName>(name->pos, pkg, name->value, nullptr);
  TypeParam *t = newTypeParam(tname, invalidType()); // until the constraint is known
  declare(env.scope, name, tname, scopePos);
  return t;
}

void Checker::collectTypeParams(std::span<TypeParam *> &dst, syn::FieldList list) {
  std::vector<TypeParam *> tparams;
  // All parameters are in scope in all constraints.
  for (syn::Field *f : list) {
    TypeParam *t = declareTypeParam(f->name, list[0]->pos);
    t->index = static_cast<int>(tparams.size());
    tparams.push_back(t);
  }
  dst = keep(tparams); // constraints may use the type being declared
  Restore<bool> in(env.inTParamList, true);
  Type *b = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    if (i == 0 || list[i]->type != list[i - 1]->type) {
      b = bound(list[i]->type);
      if (isTypeParam(b)) {
        errorf(list[i]->type, Diag::TypesTypeParamConstraint);
        b = invalidType();
      }
    }
    tparams[i]->bound = b;
  }
}

// A constraint; the literal forms ~T and A|B stand for an interface that embeds them.
Type *Checker::bound(Expr *e) {
  if (!e) return invalidType();
  auto *op = nodeAs<syn::Operation>(e);
  if (op && (op->op == syn::Op::Tilde || op->op == syn::Op::Or)) {
    auto *f = make<syn::Field>();
    f->kind = NodeKind::Field;
    f->pos = e->pos;
    f->type = e;
    Interface *i = newInterface();
    interfaceType(i, e, keep(&f, 1), nullptr);
    i->implicit = true;
    return i;
  }
  return typ(e);
}

void Checker::collectMethods(TypeName *obj) {
  auto it = methods_.find(obj);
  if (it == methods_.end()) return;
  std::vector<Func *> list = std::move(it->second);
  methods_.erase(it);
  Named *base = asNamed(obj->type);
  if (base) later([this, base] { checkFieldUniqueness(base); });
  std::vector<Func *> all;
  for (Func *m : list) {
    Func *alt = nullptr;
    for (Func *o : all)
      if (o->name == m->name) alt = o;
    if (alt) {
      errorf(m->pos, Diag::TypesDuplicateMethodDecl, obj->name, m->name, alt->pos);
      continue;
    }
    all.push_back(m);
  }
  if (base && base->obj == obj) *base->methods = std::move(all);
}

// Spec "Method declarations": a struct's field and method names are distinct.
void Checker::checkFieldUniqueness(Named *base) {
  auto *s = dynUnder<Struct>(base);
  if (!s) return;
  for (Var *f : s->fields) {
    if (f->name.isBlank()) continue;
    for (Func *m : *base->methods) {
      if (!sameId(m, f->pkg, f->name, false)) continue;
      ErrorDesc e;
      addf(e, m, Diag::TypesFieldAndMethod, f->name);
      addAltDecl(e, f);
      report(e);
    }
  }
}

void Checker::funcDecl(Func *obj, DeclInfo *d) {
  auto *sig = newType<Signature>();
  obj->type = sig; // guards against cycles
  syn::FuncDecl *f = d->fdecl;
  funcType(sig, f->recv, f->tparams, f->type);
  if (!f->tparams.empty() && !f->body && !f->hasBody) softErrorf(f, Diag::TypesGenericBody);
  if (cfg.ignoreFuncBodies || !f->body) return;
  d->bodyChecked = true;
  later([this, d, sig, f] { funcBody(d, sig, f->body, nullptr); });
}

void Checker::declStmt(std::span<syn::Decl *> list) {
  int first = -1;
  syn::ConstDecl *last = nullptr;
  syn::Group *group = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    syn::Decl *decl = list[i];
    if (decl->kind != NodeKind::ConstDecl) first = -1;
    switch (decl->kind) {
    case NodeKind::ConstDecl: {
      auto *d = static_cast<syn::ConstDecl *>(decl);
      size_t top = delayed_.size();
      if (first < 0 || !d->group || group != d->group) {
        first = static_cast<int>(i);
        last = nullptr;
        group = d->group;
      }
      V iota = constant::makeInt64(static_cast<int>(i) - first);
      bool inherited = true;
      if (d->type || d->values) {
        last = d;
        inherited = false;
      } else if (!last) {
        inherited = false;
      }
      ExprList values = last ? syn::unpackList(last->values) : ExprList();
      std::vector<Const *> lhs;
      for (size_t k = 0; k < d->names.size(); k++) {
        auto *obj = newObject<Const>(d->names[k]->pos, pkg, d->names[k]->value, nullptr);
        obj->val = iota;
        lhs.push_back(obj);
        constDecl(obj, last ? last->type : nullptr, k < values.size() ? values[k] : nullptr, inherited);
      }
      arity(d->pos, d->names, values, true, inherited);
      // Function literals of the initializers see the scope as it is before the declaration.
      processDelayed(top);
      Pos scopePos = syn::endPos(d);
      for (size_t k = 0; k < lhs.size(); k++) declare(env.scope, d->names[k], lhs[k], scopePos);
      break;
    }
    case NodeKind::VarDecl: {
      auto *d = static_cast<syn::VarDecl *>(decl);
      if (d->pragma & syn::kPragmaEmbed) embedDecls_.push_back({d, true});
      size_t top = delayed_.size();
      std::vector<Var *> lhs;
      for (syn::Name *name : d->names) {
        lhs.push_back(newVar(VarKind::Local, name->pos, pkg, name->value, nullptr));
        lhs.back()->decl = d;
      }
      ExprList values = syn::unpackList(d->values);
      for (size_t k = 0; k < lhs.size(); k++) {
        std::span<Var *> all;
        Expr *init = nullptr;
        if (values.size() == lhs.size()) {
          init = values[k];
        } else if (values.size() == 1) { // a call with several results
          all = lhs;
          init = values[0];
        } else if (k < values.size()) {
          init = values[k];
        }
        varDecl(lhs[k], all, d->type, init);
        if (values.size() == 1) break; // all variables have been taken care of
      }
      for (Var *v : lhs)
        if (!v->type) v->type = invalidType();
      if (!d->type || !values.empty()) arity(d->pos, d->names, values, false, false);
      processDelayed(top);
      Pos scopePos = syn::endPos(d);
      for (size_t k = 0; k < lhs.size(); k++) declare(env.scope, d->names[k], lhs[k], scopePos);
      break;
    }
    case NodeKind::TypeDecl: {
      auto *d = static_cast<syn::TypeDecl *>(decl);
      auto *obj = newObject<TypeName>(d->name->pos, pkg, d->name->value, nullptr);
      declare(env.scope, d->name, obj, d->name->pos);
      push(obj);
      typeDecl(obj, d);
      pop();
      break;
    }
    default: break;
    }
  }
}

} // namespace golem::types
