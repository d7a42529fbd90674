// Constants: literals, exact arithmetic, rounding, text in messages.
#define CATCH_CONFIG_MAIN
#include "compiler/base/constant.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace golem::constant;

namespace {
V i(const char *s) { return fromIntLiteral(s); }
V f(const char *s) { return fromFloatLiteral(s); }
} // namespace

TEST_CASE("literals") {
  CHECK(exactString(i("1_000")) == "1000");
  CHECK(exactString(i("0x_ff")) == "255");
  CHECK(exactString(i("0b101")) == "5");
  CHECK(exactString(i("0o17")) == "15");
  CHECK(exactString(i("017")) == "15");
  CHECK(exactString(i("18446744073709551616")) == "18446744073709551616");
  CHECK(exactString(f("0x1p-2")) == "1/4");
  CHECK(exactString(f("0x1.8p1")) == "3");
  CHECK(exactString(f("1.50")) == "3/2");
  CHECK(exactString(f(".25e1")) == "5/2");
  CHECK(toString(fromImagLiteral("2i")) == "(0 + 2i)");
  CHECK(exactString(imag(fromImagLiteral("0123i"))) == "123");
  CHECK(f("1e1000000000000") == nullptr);
}

TEST_CASE("integer arithmetic is exact") {
  V big = shift(makeInt64(1), Op::Shl, 100);
  CHECK(exactString(binaryOp(big, Op::Mul, big)) == exactString(shift(makeInt64(1), Op::Shl, 200)));
  CHECK(exactString(binaryOp(makeInt64(INT64_MIN), Op::IntQuo, makeInt64(-1))) == "9223372036854775808");
  CHECK(exactString(binaryOp(makeInt64(-7), Op::IntQuo, makeInt64(2))) == "-3");
  CHECK(exactString(binaryOp(makeInt64(-7), Op::Rem, makeInt64(2))) == "-1");
  CHECK(exactString(binaryOp(makeInt64(7), Op::Quo, makeInt64(2))) == "7/2");
  CHECK(exactString(unaryOp(Op::Xor, makeInt64(0), 8)) == "255");
  CHECK(exactString(unaryOp(Op::Xor, makeInt64(5), 0)) == "-6");
  CHECK(exactString(shift(makeInt64(-5), Op::Shr, 1)) == "-3");
  CHECK(bitLen(big) == 101);
  uint64_t u = 0;
  CHECK(uint64Val(makeUint64(UINT64_MAX), u));
  CHECK(u == UINT64_MAX);
  int64_t s = 0;
  CHECK_FALSE(int64Val(makeUint64(UINT64_MAX), s));
}

TEST_CASE("floats") {
  CHECK(exactString(binaryOp(f("0.1"), Op::Add, f("0.2"))) == "3/10");
  CHECK(toInt(f("3.0")) != nullptr);
  CHECK(toInt(f("3.5")) == nullptr);
  CHECK(float64Val(f("0.1")) == 0.1);
  CHECK(float32Val(f("0.1")) == 0.1f);
  CHECK(std::isinf(float64Val(f("1e400"))));
  CHECK(roundFloat32(f("1e39")) == nullptr);
  // Half an ulp above the largest float64, less one: must not become infinity by rounding twice.
  V max = binaryOp(shift(makeInt64(1), Op::Shl, 1024), Op::Sub, shift(makeInt64(1), Op::Shl, 971));
  V below = binaryOp(binaryOp(max, Op::Add, shift(makeInt64(1), Op::Shl, 970)), Op::Sub, makeInt64(1));
  CHECK(std::isfinite(float64Val(toFloat(below))));
}

TEST_CASE("comparison across kinds") {
  CHECK(compare(makeInt64(1), Op::Eql, f("1.0")));
  CHECK(compare(f("1.5"), Op::Lss, makeInt64(2)));
  CHECK(compare(makeString("a"), Op::Lss, makeString("b")));
  CHECK(compare(makeComplex(makeInt64(1), makeInt64(0)), Op::Eql, makeInt64(1)));
}

TEST_CASE("text for messages") {
  CHECK(toString(f("1e100")) == "1e+100");
  CHECK(toString(f("0.1")) == "0.1");
  CHECK(toString(f("1e-20")) == "1e-20");
  CHECK(toString(f("1e1000")) == "1e+1000");
  CHECK(toString(makeString("a\"b\n")) == "\"a\\\"b\\n\"");
  CHECK(toString(makeString(std::string(100, 'x'))).size() == 72);
  CHECK(toString(makeBool(true)) == "true");
}
