// For the host tests: descriptors of simple types, panics as exceptions.
#pragma once
#include "runtime/abi/type.h"
#include <cstring>
#include <string>

namespace golem {

struct HostPanic {
  std::string what;
};

// Names must lie below 4 GB: string literals of a non-PIE executable do.
struct HostTypes {
  Type i64{}, i32{}, u8{}, f64{}, str{}, ptr{}, eface{};
  HostTypes() {
    static const FuncVal comparable{nullptr};
    static const uint8_t one[] = {1}, two[] = {2};
    auto set = [&](Type &t, size_t size, size_t ptrs, Kind k, uint8_t flag, const uint8_t *mask, const char *name) {
      t.size = size;
      t.ptrBytes = ptrs;
      t.kindBits = k;
      t.tflag = uint8_t(flag | kTFlagNamed);
      t.align = t.fieldAlign = uint8_t(size < 8 ? size : 8);
      t.gcdata = mask;
      t.equal = &comparable;
      t.str = uint32_t(uintptr_t(name));
      t.hash = uint32_t(k * 2654435761u);
    };
    set(i64, 8, 0, kInt64, kTFlagRegularMemory, nullptr, "\0\005int64");
    set(i32, 4, 0, kInt32, kTFlagRegularMemory, nullptr, "\0\005int32");
    set(u8, 1, 0, kUint8, kTFlagRegularMemory, nullptr, "\0\005uint8");
    set(f64, 8, 0, kFloat64, 0, nullptr, "\0\007float64");
    set(str, 16, 8, kString, 0, one, "\0\006string");
    set(ptr, 8, 8, kPointer, kTFlagRegularMemory | kTFlagDirectIface, one, "\0\006*int64");
    set(eface, 16, 16, kInterface, 0, two, "\0\014interface {}");
  }
};
inline HostTypes &types() {
  static HostTypes t;
  return t;
}

} // namespace golem
