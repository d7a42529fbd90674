// Tokens. The rules below are compiled by re2c 3.0; what a regular expression can't word (literals with their errors,
// comments with directives, identifiers beyond ASCII) is in literals.cc and comments.cc.
//
// The header flag. `if x == T{1} {` is why Go's grammar needs help from its scanner: in the header of an if, for, switch or
// select, a '{' behind an operand opens the body. So those four keywords set `header`; in header state '{' comes out as
// LBODY, which ends the state; and every opening bracket saves the flag and clears it, the closing one restores it, since
// inside parentheses literals are free again. Where LBODY turns out to open a struct type, a literal of a written-out type,
// or a function literal's body (the grammar knows), the grammar calls resumeHeaderAfterBrace() before the next token.
#include "compiler/syntax/scanner.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/grammar.hh"
#include <cstring>

namespace golem::syntax {

namespace {
// Names seen by this thread: saves the global table's lock and hash for all but a file's rare names. Direct-mapped; a
// collision overwrites, which costs a look-up and nothing else.
struct NameCache {
  static constexpr size_t kSize = 1 << 14;
  golem::Name slots[kSize];
};
thread_local NameCache nameCache; // 128 KB, zero pages until used

inline uint64_t load(const char *p, size_t n) {
  uint64_t v = 0;
  std::memcpy(&v, p, n);
  return v;
}
inline golem::Name intern(const char *p, size_t n) {
  uint64_t h;
  if (n >= 8) {
    h = load(p, 8) * 0x9e3779b97f4a7c15ull ^ load(p + n - 8, 8);
    for (size_t i = 8; i + 8 < n; i += 8) h = (h ^ load(p + i, 8)) * 0xff51afd7ed558ccdull;
  } else if (n >= 4) {
    h = load(p, 4) | load(p + n - 4, 4) << 32;
  } else {
    h = static_cast<unsigned char>(p[0]) | static_cast<uint64_t>(static_cast<unsigned char>(p[n / 2])) << 8 |
        static_cast<uint64_t>(static_cast<unsigned char>(p[n - 1])) << 16;
  }
  h = (h + n) * 0x9e3779b97f4a7c15ull;
  golem::Name &slot = nameCache.slots[h >> 50];
  std::string_view s = slot.str();
  if (s.size() == n && std::memcmp(s.data(), p, n) == 0) return slot;
  return slot = golem::Name::intern({p, n});
}
} // namespace

int Scanner::open(char kind, int token) {
  simple(token);
  if (brackets_.size() >= static_cast<size_t>(kMaxNesting)) {
    if (!tooDeep_) error(off(start_), Diag::NestingTooDeep);
    tooDeep_ = true;
    return T_YYEOF;
  }
  brackets_.push_back({kind, header_});
  header_ = false;
  return token;
}

int Scanner::close(char kind, int token) {
  // A closing bracket that does not fit is the parser's to report; a '}' gives up what was opened inside its braces.
  if (!brackets_.empty()) {
    size_t n = brackets_.size();
    if (kind == '{')
      while (n > 1 && brackets_[n - 1].kind != '{') n--;
    if (brackets_[n - 1].kind == kind) {
      header_ = brackets_[n - 1].header;
      brackets_.resize(n - 1);
    }
  }
  return operand(token);
}

void Scanner::insertBrace(int token, bool header) {
  bool opener = token == T_LPAREN || token == T_LBRACK || token == T_LBRACE || token == T_LBODY;
  if (opener && !brackets_.empty()) {
    brackets_.back().header = false;
    brackets_.insert(brackets_.end() - 1, {'{', false});
  } else {
    brackets_.push_back({'{', false});
    header_ = header;
  }
}

int Scanner::semicolon(SemiKind semi) {
  tok = {posOf(start_), Op::None, semi};
  kind = Kind::Other;
  return T_SEMI;
}

int Scanner::identifier() {
  nlsemi_ = true;
  kind = Kind::Name;
  name = arena_.make<Name>();
  name->kind = NodeKind::Name;
  name->pos = Pos{posOf(start_)};
  name->value = intern(start_, static_cast<size_t>(cur_ - start_));
  return T_NAME;
}

int Scanner::scan() {
  const bool nlsemi = nlsemi_;
  nlsemi_ = false;
  const bool noLiteral = noLiteral_;
  noLiteral_ = false;
  for (;;) {
    const char *p = cur_, *marker;
    start_ = p;
    /*!re2c
      re2c:yyfill:enable = 0;
      re2c:define:YYCTYPE = "unsigned char";
      re2c:define:YYCURSOR = p;
      re2c:define:YYMARKER = marker;
      re2c:yych:conversion = 1;
      re2c:indent:top = 2;

      letter = [a-zA-Z_];
      ident  = letter [a-zA-Z0-9_]*;

      [ \t\r]+   { cur_ = p; continue; }
      "\n"       { cur_ = p; if (nlsemi) return semicolon(SemiKind::Newline); continue; }
      "\x00"     { cur_ = p;
        if (start_ != end_) continue; // reported by prepare()
        cur_ = end_;
        if (nlsemi) return semicolon(SemiKind::Eof);
        return simple(T_YYEOF);
      }
      "//"       { cur_ = p; lineComment(); continue; }
      "/*"       { cur_ = p; if (blockComment() && nlsemi) return semicolon(SemiKind::Newline); continue; }

      "break"       { cur_ = p; return operand(T_BREAK); }
      "case"        { cur_ = p; return simple(T_CASE); }
      "chan"        { cur_ = p; return simple(T_CHAN); }
      "const"       { cur_ = p; return simple(T_CONST); }
      "continue"    { cur_ = p; return operand(T_CONTINUE); }
      "default"     { cur_ = p; return simple(T_DEFAULT); }
      "defer"       { cur_ = p; return simple(T_DEFER); }
      "else"        { cur_ = p; return simple(T_ELSE); }
      "fallthrough" { cur_ = p; return operand(T_FALLTHROUGH); }
      "for"         { cur_ = p; return headerKeyword(T_FOR); }
      "func"        { cur_ = p; return simple(T_FUNC); }
      "go"          { cur_ = p; return simple(T_GO); }
      "goto"        { cur_ = p; return simple(T_GOTO); }
      "if"          { cur_ = p; return headerKeyword(T_IF); }
      "import"      { cur_ = p; return simple(T_IMPORT); }
      "interface"   { cur_ = p; return simple(T_INTERFACE); }
      "map"         { cur_ = p; return simple(T_MAP); }
      "package"     { cur_ = p; sawPackage_ = true; return simple(T_PACKAGE); }
      "range"       { cur_ = p; return simple(T_RANGE); }
      "return"      { cur_ = p; return operand(T_RETURN); }
      "select"      { cur_ = p; return headerKeyword(T_SELECT); }
      "struct"      { cur_ = p; return simple(T_STRUCT); }
      "switch"      { cur_ = p; return headerKeyword(T_SWITCH); }
      "type"        { cur_ = p; return simple(T_TYPE); }
      "var"         { cur_ = p; return simple(T_VAR); }

      ident                { cur_ = p; return identifier(); }
      ident [\x80-\xff]    { cur_ = p; --cur_; return identifierSlow(); }

      [1-9][0-9]*          { cur_ = p;
        unsigned char c = static_cast<unsigned char>(*cur_);
        if ((c | 0x20) - 'a' < 26u || c == '_' || c == '.') { cur_ = start_; return number(false); }
        return literal(LitKind::Int, true);
      }
      "0"                  { cur_ = p; cur_ = start_; return number(false); }
      "." [0-9]            { cur_ = p; cur_ = start_ + 1; return number(true); }
      "\""                 { cur_ = p; return stringLiteral(); }
      "`"                  { cur_ = p; return rawString(); }
      "'"                  { cur_ = p; return runeLiteral(); }

      "("    { cur_ = p; return open('(', T_LPAREN); }
      ")"    { cur_ = p; return close('(', T_RPAREN); }
      "["    { cur_ = p; return open('[', T_LBRACK); }
      "]"    { cur_ = p; return close('[', T_RBRACK); }
      "{"    { cur_ = p;
        bool body = header_ || noLiteral;
        header_ = false;
        return open('{', body ? T_LBODY : T_LBRACE);
      }
      "}"    { cur_ = p; return close('{', T_RBRACE); }
      ","    { cur_ = p; return simple(T_COMMA); }
      ";"    { cur_ = p; return semicolon(SemiKind::Semicolon); }
      ":"    { cur_ = p; return simple(T_COLON); }
      ":="   { cur_ = p; return simple(T_DEFINE, Op::Def); }
      "="    { cur_ = p; return simple(T_ASSIGN); }
      "."    { cur_ = p; return simple(T_DOT); }
      "..."  { cur_ = p; return simple(T_DOTS); }
      "++"   { cur_ = p; nlsemi_ = true; return simple(T_INCOP, Op::Add); }
      "--"   { cur_ = p; nlsemi_ = true; return simple(T_INCOP, Op::Sub); }

      "<-"   { cur_ = p; return simple(T_ARROW, Op::Recv); }
      "!"    { cur_ = p; return simple(T_NOT, Op::Not); }
      "~"    { cur_ = p; return simple(T_TILDE, Op::Tilde); }
      "||"   { cur_ = p; return simple(T_OROR, Op::OrOr); }
      "&&"   { cur_ = p; return simple(T_ANDAND, Op::AndAnd); }
      "=="   { cur_ = p; return simple(T_EQL, Op::Eql); }
      "!="   { cur_ = p; return simple(T_NEQ, Op::Neq); }
      "<"    { cur_ = p; return simple(T_LSS, Op::Lss); }
      "<="   { cur_ = p; return simple(T_LEQ, Op::Leq); }
      ">"    { cur_ = p; return simple(T_GTR, Op::Gtr); }
      ">="   { cur_ = p; return simple(T_GEQ, Op::Geq); }
      "+"    { cur_ = p; return simple(T_ADD, Op::Add); }
      "-"    { cur_ = p; return simple(T_SUB, Op::Sub); }
      "|"    { cur_ = p; return simple(T_OR, Op::Or); }
      "^"    { cur_ = p; return simple(T_XOR, Op::Xor); }
      "*"    { cur_ = p; return simple(T_STAR, Op::Mul); }
      "/"    { cur_ = p; return simple(T_DIV, Op::Div); }
      "%"    { cur_ = p; return simple(T_REM, Op::Rem); }
      "&"    { cur_ = p; return simple(T_AND, Op::And); }
      "&^"   { cur_ = p; return simple(T_ANDNOT, Op::AndNot); }
      "<<"   { cur_ = p; return simple(T_SHL, Op::Shl); }
      ">>"   { cur_ = p; return simple(T_SHR, Op::Shr); }
      "+="   { cur_ = p; return simple(T_ASSIGNOP, Op::Add); }
      "-="   { cur_ = p; return simple(T_ASSIGNOP, Op::Sub); }
      "|="   { cur_ = p; return simple(T_ASSIGNOP, Op::Or); }
      "^="   { cur_ = p; return simple(T_ASSIGNOP, Op::Xor); }
      "*="   { cur_ = p; return simple(T_ASSIGNOP, Op::Mul); }
      "/="   { cur_ = p; return simple(T_ASSIGNOP, Op::Div); }
      "%="   { cur_ = p; return simple(T_ASSIGNOP, Op::Rem); }
      "&="   { cur_ = p; return simple(T_ASSIGNOP, Op::And); }
      "&^="  { cur_ = p; return simple(T_ASSIGNOP, Op::AndNot); }
      "<<="  { cur_ = p; return simple(T_ASSIGNOP, Op::Shl); }
      ">>="  { cur_ = p; return simple(T_ASSIGNOP, Op::Shr); }

      *      { cur_ = p;
        cur_ = start_;
        Rune r = peekRune(cur_);
        if (r.valid && (isLetter(r.value) || r.value >= 0x80)) {
          // A digit or a character no identifier may hold starts an identifier all the same: one message, not two.
          if (r.value == 0xfeff) { cur_ += r.width; continue; } // reported by prepare(), or first in the file
          return identifierSlow();
        }
        if (r.valid) error(off(start_), Diag::InvalidCharacter, {unicodeName(r.value)});
        cur_ += r.width;
        continue;
      }
    */
  }
}

// Identifiers with characters beyond ASCII. What is neither letter nor digit is reported and kept.
int Scanner::identifierSlow() {
  const char *p = start_;
  for (bool first = true;; first = false) {
    if (p == end_) break;
    Rune r = peekRune(p);
    if (!r.valid || r.value == 0 || r.value == 0xfeff) {
      p += r.width;
      continue;
    }
    if (isLetter(r.value)) {
    } else if (isDigit(r.value)) {
      if (first) error(off(p), Diag::IdentBeginsWithDigit, {unicodeName(r.value)});
    } else if (r.value >= 0x80) {
      error(off(p), Diag::InvalidIdentChar, {unicodeName(r.value)});
    } else {
      break;
    }
    p += r.width;
  }
  cur_ = p;
  return identifier();
}

} // namespace golem::syntax
