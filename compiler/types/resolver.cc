// Phase one: all names of a package. Enters package-level objects into the package scope and imports into file scopes,
// pairs methods with their receiver types, and then has every declaration checked (packageObjects).
#include "compiler/syntax/parse.h"
#include "compiler/types/checker.h"

namespace golem::types {

namespace {

// The text of an import path literal, or why it isn't one (spec "Import declarations").
std::string importPath(std::string_view lit, std::string &err) {
  if (lit.size() < 2) {
    err = "invalid syntax";
    return "";
  }
  std::string s;
  if (!syn::unquote(lit, s)) {
    err = "invalid syntax";
    return s;
  }
  if (s.empty()) {
    err = "empty string";
    return s;
  }
  constexpr std::string_view kIllegal = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
  for (size_t i = 0; i < s.size(); i++) {
    auto c = static_cast<unsigned char>(s[i]);
    uint32_t r = c;
    size_t n = 1;
    if (c >= 0x80) {
      n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
      bool whole = i + n <= s.size();
      for (size_t k = 1; whole && k < n; k++) whole = (static_cast<unsigned char>(s[i + k]) & 0xc0) == 0x80;
      if (!whole) n = 1;
      r = n == 1 ? 0xfffd : n == 2 ? c & 31u : n == 3 ? c & 15u : c & 7u;
      for (size_t k = 1; k < n && i + k < s.size(); k++) r = r << 6 | (static_cast<unsigned char>(s[i + k]) & 63u);
    }
    bool bad = r <= 0x20 || r == 0x7f || (r >= 0x80 && r <= 0xa0) || r == 0xfffd || (r < 0x80 && kIllegal.find(static_cast<char>(r)) != std::string_view::npos);
    if (bad) {
      char buf[48];
      std::snprintf(buf, sizeof buf, "invalid character U+%04X", r);
      err = buf;
      if (r >= 0x20 && r < 0x7f) err += " '" + std::string(1, static_cast<char>(r)) + "'";
      if (r == 0xfffd) err += " '\xef\xbf\xbd'";
      return s;
    }
    i += n - 1;
  }
  return s;
}

// The path without empty and dot elements.
std::string cleanPath(const std::string &path) {
  std::vector<std::string> parts;
  for (size_t i = 0; i <= path.size();) {
    size_t e = path.find('/', i);
    if (e == std::string::npos) e = path.size();
    std::string p = path.substr(i, e - i);
    if (p == ".." && !parts.empty()) parts.pop_back();
    else if (!p.empty() && p != ".") parts.push_back(p);
    i = e + 1;
  }
  std::string out;
  for (auto &p : parts) out += (out.empty() ? "" : "/") + p;
  return out.empty() ? "." : out;
}

} // namespace

DeclInfo *Checker::newDecl(Scope *file) {
  auto *d = new DeclInfo; // lives as long as the package
  d->file = file;
  d->version = env.version;
  d->id = ++nextDecl_;
  return d;
}

void Checker::arity(Pos pos, std::span<syn::Name *> names, ExprList inits, bool constDecl, bool inherited) {
  size_t l = names.size(), r = inits.size();
  if (l < r) {
    if (inherited) errorf(pos, Diag::TypesExtraInitAt, inits[l]->pos);
    else errorf(inits[l], Diag::TypesExtraInit, inits[l]);
  } else if (l > r && (constDecl || r != 1)) { // a single value may be a call with several results
    errorf(names[r], Diag::TypesMissingInit, names[r]->value);
  }
}

void Checker::declarePkgObj(syn::Name *id, Object *obj, DeclInfo *d) {
  if (id->value.str() == "init") {
    errorf(id, Diag::TypesDeclareInit);
    return;
  }
  if (id->value.str() == "main" && pkg->name.str() == "main") {
    errorf(id, Diag::TypesDeclareMain);
    return;
  }
  declare(pkg->scope, id, obj, {});
  obj->declInfo = d;
  objList_.push_back(obj);
  obj->order = static_cast<uint32_t>(objList_.size());
}

Package *Checker::importPackage(syn::BasicLit *at, const std::string &path) {
  if (auto it = impMap_.find(path); it != impMap_.end()) return it->second;
  Package *imp = nullptr;
  std::string err;
  if (path == "unsafe") imp = unsafePackage();
  else if (path == "main") err = diagFormat(Diag::CauseImportMain);
  else if (path[0] == '/') err = diagFormat(Diag::CauseImportAbsolute);
  else if (std::string clean = cleanPath(path); clean != path && path[0] != '.') err = format(Diag::CauseImportCanonical, path, clean);
  else if (cfg.importer) imp = cfg.importer(path, at->pos, err);
  else err = "no importer";
  if (imp && imp->name.empty()) {
    err = "invalid package name: \"\"";
    imp = nullptr;
  }
  if (!imp) {
    if (err.empty()) err = "cannot find package";
    errorf(at->pos, Diag::TypesBrokenImport, path, err);
    imp = new Package;
    imp->path = path;
    imp->scope = make<Scope>();
    std::string name = path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    imp->name = Ident::intern(name.substr(name.rfind('/') + 1));
    imp->fake = true; // everything may be in it
  }
  impMap_[path] = imp;
  return imp;
}

void Checker::collectImport(syn::ImportDecl *d, Scope *fileScope) {
  if (!d->path || d->path->bad) return;
  std::string err;
  std::string path = importPath(d->path->value, err);
  if (!err.empty()) {
    errorf(d->path, Diag::TypesBadImportPath, err);
    return;
  }
  Package *imp = importPackage(d->path, path);
  Ident name = imp->name;
  if (d->localName) {
    name = d->localName->value;
    if (path == "C") {
      errorf(d->localName, Diag::TypesImportCRenamed);
      return;
    }
  }
  if (name.str() == "init") {
    errorf(d, Diag::TypesImportInit);
    return;
  }
  bool known = false;
  for (Package *p : pkg->imports) known = known || p == imp;
  if (!known) pkg->imports.push_back(imp);
  auto *pn = newObject<PkgName>(d->pos, pkg, name, invalidType());
  pn->imported = imp;
  if (d->localName) {
    d->localName->obj = pn;
    d->localName->isDef = true;
  }
  if (imp->fake) pn->used = true;
  imports_.push_back({pn, d});
  if (name.str() != ".") {
    declare(fileScope, nullptr, pn, {});
    return;
  }
  for (auto &[n, obj] : imp->scope->elems) {
    if (!n.isExported()) continue;
    if (Object *alt = fileScope->lookup(n)) {
      ErrorDesc e;
      addf(e, d->localName, Diag::TypesRedeclared, alt->name);
      addAltDecl(e, alt);
      report(e);
      continue;
    }
    fileScope->elems.insert(n, obj);
    dotImports_.push_back({fileScope, n, pn});
  }
}

// The parts of a receiver type *T[A, _]. base isn't a name in wrong programs.
void Checker::unpackRecv(Expr *rtyp, bool &ptr, Expr *&base, std::vector<syn::Name *> *tparams) {
  ptr = false;
  base = syn::unparen(rtyp);
  if (Expr *x = starOperand(base)) {
    ptr = true;
    base = syn::unparen(x);
  }
  auto *inst = nodeAs<syn::IndexExpr>(base);
  if (!inst) return;
  base = inst->x;
  if (!tparams) return;
  for (Expr *arg : syn::unpackList(inst->index)) {
    auto *par = nodeAs<syn::Name>(arg);
    if (!par) {
      if (arg->kind != NodeKind::BadExpr) errorf(arg, Diag::TypesRecvParamIdent, arg);
      par = make<syn::Name>();
      par->kind = NodeKind::Name;
      par->pos = arg->pos;
      par->value = Ident::intern("_");
    }
    tparams->push_back(par);
  }
}

void Checker::collectFunc(syn::FuncDecl *d, Scope *fileScope, syn::File *f) {
  std::string_view name = d->name->value.str();
  auto *obj = newObject<Func>(d->name->pos, pkg, d->name->value, nullptr);
  obj->decl = d;
  obj->file = f;
  bool tparamError = false;
  if (!d->recv) {
    if (name == "init" || (name == "main" && pkg->name.str() == "main")) {
      if (!d->tparams.empty()) {
        softErrorf(d->tparams[0], Diag::TypesInitTypeParams, name);
        tparamError = true;
      }
      if (!d->type->params.empty() || !d->type->results.empty()) softErrorf(d->name, Diag::TypesInitSignature, name);
    }
    if (name == "init") { // can't be referred to
      obj->parent = pkg->scope;
      d->name->obj = obj;
      d->name->isDef = true;
      if (!d->body && !d->hasBody) softErrorf(obj->pos, Diag::TypesInitBody);
    } else {
      declare(pkg->scope, d->name, obj, {});
    }
  } else {
    bool ptr = false;
    Expr *base = nullptr;
    unpackRecv(d->recv->type, ptr, base, nullptr);
    if (auto *recv = nodeAs<syn::Name>(base); recv && name != "_") methodInfos_.push_back({obj, ptr, recv});
    d->name->obj = obj;
    d->name->isDef = true;
  }
  if (!d->tparams.empty() && !tparamError) verifyVersionf(d->tparams[0], 18, Diag::FeatTypeParam);
  DeclInfo *info = newDecl(fileScope);
  info->fdecl = d;
  info->source = f;
  obj->declInfo = info;
  objList_.push_back(obj);
  obj->order = static_cast<uint32_t>(objList_.size());
  pkg->funcs.push_back(obj);
}

void Checker::collectFile(syn::File *f) {
  auto *fileScope = make<Scope>();
  fileScope->parent = pkg->scope;
  fileScopes_.push_back(fileScope);
  int first = -1;                 // index of the current const group's first declaration
  syn::ConstDecl *last = nullptr; // the latest one with values
  syn::Group *group = nullptr;
  for (size_t i = 0; i < f->decls.size(); i++) {
    syn::Decl *decl = f->decls[i];
    if (decl->kind != NodeKind::ConstDecl) first = -1;
    switch (decl->kind) {
    case NodeKind::ImportDecl: collectImport(static_cast<syn::ImportDecl *>(decl), fileScope); break;
    case NodeKind::ConstDecl: {
      auto *d = static_cast<syn::ConstDecl *>(decl);
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
      for (size_t k = 0; k < d->names.size(); k++) {
        syn::Name *name = d->names[k];
        auto *obj = newObject<Const>(name->pos, pkg, name->value, nullptr);
        obj->val = iota;
        DeclInfo *info = newDecl(fileScope);
        info->vtyp = last ? last->type : nullptr;
        info->init = k < values.size() ? values[k] : nullptr;
        info->inherited = inherited;
        declarePkgObj(name, obj, info);
      }
      arity(d->pos, d->names, values, true, inherited);
      break;
    }
    case NodeKind::VarDecl: {
      auto *d = static_cast<syn::VarDecl *>(decl);
      if (d->pragma & syn::kPragmaEmbed) embedDecls_.push_back({d, false});
      std::vector<Var *> lhs;
      for (syn::Name *name : d->names) {
        Var *v = newVar(VarKind::Package, name->pos, pkg, name->value, nullptr);
        v->decl = d;
        lhs.push_back(v);
      }
      // With one initializer all variables share its declaration, and so its dependencies.
      DeclInfo *shared = nullptr;
      if (!nodeAs<syn::ListExpr>(d->values)) {
        shared = newDecl(fileScope);
        shared->lhs = keep(lhs);
        shared->vtyp = d->type;
        shared->init = d->values;
      }
      ExprList values = syn::unpackList(d->values);
      for (size_t k = 0; k < lhs.size(); k++) {
        DeclInfo *info = shared;
        if (!info) {
          info = newDecl(fileScope);
          info->vtyp = d->type;
          info->init = k < values.size() ? values[k] : nullptr;
        }
        declarePkgObj(d->names[k], lhs[k], info);
      }
      if (!d->type || !values.empty()) arity(d->pos, d->names, values, false, false);
      break;
    }
    case NodeKind::TypeDecl: {
      auto *d = static_cast<syn::TypeDecl *>(decl);
      DeclInfo *info = newDecl(fileScope);
      info->tdecl = d;
      declarePkgObj(d->name, newObject<TypeName>(d->name->pos, pkg, d->name->value, nullptr), info);
      break;
    }
    case NodeKind::FuncDecl: collectFunc(static_cast<syn::FuncDecl *>(decl), fileScope, f); break;
    default: break; // errors were reported by the parser
    }
  }
}

// Objects of the package and of a file scope must have different names.
void Checker::checkFileConflicts(Scope *fileScope) {
  for (auto &[name, obj] : fileScope->elems) {
    Object *alt = pkg->scope->lookup(name);
    if (!alt) continue;
    ErrorDesc e;
    if (auto *pn = objAs<PkgName>(obj)) {
      addf(e, alt, Diag::TypesImportConflict, alt->name, pn->imported->name, pn->imported->path);
    } else {
      addf(e, alt, Diag::TypesDotImportConflict, alt->name, obj->pkg->name, obj->pkg->path);
    }
    addAltDecl(e, obj);
    report(e);
  }
}

// The defined type that a receiver's name denotes, through aliases of the package; null if there is none.
TypeName *Checker::resolveBaseTypeName(bool &ptr, syn::Name *name) {
  std::vector<TypeName *> seen;
  while (name) {
    auto *tname = objAs<TypeName>(pkg->scope->lookup(name->value));
    if (!tname || !tname->declInfo) return nullptr;
    for (TypeName *s : seen)
      if (s == tname) return nullptr;
    auto *d = static_cast<DeclInfo *>(tname->declInfo)->tdecl;
    if (!d->alias) return tname;
    if (!d->tparams.empty()) return nullptr;
    seen.push_back(tname);
    Expr *typ = syn::unparen(d->type);
    if (Expr *x = starOperand(typ)) {
      if (ptr) return nullptr;
      ptr = true;
      typ = syn::unparen(x);
    }
    name = nodeAs<syn::Name>(typ);
  }
  return nullptr;
}

void Checker::collectObjects() {
  for (size_t i = 0; i < files_.size(); i++) {
    env.version = fileVersions_[i];
    collectFile(files_[i]);
  }
  for (Scope *s : fileScopes_) checkFileConflicts(s);
  for (MethodInfo &m : methodInfos_) {
    bool ptr = m.ptr;
    if (TypeName *base = resolveBaseTypeName(ptr, m.recv)) {
      m.obj->ptrRecv = ptr;
      methods_[base].push_back(m.obj);
    }
  }
  methodInfos_.clear();
}

// Types first, then aliases, then the rest: that way the type of an alias is mostly there when it is needed.
void Checker::packageObjects() {
  std::vector<Object *> aliases, others;
  for (size_t i = 0; i < objList_.size(); i++) {
    Object *o = objList_[i];
    if (o->kind != ObjectKind::TypeName) others.push_back(o);
    else if (static_cast<DeclInfo *>(o->declInfo)->tdecl->alias) aliases.push_back(o);
    else objDecl(o);
  }
  for (Object *o : aliases) objDecl(o);
  for (Object *o : others) objDecl(o);
  methods_.clear();
}

void Checker::unusedImports() {
  for (auto &[obj, decl] : imports_) {
    if (obj->name.isBlank() || obj->used) continue;
    const std::string &path = obj->imported->path;
    std::string_view elem = std::string_view(path).substr(path.rfind('/') + 1);
    std::string_view name = obj->name.str();
    if (name.empty() || name == "." || name == elem) softErrorf(obj, Diag::TypesUnusedImport, path);
    else softErrorf(obj, Diag::TypesUnusedImportAs, path, name);
  }
}

} // namespace golem::types
