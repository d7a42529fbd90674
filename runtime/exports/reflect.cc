// Faces for reflect, maps and internal/bytealg that the compiled-code interface does not have already.
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/heap/malloc.h"
#include "runtime/map/map.h"

namespace golem {

extern "C" {

void golem_growslice(GoSlice *, void *, int64_t, int64_t, int64_t, const Type *);
void *golem_mapassign(const MapType *, hmap *, const void *);
ITab *golem_assertE2I(const InterfaceType *it, Type *t);

// While it is held the goroutine neither parks nor is preempted, so a plain runtime mutex will do.
void golem_reflectofflock(bool on) {
  static mutex lk;
  on ? lock(&lk) : unlock(&lk);
}

void golem_typedmemclrpartial(const Type *t, void *p, uintptr_t off, uintptr_t size) {
  // p points off bytes into a value of type t.
  if (golem_writeBarrier && t->ptrBytes) {
    const uint8_t *mask = gcMask(t);
    for (uintptr_t o = off; o < off + size && o < t->ptrBytes; o += 8)
      if (mask[o / 64] >> (o / 8 % 8) & 1) shade(*reinterpret_cast<uintptr_t *>(static_cast<char *>(p) + (o - off)));
  }
  __builtin_memset(p, 0, size);
}
void golem_typedarrayclear(const Type *t, void *p, int64_t n) {
  if (n <= 0) return;
  uintptr_t bytes = uintptr_t(n) * t->size;
  if (golem_writeBarrier && t->ptrBytes) bulkBarrierPreWrite(p, nullptr, bytes, t);
  __builtin_memset(p, 0, bytes);
}
// Room for num more elements; the length stays, the new memory is zero.
void golem_reflectgrowslice(GoSlice *out, const Type *t, void *p, int64_t len, int64_t cap, int64_t num) {
  num -= cap - len; // as Go does: preserve memory beyond the length
  GoSlice s;
  golem_growslice(&s, p, cap + num, cap, num, t);
  if (!t->ptrBytes) {
    auto *b = static_cast<char *>(s.array);
    uintptr_t from = uintptr_t(cap) * t->size;
    __builtin_memset(b + from, 0, uintptr_t(num) * t->size);
  }
  s.len = len;
  *out = s;
}
// dst: an interface of type it.
void golem_ifacee2i(const InterfaceType *it, Type *t, void *data, Iface *dst) {
  void *tab = golem_assertE2I(it, t);
  writebarrierptr(&dst->tab, tab);
  writebarrierptr(&dst->data, data);
}
extern const uint64_t golem_staticuint64s[256];
const uint64_t *golem_getstaticuint64s() { return golem_staticuint64s; }
void golem_memmove(void *dst, const void *src, uintptr_t n) { __builtin_memmove(dst, src, n); }
void *golem_addr(uint32_t off) { return addressAt(off); }
void golem_setreflectoffs(void *const *table) { __atomic_store_n(&reflectOffs, table, __ATOMIC_RELEASE); }
Type *golem_mapelemtype(const MapType *t) { return t->elem; }
uintptr_t golem_roundupsize(uintptr_t n) { return roundupsize(n, true); }

// abi.RegArgs of stdlib/overlay/internal/abi: what sys/reflectcall.S loads and stores.
struct RegArgs {
  uintptr_t ints[10];
  uint64_t floats[16];
  void *ptrs[10];
  uint8_t returnIsPtr[2];
};
static_assert(sizeof(RegArgs) == 296 && offsetof(RegArgs, ptrs) == 208);
// After a call by runtime.reflectcall: results from the stack to where reflect and the collector see them.
void golem_reflectcallmove(const Type *t, char *stackArgs, const char *frame, uintptr_t retOffset, uintptr_t size, RegArgs *regs) {
  if (size > retOffset) {
    if (golem_writeBarrier && t->ptrBytes > retOffset) {
      const uint8_t *mask = gcMask(t);
      for (uintptr_t o = retOffset; o < size && o < t->ptrBytes; o += 8)
        if (mask[o / 64] >> (o / 8 % 8) & 1) {
          shade(*reinterpret_cast<uintptr_t *>(stackArgs + o));
          shade(*reinterpret_cast<const uintptr_t *>(frame + o));
        }
    }
    __builtin_memcpy(stackArgs + retOffset, frame + retOffset, size - retOffset);
  }
  for (int i = 0; i < 10; i++)
    if (regs->returnIsPtr[i / 8] >> (i % 8) & 1) writebarrierptr(&regs->ptrs[i], reinterpret_cast<void *>(regs->ints[i]));
}

hmap *golem_mapclone(const MapType *t, hmap *m) {
  if (!m) return nullptr;
  hmap *n = golem_makemap(t, m->count);
  hiter it{};
  for (golem_mapiterinit(t, m, &it); it.key; golem_mapiternext(&it)) typedmemmove(t->elem, golem_mapassign(t, n, it.key), it.elem);
  return n;
}
}

} // namespace golem
