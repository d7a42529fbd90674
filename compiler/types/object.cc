// Objects and scopes: allocation, identity of names, ordering of methods, and the words messages use for them.
#include "compiler/types/checker.h"
#include <cstdlib>

namespace golem::types {

void *allocate(size_t size, size_t align) {
  // A bump allocator per thread whose chunks live as long as the process.
  thread_local char *cur = nullptr, *end = nullptr;
  auto p = (reinterpret_cast<uintptr_t>(cur) + align - 1) & ~uintptr_t(align - 1);
  if (!cur || p + size > reinterpret_cast<uintptr_t>(end)) {
    size_t chunk = std::max<size_t>(size + align, 1 << 20);
    cur = static_cast<char *>(std::malloc(chunk));
    if (!cur) std::abort();
    end = cur + chunk;
    p = (reinterpret_cast<uintptr_t>(cur) + align - 1) & ~uintptr_t(align - 1);
  }
  cur = reinterpret_cast<char *>(p + size);
  return reinterpret_cast<void *>(p);
}

void ScopeMap::insert(Ident n, Object *o) {
  if (size_ == cap_) {
    uint32_t cap = cap_ ? cap_ * 2 : 4;
    auto *items = static_cast<Entry *>(allocate(cap * sizeof(Entry), alignof(Entry)));
    std::uninitialized_copy(items_, items_ + size_, items);
    items_ = items;
    cap_ = cap;
  }
  new (items_ + size_) Entry{n, o};
  size_++;
  constexpr uint32_t kLinear = 12;
  if (size_ <= kLinear) return;
  if (!index_ || size_ * 2 > mask_) {
    uint32_t slots = index_ ? (mask_ + 1) * 2 : 64;
    index_ = static_cast<uint32_t *>(allocate(slots * sizeof(uint32_t), alignof(uint32_t)));
    std::fill(index_, index_ + slots, 0u);
    mask_ = slots - 1;
    for (uint32_t k = 0; k < size_; k++) {
      uint32_t i = items_[k].first.hash() & mask_;
      while (index_[i]) i = (i + 1) & mask_;
      index_[i] = k + 1;
    }
    return;
  }
  uint32_t i = n.hash() & mask_;
  while (index_[i]) i = (i + 1) & mask_;
  index_[i] = size_;
}

Var *newVar(VarKind k, Pos pos, Package *pkg, Ident name, Type *type) {
  auto *v = newObject<Var>(pos, pkg, name, type);
  v->vkind = k;
  return v;
}

bool isExportedName(Ident n) { return n.isExported(); }

bool samePkg(const Package *a, const Package *b) {
  if (!a || !b) return a == b; // null for universe objects
  return a == b || a->path == b->path;
}

namespace {
// The next code point, folded for case-insensitive comparison (ASCII, Latin, Greek and Cyrillic letters).
uint32_t nextFolded(std::string_view s, size_t &i) {
  auto c = static_cast<unsigned char>(s[i]);
  if (c < 0x80) {
    i++;
    return c >= 'A' && c <= 'Z' ? c + 32u : c;
  }
  uint32_t r = c;
  size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
  r = n == 4 ? c & 7 : n == 3 ? c & 15 : c & 31;
  for (size_t k = 1; k < n && i + k < s.size(); k++) r = r << 6 | (static_cast<unsigned char>(s[i + k]) & 63);
  i = std::min(i + n, s.size());
  if ((r >= 0xc0 && r <= 0xde && r != 0xd7) || (r >= 0x391 && r <= 0x3a9) || (r >= 0x410 && r <= 0x42f)) return r + 32;
  if (r >= 0x400 && r <= 0x40f) return r + 80;
  if (r >= 0x100 && r <= 0x17f) return r | 1;
  return r;
}
} // namespace

bool equalFold(std::string_view a, std::string_view b) {
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size())
    if (nextFolded(a, i) != nextFolded(b, j)) return false;
  return i == a.size() && j == b.size();
}

// Spec "Uniqueness of identifiers". With foldCase, packages don't matter.
bool sameId(const Object *o, const Package *pkg, Ident name, bool foldCase) {
  if (foldCase && equalFold(o->name.str(), name.str())) return true;
  if (!(o->name == name)) return false;
  return o->pkg == pkg || name.isExported() || samePkg(o->pkg, pkg);
}

int compareMethods(const Object *a, const Object *b) {
  if (a == b) return 0;
  bool ea = a->name.isExported(), eb = b->name.isExported();
  if (ea != eb) return ea ? -1 : 1;
  if (!(a->name == b->name)) return a->name.str().compare(b->name.str());
  if (!ea && a->pkg != b->pkg) return (a->pkg ? a->pkg->path : std::string()).compare(b->pkg ? b->pkg->path : std::string());
  return 0;
}

bool hasPtrRecv(Func *f) {
  // Once the receiver's type is known it decides; until then what the resolver saw in the source.
  if (auto *sig = dyn<Signature>(f->type); sig && sig->recv) {
    bool ptr = false;
    deref(sig->recv->type, ptr);
    return ptr;
  }
  return f->ptrRecv;
}

bool isAliasName(TypeName *o) {
  Type *t = o->type;
  if (!t) return false;
  switch (t->kind) {
  case TypeKind::Basic: {
    if (o->pkg && o->pkg->isUnsafe) return false;
    auto *b = static_cast<Basic *>(t);
    return o->pkg || o->name.str() != b->name || b == universeByte() || b == universeRune();
  }
  case TypeKind::Named: return o != static_cast<Named *>(t)->obj;
  case TypeKind::TypeParam: return o != static_cast<TypeParam *>(t)->obj;
  case TypeKind::Array: case TypeKind::Slice: case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature:
  case TypeKind::Union: case TypeKind::Interface: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Alias: return true;
  }
  return true;
}

const char *objectKindText(Object *o) {
  switch (o->kind) {
  case ObjectKind::PkgName: return "package name";
  case ObjectKind::Const: return "constant";
  case ObjectKind::TypeName:
    if (isAliasName(static_cast<TypeName *>(o))) return "type alias";
    return dyn<TypeParam>(o->type) ? "type parameter" : "defined type";
  case ObjectKind::Var:
    switch (static_cast<Var *>(o)->vkind) {
    case VarKind::Package: return "package-level variable";
    case VarKind::Local: return "local variable";
    case VarKind::Recv: return "receiver";
    case VarKind::Param: return "parameter";
    case VarKind::Result: return "result variable";
    case VarKind::Field: return "struct field";
    }
    break;
  case ObjectKind::Func: {
    auto *sig = dyn<Signature>(o->type);
    return sig && sig->recv ? "method" : "function";
  }
  case ObjectKind::Label: return "label";
  case ObjectKind::Builtin: return "built-in function";
  case ObjectKind::Nil: return "untyped nil";
  }
  return "unknown symbol";
}

} // namespace golem::types
