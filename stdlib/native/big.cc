// The word loops of math/big: faces of stdlib/overlay/math/big/arith_decl_pure.go. Vectors are little-endian words; the length of
// z counts. z may be x or y.
#include <stdint.h>

namespace {
using Word = unsigned long long;
using Wide = unsigned __int128;
} // namespace

extern "C" {

Word golem_big_addvv(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, const Word *y, int64_t, int64_t) {
  Word c = 0;
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) {
    z[i] = __builtin_addcll(x[i], y[i], c, &c);
    z[i + 1] = __builtin_addcll(x[i + 1], y[i + 1], c, &c);
    z[i + 2] = __builtin_addcll(x[i + 2], y[i + 2], c, &c);
    z[i + 3] = __builtin_addcll(x[i + 3], y[i + 3], c, &c);
  }
  for (; i < n; i++) z[i] = __builtin_addcll(x[i], y[i], c, &c);
  return c;
}

Word golem_big_subvv(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, const Word *y, int64_t, int64_t) {
  Word c = 0;
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) {
    z[i] = __builtin_subcll(x[i], y[i], c, &c);
    z[i + 1] = __builtin_subcll(x[i + 1], y[i + 1], c, &c);
    z[i + 2] = __builtin_subcll(x[i + 2], y[i + 2], c, &c);
    z[i + 3] = __builtin_subcll(x[i + 3], y[i + 3], c, &c);
  }
  for (; i < n; i++) z[i] = __builtin_subcll(x[i], y[i], c, &c);
  return c;
}

// z = x << s, s < 64; the bits shifted out.
Word golem_big_lshvu(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, uint64_t s) {
  if (n == 0) return 0;
  if (s == 0) {
    __builtin_memmove(z, x, uint64_t(n) * 8);
    return 0;
  }
  Word c = x[n - 1] >> (64 - s);
  for (int64_t i = n - 1; i > 0; i--) z[i] = x[i] << s | x[i - 1] >> (64 - s);
  z[0] = x[0] << s;
  return c;
}
Word golem_big_rshvu(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, uint64_t s) {
  if (n == 0) return 0;
  if (s == 0) {
    __builtin_memmove(z, x, uint64_t(n) * 8);
    return 0;
  }
  Word c = x[0] << (64 - s);
  for (int64_t i = 0; i + 1 < n; i++) z[i] = x[i] >> s | x[i + 1] << (64 - s);
  z[n - 1] = x[n - 1] >> s;
  return c;
}

// z = x * y + r
Word golem_big_muladdvww(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, Word y, Word r) {
  Word c = r;
  for (int64_t i = 0; i < n; i++) {
    Wide p = Wide(x[i]) * y + c;
    z[i] = Word(p);
    c = Word(p >> 64);
  }
  return c;
}

// z = x + y * m + a
Word golem_big_addmulvvww(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, const Word *y, int64_t, int64_t, Word m, Word a) {
  Word c = a;
  int64_t i = 0;
  auto step = [&](int64_t k) {
    Wide p = Wide(y[k]) * m + x[k] + c; // at most (2^64-1)^2 + 2 (2^64-1): fits
    z[k] = Word(p);
    c = Word(p >> 64);
  };
  for (; i + 4 <= n; i += 4) {
    step(i);
    step(i + 1);
    step(i + 2);
    step(i + 3);
  }
  for (; i < n; i++) step(i);
  return c;
}
}
