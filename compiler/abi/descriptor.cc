// Descriptors as blobs. The layout of each kind is runtime/abi/type.h's.
#include "compiler/abi/descriptor.h"
#include "compiler/base/names.h"
#include <algorithm>

namespace golem::callabi {

using gir::Kind;

namespace {
enum TFlag { kUncommon = 1, kNamed = 4, kRegularMemory = 8, kGCMaskOnDemand = 16, kDirectIface = 32 };
constexpr int64_t kMaxMaskWords = 2048;

uint32_t hashText(const std::string &s) {
  uint32_t h = 2166136261u;
  for (unsigned char c : s) h = (h ^ c) * 16777619u;
  return h;
}

void ptrBits(const gir::Type *t, int64_t off, std::vector<uint8_t> &mask) {
  auto bit = [&](int64_t o) { mask[static_cast<size_t>(o / 64)] |= static_cast<uint8_t>(1u << (o / 8 % 8)); };
  if (!t->hasPointers()) return;
  switch (t->kind) {
  case Kind::String: case Kind::Slice: bit(off); break;
  case Kind::Interface:
    bit(off);
    bit(off + 8);
    break;
  case Kind::Array:
    for (int64_t i = 0; i < t->len; i++) ptrBits(t->elem, off + i * t->elem->size, mask);
    break;
  case Kind::Struct:
    for (const gir::Field &f : t->fields) ptrBits(f.type, off + f.offset, mask);
    break;
  default: bit(off); break;
  }
}

bool regularMemory(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Float32: case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::String: case Kind::Interface:
  case Kind::Slice: case Kind::Map: case Kind::Func: return false;
  case Kind::Array: return regularMemory(t->elem);
  case Kind::Struct: {
    int64_t end = 0;
    for (const gir::Field &f : t->fields) {
      if (f.name == "_" || f.offset != end || !regularMemory(f.type)) return false;
      end = f.offset + f.type->size;
    }
    return end == t->size;
  }
  default: return true;
  }
}
// k == k for every key: no floats or interfaces in it.
bool reflexive(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Float32: case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::Interface: return false;
  case Kind::Array: return reflexive(t->elem);
  case Kind::Struct:
    for (const gir::Field &f : t->fields)
      if (!reflexive(f.type)) return false;
    return true;
  default: return true;
  }
}
// Equal keys may differ in bytes (+0 and -0, strings with other pointers): an overwrite stores the key too.
bool needKeyUpdate(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Float32: case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::Interface: case Kind::String: return true;
  case Kind::Array: return needKeyUpdate(t->elem);
  case Kind::Struct:
    for (const gir::Field &f : t->fields)
      if (needKeyUpdate(f.type)) return true;
    return false;
  default: return false;
  }
}
bool hashMightPanic(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Interface: return true;
  case Kind::Array: return hashMightPanic(t->elem);
  case Kind::Struct:
    for (const gir::Field &f : t->fields)
      if (hashMightPanic(f.type)) return true;
    return false;
  default: return false;
  }
}
// Whether a type's name is exported: its own, or that of the element of an unnamed pointer, as in gc's descriptors.
bool exportedType(const gir::Type *t) {
  const gir::Type *base = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t;
  if (base->name.empty() || base->display.empty()) return false;
  std::string display = gir::displayText(base);
  std::string_view n(display);
  n = n.substr(0, n.find('['));
  return Name::intern(n.substr(n.rfind('.') + 1)).isExported();
}
// Unnamed structs have the methods of their embedded fields.
bool mayPromote(const gir::Type *t) {
  return t->kind == Kind::Struct && t->name.empty() && std::any_of(t->fields.begin(), t->fields.end(), [](const gir::Field &f) { return f.embedded; });
}

void put(Blob *b, uint64_t v, int width) {
  for (int i = 0; i < width; i++) b->bytes += static_cast<char>(v >> (8 * i));
}
void ref(Blob *b, Blob *to, int width) {
  if (to) b->relocs.push_back({static_cast<int64_t>(b->bytes.size()), width, to, {}});
  put(b, 0, width);
}
void refSymbol(Blob *b, std::string_view symbol, int width) {
  b->relocs.push_back({static_cast<int64_t>(b->bytes.size()), width, nullptr, std::string(symbol)});
  put(b, 0, width);
}
} // namespace

Blob *Descriptors::make(std::string symbol, uint32_t align) {
  auto &b = blobs_.emplace_back(std::make_unique<Blob>());
  b->symbol = std::move(symbol);
  b->align = align;
  return b.get();
}
Blob *Descriptors::bytesBlob(const std::string &bytes) {
  Blob *&b = shared_["b" + bytes];
  if (!b) {
    b = make("", 1);
    b->bytes = bytes;
  }
  return b;
}

Blob *Descriptors::name(std::string_view text, std::string_view tag, bool exported, bool embedded, std::string_view pkg) {
  std::string b;
  b += static_cast<char>((exported ? 1 : 0) | (tag.empty() ? 0 : 2) | (pkg.empty() ? 0 : 4) | (embedded ? 8 : 0));
  auto add = [&](std::string_view s) {
    size_t n = s.size();
    do {
      b += static_cast<char>((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
      n >>= 7;
    } while (n);
    b += s;
  };
  add(text);
  if (!tag.empty()) add(tag);
  if (pkg.empty()) return bytesBlob(b);
  // The package of an unexported name follows as a NameOff, unaligned.
  Blob *&blob = shared_["n" + b + '\0' + std::string(pkg)];
  if (!blob) {
    Blob *x = make("", 1);
    x->bytes = b;
    ref(x, name(pkg, {}, false, false), 4);
    blob = x;
  }
  return blob;
}

// A type's descriptor is defined by the package that declares the type, unless the type is local, generic or has no package.
bool Descriptors::external(const gir::Type *t) const {
  const gir::Type *base = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t;
  return !base->display.empty() && !base->pkgPath.empty() && base->pkgPath != m_.path && !base->isInstanceOrLocal();
}
// Lowering asks for the descriptors that a program can see (m.descriptors), with all their methods. The back end needs a few more to
// allocate and copy by: those of types that could have methods are private and have none.
bool Descriptors::layoutOnly(const gir::Type *t) const {
  const gir::Type *base = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t;
  return !asked_.count(t) && !base->display.empty() && !external(t);
}

std::string Descriptors::typeSymbol(const gir::Type *t) { return "type:" + gir::typeText(t); }

Blob *Descriptors::typeBlob(const gir::Type *t) {
  if (external(t)) return nullptr;
  Blob *&b = types_[t];
  if (!b) {
    b = make(layoutOnly(t) ? "" : typeSymbol(t), 8);
    pending_.push_back(t);
  }
  return b;
}
void Descriptors::refType(Blob *b, const gir::Type *t, int width) {
  if (Blob *d = typeBlob(t)) ref(b, d, width);
  else refSymbol(b, typeSymbol(t), width);
}

Blob *Descriptors::gcMask(const gir::Type *t, bool &onDemand) {
  onDemand = false;
  if (!t->hasPointers()) return nullptr;
  int64_t words = t->ptrBytes / 8;
  if (words > kMaxMaskWords) {
    onDemand = true;
    Blob *slot = make("", 8);
    slot->writable = true;
    put(slot, 0, 8);
    return slot;
  }
  std::vector<uint8_t> mask(static_cast<size_t>((words + 63) / 64 * 8));
  ptrBits(t, 0, mask);
  return bytesBlob({reinterpret_cast<const char *>(mask.data()), mask.size()});
}

// A static closure {code of the runtime, descriptor}.
Blob *Descriptors::typeClosure(const char *code, const gir::Type *t) {
  Blob *b = make("", 8);
  refSymbol(b, code, 8);
  refType(b, t, 8);
  return b;
}

// A map's bucket: eight top hashes, keys, elements, overflow pointer.
gir::Type *Descriptors::mapBucket(const gir::Type *t) {
  gir::TypeTable &tt = *m_.types;
  bool ik = t->key->size > 128, ie = t->elem->size > 128;
  gir::Field fs[4] = {
      {"topbits", "", tt.arrayOf(tt.basic(Kind::Uint8), 8), 0, false, ""},
      {"keys", "", tt.arrayOf(ik ? tt.pointerTo(t->key) : t->key, 8), 0, false, ""},
      {"elems", "", tt.arrayOf(ie ? tt.pointerTo(t->elem) : t->elem, 8), 0, false, ""},
                      // Without pointers in keys and elements the bucket is not scanned; the map keeps its overflow buckets alive.
      {"overflow", "", t->key->hasPointers() || t->elem->hasPointers() || ik || ie ? tt.unsafePointer() : tt.basic(Kind::Uintptr), 0, false, ""}};
  gir::Type *bucket = tt.structOf(fs);
  tt.layout(bucket);
  for (gir::Field &f : fs) tt.layout(f.type);
  return bucket;
}

void Descriptors::finish() {
  while (!pending_.empty()) {
    const gir::Type *t = pending_.back();
    pending_.pop_back();
    fill(t, types_[t]);
  }
}

void Descriptors::fill(const gir::Type *t, Blob *b) {
  bool layout = layoutOnly(t);
  b->kind = layout ? Blob::Plain : Blob::Type;
  bool hasUncommon = !t->methods.empty() && t->kind != Kind::Interface && !layout;
  bool named = !t->name.empty();
  std::string_view path = t->kind == Kind::UnsafePointer && t->pkgPath.empty() ? "unsafe" : t->pkgPath;
  if (named && (!t->display.empty() || !path.empty())) hasUncommon = true;
  bool onDemand = false;
  Blob *mask = gcMask(t, onDemand);
  unsigned tflag = (hasUncommon ? kUncommon : 0) | (named ? kNamed : 0) | (regularMemory(t) ? kRegularMemory : 0) | (onDemand ? kGCMaskOnDemand : 0) |
                   (t->isDirectIface() ? kDirectIface : 0);
  const gir::Type *pointerType = (named || mayPromote(t)) && t->kind != Kind::Interface ? m_.types->pointerTo(const_cast<gir::Type *>(t)) : nullptr;
  if (pointerType && !asked_.count(pointerType)) pointerType = nullptr; // lowering has not made its methods
  put(b, static_cast<uint64_t>(t->size), 8);
  put(b, static_cast<uint64_t>(t->ptrBytes), 8);
  put(b, hashText(gir::typeText(t)), 4);
  put(b, tflag, 1);
  put(b, t->align, 1);
  put(b, t->align, 1);
  put(b, static_cast<uint64_t>(t->kind), 1);
  ref(b, t->comparable ? typeClosure("golem_eqthunk", t) : nullptr, 8);
  ref(b, mask, 8);
  ref(b, name(gir::displayText(t), {}, exportedType(t), false), 4);
  // What can have methods carries its pointer type: reflection must find the one with the methods, not make a bare second one.
  if (pointerType) refType(b, pointerType, 4);
  else put(b, 0, 4);
  auto pkgName = [&](std::string_view p) { return p.empty() ? nullptr : name(p, {}, false, false); };
  std::vector<const gir::Type *> trailing;
  switch (t->kind) {
  case Kind::Array:
    m_.types->layout(m_.types->sliceOf(t->elem));
    refType(b, t->elem, 8);
    refType(b, m_.types->sliceOf(t->elem), 8);
    put(b, static_cast<uint64_t>(t->len), 8);
    break;
  case Kind::Chan:
    refType(b, t->elem, 8);
    put(b, t->dir, 8);
    break;
  case Kind::Func:
    put(b, t->params.size(), 2);
    put(b, t->results.size() | (t->variadic ? 0x8000u : 0), 2);
    put(b, 0, 4);
    trailing.insert(trailing.end(), t->params.begin(), t->params.end());
    trailing.insert(trailing.end(), t->results.begin(), t->results.end());
    break;
  case Kind::Interface: {
    std::string_view pkg = t->pkgPath;
    for (const gir::Method &mt : t->methods)
      if (pkg.empty() && !mt.pkgPath.empty()) pkg = mt.pkgPath;
    Blob *list = t->methods.empty() ? nullptr : make("", 8);
    for (const gir::Method &mt : t->methods) {
      ref(list, name(mt.name, {}, mt.pkgPath.empty(), false, mt.pkgPath == pkg ? std::string_view() : mt.pkgPath), 4);
      refType(list, mt.sig, 4);
    }
    ref(b, pkgName(pkg), 8);
    ref(b, list, 8);
    put(b, t->methods.size(), 8);
    put(b, t->methods.size(), 8);
    break;
  }
  case Kind::Map: {
    bool ik = t->key->size > 128, ie = t->elem->size > 128;
    gir::Type *bucket = mapBucket(t);
    refType(b, t->key, 8);
    refType(b, t->elem, 8);
    refType(b, bucket, 8);
    ref(b, typeClosure("golem_hashthunk", t->key), 8);
    put(b, static_cast<uint64_t>(ik ? 8 : t->key->size), 1);
    put(b, static_cast<uint64_t>(ie ? 8 : t->elem->size), 1);
    put(b, static_cast<uint64_t>(bucket->size), 2);
    put(b, (ik ? 1u : 0) | (ie ? 2u : 0) | (reflexive(t->key) ? 4u : 0) | (needKeyUpdate(t->key) ? 8u : 0) | (hashMightPanic(t->key) ? 16u : 0), 4);
    for (int i = 0; i < 3; i++) put(b, 0, 8); // up to the size of internal/abi's MapType
    break;
  }
  case Kind::Pointer: case Kind::Slice: refType(b, t->elem, 8); break;
  case Kind::Struct: {
    std::string_view pkg; // of the unexported fields: it is part of the struct's identity, the name's package is not
    Blob *list = t->fields.empty() ? nullptr : make("", 8);
    for (const gir::Field &f : t->fields) {
      ref(list, name(f.name, f.tag, f.pkgPath.empty(), f.embedded), 8);
      refType(list, f.type, 8);
      put(list, static_cast<uint64_t>(f.offset), 8);
      if (!f.pkgPath.empty()) pkg = f.pkgPath;
    }
    ref(b, pkgName(pkg), 8);
    ref(b, list, 8);
    put(b, t->fields.size(), 8);
    put(b, t->fields.size(), 8);
    break;
  }
  default: break;
  }
  if (hasUncommon) {
    size_t n = t->kind == Kind::Interface || layout ? 0 : t->methods.size();
    size_t x = 0;
    for (size_t i = 0; i < n; i++) x += t->methods[i].pkgPath.empty();
    // The unexported methods' package: *T has T's.
    std::string_view own = t->kind == Kind::Pointer && t->name.empty() ? t->elem->pkgPath : path;
    ref(b, own.empty() ? nullptr : name(own, {}, false, false), 4);
    put(b, n, 2);
    put(b, x, 2);
    put(b, 16 + 8 * trailing.size(), 4);
    put(b, 0, 4);
    for (const gir::Type *p : trailing) refType(b, p, 8);
    for (size_t i = 0; i < n; i++) {
      const gir::Method &mt = t->methods[i];
      ref(b, name(mt.name, {}, mt.pkgPath.empty(), false, mt.pkgPath == own ? std::string_view() : mt.pkgPath), 4);
      refType(b, mt.sig, 4);
      refSymbol(b, mt.ifn, 4);
      refSymbol(b, mt.tfn, 4);
    }
  } else
    for (const gir::Type *p : trailing) refType(b, p, 8);
}

Blob *Descriptors::itab(const gir::Type *iface, const gir::Type *t, std::string &err) {
  std::string sym = "go:itab." + gir::typeText(t) + "," + gir::typeText(iface);
  if (auto it = shared_.find("i" + sym); it != shared_.end()) return it->second;
  Blob *b = make(sym, 8);
  shared_["i" + sym] = b;
  b->kind = Blob::Itab;
  refType(b, iface, 8);
  refType(b, t, 8);
  put(b, hashText(gir::typeText(t)), 4);
  put(b, 0, 4);
  for (const gir::Method &want : iface->methods) {
    std::string_view fn;
    for (const gir::Method &have : t->methods)
      if (have.name == want.name && have.pkgPath == want.pkgPath) fn = have.ifn;
    if (fn.empty()) err = "itab: " + gir::typeText(t) + " has no method " + std::string(want.name);
    refSymbol(b, fn, 8);
  }
  return b;
}

} // namespace golem::callabi
