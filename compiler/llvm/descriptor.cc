// Type descriptors as internal/abi lays them out (runtime/abi/type.h), and itabs. Each is a linkonce symbol, so a program
// has one of each and identity is pointer identity. NameOff, TypeOff and TextOff are plain 32-bit addresses.
#include "compiler/base/names.h"
#include "compiler/llvm/emitter.h"
#include <algorithm>
#include <unordered_set>
#include <llvm/IR/Constants.h>

namespace golem::llvm_backend {

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
  case Kind::Float32: case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::String:
  case Kind::Interface: case Kind::Slice: case Kind::Map: case Kind::Func: return false;
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
} // namespace

llvm::Constant *ModuleEmitter::off32(llvm::Constant *p) {
  return llvm::ConstantExpr::getTrunc(llvm::ConstantExpr::getPtrToInt(p, i64), i32);
}

llvm::Constant *ModuleEmitter::nameData(std::string_view name, std::string_view tag, bool exported, bool embedded, std::string_view pkg) {
  std::string b;
  b += static_cast<char>((exported ? 1 : 0) | (tag.empty() ? 0 : 2) | (pkg.empty() ? 0 : 4) | (embedded ? 8 : 0));
  auto put = [&](std::string_view s) {
    size_t n = s.size();
    do {
      b += static_cast<char>((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
      n >>= 7;
    } while (n);
    b += s;
  };
  put(name);
  if (!tag.empty()) put(tag);
  if (pkg.empty()) return stringData(b);
  // The package of an unexported name follows as a NameOff, unaligned.
  llvm::Constant *&c = packageNames[b + '\0' + std::string(pkg)];
  if (!c) {
    auto *text = llvm::ConstantDataArray::getString(ctx, b, false);
    auto *init = llvm::ConstantStruct::getAnon(ctx, {text, off32(nameData(pkg, {}, false, false))}, true);
    auto *g = new llvm::GlobalVariable(*mod, init->getType(), true, llvm::GlobalValue::PrivateLinkage, init, "name");
    g->setAlignment(llvm::Align(1));
    c = g;
  }
  return c;
}

// A type's descriptor is defined by the package that declares the type, unless the type is local, generic or has no package.
bool ModuleEmitter::externalDescriptor(const gir::Type *t) {
  const gir::Type *base = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t;
  return !base->display.empty() && !base->pkgPath.empty() && base->pkgPath != m.path &&
         base->name.find('[') == std::string_view::npos && base->name.find("·") == std::string_view::npos;
}
// Lowering asks for the descriptors that a program can see (m.descriptors), with all their methods. The back end needs a few more to
// allocate and copy by: those of types that could have methods are private and have none.
bool ModuleEmitter::layoutOnly(const gir::Type *t) {
  if (asked.empty()) asked.insert(m.descriptors.begin(), m.descriptors.end());
  const gir::Type *base = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t;
  return !asked.count(t) && !base->display.empty() && !externalDescriptor(t);
}

std::string ModuleEmitter::descriptorSymbol(const gir::Type *t) { return "type:" + gir::typeText(t); }

llvm::GlobalVariable *ModuleEmitter::descriptor(const gir::Type *t) {
  auto &g = descriptors[t];
  if (g) return g;
  // The body's type is known only when it is built; until then a declaration of opaque bytes stands for it.
  g = new llvm::GlobalVariable(*mod, i8, true, llvm::GlobalValue::ExternalLinkage, nullptr, layoutOnly(t) ? "layout" : descriptorSymbol(t));
  if (!externalDescriptor(t)) pendingDescriptors.push_back(t);
  return g;
}

llvm::Constant *ModuleEmitter::gcMask(const gir::Type *t, bool &onDemand) {
  onDemand = false;
  if (!t->hasPointers()) return llvm::Constant::getNullValue(ptr);
  int64_t words = t->ptrBytes / 8;
  if (words > kMaxMaskWords) {
    onDemand = true;
    auto *slot = new llvm::GlobalVariable(*mod, i64, false, llvm::GlobalValue::PrivateLinkage, llvm::ConstantInt::get(i64, 0), "gcmask");
    return slot;
  }
  std::vector<uint8_t> mask(static_cast<size_t>((words + 63) / 64 * 8));
  ptrBits(t, 0, mask);
  return stringData({reinterpret_cast<const char *>(mask.data()), mask.size()});
}

// A static closure {code of the runtime, descriptor}.
llvm::Constant *ModuleEmitter::typeClosure(const char *code, llvm::GlobalVariable *desc) {
  auto *st = llvm::StructType::get(ctx, {ptr, ptr});
  auto thunk = mod->getOrInsertFunction(code, llvm::FunctionType::get(voidTy, false));
  return new llvm::GlobalVariable(*mod, st, true, llvm::GlobalValue::PrivateLinkage,
                                  llvm::ConstantStruct::get(st, {llvm::cast<llvm::Constant>(thunk.getCallee()), desc}), "eq");
}

// A map's bucket: eight top hashes, keys, elements, overflow pointer.
gir::Type *ModuleEmitter::mapBucket(const gir::Type *t) {
  gir::TypeTable &tt = *m.types;
  bool ik = t->key->size > 128, ie = t->elem->size > 128;
  gir::Field fs[4] = {{"topbits", "", tt.arrayOf(tt.basic(Kind::Uint8), 8), 0, false, ""},
                      {"keys", "", tt.arrayOf(ik ? tt.pointerTo(t->key) : t->key, 8), 0, false, ""},
                      {"elems", "", tt.arrayOf(ie ? tt.pointerTo(t->elem) : t->elem, 8), 0, false, ""},
                      // Without pointers in keys and elements the bucket is not scanned; the map keeps its overflow buckets alive.
                      {"overflow", "", t->key->hasPointers() || t->elem->hasPointers() || ik || ie ? tt.unsafePointer() : tt.basic(Kind::Uintptr), 0, false, ""}};
  gir::Type *bucket = tt.structOf(fs);
  tt.layout(bucket);
  for (gir::Field &f : fs) tt.layout(f.type);
  return bucket;
}

void ModuleEmitter::emitDescriptors() {
  std::unordered_set<const gir::Type *> described(m.descriptors.begin(), m.descriptors.end());
  for (gir::Type *t : m.descriptors) descriptor(t);
  while (!pendingDescriptors.empty()) {
    const gir::Type *t = pendingDescriptors.back();
    pendingDescriptors.pop_back();
    llvm::GlobalVariable *decl = descriptors[t];
    auto c8 = [&](uint64_t v) { return llvm::ConstantInt::get(i8, v); };
    auto c16 = [&](uint64_t v) { return llvm::ConstantInt::get(i16, v); };
    auto c32 = [&](uint64_t v) { return llvm::ConstantInt::get(i32, v); };
    auto c64 = [&](uint64_t v) { return llvm::ConstantInt::get(i64, v); };
    auto st = [&](std::vector<llvm::Constant *> fs) { return llvm::ConstantStruct::getAnon(ctx, fs); };
    auto null = [&] { return llvm::Constant::getNullValue(ptr); };
    // A read-only array in the descriptor's neighbourhood.
    auto array = [&](std::vector<llvm::Constant *> items) -> llvm::Constant * {
      if (items.empty()) return null();
      auto *at = llvm::ArrayType::get(items[0]->getType(), items.size());
      auto *g = new llvm::GlobalVariable(*mod, at, true, llvm::GlobalValue::PrivateLinkage, llvm::ConstantArray::get(at, items), "typedata");
      g->setAlignment(llvm::Align(8));
      return g;
    };
    bool layout = layoutOnly(t);
    bool hasUncommon = !t->methods.empty() && t->kind != Kind::Interface && !layout;
    bool named = !t->name.empty();
    std::string_view path = t->kind == Kind::UnsafePointer && t->pkgPath.empty() ? "unsafe" : t->pkgPath;
    if (named && (!t->display.empty() || !path.empty())) hasUncommon = true;
    bool onDemand = false;
    llvm::Constant *mask = gcMask(t, onDemand);
    unsigned tflag = (hasUncommon ? kUncommon : 0) | (named ? kNamed : 0) | (regularMemory(t) ? kRegularMemory : 0) |
                     (onDemand ? kGCMaskOnDemand : 0) | (t->isDirectIface() ? kDirectIface : 0);
    const gir::Type *pointerType = (named || mayPromote(t)) && t->kind != Kind::Interface ? m.types->pointerTo(const_cast<gir::Type *>(t)) : nullptr;
    if (pointerType && !described.count(pointerType)) pointerType = nullptr; // lowering has not made its methods
    std::string display = gir::displayText(t);
    std::vector<llvm::Constant *> body{
        c64(static_cast<uint64_t>(t->size)), c64(static_cast<uint64_t>(t->ptrBytes)), c32(hashText(gir::typeText(t))), c8(tflag), c8(t->align), c8(t->align),
        c8(static_cast<uint64_t>(t->kind)), t->comparable ? typeClosure("golem_eqthunk", decl) : null(), mask,
        off32(nameData(display, {}, exportedType(t), false)),
        // What can have methods carries its pointer type: reflection must find the one with the methods, not make a bare second one.
        pointerType ? off32(descriptor(pointerType)) : c32(0)};
    std::vector<llvm::Constant *> trailing;
    auto pkgName = [&](std::string_view p) -> llvm::Constant * { return p.empty() ? null() : nameData(p, {}, false, false); };
    switch (t->kind) {
    case Kind::Array:
      body.push_back(descriptor(t->elem));
      body.push_back(descriptor(m.types->sliceOf(t->elem)));
      m.types->layout(m.types->sliceOf(t->elem));
      body.push_back(c64(static_cast<uint64_t>(t->len)));
      break;
    case Kind::Chan:
      body.push_back(descriptor(t->elem));
      body.push_back(c64(t->dir));
      break;
    case Kind::Func: {
      body.push_back(c16(t->params.size()));
      body.push_back(c16(t->results.size() | (t->variadic ? 0x8000u : 0)));
      body.push_back(c32(0));
      for (gir::Type *p : t->params) trailing.push_back(descriptor(p));
      for (gir::Type *r : t->results) trailing.push_back(descriptor(r));
      break;
    }
    case Kind::Interface: {
      std::vector<llvm::Constant *> ms;
      std::string_view pkg = t->pkgPath;
      for (const gir::Method &mt : t->methods)
        if (pkg.empty() && !mt.pkgPath.empty()) pkg = mt.pkgPath;
      for (const gir::Method &mt : t->methods)
        ms.push_back(st({off32(nameData(mt.name, {}, mt.pkgPath.empty(), false, mt.pkgPath == pkg ? std::string_view() : mt.pkgPath)), off32(descriptor(mt.sig))}));
      body.push_back(pkgName(pkg));
      body.push_back(array(ms));
      body.push_back(c64(ms.size()));
      body.push_back(c64(ms.size()));
      break;
    }
    case Kind::Map: {
      bool ik = t->key->size > 128, ie = t->elem->size > 128;
      int64_t keySize = ik ? 8 : t->key->size, elemSize = ie ? 8 : t->elem->size;
      gir::Type *bucket = mapBucket(t);
      body.push_back(descriptor(t->key));
      body.push_back(descriptor(t->elem));
      body.push_back(descriptor(bucket));
      body.push_back(typeClosure("golem_hashthunk", descriptor(t->key)));
      body.push_back(c8(static_cast<uint64_t>(keySize)));
      body.push_back(c8(static_cast<uint64_t>(elemSize)));
      body.push_back(c16(static_cast<uint64_t>(bucket->size)));
      body.push_back(c32((ik ? 1u : 0) | (ie ? 2u : 0) | (reflexive(t->key) ? 4u : 0) | (needKeyUpdate(t->key) ? 8u : 0) | (hashMightPanic(t->key) ? 16u : 0)));
      for (int i = 0; i < 3; i++) body.push_back(c64(0)); // up to the size of internal/abi's MapType
      break;
    }
    case Kind::Pointer: case Kind::Slice: body.push_back(descriptor(t->elem)); break;
    case Kind::Struct: {
      std::vector<llvm::Constant *> fs;
      std::string_view pkg; // of the unexported fields: it is part of the struct's identity, the name's package is not
      for (const gir::Field &f : t->fields) {
        fs.push_back(st({nameData(f.name, f.tag, f.pkgPath.empty(), f.embedded), descriptor(f.type), c64(static_cast<uint64_t>(f.offset))}));
        if (!f.pkgPath.empty()) pkg = f.pkgPath;
      }
      body.push_back(pkgName(pkg));
      body.push_back(array(fs));
      body.push_back(c64(fs.size()));
      body.push_back(c64(fs.size()));
      break;
    }
    default: break;
    }
    if (hasUncommon) {
      size_t n = t->kind == Kind::Interface || layout ? 0 : t->methods.size();
      size_t x = 0;
      for (size_t i = 0; i < n; i++) x += t->methods[i].pkgPath.empty();
      uint64_t moff = 16 + 8 * trailing.size();
      // The unexported methods' package: *T has T's.
      std::string_view own = t->kind == Kind::Pointer && t->name.empty() ? t->elem->pkgPath : path;
      body.push_back(own.empty() ? c32(0) : off32(nameData(own, {}, false, false)));
      body.push_back(c16(n));
      body.push_back(c16(x));
      body.push_back(c32(moff));
      body.push_back(c32(0));
      body.insert(body.end(), trailing.begin(), trailing.end());
      for (size_t i = 0; i < n; i++) {
        const gir::Method &mt = t->methods[i];
        body.push_back(off32(nameData(mt.name, {}, mt.pkgPath.empty(), false, mt.pkgPath == own ? std::string_view() : mt.pkgPath)));
        body.push_back(off32(descriptor(mt.sig)));
        body.push_back(off32(function(mt.ifn)));
        body.push_back(off32(function(mt.tfn)));
      }
    } else body.insert(body.end(), trailing.begin(), trailing.end());
    llvm::Constant *init = llvm::ConstantStruct::getAnon(ctx, body);
    auto *g = new llvm::GlobalVariable(*mod, init->getType(), true, llvm::GlobalValue::LinkOnceODRLinkage, init, "");
    g->takeName(decl);
    g->setAlignment(llvm::Align(8));
    if (layout) {
      g->setLinkage(llvm::GlobalValue::PrivateLinkage);
      decl->replaceAllUsesWith(g);
      decl->eraseFromParent();
      descriptors[t] = g;
      continue;
    }
    g->setSection("golem_types");
    // Not linkonce in the defining package: others refer to it without defining it.
    g->setLinkage(llvm::GlobalValue::WeakODRLinkage);
    g->setComdat(mod->getOrInsertComdat(g->getName()));
    decl->replaceAllUsesWith(g);
    decl->eraseFromParent();
    descriptors[t] = g;
  }
}

llvm::Constant *ModuleEmitter::itab(const gir::Type *iface, const gir::Type *t) {
  std::string sym = "go:itab." + gir::typeText(t) + "," + gir::typeText(iface);
  if (auto *g = mod->getNamedGlobal(sym)) return g;
  std::vector<llvm::Constant *> body{descriptor(iface), descriptor(t), llvm::ConstantInt::get(i32, hashText(gir::typeText(t))), llvm::ConstantInt::get(i32, 0)};
  for (const gir::Method &want : iface->methods) {
    llvm::Constant *fnc = nullptr;
    for (const gir::Method &have : t->methods)
      if (have.name == want.name && have.pkgPath == want.pkgPath) fnc = function(have.ifn);
    if (!fnc) {
      fail("itab: " + gir::typeText(t) + " has no method " + std::string(want.name));
      fnc = llvm::Constant::getNullValue(ptr);
    }
    body.push_back(fnc);
  }
  llvm::Constant *init = llvm::ConstantStruct::getAnon(ctx, body);
  auto *g = new llvm::GlobalVariable(*mod, init->getType(), true, llvm::GlobalValue::LinkOnceODRLinkage, init, sym);
  g->setAlignment(llvm::Align(8));
  g->setSection("golem_itabs");
  g->setComdat(mod->getOrInsertComdat(sym));
  return g;
}

} // namespace golem::llvm_backend
