// Interface types (spec "Interface types").
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

Interface *Checker::newInterface() {
  auto *t = newType<Interface>();
  t->check = this;
  newInterfaces_.push_back(t);
  return t;
}

void Checker::interfaceType(Interface *t, Expr *e, syn::FieldList list, TypeName *def) {
  if (!inIface_ && !list.empty() && e->kind == NodeKind::InterfaceType) ifaceLits_.push_back({e->pos, t});
  Restore<bool> in(inIface_, true);
  std::vector<Func *> methods;
  std::vector<Type *> embeddeds;
  std::vector<Pos> embedPos;
  for (syn::Field *f : list) {
    if (!f->name) {
      embeddeds.push_back(parseUnion(f->type));
      embedPos.push_back(syn::startPos(f->type));
      continue;
    }
    if (f->name->value.isBlank()) {
      errorf(f->name, Diag::TypesBlankMethod);
      continue;
    }
    Type *ft = typ(f->type);
    auto *sig = dyn<Signature>(ft);
    if (!sig) {
      if (isValid(ft)) errorf(f->type, Diag::TypesNotMethodSignature, ft);
      continue;
    }
    // The receiver is the named type if there is one: messages read better.
    Type *recv = t;
    if (def)
      if (Named *n = asNamed(def->type)) recv = n;
    sig->recv = newVar(VarKind::Recv, f->name->pos, pkg, {}, recv);
    auto *m = newObject<Func>(f->name->pos, pkg, f->name->value, sig);
    m->isInterfaceMethod = true;
    f->name->obj = m;
    f->name->isDef = true;
    methods.push_back(m);
  }
  std::stable_sort(methods.begin(), methods.end(), [](Func *a, Func *b) { return compareMethods(a, b) < 0; });
  t->methods = keep(methods);
  t->embeddeds = keep(embeddeds);
  t->embedPos = keep(embedPos);
  t->complete = true;
  if (methods.empty() && embeddeds.empty()) {
    t->tset = topTypeSet();
    return;
  }
  // Compute the type set soon, for its errors.
  later([t] { typeSet(t); });
}

} // namespace golem::types
