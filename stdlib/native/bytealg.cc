// Byte and string search for internal/bytealg: faces of stdlib/overlay/internal/bytealg, in the C convention with slices and strings as
// words. SSE2 is the baseline; AVX2 loops are taken from 64 bytes on when the processor has them.
//
// Substring search compares the first and the last byte of the pattern at 16 or 32 positions at once and looks closer where both
// match (W. Muła, "SIMD-friendly algorithms for substring searching"). Nothing is read outside the operands.
#include "runtime/sys/cpu.h"
#include <immintrin.h>
#include <stddef.h>

namespace {

using u8 = uint8_t;
using golem::sys::has;
using golem::sys::kCpuAVX2;

inline __m128i load16(const u8 *p) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(p)); }
inline unsigned mask16(__m128i x) { return unsigned(_mm_movemask_epi8(x)); }
inline uint64_t load8(const u8 *p) {
  uint64_t v;
  __builtin_memcpy(&v, p, 8);
  return v;
}
#define AVX2 __attribute__((target("avx2")))
AVX2 inline __m256i load32(const u8 *p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)); }

// ---- one byte ----

AVX2 int64_t indexByteAVX2(const u8 *p, int64_t n, u8 c) { // n >= 32
  const __m256i want = _mm256_set1_epi8(char(c));
  int64_t i = 0;
  for (; i + 128 <= n; i += 128) {
    __m256i a = _mm256_cmpeq_epi8(load32(p + i), want), b = _mm256_cmpeq_epi8(load32(p + i + 32), want);
    __m256i d = _mm256_cmpeq_epi8(load32(p + i + 64), want), e = _mm256_cmpeq_epi8(load32(p + i + 96), want);
    if (_mm256_testz_si256(_mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(d, e)), _mm256_set1_epi8(-1))) continue;
    if (unsigned m = unsigned(_mm256_movemask_epi8(a))) return i + __builtin_ctz(m);
    if (unsigned m = unsigned(_mm256_movemask_epi8(b))) return i + 32 + __builtin_ctz(m);
    if (unsigned m = unsigned(_mm256_movemask_epi8(d))) return i + 64 + __builtin_ctz(m);
    return i + 96 + __builtin_ctz(unsigned(_mm256_movemask_epi8(e)));
  }
  for (; i + 32 <= n; i += 32)
    if (unsigned m = unsigned(_mm256_movemask_epi8(_mm256_cmpeq_epi8(load32(p + i), want)))) return i + __builtin_ctz(m);
  if (i < n) // the last 32 bytes, some of them a second time
    if (unsigned m = unsigned(_mm256_movemask_epi8(_mm256_cmpeq_epi8(load32(p + n - 32), want)))) return n - 32 + __builtin_ctz(m);
  return -1;
}

int64_t indexByte(const u8 *p, int64_t n, u8 c) {
  if (n >= 64 && has(kCpuAVX2)) return indexByteAVX2(p, n, c);
  if (n >= 16) {
    const __m128i want = _mm_set1_epi8(char(c));
    int64_t i = 0;
    for (; i + 16 <= n; i += 16)
      if (unsigned m = mask16(_mm_cmpeq_epi8(load16(p + i), want))) return i + __builtin_ctz(m);
    if (i < n)
      if (unsigned m = mask16(_mm_cmpeq_epi8(load16(p + n - 16), want))) return n - 16 + __builtin_ctz(m);
    return -1;
  }
  for (int64_t i = 0; i < n; i++)
    if (p[i] == c) return i;
  return -1;
}

AVX2 __attribute__((target("avx2,popcnt"))) int64_t countAVX2(const u8 *p, int64_t n, u8 c) {
  const __m256i want = _mm256_set1_epi8(char(c));
  int64_t i = 0, total = 0;
  for (; i + 32 <= n; i += 32) total += __builtin_popcount(unsigned(_mm256_movemask_epi8(_mm256_cmpeq_epi8(load32(p + i), want))));
  for (; i < n; i++) total += p[i] == c;
  return total;
}

int64_t count(const u8 *p, int64_t n, u8 c) {
  if (n >= 64 && has(kCpuAVX2)) return countAVX2(p, n, c);
  const __m128i want = _mm_set1_epi8(char(c));
  int64_t i = 0, total = 0;
  __m128i sums = _mm_setzero_si128(); // two 64-bit sums
  for (; i + 16 <= n; i += 16) {
    __m128i ones = _mm_and_si128(_mm_cmpeq_epi8(load16(p + i), want), _mm_set1_epi8(1));
    sums = _mm_add_epi64(sums, _mm_sad_epu8(ones, _mm_setzero_si128()));
  }
  total = _mm_cvtsi128_si64(sums) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
  for (; i < n; i++) total += p[i] == c;
  return total;
}

// ---- comparison ----

int64_t compare(const u8 *p, int64_t n, const u8 *q, int64_t m) {
  int64_t k = n < m ? n : m, i = 0;
  auto order = [&](int64_t at) -> int64_t { return p[at] < q[at] ? -1 : 1; };
  if (p != q) {
    for (; i + 16 <= k; i += 16)
      if (unsigned d = mask16(_mm_cmpeq_epi8(load16(p + i), load16(q + i))) ^ 0xffff) return order(i + __builtin_ctz(d));
    if (i < k && k >= 16) {
      if (unsigned d = mask16(_mm_cmpeq_epi8(load16(p + k - 16), load16(q + k - 16))) ^ 0xffff) return order(k - 16 + __builtin_ctz(d));
      i = k;
    }
    if (i + 8 <= k) {
      if (uint64_t x = load8(p + i) ^ load8(q + i)) return order(i + __builtin_ctzll(x) / 8);
      i += 8;
    }
    for (; i < k; i++)
      if (p[i] != q[i]) return order(i);
  }
  return n < m ? -1 : n > m;
}

// ---- substrings ----

bool same(const u8 *p, const u8 *q, int64_t n) { return __builtin_bcmp(p, q, size_t(n)) == 0; }

AVX2 int64_t indexAVX2(const u8 *s, int64_t n, const u8 *sep, int64_t m) { // 2 <= m, n - m + 1 >= 32
  const __m256i first = _mm256_set1_epi8(char(sep[0])), last = _mm256_set1_epi8(char(sep[m - 1]));
  int64_t places = n - m + 1;
  for (int64_t i = 0;;) {
    __m256i hit = _mm256_and_si256(_mm256_cmpeq_epi8(load32(s + i), first), _mm256_cmpeq_epi8(load32(s + i + m - 1), last));
    for (auto k = unsigned(_mm256_movemask_epi8(hit)); k; k &= k - 1) {
      int64_t at = i + __builtin_ctz(k);
      if (same(s + at + 1, sep + 1, m - 2)) return at;
    }
    if (i + 32 >= places) return -1;
    i = i + 64 <= places ? i + 32 : places - 32; // the last step overlaps the one before
  }
}

int64_t index(const u8 *s, int64_t n, const u8 *sep, int64_t m) {
  if (m == 0) return 0;
  if (m == 1) return indexByte(s, n, sep[0]);
  int64_t places = n - m + 1;
  if (places <= 0) return -1;
  if (places >= 32 && has(kCpuAVX2)) return indexAVX2(s, n, sep, m);
  if (places >= 16) {
    const __m128i first = _mm_set1_epi8(char(sep[0])), last = _mm_set1_epi8(char(sep[m - 1]));
    for (int64_t i = 0;;) {
      __m128i hit = _mm_and_si128(_mm_cmpeq_epi8(load16(s + i), first), _mm_cmpeq_epi8(load16(s + i + m - 1), last));
      for (unsigned k = mask16(hit); k; k &= k - 1) {
        int64_t at = i + __builtin_ctz(k);
        if (same(s + at + 1, sep + 1, m - 2)) return at;
      }
      if (i + 16 >= places) return -1;
      i = i + 32 <= places ? i + 16 : places - 16;
    }
  }
  for (int64_t i = 0; i < places; i++)
    if (s[i] == sep[0] && s[i + m - 1] == sep[m - 1] && same(s + i + 1, sep + 1, m - 2)) return i;
  return -1;
}

} // namespace

extern "C" {
int64_t golem_bytealg_indexbyte(const u8 *p, int64_t n, int64_t, u8 c) { return indexByte(p, n, c); }
int64_t golem_bytealg_indexbytestring(const u8 *p, int64_t n, u8 c) { return indexByte(p, n, c); }
int64_t golem_bytealg_count(const u8 *p, int64_t n, int64_t, u8 c) { return count(p, n, c); }
int64_t golem_bytealg_countstring(const u8 *p, int64_t n, u8 c) { return count(p, n, c); }
int64_t golem_bytealg_compare(const u8 *p, int64_t n, int64_t, const u8 *q, int64_t m, int64_t) { return compare(p, n, q, m); }
int64_t golem_bytealg_comparestring(const u8 *p, int64_t n, const u8 *q, int64_t m) { return compare(p, n, q, m); }
int64_t golem_bytealg_index(const u8 *s, int64_t n, int64_t, const u8 *sep, int64_t m, int64_t) { return index(s, n, sep, m); }
int64_t golem_bytealg_indexstring(const u8 *s, int64_t n, const u8 *sep, int64_t m) { return index(s, n, sep, m); }
}
