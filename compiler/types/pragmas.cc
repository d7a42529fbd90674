// What gc checks beside types2, once a package is free of type errors: //go:embed and //go:linkname directives, and sizes
// of types that its back end can't represent.
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

namespace {
bool imports(const syn::File *f, std::string_view path) {
  for (syn::Decl *d : f->decls) {
    auto *i = nodeAs<syn::ImportDecl>(d);
    if (i && i->path && i->path->value.size() == path.size() + 2 && i->path->value.substr(1, path.size()) == path) return true;
  }
  return false;
}
} // namespace

void Checker::checkEmbeds() {
  for (auto &[decl, withinFunc] : embedDecls_) {
    // The directive is the last one in front of the declaration.
    const SourceFile *src = diags.sources().file(decl->pos);
    for (syn::File *f : files_) {
      if (f->source != src) continue;
      Pos at = decl->pos;
      for (const syn::EmbedDirective &e : f->embeds)
        if (lessPos(e.pos, decl->pos)) at = e.pos;
      if (!imports(f, "embed")) errorf(at, Diag::EmbedNotImported);
      else if (decl->names.size() > 1) errorf(at, Diag::EmbedMultiple);
      else if (decl->values) errorf(at, Diag::EmbedInitializer);
      else if (!decl->type) errorf(at, Diag::EmbedNoType);
      else if (withinFunc) errorf(at, Diag::EmbedInFunc);
      else if (int v = parseVersion(cfg.goVersion); v != kNoVersion && v < 16) errorf(at, Diag::EmbedVersion);
    }
  }
}

void Checker::checkLinknames() {
  std::unordered_set<Object *> seen;
  for (syn::File *f : files_) {
    bool unsafe = imports(f, "unsafe");
    for (const syn::Linkname &l : f->linknames) {
      if (!unsafe) {
        errorf(l.pos, Diag::LinknameUnsafe);
        continue;
      }
      if (l.remote.find('[') != std::string_view::npos && l.remote.find(']') != std::string_view::npos) {
        errorf(l.pos, Diag::LinknameInstance);
        continue;
      }
      Object *o = pkg->scope->lookup(Ident::intern(l.local));
      if (!o || (o->kind != ObjectKind::Func && o->kind != ObjectKind::Var)) {
        int v = parseVersion(cfg.goVersion);
        if (v == kNoVersion || v >= 18) errorf(l.pos, Diag::LinknameObject);
      } else if (!seen.insert(o).second) errorf(l.pos, Diag::LinknameDuplicate, l.local);
    }
  }
  for (Func *f : pkg->funcs) checkFuncPragmas(f, seen.count(f) != 0);
}

void Checker::checkFuncPragmas(Func *f, bool linknamed) {
  syn::FuncDecl *d = f->decl;
  bool hasBody = d->body || d->hasBody;
  constexpr uint32_t kBoth = syn::kPragmaSystemstack | syn::kPragmaNosplit;
  if ((d->pragma & kBoth) == kBoth) errorf(d, Diag::NosplitSystemstack);
  if (hasBody) {
    if (d->pragma & syn::kPragmaNoescape) errorf(d, Diag::NoescapeBody);
    if ((d->pragma & syn::kPragmaUintptrKeepAlive) && !(d->pragma & (syn::kPragmaUintptrEscapes | syn::kPragmaNosplit))) errorf(d, Diag::KeepAliveNosplit);
  } else if (cfg.requireBodies && !linknamed && f->name.str() != "init") {
    errorf(d, Diag::TypesFuncBody, cfg.bodyHint);
  }
}

// Channel elements beyond 64 kB, arrays beyond the address space.
void Checker::checkSizes() {
  constexpr int64_t kMaxElem = 1 << 16, kMaxWidth = int64_t(1) << 50;
  for (auto &[pos, t] : bigTypes_) {
    if (hasTypeParam(t)) continue;
    if (auto *c = dyn<Chan>(t)) {
      int64_t n = sizeOf(c->elem);
      if (n >= kMaxElem || n < 0) errorf(pos, Diag::TypesChanElemSize);
    } else if (auto *a = dyn<Array>(t)) {
      int64_t e = sizeOf(a->elem);
      if (e < 0 || (e > 0 && a->len > (kMaxWidth - 1) / e)) errorf(pos, Diag::TypesAddressSpace, t);
    }
  }
}

} // namespace golem::types
