// Strings: concatenation, conversions to and from bytes and runes, comparison, UTF-8 decoding.
//
// Results that the compiler knows not to outlive the statement come with a buffer in the caller's frame.
#include "runtime/heap/malloc.h"
#include "runtime/text/utf8.h"

namespace golem {

static uint8_t *rawString(int64_t n) { return static_cast<uint8_t *>(mallocgc(uintptr_t(n), nullptr, false)); }

extern "C" {

PtrInt golem_concatstrings(uint8_t *buf, const GoString *a, int64_t n) {
  int64_t len = 0, count = 0, idx = 0;
  for (int64_t i = 0; i < n; i++) {
    if (!a[i].len) continue;
    if (len + a[i].len < len) gort_panicstrcat();
    len += a[i].len;
    count++;
    idx = i;
  }
  if (count == 0) return {nullptr, 0};
  // One non-empty operand is the result, unless it lies in a frame that may go away.
  g *gp = getg();
  if (count == 1) {
    bool onStack = false;
    for (auto &s : gp->segs) onStack |= uintptr_t(a[idx].str) >= s.lo && uintptr_t(a[idx].str) < s.hi;
    if (buf || !onStack) return {const_cast<uint8_t *>(a[idx].str), a[idx].len};
  }
  uint8_t *p = buf && len <= 32 ? buf : rawString(len);
  int64_t at = 0;
  for (int64_t i = 0; i < n; i++) {
    __builtin_memcpy(p + at, a[i].str, size_t(a[i].len));
    at += a[i].len;
  }
  return {p, len};
}

PtrInt golem_intstring(uint8_t *buf, int64_t v) {
  uint8_t tmp[4];
  int n = encodeRune(tmp, v < 0 || v > 0x10ffff ? kRuneError : int32_t(v));
  uint8_t *p = buf ? buf : rawString(n);
  __builtin_memcpy(p, tmp, size_t(n));
  return {p, n};
}

// The words 0..255: boxed single-byte values, and the bytes of one-byte strings.
#define ROW4(n) n, n + 1, n + 2, n + 3
#define ROW16(n) ROW4(n), ROW4(n + 4), ROW4(n + 8), ROW4(n + 12)
#define ROW64(n) ROW16(n), ROW16(n + 16), ROW16(n + 32), ROW16(n + 48)
extern const uint64_t golem_staticuint64s[256];
const uint64_t golem_staticuint64s[256] = {ROW64(0), ROW64(64), ROW64(128), ROW64(192)};
static uint8_t *byteString(uint8_t b) { return reinterpret_cast<uint8_t *>(const_cast<uint64_t *>(&golem_staticuint64s[b])); }

PtrInt golem_slicebytetostring(uint8_t *buf, const uint8_t *p, int64_t n) {
  if (n == 0) return {nullptr, 0};
  if (n == 1) return {byteString(*p), 1};
  uint8_t *r = buf && n <= 32 ? buf : rawString(n);
  __builtin_memmove(r, p, size_t(n));
  return {r, n};
}

PtrInt golem_slicerunetostring(uint8_t *buf, const int32_t *r, int64_t n) {
  uint8_t tmp[4];
  int64_t len = 0;
  for (int64_t i = 0; i < n; i++) len += encodeRune(tmp, r[i]);
  if (!len) return {nullptr, 0};
  uint8_t *p = buf && len <= 32 ? buf : rawString(len);
  int64_t at = 0;
  for (int64_t i = 0; i < n; i++) {
    int k = encodeRune(tmp, r[i]);
    for (int j = 0; j < k; j++) p[at + j] = tmp[j];
    at += k;
  }
  return {p, len};
}

void golem_stringtoslicebyte(GoSlice *out, uint8_t *buf, const uint8_t *s, int64_t n) {
  if (buf && n <= 32) {
    __builtin_memset(buf, 0, 32);
    __builtin_memmove(buf, s, size_t(n));
    *out = {buf, n, 32};
    return;
  }
  int64_t cap = n ? int64_t(roundupsize(uintptr_t(n), true)) : 0;
  uint8_t *p = rawString(cap);
  __builtin_memmove(p, s, size_t(n));
  __builtin_memset(p + n, 0, size_t(cap - n));
  *out = {p, n, cap};
}

void golem_stringtoslicerune(GoSlice *out, int32_t *buf, const uint8_t *s, int64_t n) {
  int64_t runes = 0;
  for (int64_t i = 0; i < n; runes++) {
    int32_t r;
    i = decodeRune(s, n, i, &r);
  }
  int32_t *p;
  int64_t cap;
  if (buf && runes <= 32) {
    __builtin_memset(buf, 0, 128);
    p = buf;
    cap = 32;
  } else {
    uintptr_t bytes = runes ? roundupsize(uintptr_t(runes) * 4, true) : 0;
    p = static_cast<int32_t *>(mallocgc(bytes, nullptr, false));
    cap = int64_t(bytes / 4);
    __builtin_memset(p + runes, 0, size_t(cap - runes) * 4);
  }
  int64_t k = 0;
  for (int64_t i = 0; i < n; k++) i = decodeRune(s, n, i, &p[k]);
  *out = {p, runes, cap};
}

IntInt golem_decoderune(const uint8_t *s, int64_t n, int64_t k) {
  int32_t r;
  int64_t next = decodeRune(s, n, k, &r);
  return {r, next};
}

int64_t golem_countrunes(const uint8_t *s, int64_t n) {
  int64_t c = 0;
  int32_t r;
  for (int64_t i = 0; i < n; c++) i = decodeRune(s, n, i, &r);
  return c;
}

int64_t golem_cmpstring(const uint8_t *a, int64_t an, const uint8_t *b, int64_t bn) {
  int64_t n = an < bn ? an : bn;
  int r = a == b ? 0 : __builtin_memcmp(a, b, size_t(n));
  if (r) return r < 0 ? -1 : 1;
  return an < bn ? -1 : an > bn ? 1 : 0;
}

bool golem_memequal(const void *p, const void *q, int64_t n) { return p == q || __builtin_bcmp(p, q, size_t(n)) == 0; }
}

} // namespace golem
