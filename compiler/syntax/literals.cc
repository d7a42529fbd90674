// Literals, with gc's error for each way to spell them wrong (spec "Integer literals" … "String literals"). The scanner
// calls these at the first byte; a bad literal is still a LITERAL, marked bad, so that the parser goes on.
#include "compiler/syntax/scanner.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/grammar.hh"

namespace golem::syntax {

namespace {
bool isDecimal(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return static_cast<char>(c | 0x20); }
bool isHex(char c) { return isDecimal(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

const char *baseName(int base) {
  switch (base) {
  case 2: return "binary";
  case 8: return "octal";
  case 10: return "decimal";
  default: return "hexadecimal";
  }
}

// Consumes digits and underscores. Bit 0 of the result: a digit was seen, bit 1: an underscore. The first decimal digit
// that the base does not have goes to *invalid.
int digits(const char *&p, int base, const char **invalid) {
  int seen = 0;
  for (; *p == '_' || (base > 10 ? isHex(*p) : isDecimal(*p)); p++) {
    if (*p == '_') {
      seen |= 2;
      continue;
    }
    seen |= 1;
    if (base <= 10 && *p >= '0' + base && invalid && !*invalid) *invalid = p;
  }
  return seen;
}

// The first underscore that does not stand between digits (a base prefix counts as a digit), or null.
const char *misplacedUnderscore(const char *p, const char *end) {
  char prefix = ' ', last = '.'; // last: '_', '0' for any digit, '.' for anything else
  if (end - p >= 2 && p[0] == '0') {
    prefix = lower(p[1]);
    if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
      last = '0';
      p += 2;
    }
  }
  for (; p < end; p++) {
    if (*p == '_') {
      if (last != '0') return p;
      last = '_';
    } else if (isDecimal(*p) || (prefix == 'x' && isHex(*p))) {
      last = '0';
    } else {
      if (last == '_') return p - 1;
      last = '.';
    }
  }
  return last == '_' ? end - 1 : nullptr;
}
} // namespace

int Scanner::literal(LitKind what, bool ok) {
  nlsemi_ = true;
  kind = Kind::Literal;
  lit = arena_.make<BasicLit>();
  lit->kind = NodeKind::BasicLit;
  lit->pos = Pos{posOf(start_)};
  lit->value = {start_, static_cast<size_t>(cur_ - start_)};
  lit->lit = what;
  lit->bad = !ok;
  return T_LITERAL;
}

// Called with cur_ at the first digit (at the digit behind the point if seenPoint).
int Scanner::number(bool seenPoint) {
  bool ok = true;
  LitKind what = LitKind::Int;
  int base = 10, seen = 0;
  char prefix = 0;
  const char *invalid = nullptr;
  auto fail = [&](const char *at, Diag d, std::initializer_list<std::string_view> args = {}) {
    if (ok) error(off(at), d, args);
    ok = false;
  };
  if (!seenPoint) {
    if (*cur_ == '0') {
      cur_++;
      switch (lower(*cur_)) {
      case 'x': base = 16, prefix = 'x', cur_++; break;
      case 'o': base = 8, prefix = 'o', cur_++; break;
      case 'b': base = 2, prefix = 'b', cur_++; break;
      default: base = 8, prefix = '0', seen = 1;
      }
    }
    seen |= digits(cur_, base, &invalid);
    if (*cur_ == '.') {
      if (prefix == 'o' || prefix == 'b') fail(cur_, Diag::InvalidRadixPoint, {baseName(base)});
      cur_++;
      seenPoint = true;
    }
  }
  if (seenPoint) {
    what = LitKind::Float;
    seen |= digits(cur_, base, &invalid);
  }
  if (!(seen & 1)) fail(cur_, Diag::LiteralHasNoDigits, {baseName(base)});

  char e = lower(*cur_);
  if (e == 'e' || e == 'p') {
    std::string quoted = quoteRune(static_cast<unsigned char>(*cur_));
    if (e == 'e' && prefix && prefix != '0') fail(cur_, Diag::ExponentNeedsDecimal, {quoted});
    if (e == 'p' && prefix != 'x') fail(cur_, Diag::ExponentNeedsHex, {quoted});
    cur_++;
    what = LitKind::Float;
    if (*cur_ == '+' || *cur_ == '-') cur_++;
    seen = digits(cur_, 10, nullptr) | (seen & 2);
    if (!(seen & 1)) fail(cur_, Diag::ExponentHasNoDigits);
  } else if (prefix == 'x' && what == LitKind::Float) {
    fail(cur_, Diag::HexMantissaNeedsP);
  }
  if (*cur_ == 'i') {
    what = LitKind::Imag;
    cur_++;
  }
  if (what == LitKind::Int && invalid) fail(invalid, Diag::InvalidDigit, {quoteRune(static_cast<unsigned char>(*invalid)), baseName(base)});
  if (seen & 2)
    if (const char *at = misplacedUnderscore(start_, cur_)) fail(at, Diag::MisplacedUnderscore);
  return literal(what, ok);
}

int Scanner::stringLiteral() {
  bool ok = true;
  for (;;) {
    switch (*cur_) {
    case '"': cur_++; return literal(LitKind::String, ok);
    case '\\':
      cur_++;
      ok &= escape('"');
      continue;
    case '\n': error(off(cur_), Diag::NewlineInString); return literal(LitKind::String, false);
    case 0:
      if (cur_ == end_) {
        error(off(start_), Diag::StringNotTerminated);
        return literal(LitKind::String, false);
      }
    }
    cur_++;
  }
}

int Scanner::rawString() {
  while (*cur_ != '`') {
    if (cur_ == end_) {
      error(off(start_), Diag::StringNotTerminated);
      return literal(LitKind::String, false);
    }
    cur_++;
  }
  cur_++;
  return literal(LitKind::String, true);
}

int Scanner::runeLiteral() {
  bool ok = true;
  for (int n = 0;; n++) {
    if (*cur_ == '\'') {
      if (ok && n == 0) {
        error(off(cur_), Diag::EmptyRune);
        ok = false;
      } else if (ok && n != 1) {
        error(off(start_), Diag::LongRune);
        ok = false;
      }
      cur_++;
      break;
    }
    if (*cur_ == '\\') {
      cur_++;
      ok &= escape('\'');
      continue;
    }
    if (*cur_ == '\n') {
      if (ok) error(off(cur_), Diag::NewlineInRune);
      ok = false;
      break;
    }
    if (cur_ == end_) {
      if (ok) error(off(start_), Diag::RuneNotTerminated);
      ok = false;
      break;
    }
    Rune r = peekRune(cur_);
    if (!r.valid || r.value == 0 || r.value == 0xfeff) n--; // reported by prepare() and not counted
    cur_ += r.width;
  }
  return literal(LitKind::Rune, ok);
}

// Behind a backslash. At the end of the text the caller complains.
bool Scanner::escape(char quote) {
  int n;
  uint32_t base, max;
  char c = *cur_;
  if (c == quote) {
    cur_++;
    return true;
  }
  switch (c) {
  case 'a':
  case 'b':
  case 'f':
  case 'n':
  case 'r':
  case 't':
  case 'v':
  case '\\': cur_++; return true;
  case '0':
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
  case '6':
  case '7': n = 3, base = 8, max = 255; break;
  case 'x':
    cur_++;
    n = 2, base = 16, max = 255;
    break;
  case 'u':
    cur_++;
    n = 4, base = 16, max = 0x10ffff;
    break;
  case 'U':
    cur_++;
    n = 8, base = 16, max = 0x10ffff;
    break;
  default:
    if (cur_ == end_) return true;
    error(off(cur_), Diag::UnknownEscape);
    return false;
  }
  uint32_t x = 0;
  for (; n > 0; n--) {
    if (cur_ == end_) return true;
    uint32_t d = base;
    if (isDecimal(*cur_)) {
      d = static_cast<uint32_t>(*cur_ - '0');
    } else if (lower(*cur_) >= 'a' && lower(*cur_) <= 'f') {
      d = static_cast<uint32_t>(lower(*cur_) - 'a') + 10;
    }
    if (d >= base) {
      error(off(cur_), Diag::InvalidEscapeChar, {quoteRune(peekRune(cur_).value), baseName(static_cast<int>(base))});
      return false;
    }
    x = x * base + d;
    cur_++;
  }
  if (x > max && base == 8) {
    error(off(cur_), Diag::OctalEscapeTooBig, {std::to_string(x)});
    return false;
  }
  if (x > max || (x >= 0xd800 && x < 0xe000)) {
    error(off(cur_), Diag::EscapeNotCodePoint, {unicodeName(x)});
    return false;
  }
  return true;
}

} // namespace golem::syntax
