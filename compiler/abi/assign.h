// Go's register assignment on golem's registers (docs/internals/abi.md): which words of arguments and results travel in which register, what
// goes to memory blocks. In: types. Out: leaves with byte offsets inside their value. One algorithm for both back ends.
#pragma once
#include "compiler/gir/type.h"

namespace golem::callabi {

constexpr int kIntRegs = 10, kFloatRegs = 16;

// A machine word of a value.
struct Leaf {
  gir::Kind kind;     // Pointer for every kind of pointer; Int, Float64 … otherwise
  int64_t offset = 0; // in the value
  int reg = 0;        // integer or float register
  bool isFloat() const { return kind == gir::Kind::Float32 || kind == gir::Kind::Float64; }
};
struct Slot {
  gir::Type *type = nullptr;
  std::vector<Leaf> leaves; // empty for zero-size values and those in memory
  bool inMemory = false;
  int64_t block = 0;        // byte in the argument or result block
};
struct Assignment {
  std::vector<Slot> params, results;
  bool argBlock = false, resultBlock = false; // their pointers are the first integer arguments, in this order
  int64_t argBytes = 0, resultBytes = 0;
};

bool registerAssignable(const gir::Type *t); // no array of more than one element in it
void leavesOf(const gir::Type *t, std::vector<Leaf> &out, int64_t base = 0);
Assignment assign(std::span<gir::Type *const> params, std::span<gir::Type *const> results);

} // namespace golem::callabi
