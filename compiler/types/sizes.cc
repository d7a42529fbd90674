// Sizes, alignments and field offsets on amd64, as gc lays types out. A negative size or offset means "too large".
#include "compiler/types/checker.h"
#include <limits>

namespace golem::types {

namespace {
constexpr int64_t kWord = 8;

int64_t alignUp(int64_t x, int64_t a) {
  return static_cast<int64_t>((static_cast<uint64_t>(x) + static_cast<uint64_t>(a) - 1) & ~static_cast<uint64_t>(a - 1));
}
int64_t addWrap(int64_t a, int64_t b) { return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b)); }

int64_t basicSize(BasicKind k) {
  switch (k) {
  case BasicKind::Bool: case BasicKind::Int8: case BasicKind::Uint8: return 1;
  case BasicKind::Int16: case BasicKind::Uint16: return 2;
  case BasicKind::Int32: case BasicKind::Uint32: case BasicKind::Float32: return 4;
  case BasicKind::Int64: case BasicKind::Uint64: case BasicKind::Float64: case BasicKind::Complex64: return 8;
  case BasicKind::Complex128: case BasicKind::String: return 16;
  case BasicKind::Int: case BasicKind::Uint: case BasicKind::Uintptr: case BasicKind::UnsafePointer: case BasicKind::Invalid:
  case BasicKind::UntypedBool: case BasicKind::UntypedInt: case BasicKind::UntypedRune: case BasicKind::UntypedFloat:
  case BasicKind::UntypedComplex: case BasicKind::UntypedString: case BasicKind::UntypedNil: return kWord;
  }
  return kWord;
}

// sync/atomic's align64 marks a struct as 64-bit aligned.
bool isAtomicAlign64(Type *t) {
  Named *n = asNamed(t);
  if (!n || n->obj->name.str() != "align64" || !n->obj->pkg) return false;
  return n->obj->pkg->path == "sync/atomic" || n->obj->pkg->path == "internal/runtime/atomic";
}

// Offset of field k; of the end if k == fields.size().
int64_t fieldOffset(std::span<Var *> fields, size_t k) {
  int64_t offs = 0;
  for (size_t i = 0; i < fields.size(); i++) {
    if (offs < 0) return -1;
    offs = alignUp(offs, alignOf(fields[i]->type));
    if (i == k) return offs;
    int64_t d = sizeOf(fields[i]->type);
    offs = d >= 0 && offs >= 0 ? addWrap(offs, d) : -1;
  }
  return offs;
}
} // namespace

int64_t alignOf(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Array: return alignOf(static_cast<Array *>(u)->elem);
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    if (s->fields.empty() && isAtomicAlign64(t)) return 8;
    int64_t max = 1;
    for (Var *f : s->fields) max = std::max(max, alignOf(f->type));
    return max;
  }
  case TypeKind::Basic: {
    auto *b = static_cast<Basic *>(u);
    if (b->info & kIsString) return kWord;
    int64_t a = basicSize(b->basic);
    if (b->info & kIsComplex) a /= 2;
    return std::min(a, kWord);
  }
  case TypeKind::Slice: case TypeKind::Interface: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature:
  case TypeKind::Union: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Named: case TypeKind::TypeParam:
  case TypeKind::Alias: return kWord;
  }
  return kWord;
}

int64_t sizeOf(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return basicSize(static_cast<Basic *>(u)->basic);
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(u);
    if (a->len <= 0) return 0;
    int64_t e = sizeOf(a->elem);
    if (e <= 0) return e;
    return e > std::numeric_limits<int64_t>::max() / a->len ? -1 : e * a->len;
  }
  case TypeKind::Slice: return 3 * kWord;
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    if (s->fields.empty()) return 0;
    size_t last = s->fields.size() - 1;
    int64_t offs = fieldOffset(s->fields, last), size = sizeOf(s->fields[last]->type);
    if (offs < 0 || size < 0) return -1;
    // A pointer to a final zero-size field must not point past the object.
    if (offs > 0 && size == 0) size = 1;
    return alignUp(addWrap(offs, size), alignOf(u));
  }
  case TypeKind::Interface: return 2 * kWord;
  case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union: case TypeKind::Map: case TypeKind::Chan:
  case TypeKind::Named: case TypeKind::TypeParam: case TypeKind::Alias: return kWord;
  }
  return kWord;
}

int64_t offsetOf(Struct *s, int field) { return fieldOffset(s->fields, static_cast<size_t>(field)); }

// Offset of a field reached through embedded structs.
int64_t offsetOfPath(Type *t, std::span<const int> index) {
  int64_t offs = 0;
  for (int i : index) {
    auto *s = dynUnder<Struct>(t);
    if (!s || static_cast<size_t>(i) >= s->fields.size()) return -1;
    int64_t d = offsetOf(s, i);
    if (d < 0) return -1;
    offs = addWrap(offs, d);
    if (offs < 0) return -1;
    t = s->fields[static_cast<size_t>(i)]->type;
  }
  return offs;
}

namespace {
bool varSize(Type *t, std::vector<std::pair<Named *, bool>> &seen) {
  Named *n = asNamed(t);
  size_t at = seen.size();
  if (n) {
    for (auto &[s, v] : seen)
      if (s == n) return v;
    seen.push_back({n, true}); // cyclic until proven otherwise
  }
  bool res = false;
  Type *u = under(t);
  if (auto *a = dyn<Array>(u)) {
    res = varSize(a->elem, seen);
  } else if (auto *s = dyn<Struct>(u)) {
    for (Var *f : s->fields)
      if (varSize(f->type, seen)) {
        res = true;
        break;
      }
  } else if (u->kind == TypeKind::Interface) {
    res = isTypeParam(t);
  }
  if (n) seen[at].second = res;
  return res;
}
} // namespace

// Does t's size depend on type parameters?
bool hasVarSize(Type *t) {
  std::vector<std::pair<Named *, bool>> seen;
  return varSize(t, seen);
}

} // namespace golem::types
