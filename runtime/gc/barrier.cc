// The hybrid write barrier (Yuasa deletion + Dijkstra insertion): while marking, a pointer store shades both the pointer it
// overwrites and the one it stores. Stacks are scanned once, at the start, and stay black after it.
//
// Invariant: whoever overwrites or clears a pointer slot in the heap (or a package variable) while golem_writeBarrier is
// set has shaded the old value first. Slots on stacks need only the new value shaded when another goroutine writes them.
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"

namespace golem {

extern "C" {
uint32_t golem_writeBarrier;

void golem_gcwb_impl(uintptr_t *slot, uintptr_t val) {
  shade(*slot);
  shade(val);
}
}

// Calls f(offset) for every pointer word of the values in [0, bytes).
template <class F> static void eachPointer(const Type *t, uintptr_t bytes, F f) {
  const uint8_t *mask = gcMask(t);
  for (uintptr_t base = 0; base < bytes; base += t->size) {
    for (uintptr_t off = 0; off < t->ptrBytes; off += 8)
      if (mask[off / 64] >> (off / 8 % 8) & 1) f(base + off);
  }
}

void bulkBarrierPreWrite(void *dst, const void *src, uintptr_t bytes, const Type *t) {
  eachPointer(t, bytes, [&](uintptr_t off) {
    shade(*reinterpret_cast<uintptr_t *>(static_cast<char *>(dst) + off));
    if (src) shade(*reinterpret_cast<const uintptr_t *>(static_cast<const char *>(src) + off));
  });
}
void bulkBarrierPreWriteSrcOnly(const void *src, uintptr_t bytes, const Type *t) {
  eachPointer(t, bytes, [&](uintptr_t off) { shade(*reinterpret_cast<const uintptr_t *>(static_cast<const char *>(src) + off)); });
}

void typedmemmove(const Type *t, void *dst, const void *src) {
  if (dst == src) return;
  if (__builtin_expect(golem_writeBarrier, 0) && t->ptrBytes) bulkBarrierPreWrite(dst, src, t->size, t);
  __builtin_memmove(dst, src, t->size);
}
void typedmemclr(const Type *t, void *p) {
  if (__builtin_expect(golem_writeBarrier, 0) && t->ptrBytes) bulkBarrierPreWrite(p, nullptr, t->size, t);
  __builtin_memset(p, 0, t->size);
}

extern "C" {
void golem_typedmemmove(const Type *t, void *dst, const void *src) { typedmemmove(t, dst, src); }
void golem_typedmemclr(const Type *t, void *p) { typedmemclr(t, p); }

int64_t golem_typedslicecopy(const Type *t, void *dst, int64_t dlen, const void *src, int64_t slen) {
  int64_t n = dlen < slen ? dlen : slen;
  if (n <= 0 || dst == src) return n < 0 ? 0 : n;
  uintptr_t bytes = uintptr_t(n) * t->size;
  if (__builtin_expect(golem_writeBarrier, 0) && t->ptrBytes) bulkBarrierPreWrite(dst, src, bytes, t);
  __builtin_memmove(dst, src, bytes);
  return n;
}

// Every word may be a pointer: type unknown.
void golem_memclrpointers(void *p, int64_t n) {
  if (__builtin_expect(golem_writeBarrier, 0))
    for (int64_t i = 0; i + 8 <= n; i += 8) shade(*reinterpret_cast<uintptr_t *>(static_cast<char *>(p) + i));
  __builtin_memset(p, 0, size_t(n));
}

void golem_wbstore(void *slot, void *val) { writebarrierptr(slot, val); }
}

} // namespace golem
