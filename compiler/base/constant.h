// Exact constants of the Go language (spec "Constants"): booleans, strings, integers of any size (GMP), and
// floating-point and complex values (rationals while small, else MPFR with a 512-bit mantissa, as go/constant does).
// Values are immutable, live as long as the process, and are passed by pointer; nullptr means "unknown" (after an error).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace golem::constant {

enum class Kind : uint8_t { Bool, String, Int, Float, Complex };
struct Value;
using V = const Value *;

enum class Op : uint8_t { Add, Sub, Mul, Quo, IntQuo, Rem, And, Or, Xor, AndNot, Shl, Shr, AndAnd, OrOr, Not, Eql, Neq, Lss, Leq, Gtr, Geq };

Kind kind(V v);
V makeBool(bool b);
V makeString(std::string_view s);
V makeInt64(int64_t i);
V makeUint64(uint64_t i);
V makeFloat64(double d); // d must be finite
V makeImag(V re);        // re·i
V makeComplex(V re, V im);
// Literals with Go syntax (underscores, prefixes, hexadecimal floats); nullptr when malformed or out of range.
V fromIntLiteral(std::string_view lit);
V fromFloatLiteral(std::string_view lit);
V fromImagLiteral(std::string_view lit);

bool boolVal(V v);
std::string_view stringVal(V v);
// Exactly representable? Then stores it.
bool int64Val(V v, int64_t &out);
bool uint64Val(V v, uint64_t &out);
// Nearest values; overflow gives ±Inf.
double float64Val(V v);
float float32Val(V v);
V real(V v);
V imag(V v);
int sign(V v);      // -1, 0, 1; for complex 0 iff zero
int bitLen(V v);    // of an Int's magnitude

// Conversion to another kind when exact in the sense of go/constant's ToInt/ToFloat/ToComplex; nullptr if impossible.
V toInt(V v);
V toFloat(V v);
V toComplex(V v);
// Rounds to float32/float64 precision; nullptr on overflow to infinity.
V roundFloat32(V v);
V roundFloat64(V v);

V unaryOp(Op op, V v, unsigned unsignedBits); // unsignedBits: width for ^x of unsigned types, else 0
V binaryOp(V a, Op op, V b);                  // operands of matching kind (see match); IntQuo truncates
V shift(V a, Op op, unsigned count);
bool compare(V a, Op op, V b);
void match(V &a, V &b); // raises both to the larger kind

std::string toString(V v);      // short form for messages, as go/constant's String (strings quoted and shortened)
std::string exactString(V v);
std::string floatString(V v);   // %.6g style for messages
// The full decimal text of an integer constant.
std::string intString(V v);

} // namespace golem::constant
