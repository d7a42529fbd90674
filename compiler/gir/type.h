// GIR's types: Go's types after monomorphization, canonical (one Type per identical type, compare by pointer), with layout.
//
// The table is shared by all functions of a build. A defined type is a Type with a name; its structure is filled in after
// it was created, so that it can be recursive. Sizes and offsets are gc's for amd64.
#pragma once
#include "compiler/base/arena.h"
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace golem::gir {

// Numbers equal internal/abi's Kind.
enum class Kind : uint8_t {
  Invalid,
  Bool,
  Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Uintptr,
  Float32,
  Float64,
  Complex64,
  Complex128,
  Array,
  Chan,
  Func,
  Interface,
  Map,
  Pointer,
  Slice,
  String,
  Struct,
  UnsafePointer,
};

struct Type;
struct Field {
  std::string_view name;
  std::string_view pkgPath; // for unexported names, else empty
  Type *type;
  int64_t offset;
  bool embedded;
  std::string_view tag;
};
// A method of an interface type, or of a type's method set. Sorted: exported by name first come in plain name order with
// unexported ones by (name, pkgPath), as internal/abi asks.
struct Method {
  std::string_view name;
  std::string_view pkgPath; // for unexported names, else empty
  Type *sig;                // Func type without receiver
  // Concrete types only: the symbol to call through an interface's data word, and the one that takes the value itself.
  std::string_view ifn, tfn;
};

enum ChanDir : uint8_t { kRecvDir = 1, kSendDir = 2, kBothDir = 3 };

struct Type {
  Kind kind = Kind::Invalid;
  bool variadic = false;       // Func
  bool comparable = true;
  bool complete = false;       // layout known
  bool methodsKnown = false;   // `methods` of a concrete type is filled (done when its descriptor is first needed)
  uint8_t dir = 0;             // Chan
  uint32_t id = 0;
  uint32_t align = 1;
  int64_t size = 0;
  int64_t ptrBytes = 0;        // prefix that can hold pointers; 0: pointer-free
  int64_t len = 0;             // Array
  Type *elem = nullptr;        // Array Chan Map Pointer Slice
  Type *key = nullptr;         // Map
  std::span<Field> fields;     // Struct
  std::span<Type *> params, results; // Func
  std::span<Method> methods;   // Interface: its methods; other types: their method set once methodsKnown
  std::string_view name;       // defined and predeclared types: unique link name, "main.T", "main.G[int]"; else empty
  std::string_view display;    // as reflect's String prints it, "main.T"; only for defined types
  std::string_view pkgPath;    // of a defined type
  Type *underlying = nullptr;  // defined types: the unnamed type of the same structure; else itself
  void *origin = nullptr;      // lowering's types::Type

  bool hasPointers() const { return ptrBytes != 0; }
  bool isInteger() const { return kind >= Kind::Int && kind <= Kind::Uintptr; }
  bool isUnsigned() const { return kind >= Kind::Uint && kind <= Kind::Uintptr; }
  bool isFloat() const { return kind == Kind::Float32 || kind == Kind::Float64; }
  bool isComplex() const { return kind == Kind::Complex64 || kind == Kind::Complex128; }
  bool isEmptyInterface() const { return kind == Kind::Interface && methods.empty(); }
  // One pointer word: stored directly in an interface's data word (spec-free; abi.TFlagDirectIface).
  bool isDirectIface() const; // one word, a pointer: interfaces hold the value itself
  int onlyField() const;
  // An instance of a generic type, or a type declared in a function: whoever needs its descriptor makes it.
  bool isInstanceOrLocal() const { return name.find('[') != std::string_view::npos || name.find("·") != std::string_view::npos; }
};

class TypeTable {
public:
  TypeTable();
  Type *basic(Kind k) { return basics_[static_cast<size_t>(k)]; }
  Type *boolType() { return basic(Kind::Bool); }
  Type *intType() { return basic(Kind::Int); }
  Type *stringType() { return basic(Kind::String); }
  Type *unsafePointer() { return basic(Kind::UnsafePointer); }
  Type *anyType() { return any_; }
  Type *pointerTo(Type *elem);
  Type *sliceOf(Type *elem);
  Type *arrayOf(Type *elem, int64_t len);
  Type *chanOf(Type *elem, uint8_t dir);
  Type *mapOf(Type *key, Type *elem);
  Type *funcOf(std::span<Type *const> params, std::span<Type *const> results, bool variadic);
  Type *structOf(std::span<const Field> fields); // offsets are computed
  Type *interfaceOf(std::span<const Method> methods); // sorted by the caller
  // A defined type: created incomplete (or found); complete it with setUnderlying.
  Type *named(std::string_view linkName, std::string_view display, std::string_view pkgPath);
  void setUnderlying(Type *named, Type *underlying);
  Type *findNamed(std::string_view linkName);
  // Computes size, align, ptrBytes, comparable of t and what it holds; needs every defined type inside completed.
  void layout(Type *t);
  const std::deque<Type> &all() const { return types_; }
  Arena &arena() { return arena_; }
  std::string_view save(std::string_view s) { return arena_.copy(s); }

private:
  Type *make(Kind k);
  Type *unique(const std::string &key, Type *(*build)(TypeTable &, const void *), const void *ctx);
  Arena arena_;
  std::deque<Type> types_;
  Type *basics_[27] = {};
  Type *any_ = nullptr;
  std::unordered_map<std::string, Type *> byKey_;
  std::unordered_map<std::string_view, Type *> named_;
};

// GIR's text for a type: Go syntax, defined types by link name. Unique per type.
std::string typeText(const Type *t);
// reflect's String(): package name instead of path.
std::string displayText(const Type *t);

} // namespace golem::gir
