// The driver: the phases of checking a package, in order, and what is done when it is finished.
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

void Checker::push(Object *o) {
  o->color = 1;
  objPath_.push_back(o);
}
void Checker::pop() {
  objPath_.back()->color = 0;
  objPath_.pop_back();
}
// The part of the path that begins with o.
std::span<Object *> Checker::cycleFrom(const Object *o) {
  for (size_t i = 0; i < objPath_.size(); i++)
    if (objPath_[i] == o) return std::span(objPath_).subspan(i);
  return {};
}

// Runs the actions that were put off since `top`; they may add more.
void Checker::processDelayed(size_t top) {
  if (delayed_.size() <= top) return;
  Restore<int> version(env.version);
  for (size_t i = top; i < delayed_.size(); i++) {
    Delayed d = std::move(delayed_[i]);
    env.version = d.version;
    d.f();
  }
  delayed_.resize(top);
}

void Checker::initFiles(std::vector<syn::File *> &files) {
  for (syn::File *f : files) {
    Ident name = f->pkgName ? f->pkgName->value : Ident::intern("_");
    if (pkg->name.empty()) {
      if (name.isBlank()) errorf(f->pkgName, Diag::TypesBlankPackage);
      else pkg->name = name;
      files_.push_back(f);
    } else if (pkg->name == name) {
      files_.push_back(f);
    } else {
      errorf(f->pkgName ? At(f->pkgName) : At(f->pos), Diag::TypesPackageMismatch, name, pkg->name);
    }
  }
  int pkgVersion = parseVersion(cfg.goVersion);
  if (pkgVersion > kCurrentVersion + 1 && !files.empty()) errorf(files[0]->pos, Diag::TypesPackageTooNew, cfg.goVersion, versionString(kCurrentVersion));
  for (syn::File *f : files_) {
    int v = pkgVersion;
    if (int fv = parseVersion(f->goVersion); fv != kNoVersion) {
      v = std::max(fv, 21); // a //go:build line can't go back further
      if (fv > kCurrentVersion + 1) errorf(f->pkgName, Diag::TypesFileTooNew, versionString(fv));
    }
    fileVersions_.push_back(v);
  }
  pkg->files = files_;
}

void Checker::checkFiles(std::vector<syn::File *> files) {
  initFiles(files);
  collectObjects();
  directCycles();
  packageObjects();
  processDelayed(0); // function bodies among them
  if (!firstError_ && cfg.gcChecks) anonymousCycles();
  publish();
  initOrder();
  if (!cfg.ignoreFuncBodies) unusedImports();
  if (!firstError_) monomorph();
  if (!firstError_ && cfg.gcChecks) {
    checkEmbeds();
    checkLinknames();
    checkSizes();
  }
  pkg->checker = new PackageState{objList_};
  pkg->goVersion = cfg.goVersion;
  pkg->complete = true;
}

// Completes everything that is lazy, so that other threads only read.
void Checker::publish() {
  for (Alias *a : newAliases_) a->actual = unalias(a->fromRHS) ? unalias(a->fromRHS) : invalidType();
  for (TypeParam *t : newTypeParams_) typeSet(ifaceOf(t));
  for (size_t i = 0; i < newNamed_.size(); i++)
    if (newNamed_[i]->orig == newNamed_[i]) under(newNamed_[i]);
  for (size_t i = 0; i < newInterfaces_.size(); i++) typeSet(newInterfaces_[i]);
  processDelayed(0); // checks of duplicate methods
  for (Interface *i : newInterfaces_) i->check = nullptr;
  for (TypeParam *t : newTypeParams_) t->check = nullptr;
  for (Named *n : newNamed_) n->check = nullptr;
  newNamed_.clear();
  newInterfaces_.clear();
  newTypeParams_.clear();
  newAliases_.clear();
  publishInstances(this);
}

Package *check(const std::string &path, std::vector<syn::File *> files, const Config &cfg, Diagnostics &diags) {
  auto *pkg = new Package;
  pkg->path = path;
  pkg->scope = make<Scope>();
  pkg->scope->parent = universe();
  Checker c(pkg, cfg, diags);
  c.checkFiles(std::move(files));
  return pkg;
}

} // namespace golem::types
