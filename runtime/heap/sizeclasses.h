// The 68 size classes, computed by the same rule as Go's, so that append capacities agree.
//
// Rule: sizes grow by an alignment that grows with the size; a class takes the fewest pages that waste at most 1/8; sizes
// that fit the same number of objects into the same pages share a class, enlarged to what fits.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace golem {

constexpr uintptr_t kPageShift = 13, kPageSize = uintptr_t(1) << kPageShift;
constexpr uintptr_t kMaxSmallSize = 32768;
constexpr uintptr_t kMallocHeader = 8;      // type word before objects with pointers over kHeapBitsMax
constexpr uintptr_t kHeapBitsMax = 512;     // up to this size the pointer bitmap stands at the span's end
constexpr uintptr_t kTinySize = 16;
constexpr int kNumSizeClasses = 68;

struct SizeClassTable {
  uint32_t size[kNumSizeClasses]{};
  uint32_t pages[kNumSizeClasses]{};
  uint8_t small[1024 / 8 + 1]{};                        // (size+7)/8 -> class
  uint8_t large[(kMaxSmallSize - 1024) / 128 + 1]{};    // (size-1024+127)/128 -> class
  uint32_t divMagic[kNumSizeClasses]{};
  int count = 0;

  constexpr SizeClassTable() {
    auto power = [](uint32_t x) { return (x & (x - 1)) == 0; };
    uint32_t align = 8;
    int n = 1;
    for (uint32_t sz = 8; sz <= kMaxSmallSize; sz += align) {
      if (power(sz)) {
        if (sz >= 2048) align = 256;
        else if (sz >= 128) align = sz / 8;
        else if (sz >= 32) align = 16;
      }
      uint32_t bytes = kPageSize;
      while (bytes % sz > bytes / 8) bytes += kPageSize;
      uint32_t np = bytes / kPageSize;
      if (n > 1 && np == pages[n - 1] && bytes / sz == bytes / size[n - 1]) {
        size[n - 1] = sz;
        continue;
      }
      if (n == kNumSizeClasses) {
        n++;
        break;
      }
      size[n] = sz;
      pages[n] = np;
      n++;
    }
    count = n;
    for (int i = 1; i < kNumSizeClasses; i++) {
      uint32_t span = pages[i] * kPageSize;
      uint32_t fit = (span / (span / size[i])) & ~127u;
      if (fit > size[i]) size[i] = fit;
      divMagic[i] = uint32_t((uint64_t(1) << 32) / size[i] + ((uint64_t(1) << 32) % size[i] ? 1 : 0));
    }
    int c = 1;
    for (uint32_t i = 0; i <= 1024 / 8; i++) {
      while (size[c] < i * 8) c++;
      small[i] = uint8_t(i ? c : 0);
    }
    for (uint32_t i = 0; i <= (kMaxSmallSize - 1024) / 128; i++) {
      while (size[c] < 1024 + i * 128) c++;
      large[i] = uint8_t(c);
    }
    small[0] = 1;
  }
};
inline constexpr SizeClassTable kClasses;
static_assert(kClasses.count == kNumSizeClasses && kClasses.size[67] == 32768);

inline int sizeToClass(uintptr_t size) { return size <= 1024 - 8 ? kClasses.small[(size + 7) / 8] : kClasses.large[(size - 1024 + 127) / 128]; }

inline bool heapBitsInSpan(uintptr_t size) { return size <= kHeapBitsMax; }

// Bytes that mallocgc will really give for size: decides slice capacities.
inline uintptr_t roundupsize(uintptr_t size, bool noscan) {
  if (size <= kMaxSmallSize - kMallocHeader) {
    uintptr_t header = !noscan && size > kHeapBitsMax ? kMallocHeader : 0;
    return kClasses.size[sizeToClass(size + header)] - header;
  }
  uintptr_t up = size + kPageSize - 1;
  return up < size ? size : up & ~(kPageSize - 1);
}

} // namespace golem
