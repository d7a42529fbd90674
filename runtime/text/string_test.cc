// String primitives: decoding of valid and invalid UTF-8, conversions, comparison, block moves with every overlap.
#include "runtime/abi/host_test.h"
#include "runtime/text/ftoa.h"
#include "runtime/text/utf8.h"
#include <charconv>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace golem;
extern "C" {
struct PI {
  const char *p;
  int64_t n;
};
PI golem_concatstrings(uint8_t *, const GoString *, int64_t);
PI golem_intstring(uint8_t *, int64_t);
int64_t golem_cmpstring(const char *, int64_t, const char *, int64_t);
int64_t golem_countrunes(const char *, int64_t);
}
extern "C" void *golem_test_memmove(void *, const void *, size_t) asm("memmove");

TEST_CASE("UTF-8 round trip and errors") {
  for (int32_t r = 0; r <= 0x10ffff; r += r < 0x3000 ? 1 : 97) {
    uint8_t b[4];
    int n = encodeRune(b, r);
    int32_t got;
    REQUIRE(decodeRune(b, n, 0, &got) == n);
    REQUIRE(got == (r >= 0xd800 && r <= 0xdfff ? kRuneError : r));
    if (n > 1) {
      REQUIRE(decodeRune(b, n - 1, 0, &got) == 1);
      REQUIRE(got == kRuneError);
    }
  }
  auto bad = [](std::initializer_list<uint8_t> l) {
    std::vector<uint8_t> v(l);
    int32_t r;
    return decodeRune(v.data(), int64_t(v.size()), 0, &r) == 1 && r == kRuneError;
  };
  CHECK(bad({0xc0, 0x80}));
  CHECK(bad({0xe0, 0x80, 0x80}));
  CHECK(bad({0xed, 0xa0, 0x80}));
  CHECK(bad({0xf4, 0x90, 0x80, 0x80}));
  CHECK(bad({0xff}));
  CHECK(bad({0x80}));
  CHECK(golem_countrunes("a\xff\xe2\x82\xac", 5) == 3);
}

TEST_CASE("concatenation, conversion, comparison") {
  auto s = [](const char *t) { return GoString{reinterpret_cast<const uint8_t *>(t), int64_t(strlen(t))}; };
  GoString parts[] = {s("ab"), s(""), s("cde")};
  PI r = golem_concatstrings(nullptr, parts, 3);
  CHECK(std::string(r.p, size_t(r.n)) == "abcde");
  CHECK(golem_concatstrings(nullptr, parts, 2).p == "ab");
  PI i = golem_intstring(nullptr, 0x20ac);
  CHECK(std::string(i.p, size_t(i.n)) == "\xe2\x82\xac");
  CHECK(std::string(golem_intstring(nullptr, -1).p, 3) == "\xef\xbf\xbd");
  CHECK(golem_cmpstring("abc", 3, "abd", 3) == -1);
  CHECK(golem_cmpstring("abc", 3, "ab", 2) == 1);
  CHECK(golem_cmpstring("\xff", 1, "a", 1) == 1);
  CHECK(golem_cmpstring("", 0, "", 0) == 0);
}

TEST_CASE("memmove, every small size and overlap") {
  std::mt19937 rng(1);
  std::vector<uint8_t> a(9000), b(9000);
  for (size_t n : {0u, 1u, 2u, 3u, 7u, 8u, 9u, 15u, 16u, 17u, 31u, 32u, 33u, 63u, 64u, 65u, 100u, 127u, 128u, 129u, 500u, 4095u, 4096u, 4097u})
    for (int d : {-70, -33, -16, -9, -1, 0, 1, 5, 8, 16, 31, 33, 64, 90}) {
      for (auto &x : a) x = uint8_t(rng());
      b = a;
      memmove(b.data() + 200 + d, a.data() + 200, n);
      golem_test_memmove(a.data() + 200 + d, a.data() + 200, n);
      REQUIRE(a == b);
    }
}

TEST_CASE("shortest floats read back and are no longer than the C++ library's") {
  auto f64 = [](double v) {
    char b[kFtoaMax];
    return std::string(b, size_t(formatFloat64(b, v)));
  };
  auto f32 = [](float v) {
    char b[kFtoaMax];
    return std::string(b, size_t(formatFloat32(b, v)));
  };
  CHECK(f64(1e5) == "100000");
  CHECK(f64(1e6) == "1e+06");
  CHECK(f64(1234567) == "1.234567e+06");
  CHECK(f64(123456789012345678) == "1.2345678901234568e+17");
  CHECK(f64(0.0001) == "0.0001");
  CHECK(f64(0.00001) == "1e-05");
  CHECK(f64(5e-324) == "5e-324");
  CHECK(f64(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(f64(-0.0) == "-0");
  CHECK(f64(1.0 / 3) == "0.3333333333333333");
  CHECK(f64(1e23) == "1e+23");
  CHECK(f32(1.0f / 3) == "0.33333334");
  CHECK(f32(16777216) == "1.6777216e+07");
  CHECK(f64(__builtin_inf()) == "+Inf");
  std::mt19937_64 rng(7);
  for (int i = 0; i < 100000; i++) {
    uint64_t bits = rng();
    double d;
    memcpy(&d, &bits, 8);
    if (d != d || d - d != 0) continue;
    std::string s = f64(d);
    REQUIRE(std::strtod(s.c_str(), nullptr) == d);
    char b[64];
    auto r = std::to_chars(b, b + 64, d, std::chars_format::scientific);
    auto count = [](std::string t) {
      t = t.substr(0, t.find('e'));
      std::string k;
      for (char c : t)
        if (c >= '0' && c <= '9') k += c;
      size_t from = k.find_first_not_of('0'), to = k.find_last_not_of('0');
      return from == std::string::npos ? std::string() : k.substr(from, to - from + 1);
    };
    REQUIRE(count(s) == count(std::string(b, r.ptr)));
  }
}
