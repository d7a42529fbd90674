// Equality and hashing by walking type descriptors; fast paths for memory that compares bytewise.
//
// Hash: AES rounds over 16-byte blocks where the CPU has them (all amd64 of the last decade), else multiply-fold (wyhash).
// Values nest as deep as the program makes them through interfaces, so a walk that meets an interface near the end of the
// goroutine's stack continues on g0. A panic must leave from the goroutine's stack: walks report the culprit instead.
#include "runtime/iface/alg.h"
#include "runtime/sched/choices.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/stack.h"
#include <immintrin.h>

namespace golem {

namespace {

struct Walk {
  const Type *culprit; // an uncomparable or unhashable dynamic type
};

uint64_t mix(uint64_t a, uint64_t b) {
  unsigned __int128 m = static_cast<unsigned __int128>(a) * b;
  return uint64_t(m >> 64) ^ uint64_t(m);
}
uint64_t rd8(const uint8_t *p) {
  uint64_t v;
  __builtin_memcpy(&v, p, 8);
  return v;
}
uint64_t rd4(const uint8_t *p) {
  uint32_t v;
  __builtin_memcpy(&v, p, 4);
  return v;
}
constexpr uint64_t k1 = 0xa0761d6478bd642f, k2 = 0xe7037ed1a0b428db, k3 = 0x8ebc6af09c88c6e3;

uint64_t wyhash(const uint8_t *p, uint64_t n, uint64_t seed) {
  uint64_t a, b, s = seed ^ k1;
  if (n <= 16) {
    if (n >= 4) {
      a = rd4(p) << 32 | rd4(p + (n >> 3 << 2));
      b = rd4(p + n - 4) << 32 | rd4(p + n - 4 - (n >> 3 << 2));
    } else if (n) {
      a = uint64_t(p[0]) << 16 | uint64_t(p[n >> 1]) << 8 | p[n - 1];
      b = 0;
    } else {
      a = b = 0;
    }
  } else {
    uint64_t left = n;
    while (left > 16) {
      s = mix(rd8(p) ^ k2, rd8(p + 8) ^ s);
      p += 16;
      left -= 16;
    }
    a = rd8(p + left - 16);
    b = rd8(p + left - 8);
  }
  return mix(k3 ^ n, mix(a ^ k2, b ^ s));
}

bool hasAes() {
  static int known;
  if (!known) {
    uint32_t a = 1, b, c, d;
    asm("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
    known = c >> 25 & 1 ? 1 : -1;
  }
  return known > 0;
}
__attribute__((target("aes,sse4.1"))) uint64_t aeshash(const uint8_t *p, uint64_t n, uint64_t seed) {
  __m128i s = _mm_set_epi64x(int64_t(n ^ k2), int64_t(seed));
  s = _mm_aesenc_si128(s, _mm_set_epi64x(int64_t(k1), int64_t(k3)));
  __m128i d;
  if (n >= 16) {
    uint64_t left = n;
    for (; left > 16; left -= 16, p += 16) {
      d = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
      s = _mm_aesenc_si128(_mm_xor_si128(s, d), _mm_set_epi64x(int64_t(k2), int64_t(k1)));
    }
    d = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p + left - 16));
  } else if (n >= 8) {
    d = _mm_set_epi64x(int64_t(rd8(p + n - 8)), int64_t(rd8(p)));
  } else if (n >= 4) {
    d = _mm_set_epi64x(int64_t(rd4(p + n - 4)), int64_t(rd4(p)));
  } else if (n) {
    d = _mm_set_epi64x(0, int64_t(uint64_t(p[0]) << 16 | uint64_t(p[n >> 1]) << 8 | p[n - 1]));
  } else {
    d = _mm_setzero_si128();
  }
  s = _mm_aesenc_si128(_mm_xor_si128(s, d), s);
  s = _mm_aesenc_si128(s, s);
  s = _mm_aesenc_si128(s, _mm_set_epi64x(int64_t(k3), int64_t(k2)));
  return uint64_t(_mm_cvtsi128_si64(s)) ^ uint64_t(_mm_extract_epi64(s, 1));
}

// Room for another level of recursion on this stack?
bool stackLow() {
  g *gp = getg();
  if (gp == getm()->g0) return false;
  uintptr_t sp = uintptr_t(__builtin_frame_address(0));
  return sp < gp->stackguard - kStackMargin + 1536;
}
template <class F> void deepCall(F &&f) {
  if (stackLow()) systemstack(f);
  else f();
}

bool equal(const Type *t, const void *p, const void *q, Walk &w);

bool equalIfaceData(const Type *t, const void *x, const void *y, Walk &w) {
  if (!t) return true;
  if (!t->equal) {
    w.culprit = t;
    return false;
  }
  if (t->directIface()) return x == y;
  if (x == y && (t->tflag & kTFlagRegularMemory)) return true;
  bool r = false;
  deepCall([&] { r = equal(t, x, y, w); });
  return r;
}

bool blank(const StructField &f) {
  GoString n = f.name.text();
  return n.len == 1 && n.str[0] == '_';
}

bool equal(const Type *t, const void *p, const void *q, Walk &w) {
  auto *a = static_cast<const uint8_t *>(p), *b = static_cast<const uint8_t *>(q);
  if (t->tflag & kTFlagRegularMemory) {
    if (t->size == 8) return rd8(a) == rd8(b);
    return __builtin_memcmp(p, q, t->size) == 0;
  }
  auto fl = [](auto v, const void *x, const void *y, size_t i) {
    using T = decltype(v);
    return static_cast<const T *>(x)[i] == static_cast<const T *>(y)[i];
  };
  switch (t->kind()) {
  case kFloat32: return fl(float{}, p, q, 0);
  case kFloat64: return fl(double{}, p, q, 0);
  case kComplex64: return fl(float{}, p, q, 0) && fl(float{}, p, q, 1);
  case kComplex128: return fl(double{}, p, q, 0) && fl(double{}, p, q, 1);
  case kString: {
    auto *x = static_cast<const GoString *>(p), *y = static_cast<const GoString *>(q);
    return x->len == y->len && (x->str == y->str || __builtin_memcmp(x->str, y->str, size_t(x->len)) == 0);
  }
  case kInterface: {
    auto *it = static_cast<const InterfaceType *>(t);
    auto *x = static_cast<const Eface *>(p), *y = static_cast<const Eface *>(q);
    if (x->type != y->type) return false;
    const Type *dt = x->type;
    if (dt && it->nmethods) dt = reinterpret_cast<const ITab *>(dt)->type;
    return equalIfaceData(dt, x->data, y->data, w);
  }
  case kArray: {
    auto *at = static_cast<const ArrayType *>(t);
    for (uintptr_t i = 0; i < at->len; i++)
      if (!equal(at->elem, a + i * at->elem->size, b + i * at->elem->size, w)) return false;
    return true;
  }
  case kStruct: {
    // As compiler/llvm's aggregateEqual: up to a field that can panic, words and lengths of strings come before the strings' contents.
    auto *st = static_cast<const StructType *>(t);
    int64_t strings = 0; // fields from here to i may hold strings whose contents are to be compared
    auto contents = [&](int64_t end) {
      for (; strings < end; strings++) {
        const StructField &f = st->fields[strings];
        if (f.typ->kind() == kString && !blank(f) && !equal(f.typ, a + f.offset, b + f.offset, w)) return false;
      }
      return true;
    };
    for (int64_t i = 0; i < st->nfields; i++) {
      const StructField &f = st->fields[i];
      if (blank(f)) continue;
      if (f.typ->kind() == kString) {
        if (reinterpret_cast<const GoString *>(a + f.offset)->len != reinterpret_cast<const GoString *>(b + f.offset)->len) return false;
        continue;
      }
      bool simple = (f.typ->tflag & kTFlagRegularMemory) || f.typ->kind() < kArray;
      if (!simple && !contents(i)) return false;
      if (!equal(f.typ, a + f.offset, b + f.offset, w)) return false;
    }
    return contents(st->nfields);
  }
  case kFunc: case kMap: case kSlice: w.culprit = t; return false;
  default: return __builtin_memcmp(p, q, t->size) == 0;
  }
}

uint64_t hash(const Type *t, const void *p, uint64_t seed, Walk &w) {
  if (t->tflag & kTFlagRegularMemory) {
    if (t->size == 8) return hash64(rd8(static_cast<const uint8_t *>(p)), seed);
    if (t->size == 4) return hash32(uint32_t(rd4(static_cast<const uint8_t *>(p))), seed);
    return memHash(p, t->size, seed);
  }
  auto f64 = [&](double v, uint64_t h) {
    if (v == 0) return mix(h ^ k1, k2); // +0 and -0 are equal
    if (v != v) return mix(h ^ k1, choices::next(choices::kRandom) | 1);
    uint64_t bits;
    __builtin_memcpy(&bits, &v, 8);
    return hash64(bits, h);
  };
  auto *a = static_cast<const uint8_t *>(p);
  switch (t->kind()) {
  case kFloat32: return f64(double(*static_cast<const float *>(p)), seed);
  case kFloat64: return f64(*static_cast<const double *>(p), seed);
  case kComplex64: {
    auto *f = static_cast<const float *>(p);
    return f64(double(f[1]), f64(double(f[0]), seed));
  }
  case kComplex128: {
    auto *f = static_cast<const double *>(p);
    return f64(f[1], f64(f[0], seed));
  }
  case kString: {
    auto *s = static_cast<const GoString *>(p);
    return memHash(s->str, uint64_t(s->len), seed);
  }
  case kInterface: {
    auto *it = static_cast<const InterfaceType *>(t);
    auto *e = static_cast<const Eface *>(p);
    const Type *dt = e->type;
    if (!dt) return seed;
    if (it->nmethods) dt = reinterpret_cast<const ITab *>(dt)->type;
    if (!dt->equal) {
      w.culprit = dt;
      return 0;
    }
    seed = mix(seed ^ dt->hash, k3);
    if (dt->directIface()) return hash(dt, &e->data, seed, w);
    uint64_t r = 0;
    deepCall([&] { r = hash(dt, e->data, seed, w); });
    return r;
  }
  case kArray: {
    auto *at = static_cast<const ArrayType *>(t);
    for (uintptr_t i = 0; i < at->len && !w.culprit; i++) seed = hash(at->elem, a + i * at->elem->size, seed, w);
    return seed;
  }
  case kStruct: {
    auto *st = static_cast<const StructType *>(t);
    for (int64_t i = 0; i < st->nfields && !w.culprit; i++) {
      if (blank(st->fields[i])) continue;
      seed = hash(st->fields[i].typ, a + st->fields[i].offset, seed, w);
    }
    return seed;
  }
  case kFunc: case kMap: case kSlice: w.culprit = t; return 0;
  default: // as for regular memory, whatever the flag says: the specialised map functions hash by size
    if (t->size == 8) return hash64(rd8(a), seed);
    if (t->size == 4) return hash32(uint32_t(rd4(a)), seed);
    return memHash(p, t->size, seed);
  }
}

} // namespace

uint64_t memHash(const void *p, uint64_t n, uint64_t seed) {
  return hasAes() ? aeshash(static_cast<const uint8_t *>(p), n, seed) : wyhash(static_cast<const uint8_t *>(p), n, seed);
}
uint64_t hash64(uint64_t v, uint64_t seed) { return mix(v ^ k1, seed ^ k2 ^ 8) ^ mix(v ^ k3, k1); }
uint64_t hash32(uint32_t v, uint64_t seed) { return hash64(uint64_t(v) << 32 | v, seed ^ 4); }

bool valuesEqual(const Type *t, const void *p, const void *q) {
  Walk w{};
  bool r = equal(t, p, q, w);
  if (w.culprit) gort_panicuncomparable(w.culprit);
  return r;
}
uint64_t typeHash(const Type *t, const void *p, uint64_t seed) {
  Walk w{};
  uint64_t h = hash(t, p, seed, w);
  if (w.culprit) gort_panicunhashable(w.culprit);
  return h;
}

extern "C" {
bool golem_typeequal(const Type *t, const void *p, const void *q) { return valuesEqual(t, p, q); }
bool golem_efaceeq(const Type *t, const void *x, const void *y) {
  Walk w{};
  bool r = equalIfaceData(t, x, y, w);
  if (w.culprit) gort_panicuncomparable(w.culprit);
  return r;
}
bool golem_ifaceeq(const ITab *tab, const void *x, const void *y) { return golem_efaceeq(tab ? tab->type : nullptr, x, y); }
uint64_t golem_typehash(const Type *t, const void *p, uint64_t seed) { return typeHash(t, p, seed); }
uint64_t golem_memhash(const void *p, uint64_t seed, uint64_t n) { return memHash(p, n, seed); }
GoString golem_typestring(const Type *t) { return typeString(t); }
GoString golem_typepkgpath(const Type *t) {
  if (const UncommonType *u = uncommon(t); u && u->pkgPath) return nameAt(u->pkgPath).text();
  if (t->kind() == kStruct) return static_cast<const StructType *>(t)->pkgPath.text();
  if (t->kind() == kInterface) return static_cast<const InterfaceType *>(t)->pkgPath.text();
  return {nullptr, 0};
}
}

} // namespace golem
