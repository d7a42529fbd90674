// Type descriptors, itabs and names as bytes with relocations: what internal/abi and the runtime read (runtime/abi/type.h). In: types as
// lowering knows them. Out: blobs that a back end places. NameOff, TypeOff and TextOff are 32-bit addresses.
#pragma once
#include "compiler/gir/gir.h"
#include <functional>
#include <memory>
#include <unordered_set>

namespace golem::callabi {

struct Blob;
struct Reloc {
  int64_t offset;
  int width;             // 4 or 8
  Blob *blob = nullptr;  // its address, or
  std::string symbol;    // that of a symbol defined elsewhere
};
struct Blob {
  std::string symbol;    // empty: private
  std::string bytes;
  std::vector<Reloc> relocs;
  uint32_t align = 1;
  bool writable = false;
  enum Kind { Plain, Type, Itab } kind = Plain;
};

// The blobs that one package needs.
class Descriptors {
public:
  explicit Descriptors(const gir::Module &m) : m_(m), asked_(m.descriptors.begin(), m.descriptors.end()) {}
  // The symbol of t's descriptor, or its private blob (types that code only allocates and copies by).
  Blob *typeBlob(const gir::Type *t);                      // null: defined by another package, under typeSymbol(t)
  static std::string typeSymbol(const gir::Type *t);
  Blob *itab(const gir::Type *iface, const gir::Type *t, std::string &err);
  gir::Type *mapBucket(const gir::Type *map);
  // Completes what was asked for, and what that refers to. True while there is more.
  void finish();
  const std::vector<std::unique_ptr<Blob>> &blobs() const { return blobs_; }

private:
  Blob *make(std::string symbol, uint32_t align);
  Blob *bytesBlob(const std::string &bytes);
  Blob *name(std::string_view name, std::string_view tag, bool exported, bool embedded, std::string_view pkg = {});
  Blob *gcMask(const gir::Type *t, bool &onDemand);
  Blob *typeClosure(const char *code, const gir::Type *t);
  void fill(const gir::Type *t, Blob *b);
  void refType(Blob *b, const gir::Type *t, int width);
  bool external(const gir::Type *t) const;
  bool layoutOnly(const gir::Type *t) const;
  const gir::Module &m_;
  std::unordered_set<const gir::Type *> asked_;
  std::vector<std::unique_ptr<Blob>> blobs_;
  std::unordered_map<const gir::Type *, Blob *> types_;
  std::unordered_map<std::string, Blob *> shared_; // by content, and itabs by symbol
  std::vector<const gir::Type *> pending_;
};

} // namespace golem::callabi
