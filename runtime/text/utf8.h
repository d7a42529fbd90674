// UTF-8 as Go defines it: invalid bytes decode to U+FFFD with width 1; surrogates and values over U+10FFFF are invalid.
#pragma once
#include <stdint.h>

namespace golem {

constexpr int32_t kRuneError = 0xfffd;

inline int encodeRune(uint8_t *p, int32_t r) {
  if (r < 0 || r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) r = kRuneError;
  if (r < 0x80) {
    p[0] = uint8_t(r);
    return 1;
  }
  if (r < 0x800) {
    p[0] = uint8_t(0xc0 | r >> 6);
    p[1] = uint8_t(0x80 | (r & 0x3f));
    return 2;
  }
  if (r < 0x10000) {
    p[0] = uint8_t(0xe0 | r >> 12);
    p[1] = uint8_t(0x80 | (r >> 6 & 0x3f));
    p[2] = uint8_t(0x80 | (r & 0x3f));
    return 3;
  }
  p[0] = uint8_t(0xf0 | r >> 18);
  p[1] = uint8_t(0x80 | (r >> 12 & 0x3f));
  p[2] = uint8_t(0x80 | (r >> 6 & 0x3f));
  p[3] = uint8_t(0x80 | (r & 0x3f));
  return 4;
}

// Decodes at s[k]; returns the index after it.
inline int64_t decodeRune(const uint8_t *s, int64_t n, int64_t k, int32_t *r) {
  uint8_t b = s[k];
  *r = b;
  if (b < 0x80) return k + 1;
  auto cont = [&](int64_t i) { return i < n && (s[i] & 0xc0) == 0x80; };
  if (b >= 0xc2 && b <= 0xdf && cont(k + 1)) {
    *r = (b & 0x1f) << 6 | (s[k + 1] & 0x3f);
    return k + 2;
  }
  if (b >= 0xe0 && b <= 0xef && cont(k + 1) && cont(k + 2)) {
    int32_t v = (b & 0x0f) << 12 | (s[k + 1] & 0x3f) << 6 | (s[k + 2] & 0x3f);
    if (v >= 0x800 && !(v >= 0xd800 && v <= 0xdfff)) {
      *r = v;
      return k + 3;
    }
  } else if (b >= 0xf0 && b <= 0xf4 && cont(k + 1) && cont(k + 2) && cont(k + 3)) {
    int32_t v = (b & 0x07) << 18 | (s[k + 1] & 0x3f) << 12 | (s[k + 2] & 0x3f) << 6 | (s[k + 3] & 0x3f);
    if (v >= 0x10000 && v <= 0x10ffff) {
      *r = v;
      return k + 4;
    }
  }
  *r = kRuneError;
  return k + 1;
}

} // namespace golem
