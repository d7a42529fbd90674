// Function bodies on demand: for packages whose declarations were checked with ignoreFuncBodies.
#include "compiler/types/checker.h"

namespace golem::types {

void Checker::checkOneBody(Func *fn) {
  auto *d = static_cast<DeclInfo *>(fn->declInfo);
  auto *sig = dyn<Signature>(fn->type);
  if (!d || d->bodyChecked || !d->fdecl || !d->fdecl->body || !sig) return;
  files_ = pkg->files;
  env.version = d->version;
  d->bodyChecked = true;
  funcBody(d, sig, d->fdecl->body, nullptr);
  processDelayed(0);
  publish();
}

void checkBody(Package *pkg, Func *fn, const Config &cfg, Diagnostics &diags) {
  Checker c(pkg, cfg, diags);
  c.checkOneBody(fn);
}

void Checker::completeInit(const std::function<void(Func *)> &parseBody) {
  auto *state = static_cast<PackageState *>(pkg->checker);
  if (!state) return;
  objList_ = state->objects;
  std::vector<Object *> todo;
  std::unordered_set<Object *> seen;
  for (Object *o : objList_)
    if (o->kind == ObjectKind::Var) todo.push_back(o);
  while (!todo.empty()) {
    Object *o = todo.back();
    todo.pop_back();
    auto *d = static_cast<DeclInfo *>(o->declInfo);
    if (!d || !seen.insert(o).second) continue;
    if (auto *fn = objAs<Func>(o)) {
      if (!d->fdecl->body && d->fdecl->hasBody && parseBody) parseBody(fn);
      Checker c(pkg, cfg, diags);
      c.checkOneBody(fn);
    }
    todo.insert(todo.end(), d->deps.begin(), d->deps.end());
  }
  initOrder();
}

void completeInitOrder(Package *pkg, const Config &cfg, Diagnostics &diags, const std::function<void(Func *)> &parseBody) {
  Checker c(pkg, cfg, diags);
  c.completeInit(parseBody);
}

} // namespace golem::types
