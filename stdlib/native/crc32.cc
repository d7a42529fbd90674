// CRC-32 for hash/crc32: IEEE by carry-less multiplication, Castagnoli by the crc32 instruction. The faces in the overlay ask
// golem_crc32available first.
// Source of the folding and its constants: V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel 2009.
#include "runtime/sys/cpu.h"
#include <immintrin.h>

namespace {

// n: at least 64, a multiple of 16; crc: as the bit-reflected algorithm carries it, inverted.
__attribute__((target("pclmul,sse4.1"))) uint32_t ieee(uint32_t crc, const uint8_t *p, int64_t n) {
  auto load = [](const uint8_t *q) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(q)); };
  auto fold = [](__m128i x, __m128i k, __m128i next) __attribute__((target("pclmul,sse4.1"))) {
    return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(x, k, 0x00), _mm_clmulepi64_si128(x, k, 0x11)), next);
  };
  const __m128i k12 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4), k34 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i k5 = _mm_set_epi64x(0, 0x0163cd6124), poly = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  const __m128i low = _mm_setr_epi32(-1, 0, -1, 0);
  __m128i x1 = _mm_xor_si128(load(p), _mm_cvtsi32_si128(int(crc))), x2 = load(p + 16), x3 = load(p + 32), x4 = load(p + 48);
  for (p += 64, n -= 64; n >= 64; p += 64, n -= 64) {
    x1 = fold(x1, k12, load(p));
    x2 = fold(x2, k12, load(p + 16));
    x3 = fold(x3, k12, load(p + 32));
    x4 = fold(x4, k12, load(p + 48));
  }
  x1 = fold(fold(fold(x1, k34, x2), k34, x3), k34, x4);
  for (; n >= 16; p += 16, n -= 16) x1 = fold(x1, k34, load(p));
  // 128 bits to 64, to 32 (Barrett).
  x1 = _mm_xor_si128(_mm_srli_si128(x1, 8), _mm_clmulepi64_si128(x1, k34, 0x10));
  x1 = _mm_xor_si128(_mm_clmulepi64_si128(_mm_and_si128(x1, low), k5, 0x00), _mm_srli_si128(x1, 4));
  __m128i t = _mm_clmulepi64_si128(_mm_and_si128(x1, low), poly, 0x10);
  t = _mm_clmulepi64_si128(_mm_and_si128(t, low), poly, 0x00);
  return uint32_t(_mm_extract_epi32(_mm_xor_si128(x1, t), 1));
}

__attribute__((target("sse4.2"))) uint32_t castagnoli(uint32_t crc, const uint8_t *p, int64_t n) {
  uint64_t c = crc;
  for (; n >= 8; p += 8, n -= 8) {
    uint64_t w;
    __builtin_memcpy(&w, p, 8);
    c = _mm_crc32_u64(c, w);
  }
  crc = uint32_t(c);
  for (; n > 0; p++, n--) crc = _mm_crc32_u8(crc, *p);
  return crc;
}

} // namespace

extern "C" {
// Bit 0: golem_crc32ieee may be called; bit 1: golem_crc32castagnoli may.
int64_t golem_crc32available() {
  using namespace golem::sys;
  return (has(kCpuPCLMUL | kCpuSSE41) ? 1 : 0) | (has(kCpuSSE42) ? 2 : 0);
}
uint32_t golem_crc32ieee(uint32_t crc, const uint8_t *p, int64_t n, int64_t) { return ieee(crc, p, n); }
uint32_t golem_crc32castagnoli(uint32_t crc, const uint8_t *p, int64_t n, int64_t) { return castagnoli(crc, p, n); }
}
