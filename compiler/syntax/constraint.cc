// Parser and evaluation of build constraints. Grammar (go help buildconstraint):
//
//   expr = and { "||" and }    and = not { "&&" not }    not = "!" not | "(" expr ")" | tag
//
// A tag consists of letters, digits, '_' and '.'.
#include "compiler/syntax/constraint.h"
#include "compiler/syntax/unicode.h"
#include <algorithm>

namespace golem::syntax {

namespace {
constexpr int kMaxDepth = 1000; // of parentheses and negations; go/build/constraint has a similar limit

class BuildParser {
public:
  BuildParser(std::string_view s, std::string *err) : s_(s), err_(err) { next(); }
  bool parse(BuildExpr &out) {
    if (!orExpr(out)) return false;
    return tok_.empty() || fail("unexpected token " + std::string(tok_));
  }

private:
  bool fail(std::string msg) {
    if (err_ && err_->empty()) *err_ = std::move(msg);
    bad_ = true;
    return false;
  }
  void next() {
    isTag_ = false;
    while (i_ < s_.size() && (s_[i_] == ' ' || s_[i_] == '\t')) i_++;
    if (i_ >= s_.size()) {
      tok_ = {};
      return;
    }
    size_t from = i_;
    char c = s_[i_];
    if (c == '(' || c == ')' || c == '!') {
      i_++;
    } else if (c == '&' || c == '|') {
      if (i_ + 1 >= s_.size() || s_[i_ + 1] != c) {
        fail(std::string("invalid syntax at ") + c);
        i_ = s_.size();
        return;
      }
      i_ += 2;
    } else {
      while (i_ < s_.size()) {
        Rune r = decodeRune(s_.data() + i_, s_.data() + s_.size());
        if (!isLetter(r.value) && !isDigit(r.value) && r.value != '_' && r.value != '.') break;
        i_ += r.width;
      }
      if (i_ == from) {
        fail("invalid syntax at " + std::string(s_.substr(from)));
        i_ = s_.size();
        return;
      }
      isTag_ = true;
    }
    tok_ = s_.substr(from, i_ - from);
  }
  bool chain(BuildExpr &out, const char *op, BuildExpr::Kind kind, bool (BuildParser::*operand)(BuildExpr &)) {
    if (!(this->*operand)(out)) return false;
    while (tok_ == op) {
      next();
      BuildExpr e;
      e.kind = kind;
      e.x = std::make_unique<BuildExpr>(std::move(out));
      e.y = std::make_unique<BuildExpr>();
      if (!(this->*operand)(*e.y)) return false;
      out = std::move(e);
    }
    return !bad_;
  }
  bool orExpr(BuildExpr &out) { return chain(out, "||", BuildExpr::Or, &BuildParser::andExpr); }
  bool andExpr(BuildExpr &out) { return chain(out, "&&", BuildExpr::And, &BuildParser::notExpr); }
  bool notExpr(BuildExpr &out) {
    if (++depth_ > kMaxDepth) return fail("expression nested too deep");
    bool ok = notExpr1(out);
    depth_--;
    return ok;
  }
  bool notExpr1(BuildExpr &out) {
    if (tok_ == "!") {
      next();
      if (tok_ == "!") return fail("double negation not allowed");
      out.kind = BuildExpr::Not;
      out.x = std::make_unique<BuildExpr>();
      return notExpr(*out.x);
    }
    if (tok_ == "(") {
      next();
      if (!orExpr(out)) return false;
      if (tok_ != ")") return fail("missing close paren");
      next();
      return !bad_;
    }
    if (!isTag_) return fail(tok_.empty() ? "unexpected end of expression" : "unexpected token " + std::string(tok_));
    out.kind = BuildExpr::Tag;
    out.tag = tok_;
    next();
    return !bad_;
  }

  std::string_view s_, tok_;
  std::string *err_;
  size_t i_ = 0;
  int depth_ = 0;
  bool isTag_ = false, bad_ = false;
};

// constraint.GoVersion: the minor version that e implies; -1 none, with sign the value e must have.
int minVersion(const BuildExpr &e, bool sign) {
  switch (e.kind) {
  case BuildExpr::Tag: {
    if (!sign || !e.tag.starts_with("go1")) return -1;
    if (e.tag == "go1") return 0;
    if (e.tag.size() < 5 || e.tag[3] != '.') return -1;
    int n = 0;
    for (char c : e.tag.substr(4)) {
      if (c < '0' || c > '9' || n > 100000) return -1;
      n = n * 10 + (c - '0');
    }
    return n;
  }
  case BuildExpr::Not: return minVersion(*e.x, !sign);
  case BuildExpr::And: case BuildExpr::Or: {
    int a = minVersion(*e.x, sign), b = minVersion(*e.y, sign);
    bool both = (e.kind == BuildExpr::And) == sign;
    return both ? std::max(a, b) : std::min(a, b);
  }
  }
  return -1;
}
} // namespace

bool parseBuildExpr(std::string_view text, BuildExpr &out, std::string *err) { return BuildParser(text, err).parse(out); }

bool evalBuildExpr(const BuildExpr &e, const std::function<bool(std::string_view)> &tagIsTrue) {
  switch (e.kind) {
  case BuildExpr::Tag: return tagIsTrue(e.tag);
  case BuildExpr::Not: return !evalBuildExpr(*e.x, tagIsTrue);
  case BuildExpr::And: return evalBuildExpr(*e.x, tagIsTrue) && evalBuildExpr(*e.y, tagIsTrue);
  case BuildExpr::Or: return evalBuildExpr(*e.x, tagIsTrue) || evalBuildExpr(*e.y, tagIsTrue);
  }
  return false;
}

std::string minimumGoVersion(const BuildExpr &e) {
  int v = minVersion(e, true);
  if (v < 0) return "";
  return v == 0 ? "go1" : "go1." + std::to_string(v);
}

} // namespace golem::syntax
