// Exact constants (spec "Constants"). See constant.h for the interface.
//
// Representation follows go/constant, because its limits are observable: integers are int64 while they fit, else GMP
// integers; floating-point values are rationals while numerator and denominator stay below 2^4096, else MPFR numbers
// with a 512-bit mantissa. gc's big.Float has 32-bit exponents, so an MPFR result beyond them is "unknown" (overflow)
// or zero (underflow). Values are allocated once and never freed: they are part of syntax trees that live as long.
#include "compiler/base/constant.h"
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <gmp.h>
#include <limits>
#include <mpfr.h>

namespace golem::constant {

enum class Rep : uint8_t { Bool, String, Int64, BigInt, Rat, BigFloat, Complex };

struct Value {
  Rep rep;
  union {
    bool b;
    int64_t i;
    struct {
      const char *data;
      size_t size;
    } s;
    mpz_t z;
    mpq_t q;
    mpfr_t f;
    struct {
      V re, im;
    } c;
  };
};

namespace {

constexpr int kPrec = 512;        // mantissa bits of floats
constexpr long kMaxExp = 4 << 10; // rationals stay below 2^kMaxExp
constexpr long kGoMaxExp = std::numeric_limits<int32_t>::max();
constexpr long kGoMinExp = std::numeric_limits<int32_t>::min();

// MPFR's default range is smaller than big.Float's.
void widenExponents() {
  thread_local bool done = false;
  if (done) return;
  mpfr_set_emax(mpfr_get_emax_max());
  mpfr_set_emin(mpfr_get_emin_min());
  done = true;
}

Value *alloc(Rep r) {
  thread_local char *cur = nullptr, *end = nullptr;
  if (static_cast<size_t>(end - cur) < sizeof(Value)) {
    size_t chunk = sizeof(Value) * 1024;
    cur = static_cast<char *>(std::malloc(chunk)); // never freed: see the top of this file
    if (!cur) std::abort();
    end = cur + chunk;
  }
  auto *v = reinterpret_cast<Value *>(cur);
  cur += sizeof(Value);
  v->rep = r;
  return v;
}

// Nearest double or float of an exact value. Rounding a rational to 512 bits first could make it a tie: keep a sticky bit.
void getSticky(mpfr_t f, V v);

// Owning temporaries.
struct Z {
  mpz_t v;
  Z() { mpz_init(v); }
  ~Z() { mpz_clear(v); }
  Z(const Z &) = delete;
};
struct Q {
  mpq_t v;
  Q() { mpq_init(v); }
  ~Q() { mpq_clear(v); }
  Q(const Q &) = delete;
};
struct F {
  mpfr_t v;
  explicit F(int prec = kPrec) {
    widenExponents();
    mpfr_init2(v, prec);
    mpfr_set_zero(v, 1);
  }
  ~F() { mpfr_clear(v); }
  F(const F &) = delete;
};

bool smallInt(const mpz_t z) { return mpz_sgn(z) == 0 || mpz_sizeinbase(z, 2) < static_cast<size_t>(kMaxExp); }
bool smallFloat(const mpfr_t f) {
  if (!mpfr_number_p(f)) return false;
  if (mpfr_zero_p(f)) return true;
  long e = mpfr_get_exp(f);
  return -kMaxExp < e && e < kMaxExp;
}

V makeBig(const mpz_t z) {
  if (mpz_fits_slong_p(z)) return makeInt64(mpz_get_si(z));
  Value *v = alloc(Rep::BigInt);
  mpz_init_set(v->z, z);
  return v;
}
V makeBigFloat(const mpfr_t f) {
  if (!mpfr_number_p(f)) return nullptr;
  Value *v = alloc(Rep::BigFloat);
  mpfr_init2(v->f, kPrec);
  if (mpfr_zero_p(f)) {
    mpfr_set_zero(v->f, 1); // constants have no negative zero
    return v;
  }
  long e = mpfr_get_exp(f);
  if (e > kGoMaxExp) return nullptr;
  if (e < kGoMinExp) mpfr_set_zero(v->f, 1);
  else mpfr_set(v->f, f, MPFR_RNDN);
  return v;
}
V makeRat(const mpq_t q) {
  if (smallInt(mpq_numref(q)) && smallInt(mpq_denref(q))) {
    Value *v = alloc(Rep::Rat);
    mpq_init(v->q);
    mpq_set(v->q, q);
    return v;
  }
  F f;
  mpfr_set_q(f.v, q, MPFR_RNDN);
  return makeBigFloat(f.v);
}
V ratFromInt64(int64_t i) {
  Value *v = alloc(Rep::Rat);
  mpq_init(v->q);
  mpq_set_si(v->q, i, 1);
  return v;
}

// The integer value of an Int, into z.
void getZ(mpz_t z, V v) {
  if (v->rep == Rep::Int64) mpz_set_si(z, v->i);
  else mpz_set(z, v->z);
}
void getF(mpfr_t f, V v) {
  switch (v->rep) {
  case Rep::Int64: mpfr_set_si(f, v->i, MPFR_RNDN); break;
  case Rep::BigInt: mpfr_set_z(f, v->z, MPFR_RNDN); break;
  case Rep::Rat: mpfr_set_q(f, v->q, MPFR_RNDN); break;
  case Rep::BigFloat: mpfr_set(f, v->f, MPFR_RNDN); break;
  case Rep::Bool: case Rep::String: case Rep::Complex: mpfr_set_zero(f, 1); break;
  }
}

void getSticky(mpfr_t f, V v) {
  int inexact = 0;
  if (v->rep == Rep::Rat) inexact = mpfr_set_q(f, v->q, MPFR_RNDZ);
  else if (v->rep == Rep::BigInt) inexact = mpfr_set_z(f, v->z, MPFR_RNDZ);
  else getF(f, v);
  if (!inexact) return;
  Z m;
  mpfr_get_z_2exp(m.v, f);
  if (mpz_odd_p(m.v)) return;
  if (mpfr_sgn(f) > 0) mpfr_nextabove(f);
  else mpfr_nextbelow(f);
}

V promoteToFloat(V v) { // Int -> Rat or BigFloat
  if (v->rep == Rep::Int64) return ratFromInt64(v->i);
  if (v->rep == Rep::BigInt) {
    if (smallInt(v->z)) {
      Value *r = alloc(Rep::Rat);
      mpq_init(r->q);
      mpq_set_z(r->q, v->z);
      return r;
    }
    F f;
    mpfr_set_z(f.v, v->z, MPFR_RNDN);
    return makeBigFloat(f.v);
  }
  return v;
}
V toBigFloat(V v) {
  if (v->rep == Rep::BigFloat) return v;
  F f;
  getF(f.v, v);
  return makeBigFloat(f.v);
}
V complexOf(V re, V im) {
  if (!re || !im) return nullptr;
  Value *v = alloc(Rep::Complex);
  v->c.re = re;
  v->c.im = im;
  return v;
}
int rank(V v) {
  switch (v->rep) {
  case Rep::Bool: case Rep::String: return 1;
  case Rep::Int64: return 2;
  case Rep::BigInt: return 3;
  case Rep::Rat: return 4;
  case Rep::BigFloat: return 5;
  case Rep::Complex: return 6;
  }
  return 0;
}
// Raises v to the representation of the given rank.
V raise(V v, int to) {
  if (!v || rank(v) >= to || rank(v) == 1) return v;
  switch (to) {
  case 4: return promoteToFloat(v);
  case 5: return toBigFloat(v);
  case 6: return complexOf(v, makeInt64(0));
  }
  return v; // Int64 beside BigInt: the integer operations take both
}

std::string withoutUnderscores(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (char c : s)
    if (c != '_') out += c;
  return out;
}

// Splits an integer literal into its base and digits.
bool parseInt(std::string_view lit, mpz_t z) {
  std::string s = withoutUnderscores(lit);
  int base = 10;
  size_t at = 0;
  if (s.size() > 1 && s[0] == '0') {
    switch (s[1]) {
    case 'x':
    case 'X':
      base = 16;
      at = 2;
      break;
    case 'b':
    case 'B':
      base = 2;
      at = 2;
      break;
    case 'o':
    case 'O':
      base = 8;
      at = 2;
      break;
    default:
      base = 8;
      at = 1;
      break;
    }
  }
  if (at >= s.size()) return false;
  if (s[at] == '-' || s[at] == '+' || s[at] == ' ') return false;
  return mpz_set_str(z, s.c_str() + at, base) == 0;
}

bool isHexFloat(const std::string &s) { return s.size() > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'); }

// The exact rational of a float literal whose magnitude is moderate.
bool parseRat(const std::string &s, mpq_t q) {
  bool hex = isHexFloat(s);
  std::string digits;
  long exp = 0, frac = 0;
  bool seenDot = false;
  size_t i = hex ? 2 : 0;
  for (; i < s.size(); i++) {
    char c = s[i];
    if (c == '.') {
      seenDot = true;
      continue;
    }
    if (hex ? (c == 'p' || c == 'P') : (c == 'e' || c == 'E')) break;
    digits += c;
    if (seenDot) frac++;
  }
  if (i < s.size()) exp = std::strtol(s.c_str() + i + 1, nullptr, 10);
  if (digits.empty()) return false;
  Z num;
  if (mpz_set_str(num.v, digits.c_str(), hex ? 16 : 10) != 0) return false;
  mpq_set_z(q, num.v);
  if (mpz_sgn(num.v) == 0) return true;
  exp -= hex ? 4 * frac : frac;
  unsigned long mag = static_cast<unsigned long>(exp < 0 ? -exp : exp);
  if (hex) {
    if (exp < 0) mpq_div_2exp(q, q, mag);
    else mpq_mul_2exp(q, q, mag);
    return true;
  }
  Z scale;
  mpz_ui_pow_ui(scale.v, 10, mag);
  if (exp < 0) mpz_set(mpq_denref(q), scale.v);
  else mpz_mul(mpq_numref(q), mpq_numref(q), scale.v);
  mpq_canonicalize(q);
  return true;
}

template <class T> bool cmpResult(T c, Op op) {
  switch (op) {
  case Op::Eql: return c == 0;
  case Op::Neq: return c != 0;
  case Op::Lss: return c < 0;
  case Op::Leq: return c <= 0;
  case Op::Gtr: return c > 0;
  case Op::Geq: return c >= 0;
  case Op::Add: case Op::Sub: case Op::Mul: case Op::Quo: case Op::IntQuo: case Op::Rem: case Op::And: case Op::Or: case Op::Xor:
  case Op::AndNot: case Op::Shl: case Op::Shr: case Op::AndAnd: case Op::OrOr: case Op::Not: break;
  }
  return false;
}

V intOp(V a, Op op, V b) {
  if (a->rep == Rep::Int64 && b->rep == Rep::Int64) {
    int64_t x = a->i, y = b->i, r;
    switch (op) {
    case Op::Add:
      if (!__builtin_add_overflow(x, y, &r)) return makeInt64(r);
      break;
    case Op::Sub:
      if (!__builtin_sub_overflow(x, y, &r)) return makeInt64(r);
      break;
    case Op::Mul:
      if (!__builtin_mul_overflow(x, y, &r)) return makeInt64(r);
      break;
    case Op::IntQuo:
      if (y == 0) return nullptr;
      if (y != -1) return makeInt64(x / y);
      break;
    case Op::Rem:
      if (y == 0) return nullptr;
      return makeInt64(y == -1 ? 0 : x % y);
    case Op::And: return makeInt64(x & y);
    case Op::Or: return makeInt64(x | y);
    case Op::Xor: return makeInt64(x ^ y);
    case Op::AndNot: return makeInt64(x & ~y);
    case Op::Quo: case Op::Shl: case Op::Shr: case Op::AndAnd: case Op::OrOr: case Op::Not: case Op::Eql: case Op::Neq: case Op::Lss:
    case Op::Leq: case Op::Gtr: case Op::Geq: break;
    }
  }
  Z x, y, r;
  getZ(x.v, a);
  getZ(y.v, b);
  switch (op) {
  case Op::Add: mpz_add(r.v, x.v, y.v); break;
  case Op::Sub: mpz_sub(r.v, x.v, y.v); break;
  case Op::Mul: mpz_mul(r.v, x.v, y.v); break;
  case Op::Quo: {
    if (mpz_sgn(y.v) == 0) return nullptr;
    Q q;
    mpz_set(mpq_numref(q.v), x.v);
    mpz_set(mpq_denref(q.v), y.v);
    mpq_canonicalize(q.v);
    return makeRat(q.v);
  }
  case Op::IntQuo:
    if (mpz_sgn(y.v) == 0) return nullptr;
    mpz_tdiv_q(r.v, x.v, y.v);
    break;
  case Op::Rem:
    if (mpz_sgn(y.v) == 0) return nullptr;
    mpz_tdiv_r(r.v, x.v, y.v);
    break;
  case Op::And: mpz_and(r.v, x.v, y.v); break;
  case Op::Or: mpz_ior(r.v, x.v, y.v); break;
  case Op::Xor: mpz_xor(r.v, x.v, y.v); break;
  case Op::AndNot:
    mpz_com(y.v, y.v);
    mpz_and(r.v, x.v, y.v);
    break;
  case Op::Shl: case Op::Shr: case Op::AndAnd: case Op::OrOr: case Op::Not: case Op::Eql: case Op::Neq: case Op::Lss: case Op::Leq:
  case Op::Gtr: case Op::Geq: return nullptr;
  }
  return makeBig(r.v);
}

V ratOp(V a, Op op, V b) {
  Q r;
  switch (op) {
  case Op::Add: mpq_add(r.v, a->q, b->q); break;
  case Op::Sub: mpq_sub(r.v, a->q, b->q); break;
  case Op::Mul: mpq_mul(r.v, a->q, b->q); break;
  case Op::Quo:
    if (mpq_sgn(b->q) == 0) return nullptr;
    mpq_div(r.v, a->q, b->q);
    break;
  case Op::IntQuo: case Op::Rem: case Op::And: case Op::Or: case Op::Xor: case Op::AndNot: case Op::Shl: case Op::Shr: case Op::AndAnd:
  case Op::OrOr: case Op::Not: case Op::Eql: case Op::Neq: case Op::Lss: case Op::Leq: case Op::Gtr: case Op::Geq: return nullptr;
  }
  return makeRat(r.v);
}

V floatOp(V a, Op op, V b) {
  F r;
  switch (op) {
  case Op::Add: mpfr_add(r.v, a->f, b->f, MPFR_RNDN); break;
  case Op::Sub: mpfr_sub(r.v, a->f, b->f, MPFR_RNDN); break;
  case Op::Mul: mpfr_mul(r.v, a->f, b->f, MPFR_RNDN); break;
  case Op::Quo: mpfr_div(r.v, a->f, b->f, MPFR_RNDN); break;
  case Op::IntQuo: case Op::Rem: case Op::And: case Op::Or: case Op::Xor: case Op::AndNot: case Op::Shl: case Op::Shr: case Op::AndAnd:
  case Op::OrOr: case Op::Not: case Op::Eql: case Op::Neq: case Op::Lss: case Op::Leq: case Op::Gtr: case Op::Geq: return nullptr;
  }
  return makeBigFloat(r.v);
}

V quo(V a, V b) { // division in the complex formulas: an Int pair gives a rational
  return a && b ? binaryOp(a, Op::Quo, b) : nullptr;
}
V arith(V a, Op op, V b) { return a && b ? binaryOp(a, op, b) : nullptr; }

V complexOp(V x, Op op, V y) {
  V a = x->c.re, b = x->c.im, c = y->c.re, d = y->c.im;
  switch (op) {
  case Op::Add: return complexOf(arith(a, Op::Add, c), arith(b, Op::Add, d));
  case Op::Sub: return complexOf(arith(a, Op::Sub, c), arith(b, Op::Sub, d));
  case Op::Mul: { // (a+bi)(c+di) = (ac-bd) + (bc+ad)i
    V re = arith(arith(a, Op::Mul, c), Op::Sub, arith(b, Op::Mul, d));
    V im = arith(arith(b, Op::Mul, c), Op::Add, arith(a, Op::Mul, d));
    return complexOf(re, im);
  }
  case Op::Quo: { // (ac+bd)/s + ((bc-ad)/s)i, s = cc+dd
    V s = arith(arith(c, Op::Mul, c), Op::Add, arith(d, Op::Mul, d));
    V re = quo(arith(arith(a, Op::Mul, c), Op::Add, arith(b, Op::Mul, d)), s);
    V im = quo(arith(arith(b, Op::Mul, c), Op::Sub, arith(a, Op::Mul, d)), s);
    return complexOf(re, im);
  }
  case Op::IntQuo: case Op::Rem: case Op::And: case Op::Or: case Op::Xor: case Op::AndNot: case Op::Shl: case Op::Shr: case Op::AndAnd:
  case Op::OrOr: case Op::Not: case Op::Eql: case Op::Neq: case Op::Lss: case Op::Leq: case Op::Gtr: case Op::Geq: break;
  }
  return nullptr;
}

std::string zString(const mpz_t z) {
  char *s = mpz_get_str(nullptr, 10, z);
  std::string out(s);
  std::free(s);
  return out;
}

// Go's strconv.Quote for messages.
std::string quote(std::string_view s) {
  std::string out = "\"";
  for (size_t i = 0; i < s.size(); i++) {
    unsigned char c = static_cast<unsigned char>(s[i]);
    char buf[8];
    switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\a': out += "\\a"; break;
    case '\b': out += "\\b"; break;
    case '\f': out += "\\f"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    case '\v': out += "\\v"; break;
    default:
      if (c < 0x20 || c == 0x7f) {
        std::snprintf(buf, sizeof buf, "\\x%02x", c);
        out += buf;
      } else if (c < 0x80) {
        out += static_cast<char>(c);
      } else { // pass well-formed UTF-8 through, escape the rest
        size_t n = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 0;
        bool ok = n && i + n <= s.size();
        for (size_t k = 1; ok && k < n; k++) ok = (static_cast<unsigned char>(s[i + k]) & 0xc0) == 0x80;
        if (ok) {
          out += s.substr(i, n);
          i += n - 1;
        } else {
          std::snprintf(buf, sizeof buf, "\\x%02x", c);
          out += buf;
        }
      }
    }
  }
  return out + "\"";
}

// Shortest decimal that reads back as d, in %g layout.
std::string shortestG(double d) {
  char buf[64];
  for (int p = 1; p <= 17; p++) {
    std::snprintf(buf, sizeof buf, "%.*g", p, d);
    if (std::strtod(buf, nullptr) == d) break;
  }
  return buf;
}

std::string messageFloat(V v) {
  F f;
  getF(f.v, v);
  double d = mpfr_get_d(f.v, MPFR_RNDN);
  char buf[64];
  if (mpfr_zero_p(f.v) == (d == 0) && !std::isinf(d)) {
    std::snprintf(buf, sizeof buf, "%.6g", d);
    std::string s = buf;
    if (!mpfr_integer_p(f.v) && s.find('.') == std::string::npos) s = shortestG(d); // 1e-20 and 0.9999999 keep their look
    return s;
  }
  // Outside float64: compute a decimal mantissa and exponent.
  long exp;
  double m = mpfr_get_d_2exp(&exp, f.v, MPFR_RNDN);
  double log = static_cast<double>(exp) * (M_LN2 / M_LN10);
  long e = static_cast<long>(log);
  m *= std::pow(10, log - static_cast<double>(e));
  double am = std::fabs(m);
  if (am < 1 - 0.5e-6) {
    m *= 10;
    e--;
  } else if (am >= 10) {
    m /= 10;
    e++;
  }
  std::snprintf(buf, sizeof buf, "%.6ge%+ld", m, e);
  return buf;
}

} // namespace

Kind kind(V v) {
  switch (v->rep) {
  case Rep::Bool: return Kind::Bool;
  case Rep::String: return Kind::String;
  case Rep::Int64: case Rep::BigInt: return Kind::Int;
  case Rep::Rat: case Rep::BigFloat: return Kind::Float;
  case Rep::Complex: return Kind::Complex;
  }
  return Kind::Int;
}

V makeBool(bool b) {
  static const V kFalse = [] {
    Value *v = alloc(Rep::Bool);
    v->b = false;
    return v;
  }();
  static const V kTrue = [] {
    Value *v = alloc(Rep::Bool);
    v->b = true;
    return v;
  }();
  return b ? kTrue : kFalse;
}

V makeString(std::string_view s) {
  Value *v = alloc(Rep::String);
  auto *p = static_cast<char *>(std::malloc(s.size() + 1));
  if (!p) std::abort();
  if (!s.empty()) std::memcpy(p, s.data(), s.size());
  p[s.size()] = 0;
  v->s.data = p;
  v->s.size = s.size();
  return v;
}

V makeInt64(int64_t i) {
  static const V *const small = [] {
    auto *t = new V[256 + 16];
    for (int k = -16; k < 256; k++) {
      Value *v = alloc(Rep::Int64);
      v->i = k;
      t[k + 16] = v;
    }
    return t;
  }();
  if (i >= -16 && i < 256) return small[i + 16];
  Value *v = alloc(Rep::Int64);
  v->i = i;
  return v;
}

V makeUint64(uint64_t i) {
  if (i <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return makeInt64(static_cast<int64_t>(i));
  Z z;
  mpz_set_ui(z.v, i);
  return makeBig(z.v);
}

V makeFloat64(double d) {
  if (std::isinf(d) || std::isnan(d)) return nullptr;
  Value *v = alloc(Rep::Rat);
  mpq_init(v->q);
  mpq_set_d(v->q, d);
  return v;
}

V makeImag(V re) { return re ? complexOf(makeInt64(0), re) : nullptr; }
V makeComplex(V re, V im) { return complexOf(re, im); }

V fromIntLiteral(std::string_view lit) {
  // The common case without GMP: up to 18 decimal digits.
  if (!lit.empty() && lit.size() <= 18 && (lit[0] != '0' || lit.size() == 1)) {
    int64_t n = 0;
    bool ok = true;
    for (char c : lit) {
      if (c < '0' || c > '9') {
        ok = false;
        break;
      }
      n = n * 10 + (c - '0');
    }
    if (ok) return makeInt64(n);
  }
  Z z;
  return parseInt(lit, z.v) ? makeBig(z.v) : nullptr;
}

V fromFloatLiteral(std::string_view lit) {
  std::string s = withoutUnderscores(lit);
  F f;
  char *end = nullptr;
  mpfr_strtofr(f.v, s.c_str(), &end, isHexFloat(s) ? 16 : 10, MPFR_RNDN);
  if (end == s.c_str() || *end || !mpfr_number_p(f.v)) return nullptr;
  if (smallFloat(f.v)) {
    if (mpfr_zero_p(f.v)) return ratFromInt64(0);
    Q q;
    if (!parseRat(s, q.v)) return nullptr;
    return makeRat(q.v);
  }
  return makeBigFloat(f.v);
}

V fromImagLiteral(std::string_view lit) {
  if (lit.empty() || lit.back() != 'i') return nullptr;
  std::string_view num = lit.substr(0, lit.size() - 1);
  bool prefixed = num.size() > 1 && num[0] == '0' && std::strchr("xXbBoO", num[1]) != nullptr;
  bool hexFloat = prefixed && (num[1] == 'x' || num[1] == 'X') && num.find_first_of(".pP") != std::string_view::npos;
  V im;
  if (prefixed && !hexFloat) {
    im = fromIntLiteral(num);
  } else {
    im = fromFloatLiteral(num); // 0123i is decimal for backward compatibility
    if (V i = im ? toInt(im) : nullptr) im = i;
  }
  return makeImag(im);
}

bool boolVal(V v) { return v && v->rep == Rep::Bool && v->b; }
std::string_view stringVal(V v) { return v && v->rep == Rep::String ? std::string_view(v->s.data, v->s.size) : std::string_view(); }

bool int64Val(V v, int64_t &out) {
  if (!v || v->rep != Rep::Int64) return false;
  out = v->i;
  return true;
}
bool uint64Val(V v, uint64_t &out) {
  if (!v) return false;
  if (v->rep == Rep::Int64) {
    if (v->i < 0) return false;
    out = static_cast<uint64_t>(v->i);
    return true;
  }
  if (v->rep == Rep::BigInt && mpz_fits_ulong_p(v->z)) {
    out = mpz_get_ui(v->z);
    return true;
  }
  return false;
}

double float64Val(V v) {
  if (!v) return 0;
  if (v->rep == Rep::Int64) return static_cast<double>(v->i);
  F f;
  getSticky(f.v, v);
  return mpfr_get_d(f.v, MPFR_RNDN);
}
float float32Val(V v) {
  if (!v) return 0;
  if (v->rep == Rep::Int64) return static_cast<float>(v->i);
  F f;
  getSticky(f.v, v);
  return mpfr_get_flt(f.v, MPFR_RNDN);
}

V real(V v) {
  if (!v) return nullptr;
  return v->rep == Rep::Complex ? v->c.re : v;
}
V imag(V v) {
  if (!v) return nullptr;
  return v->rep == Rep::Complex ? v->c.im : makeInt64(0);
}

int sign(V v) {
  if (!v) return 1; // as go/constant: unknown is not known to be zero
  switch (v->rep) {
  case Rep::Int64: return v->i < 0 ? -1 : v->i > 0;
  case Rep::BigInt: return mpz_sgn(v->z);
  case Rep::Rat: return mpq_sgn(v->q);
  case Rep::BigFloat: return mpfr_sgn(v->f);
  case Rep::Complex: return sign(v->c.re) | sign(v->c.im);
  case Rep::Bool: case Rep::String: return 1;
  }
  return 1;
}

int bitLen(V v) {
  if (!v) return 0;
  if (v->rep == Rep::Int64) {
    uint64_t u = v->i < 0 ? -static_cast<uint64_t>(v->i) : static_cast<uint64_t>(v->i);
    return u == 0 ? 0 : 64 - __builtin_clzll(u);
  }
  if (v->rep == Rep::BigInt) return static_cast<int>(mpz_sizeinbase(v->z, 2));
  return 0;
}

V toInt(V v) {
  if (!v) return nullptr;
  switch (v->rep) {
  case Rep::Int64: case Rep::BigInt: return v;
  case Rep::Rat:
    if (mpz_cmp_ui(mpq_denref(v->q), 1) == 0) return makeBig(mpq_numref(v->q));
    return nullptr;
  case Rep::BigFloat: {
    if (!smallFloat(v->f)) return nullptr; // an integer this large is never representable
    Z z;
    if (mpfr_integer_p(v->f)) {
      mpfr_get_z(z.v, v->f, MPFR_RNDZ);
      return makeBig(z.v);
    }
    // A value that misses an integer by rounding errors in the last bits counts as that integer.
    F t(kPrec - 4);
    for (mpfr_rnd_t r : {MPFR_RNDZ, MPFR_RNDA}) {
      mpfr_set(t.v, v->f, r);
      if (mpfr_integer_p(t.v)) {
        mpfr_get_z(z.v, t.v, MPFR_RNDZ);
        return makeBig(z.v);
      }
    }
    return nullptr;
  }
  case Rep::Complex: {
    V re = toFloat(v);
    return re ? toInt(re) : nullptr;
  }
  case Rep::Bool: case Rep::String: return nullptr;
  }
  return nullptr;
}

V toFloat(V v) {
  if (!v) return nullptr;
  switch (v->rep) {
  case Rep::Int64: case Rep::BigInt: return promoteToFloat(v);
  case Rep::Rat: case Rep::BigFloat: return v;
  case Rep::Complex: return sign(v->c.im) == 0 ? toFloat(v->c.re) : nullptr;
  case Rep::Bool: case Rep::String: return nullptr;
  }
  return nullptr;
}

V toComplex(V v) {
  if (!v) return nullptr;
  switch (v->rep) {
  case Rep::Int64: case Rep::BigInt: case Rep::Rat: case Rep::BigFloat: return complexOf(v, makeInt64(0));
  case Rep::Complex: return v;
  case Rep::Bool: case Rep::String: return nullptr;
  }
  return nullptr;
}

V roundFloat32(V v) {
  float f = float32Val(v);
  return std::isinf(f) ? nullptr : makeFloat64(static_cast<double>(f));
}
V roundFloat64(V v) {
  double d = float64Val(v);
  return std::isinf(d) ? nullptr : makeFloat64(d);
}

V unaryOp(Op op, V v, unsigned unsignedBits) {
  if (!v) return nullptr;
  if (op == Op::Add) return v;
  if (op == Op::Sub) {
    switch (v->rep) {
    case Rep::Int64:
      if (v->i != std::numeric_limits<int64_t>::min()) return makeInt64(-v->i);
      [[fallthrough]];
    case Rep::BigInt: {
      Z z;
      getZ(z.v, v);
      mpz_neg(z.v, z.v);
      return makeBig(z.v);
    }
    case Rep::Rat: {
      Q q;
      mpq_neg(q.v, v->q);
      return makeRat(q.v);
    }
    case Rep::BigFloat: {
      F f;
      mpfr_neg(f.v, v->f, MPFR_RNDN);
      return makeBigFloat(f.v);
    }
    case Rep::Complex: return complexOf(unaryOp(op, v->c.re, 0), unaryOp(op, v->c.im, 0));
    case Rep::Bool: case Rep::String: return nullptr;
    }
  }
  if (op == Op::Xor && kind(v) == Kind::Int) {
    Z z;
    getZ(z.v, v);
    mpz_com(z.v, z.v);
    if (unsignedBits) mpz_fdiv_r_2exp(z.v, z.v, unsignedBits); // keep the type's bits, without a sign
    return makeBig(z.v);
  }
  if (op == Op::Not && v->rep == Rep::Bool) return makeBool(!v->b);
  return nullptr;
}

void match(V &a, V &b) {
  if (!a || !b) return;
  int ra = rank(a), rb = rank(b);
  if (ra < rb) a = raise(a, rb);
  else if (rb < ra) b = raise(b, ra);
}

V binaryOp(V a, Op op, V b) {
  if (!a || !b) return nullptr;
  match(a, b);
  if (!a || !b) return nullptr;
  switch (a->rep) {
  case Rep::Bool:
    if (b->rep != Rep::Bool) return nullptr;
    if (op == Op::AndAnd) return makeBool(a->b && b->b);
    if (op == Op::OrOr) return makeBool(a->b || b->b);
    return nullptr;
  case Rep::String: {
    if (b->rep != Rep::String || op != Op::Add) return nullptr;
    Value *v = alloc(Rep::String);
    size_t n = a->s.size + b->s.size;
    auto *p = static_cast<char *>(std::malloc(n + 1));
    if (!p) std::abort();
    std::memcpy(p, a->s.data, a->s.size);
    std::memcpy(p + a->s.size, b->s.data, b->s.size);
    p[n] = 0;
    v->s.data = p;
    v->s.size = n;
    return v;
  }
  case Rep::Int64: case Rep::BigInt: return intOp(a, op, b);
  case Rep::Rat: return ratOp(a, op, b);
  case Rep::BigFloat: return floatOp(a, op, b);
  case Rep::Complex: return complexOp(a, op, b);
  }
  return nullptr;
}

V shift(V a, Op op, unsigned count) {
  if (!a || kind(a) != Kind::Int) return nullptr;
  if (count == 0) return a;
  if (op == Op::Shr && a->rep == Rep::Int64) return makeInt64(count >= 64 ? (a->i < 0 ? -1 : 0) : a->i >> count);
  Z z;
  getZ(z.v, a);
  if (op == Op::Shl) mpz_mul_2exp(z.v, z.v, count);
  else mpz_fdiv_q_2exp(z.v, z.v, count);
  return makeBig(z.v);
}

bool compare(V a, Op op, V b) {
  if (!a || !b) return false;
  match(a, b);
  if (!a || !b) return false;
  switch (a->rep) {
  case Rep::Bool: return b->rep == Rep::Bool && cmpResult(int(a->b) - int(b->b), op);
  case Rep::String:
    if (b->rep != Rep::String) return false;
    return cmpResult(stringVal(a).compare(stringVal(b)), op);
  case Rep::Int64:
    if (b->rep == Rep::Int64) return cmpResult(a->i < b->i ? -1 : a->i > b->i ? 1 : 0, op);
    [[fallthrough]];
  case Rep::BigInt: {
    Z x, y;
    getZ(x.v, a);
    getZ(y.v, b);
    return cmpResult(mpz_cmp(x.v, y.v), op);
  }
  case Rep::Rat: return cmpResult(mpq_cmp(a->q, b->q), op);
  case Rep::BigFloat: return cmpResult(mpfr_cmp(a->f, b->f), op);
  case Rep::Complex: {
    bool eq = compare(a->c.re, Op::Eql, b->c.re) && compare(a->c.im, Op::Eql, b->c.im);
    return op == Op::Eql ? eq : !eq;
  }
  }
  return false;
}

std::string toString(V v) {
  if (!v) return "unknown";
  switch (v->rep) {
  case Rep::Bool: return v->b ? "true" : "false";
  case Rep::String: {
    constexpr size_t kMax = 72; // a reasonable length for a message
    std::string s = quote(stringVal(v));
    size_t count = 0, cut = 0;
    for (size_t i = 0; i < s.size(); i++) {
      if ((static_cast<unsigned char>(s[i]) & 0xc0) == 0x80) continue;
      if (count == kMax - 3) cut = i;
      count++;
    }
    return count > kMax ? s.substr(0, cut) + "..." : s;
  }
  case Rep::Int64: case Rep::BigInt: return intString(v);
  case Rep::Rat: case Rep::BigFloat: return messageFloat(v);
  case Rep::Complex: return "(" + toString(v->c.re) + " + " + toString(v->c.im) + "i)";
  }
  return "";
}

std::string exactString(V v) {
  if (!v) return "unknown";
  switch (v->rep) {
  case Rep::Bool: return toString(v);
  case Rep::String: return quote(stringVal(v));
  case Rep::Int64: case Rep::BigInt: return intString(v);
  case Rep::Rat: {
    std::string n = zString(mpq_numref(v->q));
    return mpz_cmp_ui(mpq_denref(v->q), 1) == 0 ? n : n + "/" + zString(mpq_denref(v->q));
  }
  case Rep::BigFloat: {
    char *s = nullptr;
    if (mpfr_asprintf(&s, "%Ra", v->f) < 0) return "";
    std::string out(s);
    mpfr_free_str(s);
    return out;
  }
  case Rep::Complex: return "(" + exactString(v->c.re) + " + " + exactString(v->c.im) + "i)";
  }
  return "";
}

std::string floatString(V v) { return v ? messageFloat(v) : "unknown"; }

std::string intString(V v) {
  if (!v) return "unknown";
  if (v->rep == Rep::Int64) return std::to_string(v->i);
  if (v->rep == Rep::BigInt) return zString(v->z);
  return toString(v);
}

} // namespace golem::constant
