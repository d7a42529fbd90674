// Values of string and rune literals.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace golem::types {

// The bytes of a string literal, quotes included in `lit`. The scanner has checked its syntax.
std::string unquoteString(std::string_view lit);
// The code point of a rune literal; false if malformed.
bool unquoteRune(std::string_view lit, int32_t &out);

} // namespace golem::types
