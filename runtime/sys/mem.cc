// memcpy, memmove, memset, memcmp, bcmp: what generated code and the compiler's own lowering call.
//
// Invariant for the collector: a block whose length is a multiple of eight is copied in units of at least eight bytes, so
// that a concurrent marker never sees half a pointer. Overlap: small blocks are loaded whole before they are stored;
// large ones are copied forward or backward by 32 bytes.
#include <stddef.h>
#include <stdint.h>

typedef uint64_t u64u __attribute__((aligned(1), may_alias));
typedef uint32_t u32u __attribute__((aligned(1), may_alias));
typedef uint16_t u16u __attribute__((aligned(1), may_alias));
typedef long long v2 __attribute__((vector_size(16), aligned(1), may_alias));

extern "C" {

void *memmove(void *dst, const void *src, size_t n) {
  char *d = static_cast<char *>(dst);
  const char *s = static_cast<const char *>(src);
  if (n <= 16) {
    if (n >= 8) {
      uint64_t a = *reinterpret_cast<const u64u *>(s), b = *reinterpret_cast<const u64u *>(s + n - 8);
      *reinterpret_cast<u64u *>(d) = a;
      *reinterpret_cast<u64u *>(d + n - 8) = b;
    } else if (n >= 4) {
      uint32_t a = *reinterpret_cast<const u32u *>(s), b = *reinterpret_cast<const u32u *>(s + n - 4);
      *reinterpret_cast<u32u *>(d) = a;
      *reinterpret_cast<u32u *>(d + n - 4) = b;
    } else if (n >= 2) {
      uint16_t a = *reinterpret_cast<const u16u *>(s), b = *reinterpret_cast<const u16u *>(s + n - 2);
      *reinterpret_cast<u16u *>(d) = a;
      *reinterpret_cast<u16u *>(d + n - 2) = b;
    } else if (n) {
      *d = *s;
    }
    return dst;
  }
  if (n <= 32) {
    v2 a = *reinterpret_cast<const v2 *>(s), b = *reinterpret_cast<const v2 *>(s + n - 16);
    *reinterpret_cast<v2 *>(d) = a;
    *reinterpret_cast<v2 *>(d + n - 16) = b;
    return dst;
  }
  if (n <= 64) {
    v2 a = *reinterpret_cast<const v2 *>(s), b = *reinterpret_cast<const v2 *>(s + 16);
    v2 c = *reinterpret_cast<const v2 *>(s + n - 32), e = *reinterpret_cast<const v2 *>(s + n - 16);
    *reinterpret_cast<v2 *>(d) = a;
    *reinterpret_cast<v2 *>(d + 16) = b;
    *reinterpret_cast<v2 *>(d + n - 32) = c;
    *reinterpret_cast<v2 *>(d + n - 16) = e;
    return dst;
  }
  if (uintptr_t(d) - uintptr_t(s) >= n) { // forward is safe
    if (n >= 4096) {
      // Enhanced rep movsb beats everything on large blocks.
      asm volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
      return dst;
    }
    v2 t0 = *reinterpret_cast<const v2 *>(s + n - 32), t1 = *reinterpret_cast<const v2 *>(s + n - 16);
    char *end = d + n;
    for (; n > 32; n -= 32, d += 32, s += 32) {
      v2 a = *reinterpret_cast<const v2 *>(s), b = *reinterpret_cast<const v2 *>(s + 16);
      *reinterpret_cast<v2 *>(d) = a;
      *reinterpret_cast<v2 *>(d + 16) = b;
    }
    *reinterpret_cast<v2 *>(end - 32) = t0;
    *reinterpret_cast<v2 *>(end - 16) = t1;
    return dst;
  }
  v2 h0 = *reinterpret_cast<const v2 *>(s), h1 = *reinterpret_cast<const v2 *>(s + 16);
  for (; n > 32; n -= 32) {
    v2 a = *reinterpret_cast<const v2 *>(s + n - 32), b = *reinterpret_cast<const v2 *>(s + n - 16);
    *reinterpret_cast<v2 *>(d + n - 32) = a;
    *reinterpret_cast<v2 *>(d + n - 16) = b;
  }
  *reinterpret_cast<v2 *>(d) = h0;
  *reinterpret_cast<v2 *>(d + 16) = h1;
  return dst;
}

void *memcpy(void *dst, const void *src, size_t n) { return memmove(dst, src, n); }

void *memset(void *dst, int c, size_t n) {
  char *d = static_cast<char *>(dst);
  uint64_t w = uint64_t(uint8_t(c)) * 0x0101010101010101u;
  if (n < 16) {
    if (n >= 8) {
      *reinterpret_cast<u64u *>(d) = w;
      *reinterpret_cast<u64u *>(d + n - 8) = w;
    } else if (n >= 4) {
      *reinterpret_cast<u32u *>(d) = uint32_t(w);
      *reinterpret_cast<u32u *>(d + n - 4) = uint32_t(w);
    } else if (n >= 2) {
      *reinterpret_cast<u16u *>(d) = uint16_t(w);
      *reinterpret_cast<u16u *>(d + n - 2) = uint16_t(w);
    } else if (n) {
      *d = char(c);
    }
    return dst;
  }
  if (n >= 2048) {
    void *p = d;
    asm volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(c) : "memory");
    return dst;
  }
  v2 v = {int64_t(w), int64_t(w)};
  size_t i = 0;
  for (; i + 16 <= n; i += 16) *reinterpret_cast<v2 *>(d + i) = v;
  *reinterpret_cast<v2 *>(d + n - 16) = v;
  return dst;
}

int memcmp(const void *a, const void *b, size_t n) {
  const uint8_t *p = static_cast<const uint8_t *>(a), *q = static_cast<const uint8_t *>(b);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t x = *reinterpret_cast<const u64u *>(p + i), y = *reinterpret_cast<const u64u *>(q + i);
    if (x != y) {
      x = __builtin_bswap64(x);
      y = __builtin_bswap64(y);
      return x < y ? -1 : 1;
    }
  }
  for (; i < n; i++)
    if (p[i] != q[i]) return p[i] < q[i] ? -1 : 1;
  return 0;
}

// Equality only: the ends may be compared twice.
int bcmp(const void *a, const void *b, size_t n) {
  const char *p = static_cast<const char *>(a), *q = static_cast<const char *>(b);
  auto word = [](const char *x) { return *reinterpret_cast<const u64u *>(x); };
  if (n >= 16) {
    for (size_t i = 0; i + 16 <= n; i += 16)
      if ((word(p + i) ^ word(q + i)) | (word(p + i + 8) ^ word(q + i + 8))) return 1;
    return ((word(p + n - 16) ^ word(q + n - 16)) | (word(p + n - 8) ^ word(q + n - 8))) != 0;
  }
  if (n >= 8) return ((word(p) ^ word(q)) | (word(p + n - 8) ^ word(q + n - 8))) != 0;
  if (n >= 4) {
    auto half = [](const char *x) { return *reinterpret_cast<const u32u *>(x); };
    return ((half(p) ^ half(q)) | (half(p + n - 4) ^ half(q + n - 4))) != 0;
  }
  for (size_t i = 0; i < n; i++)
    if (p[i] != q[i]) return 1;
  return 0;
}

size_t strlen(const char *s) {
  const char *p = s;
  while (*p) p++;
  return size_t(p - s);
}
}
