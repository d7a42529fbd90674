// Itabs: which function implements each method of an interface for a type. Static ones come with the program (section
// golem_itabs); others are built at the first assertion and kept in an open-addressed table for ever, failures included.
//
// Readers walk the table without a lock; growth publishes a new table and leaves the old one in place.
#include "runtime/abi/vmhooks.h"
#include "runtime/gc/work.h"
#include "runtime/panic/panic.h"

extern "C" {
extern char __start_golem_itabs[] __attribute__((weak)), __stop_golem_itabs[] __attribute__((weak));
}

namespace golem {

namespace {

struct Table {
  uint64_t size, count; // size: power of two
  ITab *slot[1];
};
Table *table;
mutex lk;

uint64_t key(const InterfaceType *it, const Type *t) { return (uint64_t(it->hash) ^ uint64_t(t->hash) * 0x9e3779b97f4a7c15u) ^ uint64_t(uintptr_t(t)) >> 4; }
ITab *find(Table *tb, const InterfaceType *it, const Type *t) {
  if (!tb) return nullptr;
  uint64_t mask = tb->size - 1;
  for (uint64_t h = key(it, t) & mask, i = 1;; h = (h + i++) & mask) {
    ITab *x = __atomic_load_n(&tb->slot[h], __ATOMIC_ACQUIRE);
    if (!x) return nullptr;
    if (x->inter == it && x->type == t) return x;
  }
}
void insert(Table *tb, ITab *x) {
  uint64_t mask = tb->size - 1;
  for (uint64_t h = key(x->inter, x->type) & mask, i = 1;; h = (h + i++) & mask)
    if (!tb->slot[h]) {
      __atomic_store_n(&tb->slot[h], x, __ATOMIC_RELEASE);
      tb->count++;
      return;
    }
}
void add(ITab *x) {
  Table *tb = table;
  if (!tb || 4 * tb->count >= 3 * tb->size) {
    uint64_t n = tb ? tb->size * 2 : 512;
    auto *nt = static_cast<Table *>(persistentalloc(sizeof(Table) + n * 8));
    nt->size = n;
    for (uint64_t i = 0; tb && i < tb->size; i++)
      if (tb->slot[i]) insert(nt, tb->slot[i]);
    insert(nt, x);
    __atomic_store_n(&table, nt, __ATOMIC_RELEASE);
    return;
  }
  insert(tb, x);
}

bool sameText(GoString a, GoString b) { return a.len == b.len && (a.str == b.str || __builtin_memcmp(a.str, b.str, size_t(a.len)) == 0); }

GoString methodPkg(uint32_t nameOff, GoString deflt) { // an unexported name may carry its package
  auto *b = nameAt(nameOff).bytes;
  if (!(b[0] & 4)) return deflt;
  GoString n = nameAt(nameOff).text();
  const uint8_t *p = n.str + n.len;
  if (b[0] & 2) {
    uint64_t len = 0;
    for (int s = 0;; s += 7) {
      uint8_t c = *p++;
      len |= uint64_t(c & 0x7f) << s;
      if (!(c & 0x80)) break;
    }
    p += len;
  }
  uint32_t off;
  __builtin_memcpy(&off, p, 4);
  return off ? nameAt(off).text() : deflt;
}

// Fills x->fun; returns the name of a missing method, or an empty string. Both lists are normally sorted by name, so that the
// search goes on from the last hit; it wraps around when they are not.
GoString fill(ITab *x) {
  const InterfaceType *it = x->inter;
  const UncommonType *u = uncommon(x->type);
  int64_t nt = u ? u->mcount : 0, j = 0;
  const Method *ms = u ? u->methods() : nullptr;
  GoString tpkg = u && u->pkgPath ? nameAt(u->pkgPath).text() : GoString{nullptr, 0};
  if (!tpkg.len && x->type->kind() == kPointer) // *T has T's package
    if (const UncommonType *e = uncommon(static_cast<const PtrType *>(x->type)->elem); e && e->pkgPath) tpkg = nameAt(e->pkgPath).text();
  GoString ipkg = it->pkgPath.text();
  for (int64_t k = 0; k < it->nmethods; k++) {
    GoString name = nameAt(it->methods[k].name).text();
    bool exported = nameAt(it->methods[k].name).exported();
    bool hit = false;
    for (int64_t tried = 0; tried < nt && !hit; tried++, j++) {
      if (j == nt) j = 0;
      if (!sameText(nameAt(ms[j].name).text(), name) || typeAt(ms[j].mtyp) != typeAt(it->methods[k].typ)) continue;
      if (!exported && !sameText(methodPkg(ms[j].name, tpkg), methodPkg(it->methods[k].name, ipkg))) continue;
      x->fun[k] = addressAt(ms[j].ifn);
      hit = true;
    }
    if (!hit) {
      x->fun[0] = nullptr;
      return name;
    }
  }
  return {nullptr, 0};
}

// The program's own itabs come first, so that a pair has one itab only.
bool staticAdded;
void addStatic() {
  if (staticAdded) return;
  for (char *p = __start_golem_itabs; p + sizeof(ITab) <= __stop_golem_itabs;) {
    auto *x = reinterpret_cast<ITab *>(p);
    if (!x->inter) { // padding
      p += 8;
      continue;
    }
    if (!find(table, x->inter, x->type)) add(x);
    p += offsetof(ITab, fun) + size_t(x->inter->nmethods) * 8;
  }
  for (size_t i = 0; vmHooks && i < vmHooks->nitabs; i++)
    if (ITab *x = vmHooks->itabs[i]; !find(table, x->inter, x->type)) add(x);
  staticAdded = true;
}

ITab *lookup(const InterfaceType *it, Type *t) {
  ITab *x = find(__atomic_load_n(&table, __ATOMIC_ACQUIRE), it, t);
  if (x) return x;
  systemstack([&] {
    lock(&lk);
    addStatic();
    x = find(table, it, t);
    if (!x) {
      x = static_cast<ITab *>(persistentalloc(sizeof(ITab) + size_t(it->nmethods) * 8));
      x->inter = const_cast<InterfaceType *>(it);
      x->type = t;
      x->hash = t->hash;
      fill(x);
      add(x);
    }
    unlock(&lk);
  });
  return x;
}

[[noreturn]] void raiseMissing(const InterfaceType *it, Type *t) {
  GoString missing{nullptr, 0};
  systemstack([&] {
    auto *x = static_cast<ITab *>(persistentalloc(sizeof(ITab) + size_t(it->nmethods) * 8));
    x->inter = const_cast<InterfaceType *>(it);
    x->type = t;
    missing = fill(x);
  });
  gort_panicdottype(t, it, nullptr, &missing);
}

} // namespace

void *getitabFor(const InterfaceType *it, Type *t) {
  ITab *x = lookup(it, t);
  return x->fun[0] ? x : nullptr;
}

extern "C" {
ITab *golem_getitab(const InterfaceType *it, Type *t, bool canfail) {
  ITab *x = lookup(it, t);
  if (x->fun[0]) return x;
  if (canfail) return nullptr;
  raiseMissing(it, t);
}
ITab *golem_assertE2I(const InterfaceType *it, Type *t) {
  if (!t) gort_panicdottype(nullptr, it, nullptr, nullptr);
  if (it->nmethods == 0) return nullptr; // every type has no methods, and an interface without has no itab
  return golem_getitab(it, t, false);
}
ITab *golem_assertE2I2(const InterfaceType *it, Type *t) { return t ? golem_getitab(it, t, true) : nullptr; }
[[noreturn]] void golem_panicdottypeE(const Type *have, const Type *want, const Type *iface) { gort_panicdottype(have, want, iface, nullptr); }
[[noreturn]] void golem_panicdottypeI(const ITab *have, const Type *want, const Type *iface) {
  gort_panicdottype(have ? have->type : nullptr, want, iface, nullptr);
}
}

} // namespace golem
