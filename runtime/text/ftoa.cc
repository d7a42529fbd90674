// Shortest float formatting by exact arithmetic (Steele and White's free-format algorithm, "Dragon4").
//
// value = R/S throughout; M- and M+ are half the distances to the neighbouring floats, in units of 1/S. Digits are produced
// until the rest can be dropped or rounded up without leaving the interval that reads back as the value. Numbers have at
// most 1,130 bits. Slow (a microsecond) and small; print is not a hot path.
#include "runtime/text/ftoa.h"

namespace golem {

namespace {

struct Big {
  static constexpr int kWords = 38;
  uint32_t w[kWords];
  int n;
  explicit Big(uint64_t v) : n(0) {
    while (v) {
      w[n++] = uint32_t(v);
      v >>= 32;
    }
  }
  void mul(uint32_t f) {
    uint64_t carry = 0;
    for (int i = 0; i < n; i++) {
      carry += uint64_t(w[i]) * f;
      w[i] = uint32_t(carry);
      carry >>= 32;
    }
    if (carry) w[n++] = uint32_t(carry);
  }
  void mulPow10(int k) {
    for (; k >= 9; k -= 9) mul(1000000000);
    for (; k > 0; k--) mul(10);
  }
  void shl(int s) {
    int words = s / 32, bits = s % 32;
    if (n == 0) return;
    if (bits) {
      uint32_t carry = 0;
      for (int i = 0; i < n; i++) {
        uint32_t x = w[i];
        w[i] = x << bits | carry;
        carry = x >> (32 - bits);
      }
      if (carry) w[n++] = carry;
    }
    if (words) {
      for (int i = n - 1; i >= 0; i--) w[i + words] = w[i];
      for (int i = 0; i < words; i++) w[i] = 0;
      n += words;
    }
  }
  void sub(const Big &b) { // *this >= b
    int64_t borrow = 0;
    for (int i = 0; i < n; i++) {
      borrow += int64_t(w[i]) - (i < b.n ? int64_t(b.w[i]) : 0);
      w[i] = uint32_t(borrow);
      borrow >>= 32;
    }
    while (n && !w[n - 1]) n--;
  }
  static int cmp(const Big &a, const Big &b) {
    if (a.n != b.n) return a.n < b.n ? -1 : 1;
    for (int i = a.n - 1; i >= 0; i--)
      if (a.w[i] != b.w[i]) return a.w[i] < b.w[i] ? -1 : 1;
    return 0;
  }
  // Sign of a + b - c.
  static int cmpSum(const Big &a, const Big &b, const Big &c) {
    Big s(0);
    uint64_t carry = 0;
    int m = a.n > b.n ? a.n : b.n;
    for (int i = 0; i < m; i++) {
      carry += (i < a.n ? uint64_t(a.w[i]) : 0) + (i < b.n ? uint64_t(b.w[i]) : 0);
      s.w[i] = uint32_t(carry);
      carry >>= 32;
    }
    s.n = m;
    if (carry) s.w[s.n++] = uint32_t(carry);
    return cmp(s, c);
  }
};

// Digits of m * 2^e into d; returns their number, *point = position of the decimal point. lowest: the smaller gap below.
int digits(uint64_t m, int e, bool smallGap, char *d, int *point) {
  bool even = (m & 1) == 0;
  Big r(m), s(1), mp(1), mm(1);
  int extra = smallGap ? 2 : 1;
  if (e >= 0) {
    r.shl(e + extra);
    s.shl(extra);
    mp.shl(e + extra - 1);
    mm.shl(e);
  } else {
    r.shl(extra);
    s.shl(-e + extra);
    mp.shl(extra - 1);
  }
  // Estimate of the decimal exponent; off by one at most, mended below.
  int bits = 64 - __builtin_clzll(m) + e;
  int k = int((int64_t(bits - 1) * 1233) >> 12); // log10(2) = 1233/4096, a little low
  if (k > 0) {
    s.mulPow10(k);
  } else {
    r.mulPow10(-k);
    mp.mulPow10(-k);
    mm.mulPow10(-k);
  }
  auto tooBig = [&] {
    int c = Big::cmpSum(r, mp, s);
    return even ? c >= 0 : c > 0;
  };
  while (tooBig()) {
    s.mul(10);
    k++;
  }
  for (;;) { // value below 1/10: the estimate was too high
    Big r10 = r, m10 = mp;
    r10.mul(10);
    m10.mul(10);
    int c = Big::cmpSum(r10, m10, s);
    if (even ? c >= 0 : c > 0) break;
    r = r10;
    mp = m10;
    mm.mul(10);
    k--;
  }
  *point = k;
  int n = 0;
  for (;;) {
    r.mul(10);
    mp.mul(10);
    mm.mul(10);
    int digit = 0;
    while (Big::cmp(r, s) >= 0) {
      r.sub(s);
      digit++;
    }
    int cl = Big::cmp(r, mm), ch = Big::cmpSum(r, mp, s);
    bool low = even ? cl <= 0 : cl < 0, high = even ? ch >= 0 : ch > 0;
    if (!low && !high) {
      d[n++] = char('0' + digit);
      continue;
    }
    if (low && high) { // both ends are in reach: the nearer one, the even digit when in the middle
      int c = Big::cmpSum(r, r, s);
      high = c > 0 || (c == 0 && (digit & 1));
    }
    d[n++] = char('0' + digit + (high ? 1 : 0));
    return n;
  }
}

int format(char *out, bool neg, uint64_t m, int e, bool smallGap) {
  char d[24];
  int point = 0, nd = 0, n = 0;
  if (neg) out[n++] = '-';
  if (m == 0) {
    out[n++] = '0';
    return n;
  }
  nd = digits(m, e, smallGap, d, &point);
  int exp = point - 1;
  if (exp < -4 || exp >= 6) { // 'g' with precision -1 decides as if it were 6
    out[n++] = d[0];
    if (nd > 1) {
      out[n++] = '.';
      for (int i = 1; i < nd; i++) out[n++] = d[i];
    }
    out[n++] = 'e';
    out[n++] = exp < 0 ? '-' : '+';
    if (exp < 0) exp = -exp;
    if (exp >= 100) out[n++] = char('0' + exp / 100);
    out[n++] = char('0' + exp / 10 % 10);
    out[n++] = char('0' + exp % 10);
    return n;
  }
  if (point <= 0) {
    out[n++] = '0';
    out[n++] = '.';
    for (int i = point; i < 0; i++) out[n++] = '0';
    for (int i = 0; i < nd; i++) out[n++] = d[i];
    return n;
  }
  for (int i = 0; i < point; i++) out[n++] = i < nd ? d[i] : '0';
  if (nd > point) {
    out[n++] = '.';
    for (int i = point; i < nd; i++) out[n++] = d[i];
  }
  return n;
}

int special(char *out, bool neg, bool nan) {
  const char *s = nan ? "NaN" : neg ? "-Inf" : "+Inf";
  int n = 0;
  while (s[n]) {
    out[n] = s[n];
    n++;
  }
  return n;
}

} // namespace

int formatFloat64(char *out, double v) {
  uint64_t b;
  __builtin_memcpy(&b, &v, 8);
  bool neg = b >> 63;
  int e = int(b >> 52 & 0x7ff);
  uint64_t m = b & ((uint64_t(1) << 52) - 1);
  if (e == 0x7ff) return special(out, neg, m != 0);
  bool gap = m == 0 && e > 1;
  if (e) m |= uint64_t(1) << 52;
  else e = 1;
  return format(out, neg, m, e - 1075, gap);
}

int formatFloat32(char *out, float v) {
  uint32_t b;
  __builtin_memcpy(&b, &v, 4);
  bool neg = b >> 31;
  int e = int(b >> 23 & 0xff);
  uint32_t m = b & ((1u << 23) - 1);
  if (e == 0xff) return special(out, neg, m != 0);
  bool gap = m == 0 && e > 1;
  if (e) m |= 1u << 23;
  else e = 1;
  return format(out, neg, m, e - 150, gap);
}

} // namespace golem
