// Character classes and UTF-8, see unicode.cc.
#pragma once
#include <cstdint>
#include <string>

namespace golem::syntax {

bool isLetter(uint32_t r); // unicode.IsLetter, and '_'
bool isDigit(uint32_t r);
bool isLower(uint32_t r);  // unicode.IsLower
bool isPrintable(uint32_t r);

struct Rune {
  uint32_t value;
  uint32_t width;
  bool valid; // false: not UTF-8; value is U+FFFD, width 1
};
Rune decodeRune(const char *s, const char *end);
void appendRune(std::string &out, uint32_t r);
std::string unicodeName(uint32_t r); // fmt's %#U: U+0040 '@'
std::string quoteRune(uint32_t r);   // fmt's %q of a rune: '@', '\n'

} // namespace golem::syntax
