// Type descriptors as the compiler writes them and reflect reads them: internal/abi's structs, field for field.
//
// NameOff, TypeOff and TextOff are plain 32-bit addresses: programs are linked static, non-PIE, below 2 GB.
// The map type is golem's own (bucket map); everything else matches GOROOT/src/internal/abi/type.go on amd64.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace golem {

enum Kind : uint8_t {
  kInvalid,
  kBool,
  kInt,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kUintptr,
  kFloat32,
  kFloat64,
  kComplex64,
  kComplex128,
  kArray,
  kChan,
  kFunc,
  kInterface,
  kMap,
  kPointer,
  kSlice,
  kString,
  kStruct,
  kUnsafePointer,
  kKindMask = 31,
};

enum TFlag : uint8_t {
  kTFlagUncommon = 1,
  kTFlagExtraStar = 2,
  kTFlagNamed = 4,
  kTFlagRegularMemory = 8,
  kTFlagGCMaskOnDemand = 16, // GCData points to a word that holds the mask once the runtime has built it
  kTFlagDirectIface = 32,    // the interface's data word is the value itself
};

struct FuncVal {
  void *code; // then the captured values
};

struct GoString {
  const uint8_t *str;
  int64_t len;
};
struct GoSlice {
  void *array;
  int64_t len, cap;
};

struct Type {
  uintptr_t size;
  uintptr_t ptrBytes; // prefix that may contain pointers
  uint32_t hash;
  uint8_t tflag;
  uint8_t align, fieldAlign;
  uint8_t kindBits;
  const FuncVal *equal; // Go func(p, q unsafe.Pointer) bool; nil: not comparable
  const uint8_t *gcdata;
  uint32_t str;       // NameOff
  uint32_t ptrToThis; // TypeOff
  Kind kind() const { return Kind(kindBits & kKindMask); }
  bool pointers() const { return ptrBytes != 0; }
  bool directIface() const { return tflag & kTFlagDirectIface; }
};
static_assert(sizeof(Type) == 48 && offsetof(Type, equal) == 24 && offsetof(Type, str) == 40);

// A name: flag byte (1 exported, 2 has tag, 4 has package path, 8 embedded), varint length, bytes [, varint, tag] [, pkg NameOff].
struct Name {
  const uint8_t *bytes;
  GoString text() const {
    if (!bytes) return {nullptr, 0};
    uint64_t n = 0;
    int shift = 0, i = 1;
    for (;; i++, shift += 7) {
      n |= uint64_t(bytes[i] & 0x7f) << shift;
      if (!(bytes[i] & 0x80)) break;
    }
    return {bytes + i + 1, int64_t(n)};
  }
  bool exported() const { return bytes && (bytes[0] & 1); }
};
// Names, types and code that reflect makes have no 32-bit address: their offsets are negative numbers, -1 - index here.
inline void *const *reflectOffs;
inline void *addressAt(uint32_t off) { return int32_t(off) < 0 ? reflectOffs[-(int32_t(off) + 1)] : reinterpret_cast<void *>(uintptr_t(off)); }
inline Name nameAt(uint32_t off) { return {static_cast<const uint8_t *>(addressAt(off))}; }
inline Type *typeAt(uint32_t off) { return static_cast<Type *>(addressAt(off)); }

struct Method {
  uint32_t name, mtyp, ifn, tfn;
};
struct UncommonType {
  uint32_t pkgPath;
  uint16_t mcount, xcount;
  uint32_t moff;
  uint32_t unused;
  const Method *methods() const { return reinterpret_cast<const Method *>(reinterpret_cast<const char *>(this) + moff); }
};
static_assert(sizeof(UncommonType) == 16 && sizeof(Method) == 16);

struct Imethod {
  uint32_t name, typ;
};
struct ArrayType : Type {
  Type *elem, *slice;
  uintptr_t len;
};
struct ChanType : Type {
  Type *elem;
  int64_t dir;
};
struct FuncType : Type {
  uint16_t inCount, outCount; // top bit of outCount: variadic; the [in+out]*Type follow (after the UncommonType, if any)
};
struct InterfaceType : Type {
  Name pkgPath;
  Imethod *methods;
  int64_t nmethods, capmethods;
};
// golem's map type: the bucket map's.
struct MapType : Type {
  Type *key, *elem, *bucket;
  const void *hasher; // func value for internal/sync: {golem_hashthunk, key}; the runtime walks the key type instead
  uint8_t keySize;    // size of a key slot in the bucket: the pointer's if indirect
  uint8_t elemSize;
  uint16_t bucketSize;
  uint32_t flags;
  uint64_t unused[3]; // as large as internal/abi's MapType, behind which reflect looks for the UncommonType
};
static_assert(sizeof(MapType) == 112);
enum MapFlags : uint32_t {
  kMapIndirectKey = 1,
  kMapIndirectElem = 2,
  kMapReflexiveKey = 4,   // k == k holds for every key
  kMapNeedKeyUpdate = 8,  // overwrite must store the key too (floats, strings, interfaces)
  kMapHashMightPanic = 16,
};
struct PtrType : Type {
  Type *elem;
};
struct SliceType : Type {
  Type *elem;
};
struct StructField {
  Name name;
  Type *typ;
  uintptr_t offset;
};
struct StructType : Type {
  Name pkgPath;
  StructField *fields;
  int64_t nfields, capfields;
};
struct ITab {
  InterfaceType *inter;
  Type *type;
  uint32_t hash;
  void *fun[1]; // variable; fun[0] == nil: type does not implement inter
};
static_assert(offsetof(ITab, fun) == 24);

struct Eface {
  Type *type;
  void *data;
};
struct Iface {
  ITab *tab;
  void *data;
};

// The UncommonType follows the kind's own struct.
inline const UncommonType *uncommon(const Type *t) {
  if (!(t->tflag & kTFlagUncommon)) return nullptr;
  size_t off = sizeof(Type);
  switch (t->kind()) {
  case kStruct: off = sizeof(StructType); break;
  case kPointer: off = sizeof(PtrType); break;
  case kFunc: off = 56; break;
  case kSlice: off = sizeof(SliceType); break;
  case kArray: off = sizeof(ArrayType); break;
  case kChan: off = sizeof(ChanType); break;
  case kMap: off = sizeof(MapType); break;
  case kInterface: off = sizeof(InterfaceType); break;
  default: break;
  }
  return reinterpret_cast<const UncommonType *>(reinterpret_cast<const char *>(t) + off);
}

inline GoString typeString(const Type *t) {
  GoString s = nameAt(t->str).text();
  if (t->tflag & kTFlagExtraStar) return {s.str + 1, s.len - 1};
  return s;
}

} // namespace golem
