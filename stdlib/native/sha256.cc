// SHA-256 blocks for crypto/internal/fips140/sha256: with the SHA instructions when the processor has them, else plain rounds.
// Source of the algorithm: FIPS 180-4.
#include "runtime/sys/cpu.h"
#include <immintrin.h>

namespace {

alignas(16) constexpr uint32_t kK[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
    0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
    0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
    0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
    0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

__attribute__((target("sha,sse4.1,ssse3"))) void blocksSHA(uint32_t *h, const uint8_t *p, int64_t n) {
  auto load = [](const void *q) __attribute__((target("sse4.1"))) { return _mm_loadu_si128(static_cast<const __m128i *>(q)); };
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  // The instructions want the state as ABEF and CDGH.
  __m128i t = _mm_shuffle_epi32(load(h), 0xb1), s1 = _mm_shuffle_epi32(load(h + 4), 0x1b);
  __m128i s0 = _mm_alignr_epi8(t, s1, 8);
  s1 = _mm_blend_epi16(s1, t, 0xf0);
  for (; n >= 64; n -= 64, p += 64) {
    __m128i a = s0, b = s1, w[4];
    for (int i = 0; i < 4; i++) w[i] = _mm_shuffle_epi8(load(p + 16 * i), order);
#pragma clang loop unroll(full)
    for (int r = 0; r < 16; r++) { // four rounds each
      __m128i k = _mm_add_epi32(w[r & 3], load(kK + 4 * r));
      s1 = _mm_sha256rnds2_epu32(s1, s0, k);
      s0 = _mm_sha256rnds2_epu32(s0, s1, _mm_shuffle_epi32(k, 0x0e));
      if (r >= 12) continue;
      __m128i x = _mm_sha256msg1_epu32(w[r & 3], w[(r + 1) & 3]);
      x = _mm_add_epi32(x, _mm_alignr_epi8(w[(r + 3) & 3], w[(r + 2) & 3], 4));
      w[r & 3] = _mm_sha256msg2_epu32(x, w[(r + 3) & 3]);
    }
    s0 = _mm_add_epi32(s0, a);
    s1 = _mm_add_epi32(s1, b);
  }
  t = _mm_shuffle_epi32(s0, 0x1b);
  s1 = _mm_shuffle_epi32(s1, 0xb1);
  _mm_storeu_si128(reinterpret_cast<__m128i *>(h), _mm_blend_epi16(t, s1, 0xf0));
  _mm_storeu_si128(reinterpret_cast<__m128i *>(h + 4), _mm_alignr_epi8(s1, t, 8));
}

inline uint32_t rotr(uint32_t x, int k) { return x >> k | x << (32 - k); }

void blocks(uint32_t *h, const uint8_t *p, int64_t n) {
  for (; n >= 64; n -= 64, p += 64) {
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++) {
      __builtin_memcpy(&w[i], p + 4 * i, 4);
      w[i] = __builtin_bswap32(w[i]);
    }
    for (int i = 16; i < 64; i++) {
      uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (rotr(a, 7) ^ rotr(a, 18) ^ a >> 3) + w[i - 7] + (rotr(b, 17) ^ rotr(b, 19) ^ b >> 10);
    }
    for (int i = 0; i < 8; i++) s[i] = h[i];
    for (int i = 0; i < 64; i++) {
      uint32_t e = s[4], a = s[0];
      uint32_t t1 = s[7] + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + kK[i] + w[i];
      uint32_t t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
      for (int k = 7; k > 0; k--) s[k] = s[k - 1];
      s[4] += t1;
      s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
  }
}

} // namespace

// h: the eight words of the state; p, n: whole blocks.
extern "C" void golem_sha256block(uint32_t *h, const uint8_t *p, int64_t n, int64_t) {
  using namespace golem::sys;
  if (has(kCpuSHA | kCpuSSE41 | kCpuSSSE3)) blocksSHA(h, p, n);
  else blocks(h, p, n);
}
