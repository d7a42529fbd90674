// Struct types (spec "Struct types").
#include "compiler/types/checker.h"
#include "compiler/types/literals.h"

namespace golem::types {

namespace {
// The name of an embedded field T, *T, p.T, T[A]; null if it isn't of such a form.
syn::Name *embeddedName(Expr *e) {
  for (bool star = false;;) {
    if (auto *n = nodeAs<syn::Name>(e)) return n;
    if (auto *s = nodeAs<syn::SelectorExpr>(e)) return s->sel;
    if (auto *i = nodeAs<syn::IndexExpr>(e)) {
      e = i->x;
    } else if (Expr *x = starOperand(e); x && !star) {
      star = true; // **T isn't allowed
      e = x;
    } else {
      return nullptr;
    }
  }
}
} // namespace

void Checker::structType(Struct *t, syn::StructType *e) {
  std::vector<Var *> fields;
  std::vector<std::string_view> tags;
  bool anyTag = false;
  std::unordered_map<Ident, Var *> names; // only when there are many
  auto find = [&](Ident n) -> Var * {
    if (fields.size() <= 16) {
      for (Var *f : fields)
        if (f->name == n) return f;
      return nullptr;
    }
    if (names.empty())
      for (Var *f : fields) names.try_emplace(f->name, f);
    auto it = names.find(n);
    return it == names.end() ? nullptr : it->second;
  };
  auto add = [&](syn::Name *id, Type *ft, bool embedded, std::string_view tag, syn::Field *decl) {
    Var *f = newVar(VarKind::Field, id->pos, pkg, id->value, ft);
    f->embedded = embedded;
    f->decl = decl;
    if (!id->value.isBlank()) {
      if (Var *alt = find(id->value)) {
        ErrorDesc err;
        addf(err, id->pos, Diag::TypesRedeclaredField, id->value);
        addAltDecl(err, alt);
        report(err);
        return;
      }
    }
    fields.push_back(f);
    if (!names.empty()) names.try_emplace(f->name, f);
    tags.push_back(tag);
    anyTag |= !tag.empty();
    if (!embedded) { // an embedded field's name is a use of the type
      id->obj = f;
      id->isDef = true;
    }
  };
  Type *ft = nullptr;
  Expr *prev = nullptr;
  for (size_t i = 0; i < e->fields.size(); i++) {
    syn::Field *f = e->fields[i];
    if (i == 0 || f->type != prev) {
      ft = varType(f->type);
      prev = f->type;
    }
    std::string_view tag;
    if (i < e->tags.size() && e->tags[i] && !e->tags[i]->bad) {
      std::string s = unquoteString(e->tags[i]->value);
      auto kept = keep(s.data(), s.size());
      tag = {kept.data(), kept.size()};
    }
    if (f->name) {
      add(f->name, ft, false, tag, f);
      continue;
    }
    // Spec: an embedded field is T or *T, T not a pointer, and *T not to an interface.
    Pos pos = syn::startPos(f->type);
    syn::Name *name = embeddedName(f->type);
    if (!name) {
      if (f->type->kind != NodeKind::BadExpr) errorf(pos, Diag::TypesEmbedInvalid, f->type);
      name = make<syn::Name>();
      name->kind = NodeKind::Name;
      name->pos = pos;
      name->value = Ident::intern("_");
      add(name, invalidType(), true, {}, f);
      continue;
    }
    add(name, ft, true, tag, f);
    if (auto *b = dyn<Basic>(ft); b && b->basic != BasicKind::UnsafePointer) continue;
    Type *emb = ft;
    later([this, emb, pos] {
      bool isPtr = false;
      Type *base = deref(emb, isPtr);
      Type *u = under(base);
      switch (u->kind) {
      case TypeKind::Basic:
        if (static_cast<Basic *>(u)->basic == BasicKind::UnsafePointer) errorf(pos, Diag::TypesEmbedUnsafe);
        break;
      case TypeKind::Pointer: errorf(pos, Diag::TypesEmbedPointer); break;
      case TypeKind::Interface:
        if (isTypeParam(base)) errorf(pos, Diag::TypesEmbedTypeParam);
        else if (isPtr) errorf(pos, Diag::TypesEmbedInterfacePtr);
        break;
      case TypeKind::Array: case TypeKind::Slice: case TypeKind::Struct: case TypeKind::Tuple: case TypeKind::Signature:
      case TypeKind::Union: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Named: case TypeKind::TypeParam:
      case TypeKind::Alias: break;
      }
    });
  }
  t->fields = keep(fields);
  if (anyTag) t->tags = keep(tags);
}

} // namespace golem::types
