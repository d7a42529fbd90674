// The word loops of math/big: faces of stdlib/overlay/math/big/arith_decl_pure.go. Vectors are little-endian words; the length of
// z counts. z may be x or y.
//
// The loops over eight words are assembly, because a compiler does not keep the carry in the flags from one turn to the next:
// `lea` and `dec` count without touching it. The multiplications want MULX (BMI2) and, for two carry chains, ADX; they fall
// back to plain 128-bit arithmetic, which also does the last words.
#include "runtime/sys/cpu.h"

namespace {
using Word = unsigned long long;
using Wide = unsigned __int128;

// Words 0 … 8*n-1 of z = x op y, n > 0; the carry.
#define EACH8(M) M(0) M(8) M(16) M(24) M(32) M(40) M(48) M(56)
#define GOLEM_BIG_VV(name, op) \
  Word name(Word *z, const Word *x, const Word *y, int64_t n) { \
    Word c, t; \
    asm volatile("xor %k[c], %k[c]\n" /* and no carry */ \
                 ".p2align 4\n1:\n" EACH8(op) "lea 64(%[x]), %[x]\n lea 64(%[y]), %[y]\n lea 64(%[z]), %[z]\n" \
                                              "dec %[n]\n jnz 1b\n adc %[c], %[c]\n" \
                 : [z] "+r"(z), [x] "+r"(x), [y] "+r"(y), [n] "+r"(n), [c] "=&r"(c), [t] "=&r"(t) \
                 : \
                 : "memory", "cc"); \
    return c; \
  }
#define ADD1(o) "mov " #o "(%[x]), %[t]\n adc " #o "(%[y]), %[t]\n mov %[t], " #o "(%[z])\n"
#define SUB1(o) "mov " #o "(%[x]), %[t]\n sbb " #o "(%[y]), %[t]\n mov %[t], " #o "(%[z])\n"
GOLEM_BIG_VV(add8, ADD1)
GOLEM_BIG_VV(sub8, SUB1)
#undef ADD1
#undef SUB1
#undef GOLEM_BIG_VV

// Words 0 … 8*n-1 of z = x * y + c, n > 0; the carry. One chain: low half plus the high half before it.
Word mul8(Word *z, const Word *x, int64_t n, Word y, Word c) {
  Word lo, hi;
#define MUL2(o, p) \
  "mulx " #o "(%[x]), %[lo], %[hi]\n adc %[c], %[lo]\n mov %[lo], " #o "(%[z])\n" \
  "mulx " #p "(%[x]), %[lo], %[c]\n adc %[hi], %[lo]\n mov %[lo], " #p "(%[z])\n"
  asm volatile("xor %k[lo], %k[lo]\n" // no carry
               ".p2align 4\n1:\n" MUL2(0, 8) MUL2(16, 24) MUL2(32, 40) MUL2(48, 56) "lea 64(%[x]), %[x]\n lea 64(%[z]), %[z]\n"
                                                                                    "dec %[n]\n jnz 1b\n adc $0, %[c]\n"
               : [z] "+r"(z), [x] "+r"(x), [n] "+r"(n), [c] "+r"(c), [lo] "=&r"(lo), [hi] "=&r"(hi)
               : "d"(y)
               : "memory", "cc");
#undef MUL2
  return c;
}

// Words 0 … 8*n-1 of z = x + y * m + c, n > 0; the carry. Two chains: CF adds the halves of the products, OF adds x; so the
// loop may not count with dec.
Word mulAdd8(Word *z, const Word *x, const Word *y, int64_t n, Word m, Word c) {
  Word lo, hi;
#define MAC2(o, p) \
  "mulx " #o "(%[y]), %[lo], %[hi]\n adcx %[c], %[lo]\n adox " #o "(%[x]), %[lo]\n mov %[lo], " #o "(%[z])\n" \
  "mulx " #p "(%[y]), %[lo], %[c]\n adcx %[hi], %[lo]\n adox " #p "(%[x]), %[lo]\n mov %[lo], " #p "(%[z])\n"
  asm volatile("xor %k[lo], %k[lo]\n" // neither carry
               ".p2align 4\n1:\n" MAC2(0, 8) MAC2(16, 24) MAC2(32, 40) MAC2(48, 56) "lea 64(%[x]), %[x]\n lea 64(%[y]), %[y]\n lea 64(%[z]), %[z]\n"
                                                                                    "lea -1(%[n]), %[n]\n jrcxz 2f\n jmp 1b\n"
                                                                                    "2: mov $0, %k[lo]\n adcx %[lo], %[c]\n adox %[lo], %[c]\n"
               : [z] "+r"(z), [x] "+r"(x), [y] "+r"(y), [n] "+c"(n), [c] "+r"(c), [lo] "=&r"(lo), [hi] "=&r"(hi)
               : "d"(m)
               : "memory", "cc");
#undef MAC2
  return c;
}
#undef EACH8
} // namespace

extern "C" {

Word golem_big_addvv(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, const Word *y, int64_t, int64_t) {
  int64_t i = n & ~int64_t(7);
  Word c = i ? add8(z, x, y, i / 8) : 0;
  for (; i < n; i++) z[i] = __builtin_addcll(x[i], y[i], c, &c);
  return c;
}

Word golem_big_subvv(Word *z, int64_t n, int64_t, const Word *x, int64_t, int64_t, const Word *y, int64_t, int64_t) {
  int64_t i = n & ~int64_t(7);
  Word c = i ? sub8(z, x, y, i / 8) : 0;
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
  int64_t i = 0;
  if (n >= 8 && golem::sys::has(golem::sys::kCpuBMI2)) {
    i = n & ~int64_t(7);
    c = mul8(z, x, i / 8, y, c);
  }
  for (; i < n; i++) {
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
  if (n >= 8 && golem::sys::has(golem::sys::kCpuBMI2 | golem::sys::kCpuADX)) {
    i = n & ~int64_t(7);
    c = mulAdd8(z, x, y, i / 8, m, c);
  }
  for (; i < n; i++) {
    Wide p = Wide(y[i]) * m + x[i] + c; // at most (2^64-1)^2 + 2 (2^64-1): fits
    z[i] = Word(p);
    c = Word(p >> 64);
  }
  return c;
}
}
