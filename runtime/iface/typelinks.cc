// The list of the program's unnamed composite types, sorted by their text: where reflect finds the descriptor of []T, func(T) …
// before it makes one, so that a type has one descriptor only.
//
// In: section golem_types, descriptors one after the other, whose sizes follow from kind, method table and parameter lists.
// Out: their addresses as 32-bit offsets. Made at the first question; programs that don't make types never pay.
#include "runtime/abi/vmhooks.h"
#include "runtime/heap/malloc.h"
#include "runtime/sched/proc.h"

extern "C" {
extern char __start_golem_types[] __attribute__((weak)), __stop_golem_types[] __attribute__((weak));
}

namespace golem {

namespace {

uintptr_t descriptorBytes(const Type *t) {
  uintptr_t n = sizeof(Type);
  uintptr_t trailing = 0;
  switch (t->kind()) {
  case kArray: n = sizeof(ArrayType); break;
  case kChan: n = sizeof(ChanType); break;
  case kFunc: {
    auto *f = static_cast<const FuncType *>(t);
    n = sizeof(FuncType);
    trailing = 8 * (uintptr_t(f->inCount) + (f->outCount & 0x7fff));
    break;
  }
  case kInterface: n = sizeof(InterfaceType); break;
  case kMap: n = sizeof(MapType); break;
  case kPointer: case kSlice: n = sizeof(PtrType); break;
  case kStruct: n = sizeof(StructType); break;
  default: break;
  }
  if (t->tflag & kTFlagUncommon) n += sizeof(UncommonType) + sizeof(Method) * uncommon(t)->mcount;
  return (n + trailing + 7) & ~uintptr_t(7);
}

bool listed(const Type *t) {
  if (t->tflag & kTFlagNamed) return false;
  switch (t->kind()) {
  case kArray: case kChan: case kFunc: case kMap: case kPointer: case kSlice: case kStruct: return true;
  default: return false;
  }
}

bool textLess(int32_t a, int32_t b) {
  GoString x = typeString(typeAt(uint32_t(a))), y = typeString(typeAt(uint32_t(b)));
  int c = __builtin_memcmp(x.str, y.str, size_t(x.len < y.len ? x.len : y.len));
  return c ? c < 0 : x.len < y.len;
}

void siftDown(int32_t *a, int64_t i, int64_t n) {
  for (;;) {
    int64_t child = 2 * i + 1;
    if (child >= n) return;
    if (child + 1 < n && textLess(a[child], a[child + 1])) child++;
    if (!textLess(a[i], a[child])) return;
    int32_t t = a[i];
    a[i] = a[child];
    a[child] = t;
    i = child;
  }
}

template <class F> void eachDescriptor(F f) {
  for (char *p = __start_golem_types; p + sizeof(Type) <= __stop_golem_types;) {
    auto *t = reinterpret_cast<const Type *>(p);
    if (!t->kindBits) { // padding
      p += 8;
      continue;
    }
    f(t);
    p += descriptorBytes(t);
  }
  for (size_t i = 0; vmHooks && i < vmHooks->ntypes; i++) f(vmHooks->types[i]);
}

mutex lk;
int32_t *links;
int64_t nlinks;

} // namespace

extern "C" GoSlice golem_typelinks() {
  systemstack([] {
    lock(&lk);
    if (!links) {
      int64_t n = 0;
      eachDescriptor([&](const Type *t) { n += listed(t); });
      auto *a = static_cast<int32_t *>(persistentalloc(size_t(n + 1) * 4));
      int64_t i = 0;
      eachDescriptor([&](const Type *t) {
        if (listed(t)) a[i++] = int32_t(uintptr_t(t));
      });
      for (int64_t k = n / 2 - 1; k >= 0; k--) siftDown(a, k, n);
      for (int64_t k = n - 1; k > 0; k--) {
        int32_t t = a[0];
        a[0] = a[k];
        a[k] = t;
        siftDown(a, 0, k);
      }
      nlinks = n;
      __atomic_store_n(&links, a, __ATOMIC_RELEASE);
    }
    unlock(&lk);
  });
  return {links, nlinks, nlinks};
}

} // namespace golem
