// Index and slice expressions (spec "Index expressions", "Slice expressions").
#include "compiler/types/checker.h"

namespace golem::types {

// The single index of e; an error and null if there are more.
Expr *Checker::singleIndex(syn::IndexExpr *e) {
  Expr *index = e->index;
  if (!index) {
    errorf(e, Diag::TypesIndexMissing, e->x);
    return nullptr;
  }
  if (auto *l = nodeAs<syn::ListExpr>(index)) {
    if (l->elems.size() <= 1) return l->elems.empty() ? nullptr : l->elems[0];
    errorf(l->elems[1], Diag::TypesIndexMany);
    index = l->elems[0];
  }
  return index;
}

// x[i] for an x whose type is a type parameter. done: x is complete (a map). False: not indexable.
bool Checker::indexTypeParam(Operand &x, syn::IndexExpr *e, int64_t &length, bool &done) {
  Type *key = nullptr, *elem = nullptr;
  OperandMode mode = OperandMode::Variable;
  bool ok = underIs(x.type, [&](Type *u) {
    int64_t l = -1;
    Type *k = nullptr, *el = nullptr;
    if (!u) return false;
    if (isString(u)) {
      el = universeByte();
      mode = OperandMode::Value;
    } else if (auto *a = dyn<Array>(u)) {
      l = a->len;
      el = a->elem;
      if (x.mode != OperandMode::Variable) mode = OperandMode::Value;
    } else if (auto *p = dyn<Pointer>(u)) {
      if (auto *pa = dynUnder<Array>(p->elem)) {
        l = pa->len;
        el = pa->elem;
      }
    } else if (auto *s = dyn<Slice>(u)) {
      el = s->elem;
    } else if (auto *m = dyn<Map>(u)) {
      k = m->key;
      el = m->elem;
    }
    if (!el) return false;
    if (!elem) {
      length = l;
      key = k;
      elem = el;
      return true;
    }
    // Keys must be identical (maps don't mix with others), and so must elements.
    if ((key == nullptr) != (k == nullptr) || (key && !identical(key, k)) || !identical(elem, el)) return false;
    if (l >= 0 && l < length) length = l;
    return true;
  });
  if (!ok) return false;
  if (key) {
    done = true;
    Expr *index = singleIndex(e);
    if (!index) {
      x.mode = OperandMode::Invalid;
      return true;
    }
    Operand k;
    expr(nullptr, k, index);
    assignment(k, key, {"map index"});
    x.mode = OperandMode::MapIndex;
    x.type = elem;
    x.expr = e;
    return true;
  }
  x.mode = mode;
  x.type = elem;
  return true;
}

bool Checker::indexExpr(Operand &x, syn::IndexExpr *e) {
  exprOrType(x, e->x, true);
  switch (x.mode) {
  case OperandMode::Invalid: use(e->index); return false;
  case OperandMode::TypeExpr:
    // type instantiation
    x.mode = OperandMode::Invalid;
    x.type = varType(e);
    if (isValid(x.type)) x.mode = OperandMode::TypeExpr;
    return false;
  case OperandMode::Value:
    if (auto *sig = dynUnder<Signature>(x.type); sig && !sig->tparams.empty()) return true;
    break;
  case OperandMode::NoValue: case OperandMode::Builtin: case OperandMode::Constant: case OperandMode::Variable: case OperandMode::MapIndex:
  case OperandMode::NilValue: case OperandMode::CommaOk: case OperandMode::CommaErr: case OperandMode::CgoFunc: break;
  }
  nonGeneric(nullptr, x);
  if (x.invalid()) return false;
  bool valid = false;
  int64_t length = -1;
  Type *u = x.mode == OperandMode::Builtin ? invalidType() : under(x.type);
  switch (u->kind) {
  case TypeKind::Basic:
    if (isString(u)) {
      valid = true;
      if (x.isConst()) length = static_cast<int64_t>(constant::stringVal(x.val).size());
      if (isUntyped(x.type)) updateExprType(e->x, types::typ(BasicKind::String), true);
      // An indexed string is a byte, and not constant.
      x.mode = OperandMode::Value;
      x.type = universeByte();
    }
    break;
  case TypeKind::Array:
    valid = true;
    length = static_cast<Array *>(u)->len;
    if (x.mode != OperandMode::Variable) x.mode = OperandMode::Value;
    x.type = static_cast<Array *>(u)->elem;
    break;
  case TypeKind::Pointer:
    if (auto *a = dynUnder<Array>(static_cast<Pointer *>(u)->elem)) {
      valid = true;
      length = a->len;
      x.mode = OperandMode::Variable;
      x.type = a->elem;
    }
    break;
  case TypeKind::Slice:
    valid = true;
    x.mode = OperandMode::Variable;
    x.type = static_cast<Slice *>(u)->elem;
    break;
  case TypeKind::Map: {
    auto *m = static_cast<Map *>(u);
    Expr *i = singleIndex(e);
    if (!i) {
      x.mode = OperandMode::Invalid;
      return false;
    }
    Operand key;
    expr(nullptr, key, i);
    assignment(key, m->key, {"map index"});
    x.mode = OperandMode::MapIndex;
    x.type = m->elem;
    x.expr = e;
    return false;
  }
  case TypeKind::Interface:
    if (isTypeParam(x.type)) {
      bool done = false;
      valid = indexTypeParam(x, e, length, done);
      if (done) return false;
    }
    break;
  case TypeKind::Struct: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union: case TypeKind::Chan: case TypeKind::Named:
  case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  if (!valid) {
    errorf(e->pos, Diag::TypesCannotIndex, x);
    use(e->index);
    x.mode = OperandMode::Invalid;
    return false;
  }
  Expr *i = singleIndex(e);
  if (!i) {
    x.mode = OperandMode::Invalid;
    return false;
  }
  if (!x.type) x.type = invalidType();
  int64_t val = -1;
  index(i, length, val);
  return false;
}

void Checker::sliceExpr(Operand &x, syn::SliceExpr *e) {
  expr(nullptr, x, e->x);
  if (x.invalid()) {
    for (Expr *i : e->index) use(i);
    return;
  }
  // The common underlying type; strings count as byte slices.
  Type *ct = nullptr, *cu = nullptr;
  bool hasString = false;
  typesetAll(x.type, [&](Type *t, Type *u) {
    if (!u) {
      errorf(x, Diag::TypesSliceNoSpecific, x, x.type);
      cu = nullptr;
      return false;
    }
    if (isString(u)) {
      u = newSlice(universeByte());
      hasString = true;
    }
    if (!cu) {
      ct = t;
      cu = u;
      return true;
    }
    if (identical(cu, u)) return true;
    errorf(x, Diag::TypesSliceUnderlying, x, ct, t);
    cu = nullptr;
    return false;
  });
  if (!cu) {
    x.mode = OperandMode::Invalid;
    return;
  }
  if (hasString) cu = isTypeParam(x.type) ? types::typ(BasicKind::String) : under(x.type);
  bool valid = false;
  int64_t length = -1;
  switch (cu->kind) {
  case TypeKind::Basic:
    if (!isString(cu)) break;
    if (e->full) {
      errorf(e->index[2] ? At(e->index[2]) : At(e), Diag::TypesSliceString3);
      x.mode = OperandMode::Invalid;
      return;
    }
    valid = true;
    if (x.isConst()) length = static_cast<int64_t>(constant::stringVal(x.val).size());
    if (isUntyped(x.type)) { // the result is a string, not a constant
      updateExprType(e->x, types::typ(BasicKind::String), true);
      x.type = types::typ(BasicKind::String);
    }
    break;
  case TypeKind::Array:
    valid = true;
    length = static_cast<Array *>(cu)->len;
    if (x.mode != OperandMode::Variable) {
      errorf(x, Diag::TypesSliceUnaddressable, x);
      x.mode = OperandMode::Invalid;
      return;
    }
    markAddrTaken(e->x);
    x.type = newSlice(static_cast<Array *>(cu)->elem);
    break;
  case TypeKind::Pointer:
    if (auto *a = dynUnder<Array>(static_cast<Pointer *>(cu)->elem)) {
      valid = true;
      length = a->len;
      x.type = newSlice(a->elem);
    }
    break;
  case TypeKind::Slice: valid = true; break;
  case TypeKind::Struct: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union: case TypeKind::Interface: case TypeKind::Map:
  case TypeKind::Chan: case TypeKind::Named: case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  if (!valid) {
    errorf(x, Diag::TypesCannotSlice, x);
    x.mode = OperandMode::Invalid;
    return;
  }
  x.mode = OperandMode::Value;
  if (e->full && (!e->index[1] || !e->index[2])) { // the parser has said so
    x.mode = OperandMode::Invalid;
    return;
  }
  int64_t ind[3];
  for (size_t i = 0; i < 3; i++) {
    ind[i] = -1;
    if (e->index[i]) {
      int64_t v = -1;
      index(e->index[i], length >= 0 ? length + 1 : -1, v);
      if (v >= 0) ind[i] = v;
    } else if (i == 0) {
      ind[i] = 0;
    } else if (length >= 0) {
      ind[i] = length;
    }
  }
  // Constant indices must be in order.
  for (size_t i = 0; i < 2; i++) {
    if (ind[i] <= 0) continue;
    for (size_t j = i + 1; j < 3; j++) {
      if (ind[j] < 0 || ind[j] >= ind[i] || !e->index[j]) continue;
      errorf(e->index[j], Diag::TypesSliceIndices, ind[j], ind[i]);
      return;
    }
  }
}

// Checks an index; max is its exclusive bound if known. val is the constant value, or -1.
Type *Checker::index(Expr *e, int64_t max, int64_t &val) {
  val = -1;
  Operand x;
  expr(nullptr, x, e);
  if (!isValidIndex(x, "index", false)) return invalidType();
  if (!x.isConst()) return x.type;
  if (!x.val) return invalidType();
  int64_t v = 0;
  if (!constant::int64Val(x.val, v)) return invalidType();
  if (max >= 0 && v >= max) {
    errorf(x, Diag::TypesIndexBounds, x.val, max);
    return invalidType();
  }
  val = v;
  return x.type;
}

bool Checker::isValidIndex(Operand &x, const char *what, bool allowNegative) {
  if (x.invalid()) return false;
  // Spec "Index expressions": an untyped constant index is given type int.
  Type *tint = types::typ(BasicKind::Int);
  convertUntyped(x, tint);
  if (x.invalid()) return false;
  if (!allInteger(x.type)) {
    errorf(x, Diag::TypesIndexInteger, what, x);
    return false;
  }
  if (x.isConst() && x.val) {
    if (!allowNegative && constant::sign(x.val) < 0) {
      errorf(x, Diag::TypesIndexNegative, what, x);
      return false;
    }
    if (!representableConst(x.val, static_cast<Basic *>(tint), &x.val)) {
      errorf(x, Diag::TypesIndexOverflow, what, x);
      return false;
    }
  }
  return true;
}

} // namespace golem::types
