// Register assignment: Go's ABIInternal algorithm.
#include "compiler/abi/assign.h"

namespace golem::callabi {

using gir::Kind;

bool registerAssignable(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Array: return t->len == 0 || (t->len == 1 && registerAssignable(t->elem));
  case Kind::Struct:
    for (const gir::Field &f : t->fields)
      if (!registerAssignable(f.type)) return false;
    return true;
  default: return true;
  }
}

void leavesOf(const gir::Type *t, std::vector<Leaf> &out, int64_t base) {
  switch (t->kind) {
  case Kind::Array:
    if (t->len == 1) leavesOf(t->elem, out, base);
    break;
  case Kind::Struct:
    for (const gir::Field &f : t->fields) leavesOf(f.type, out, base + f.offset);
    break;
  case Kind::Slice: out.insert(out.end(), {{Kind::Pointer, base}, {Kind::Int, base + 8}, {Kind::Int, base + 16}}); break;
  case Kind::String: out.insert(out.end(), {{Kind::Pointer, base}, {Kind::Int, base + 8}}); break;
  case Kind::Interface: out.insert(out.end(), {{Kind::Pointer, base}, {Kind::Pointer, base + 8}}); break;
  case Kind::Complex64: out.insert(out.end(), {{Kind::Float32, base}, {Kind::Float32, base + 4}}); break;
  case Kind::Complex128: out.insert(out.end(), {{Kind::Float64, base}, {Kind::Float64, base + 8}}); break;
  case Kind::Chan: case Kind::Func: case Kind::Map: case Kind::Pointer:
  case Kind::UnsafePointer: out.push_back({Kind::Pointer, base}); break;
  default: out.push_back({t->kind, base}); break;
  }
}

namespace {
// Assigns values to registers in order; a value that doesn't fit goes to the block as a whole. True if all fit.
bool assignAll(std::vector<Slot> &slots, int firstReg, int64_t &bytes) {
  int ints = firstReg, floats = 0;
  bytes = 0;
  bool all = true;
  for (Slot &s : slots) {
    s.leaves.clear();
    s.inMemory = false;
    if (s.type->size == 0) continue;
    bool ok = registerAssignable(s.type);
    if (ok) {
      leavesOf(s.type, s.leaves);
      int i = ints, f = floats;
      for (Leaf &l : s.leaves) l.reg = l.isFloat() ? f++ : i++;
      ok = i <= kIntRegs && f <= kFloatRegs;
      if (ok) {
        ints = i;
        floats = f;
      }
    }
    if (!ok) {
      s.leaves.clear();
      s.inMemory = true;
      int64_t a = s.type->align;
      bytes = (bytes + a - 1) / a * a;
      s.block = bytes;
      bytes += s.type->size;
      all = false;
    }
  }
  bytes = (bytes + 7) / 8 * 8;
  return all;
}
} // namespace

Assignment assign(std::span<gir::Type *const> params, std::span<gir::Type *const> results) {
  Assignment a;
  for (gir::Type *t : params) a.params.push_back({t, {}, false, 0});
  for (gir::Type *t : results) a.results.push_back({t, {}, false, 0});
  a.resultBlock = !assignAll(a.results, 0, a.resultBytes);
  a.argBlock = !assignAll(a.params, a.resultBlock, a.argBytes);
  if (a.argBlock) assignAll(a.params, a.resultBlock + 1, a.argBytes);
  return a;
}

} // namespace golem::callabi
