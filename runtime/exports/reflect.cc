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
void *golem_addr(uint32_t off) { return reinterpret_cast<void *>(uintptr_t(off)); }
Type *golem_mapelemtype(const MapType *t) { return t->elem; }
uintptr_t golem_roundupsize(uintptr_t n) { return roundupsize(n, true); }

hmap *golem_mapclone(const MapType *t, hmap *m) {
  if (!m) return nullptr;
  hmap *n = golem_makemap(t, m->count);
  hiter it{};
  for (golem_mapiterinit(t, m, &it); it.key; golem_mapiternext(&it))
    typedmemmove(t->elem, golem_mapassign(t, n, it.key), it.elem);
  return n;
}
}

} // namespace golem
