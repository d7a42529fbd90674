// The scanner: bytes in, tokens of grammar.y out, one at a time. Besides cutting tokens it
//  - inserts the automatic semicolons (spec "Semicolons"; the value of such a SEMI says "newline" or "EOF"),
//  - keeps the `header` flag that tells the braces of bodies from those of composite literals (see scanner.re),
//  - interns names and makes the Name and BasicLit nodes, so that the parser gets nodes as token values,
//  - fills SourceFile::lineStarts and directives, and hands //go: directives to DirectiveSink.
// Lines are found and UTF-8 is checked in two fast passes over the whole text before the first token.
#pragma once
#include "compiler/base/diagnostics.h"
#include "compiler/syntax/ast.h"
#include "compiler/syntax/unicode.h"
#include <vector>

namespace golem::syntax {

// How a SEMI came to be.
enum class SemiKind : uint8_t { Semicolon, Newline, Eof };

struct Token {
  uint32_t offset; // Pos value of its first byte
  Op op;           // ASSIGNOP, INCOP, operators
  SemiKind semi;   // SEMI
};

// Receives the //go: directives in source order.
class DirectiveSink {
public:
  virtual void directive(Pos pos, bool blankLine, std::string_view text) = 0;

protected:
  ~DirectiveSink() = default;
};

class Scanner {
public:
  Scanner(SourceFile *src, Arena &arena, Diagnostics &diags, DirectiveSink *sink);

  // The passes over the whole text: line starts, and everything that is not UTF-8. Once per file.
  void prepare();
  void seek(uint32_t offset) { cur_ = begin_ + offset; }
  uint32_t offset() const { return static_cast<uint32_t>(cur_ - begin_); }

  // Scans the next token into one of tok, name, lit and returns its kind.
  int scan();
  Token tok;
  enum class Kind : uint8_t { Other, Name, Literal } kind = Kind::Other; // which of the three
  Name *name = nullptr;    // of NAME
  BasicLit *lit = nullptr; // of LITERAL

  // Called by the grammar after the brace of a type or function literal inside a header: the header goes on behind it.
  void resumeHeaderAfterBrace() {
    if (!brackets_.empty()) brackets_.back().header = true;
  }
  // The next '{', if it is the next token, opens no literal.
  void noLiteralNext() { noLiteral_ = true; }
  // Error recovery puts a '{' in front of the token just read (whose kind is `token`).
  void insertBrace(int token, bool header);
  // Moves to the '}' that closes the innermost open brace, looking at nothing but brackets, strings and comments.
  void skipBody();

  // Error recovery.
  size_t depth() const { return brackets_.size(); }
  void truncateBrackets(size_t n, bool header) {
    if (n < brackets_.size()) brackets_.resize(n);
    header_ = header;
  }
  char innermostBracket() const { return brackets_.empty() ? 0 : brackets_.back().kind; }

  SourceFile *source() { return src_; }
  int headerToken() const { return headerToken_; } // the last FOR, IF, SELECT, SWITCH
  bool sawPackage() const { return sawPackage_; }
  bool tooDeep() const { return tooDeep_; }
  bool directivesOff = false; // a body is being parsed again: its directives are known
  bool failed = false;        // an error was reported through error()

protected:
  void error(uint32_t offset, Diag d, std::initializer_list<std::string_view> args = {});
  uint32_t off(const char *p) const { return static_cast<uint32_t>(p - begin_); }

private:
  struct Bracket {
    char kind;
    bool header; // the flag to restore behind the closing bracket
  };
  int open(char kind, int token);
  int close(char kind, int token);
  int simple(int token, Op op = Op::None) {
    tok = {posOf(start_), op, SemiKind::Semicolon};
    kind = Kind::Other;
    return token;
  }
  int operand(int token) {
    nlsemi_ = true;
    return simple(token);
  }
  int headerKeyword(int token) {
    header_ = true;
    headerToken_ = token;
    return simple(token);
  }
  int semicolon(SemiKind semi);
  int identifier();
  int identifierSlow();
  int literal(LitKind what, bool ok);
  int number(bool seenPoint);
  int stringLiteral();
  int rawString();
  int runeLiteral();
  bool escape(char quote);
  const char *skipInvalid(const char *p) const; // over bytes that prepare() complained about
  Rune peekRune(const char *p) const;
  void lineComment();
  bool blockComment();
  void lineDirective(const char *text, const char *end, uint32_t tokenOffset, uint32_t after);
  bool blankBefore(const char *p) const;
  uint32_t posOf(const char *p) const { return src_->base + off(p); }

  SourceFile *src_;
  Arena &arena_;
  Diagnostics &diags_;
  DirectiveSink *sink_;
  const char *begin_, *end_;
  const char *cur_;            // next byte
  const char *start_;          // first byte of the token
  bool nlsemi_ = false;
  bool header_ = false;
  bool ascii_ = true;
  bool tooDeep_ = false;
  bool noLiteral_ = false;
  bool sawPackage_ = false;
  int headerToken_ = 0;
  std::vector<Bracket> brackets_;
};

} // namespace golem::syntax
