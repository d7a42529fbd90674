// String primitives: decoding of valid and invalid UTF-8, conversions, comparison, block moves with every overlap.
#include "runtime/abi/host_test.h"
#include "runtime/text/utf8.h"
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace golem;
extern "C" {
struct PI { const char *p; int64_t n; };
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
