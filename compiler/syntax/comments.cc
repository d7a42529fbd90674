// The passes over the whole text (line starts, UTF-8), comments with their directives, and the quick skip over a
// function's body.
#include "compiler/syntax/scanner.h"
#include "compiler/syntax/parser.h"
#include <cstring>

namespace golem::syntax {

Scanner::Scanner(SourceFile *src, Arena &arena, Diagnostics &diags, DirectiveSink *sink)
    : tok{}, src_(src), arena_(arena), diags_(diags), sink_(sink), begin_(src->text.data()), end_(src->text.data() + src->text.size()), cur_(begin_),
      start_(begin_) {}

void Scanner::error(uint32_t offset, Diag d, std::initializer_list<std::string_view> args) {
  failed = true;
  diags_.report(src_->pos(offset), d, args);
}

Rune Scanner::peekRune(const char *p) const { return decodeRune(p, end_); }

void Scanner::prepare() {
  std::vector<uint32_t> &lines = src_->lineStarts;
  lines.clear();
  lines.reserve(static_cast<size_t>(end_ - begin_) / 28 + 2);
  lines.push_back(0);
  for (const char *p = begin_; (p = static_cast<const char *>(std::memchr(p, '\n', static_cast<size_t>(end_ - p))));) lines.push_back(off(++p));

  // Bytes above 0x7f or NULs? Most files have none.
  const char *p = begin_;
  unsigned char high = 0;
  bool zero = std::memchr(begin_, 0, static_cast<size_t>(end_ - begin_)) != nullptr;
  for (const char *q = begin_; q < end_; q++) high |= static_cast<unsigned char>(*q);
  if (!zero && high < 0x80) return;
  ascii_ = false;
  for (; p < end_;) {
    unsigned char c = static_cast<unsigned char>(*p);
    if (c && c < 0x80) {
      p++;
      continue;
    }
    Rune r = peekRune(p);
    if (c == 0) error(off(p), Diag::InvalidNul);
    else if (!r.valid) error(off(p), Diag::InvalidUtf8);
    else if (r.value == 0xfeff && p != begin_) error(off(p), Diag::InvalidBom);
    p += r.width;
  }
}

// cur_ is behind "//". The newline is left for the scanner.
void Scanner::lineComment() {
  const char *text = cur_;
  const char *eol = static_cast<const char *>(std::memchr(cur_, '\n', static_cast<size_t>(end_ - cur_)));
  cur_ = eol ? eol : end_;
  if ((*text != 'g' && *text != 'l') || directivesOff) return;
  const char *end = cur_;
  if (end > text && end[-1] == '\r') end--;
  std::string_view s(text, static_cast<size_t>(end - text));
  if (s.starts_with("go:")) {
    if (sink_) sink_->directive(Pos{posOf(text)}, blankBefore(start_), s); // gc points behind the slashes
  } else if (s.starts_with("line ") && (start_ == begin_ || start_[-1] == '\n')) {
    lineDirective(text + 5, end, off(text) + 5, off(cur_) + 1);
  }
}

// cur_ is behind "/*". Tells whether the comment holds a newline.
bool Scanner::blockComment() {
  const char *text = cur_;
  const char *p = cur_;
  bool newline = false;
  for (;; p++) {
    if (*p == '\n') newline = true;
    if (*p == '*' && p[1] == '/') break;
    if (*p == 0 && p == end_) {
      error(off(start_), Diag::CommentNotTerminated);
      cur_ = end_;
      return newline;
    }
  }
  cur_ = p + 2;
  if (!newline && !directivesOff && std::string_view(text, static_cast<size_t>(p - text)).starts_with("line "))
    lineDirective(text + 5, p, off(text) + 5, off(cur_));
  return newline;
}

bool Scanner::blankBefore(const char *p) const {
  while (p > begin_ && (p[-1] == ' ' || p[-1] == '\t' || p[-1] == '\r')) p--;
  return p == begin_ || p[-1] == '\n';
}

namespace {
// The number behind the last ':' of text; at: offset of its first digit (0: there is no ':').
struct Trailing {
  size_t at = 0;
  uint64_t value = 0;
  bool ok = false;
};
Trailing trailingNumber(std::string_view text) {
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  Trailing t{colon + 1, 0, colon + 1 < text.size()};
  for (char c : text.substr(colon + 1)) {
    if (c < '0' || c > '9' || t.value > (UINT64_MAX - 9) / 10) {
      t.ok = false;
      break;
    }
    t.value = t.value * 10 + static_cast<uint64_t>(c - '0');
  }
  return t;
}
constexpr uint64_t kPosMax = 1 << 30; // gc's limit of lines and columns
} // namespace

// "//line file:line", "//line file:line:col", ":line:col" (same file as before).
void Scanner::lineDirective(const char *begin, const char *end, uint32_t textOffset, uint32_t after) {
  std::string_view text(begin, static_cast<size_t>(end - begin));
  Trailing last = trailingNumber(text);
  if (!last.at) return; // an ordinary comment
  if (!last.ok) {
    error(textOffset + static_cast<uint32_t>(last.at), Diag::InvalidLineNumber, {text.substr(last.at)});
    return;
  }
  uint64_t line = last.value, col = 0;
  size_t lineAt = last.at;
  std::string_view lineText = text.substr(last.at);
  Trailing prev = trailingNumber(text.substr(0, last.at - 1));
  if (prev.ok) {
    col = last.value;
    line = prev.value;
    lineAt = prev.at;
    if (col == 0 || col > kPosMax) {
      error(textOffset + static_cast<uint32_t>(last.at), Diag::InvalidColumnNumber, {text.substr(last.at)});
      return;
    }
    lineText = text.substr(prev.at, last.at - 1 - prev.at);
  }
  if (line == 0 || line > kPosMax) {
    error(textOffset + static_cast<uint32_t>(lineAt), Diag::InvalidLineNumber, {lineText});
    return;
  }
  std::string file(text.substr(0, lineAt - 1));
  if (file.empty() && prev.ok) file = src_->directives.empty() ? src_->path : src_->directives.back().file;
  src_->directives.push_back({after, std::move(file), static_cast<uint32_t>(line), static_cast<uint32_t>(col)});
}

void Scanner::skipBody() {
  int depth = 1;
  for (;;) {
    switch (*cur_) {
    case '{': depth++; break;
    case '}':
      if (--depth == 0) return;
      break;
    case '"':
      for (cur_++; *cur_ != '"' && *cur_ != '\n' && cur_ != end_; cur_++)
        if (*cur_ == '\\' && cur_ + 1 != end_) cur_++;
      if (cur_ == end_) return;
      break;
    case '`': {
      const char *q = static_cast<const char *>(std::memchr(cur_ + 1, '`', static_cast<size_t>(end_ - cur_ - 1)));
      if (!q) {
        cur_ = end_;
        return;
      }
      cur_ = q;
      break;
    }
    case '\'':
      for (cur_++; *cur_ != '\'' && *cur_ != '\n' && cur_ != end_; cur_++)
        if (*cur_ == '\\' && cur_ + 1 != end_) cur_++;
      if (cur_ == end_) return;
      break;
    case '/':
      if (cur_[1] == '/' || cur_[1] == '*') {
        start_ = cur_;
        bool line = cur_[1] == '/';
        cur_ += 2;
        if (line) lineComment();
        else blockComment();
        continue;
      }
      break;
    case 0:
      if (cur_ == end_) return;
    }
    cur_++;
  }
}

} // namespace golem::syntax
