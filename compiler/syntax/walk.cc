// Small things about nodes: unparen, the leftmost and rightmost position, operator texts, the values of string literals.
#include "compiler/syntax/parse.h"
#include "compiler/syntax/unicode.h"

namespace golem::syntax {

const char *opString(Op op) {
  switch (op) {
  case Op::None: return "";
  case Op::Def: return ":";
#define OPERATOR(kind, op, text) \
  case Op::op: return text;
#include "compiler/syntax/tokens.def"
  }
  return "";
}

Expr *unparen(Expr *e) {
  while (e && e->kind == NodeKind::ParenExpr) e = as<ParenExpr>(e)->x;
  return e;
}

Pos startPos(const Node *n) {
  for (;;) {
    switch (n->kind) {
    case NodeKind::File: return as<File>(n)->source->pos(0);
    case NodeKind::CompositeLit:
      if (!as<CompositeLit>(n)->type) return n->pos;
      n = as<CompositeLit>(n)->type;
      continue;
    case NodeKind::KeyValueExpr: n = as<KeyValueExpr>(n)->key; continue;
    case NodeKind::SelectorExpr: n = as<SelectorExpr>(n)->x; continue;
    case NodeKind::IndexExpr: n = as<IndexExpr>(n)->x; continue;
    case NodeKind::AssertExpr: n = as<AssertExpr>(n)->x; continue;
    case NodeKind::TypeSwitchGuard:
      if (auto *g = as<TypeSwitchGuard>(n); g->lhs) n = g->lhs;
      else n = g->x;
      continue;
    case NodeKind::Operation:
      if (!as<Operation>(n)->y) return n->pos;
      n = as<Operation>(n)->x;
      continue;
    case NodeKind::CallExpr: n = as<CallExpr>(n)->fun; continue;
    case NodeKind::ListExpr:
      if (as<ListExpr>(n)->elems.empty()) return n->pos;
      n = as<ListExpr>(n)->elems[0];
      continue;
    case NodeKind::SendStmt: n = as<SendStmt>(n)->chan; continue;
    case NodeKind::AssignStmt: n = as<AssignStmt>(n)->lhs; continue;
    case NodeKind::RangeClause:
      if (auto *r = as<RangeClause>(n); r->lhs) n = r->lhs;
      else n = r->x;
      continue;
    // gc leaves a slice expression at its '['.
    case NodeKind::SliceExpr: case NodeKind::BadExpr: case NodeKind::Name: case NodeKind::BasicLit: case NodeKind::FuncLit:
    case NodeKind::ParenExpr: case NodeKind::ArrayType: case NodeKind::SliceType: case NodeKind::DotsType: case NodeKind::StructType:
    case NodeKind::InterfaceType: case NodeKind::FuncType: case NodeKind::MapType: case NodeKind::ChanType: case NodeKind::ImportDecl:
    case NodeKind::ConstDecl: case NodeKind::TypeDecl: case NodeKind::VarDecl: case NodeKind::FuncDecl: case NodeKind::EmptyStmt:
    case NodeKind::LabeledStmt: case NodeKind::BlockStmt: case NodeKind::ExprStmt: case NodeKind::DeclStmt: case NodeKind::BranchStmt:
    case NodeKind::CallStmt: case NodeKind::ReturnStmt: case NodeKind::IfStmt: case NodeKind::ForStmt: case NodeKind::SwitchStmt:
    case NodeKind::SelectStmt: case NodeKind::CaseClause: case NodeKind::CommClause: case NodeKind::Field: return n->pos;
    }
    return n->pos;
  }
}

namespace {
Pos behind(Pos p, size_t n) { return Pos{p.v + static_cast<uint32_t>(n)}; }
template <class L> auto *last(const L &list) { return list.empty() ? nullptr : list[list.size() - 1]; }
} // namespace

// Approximate, as gc's: behind a name or literal, at a closing brace, else the end of the last part.
Pos endPos(const Node *n) {
  for (;;) {
    const Node *next = nullptr;
    switch (n->kind) {
    case NodeKind::File: return as<File>(n)->eof;
    case NodeKind::ImportDecl: next = as<ImportDecl>(n)->path; break;
    case NodeKind::ConstDecl: {
      auto *d = as<ConstDecl>(n);
      next = d->values ? d->values : d->type ? d->type : static_cast<const Node *>(last(d->names));
      break;
    }
    case NodeKind::VarDecl: {
      auto *d = as<VarDecl>(n);
      next = d->values ? d->values : d->type ? d->type : static_cast<const Node *>(last(d->names));
      break;
    }
    case NodeKind::TypeDecl: next = as<TypeDecl>(n)->type; break;
    case NodeKind::FuncDecl: {
      auto *d = as<FuncDecl>(n);
      if (d->hasBody) return d->bodyEnd;
      next = d->type;
      break;
    }
    case NodeKind::Name: return behind(n->pos, as<Name>(n)->value.str().size());
    case NodeKind::BasicLit: return behind(n->pos, as<BasicLit>(n)->value.size());
    case NodeKind::CompositeLit: return as<CompositeLit>(n)->rbrace;
    case NodeKind::KeyValueExpr: next = as<KeyValueExpr>(n)->value; break;
    case NodeKind::FuncLit: next = as<FuncLit>(n)->body; break;
    case NodeKind::ParenExpr: next = as<ParenExpr>(n)->x; break;
    case NodeKind::SelectorExpr: next = as<SelectorExpr>(n)->sel; break;
    case NodeKind::IndexExpr: next = as<IndexExpr>(n)->index; break;
    case NodeKind::SliceExpr: next = as<SliceExpr>(n)->x; break; // gc's loop over the indices ends here, too
    case NodeKind::AssertExpr: next = as<AssertExpr>(n)->type; break;
    case NodeKind::TypeSwitchGuard: next = as<TypeSwitchGuard>(n)->x; break;
    case NodeKind::Operation: next = as<Operation>(n)->y ? as<Operation>(n)->y : as<Operation>(n)->x; break;
    case NodeKind::CallExpr:
      next = last(as<CallExpr>(n)->args);
      if (!next) next = as<CallExpr>(n)->fun;
      break;
    case NodeKind::ListExpr: next = last(as<ListExpr>(n)->elems); break;
    case NodeKind::ArrayType: next = as<ArrayType>(n)->elem; break;
    case NodeKind::SliceType: next = as<SliceType>(n)->elem; break;
    case NodeKind::DotsType: next = as<DotsType>(n)->elem; break;
    case NodeKind::StructType: next = last(as<StructType>(n)->fields); break;
    case NodeKind::Field: next = as<Field>(n)->type ? static_cast<const Node *>(as<Field>(n)->type) : as<Field>(n)->name; break;
    case NodeKind::InterfaceType: next = last(as<InterfaceType>(n)->methods); break;
    case NodeKind::FuncType:
      next = last(as<FuncType>(n)->results);
      if (!next) next = last(as<FuncType>(n)->params);
      break;
    case NodeKind::MapType: next = as<MapType>(n)->value; break;
    case NodeKind::ChanType: next = as<ChanType>(n)->elem; break;
    case NodeKind::LabeledStmt: next = as<LabeledStmt>(n)->stmt; break;
    case NodeKind::BlockStmt: return as<BlockStmt>(n)->rbrace;
    case NodeKind::ExprStmt: next = as<ExprStmt>(n)->x; break;
    case NodeKind::SendStmt: next = as<SendStmt>(n)->value; break;
    case NodeKind::DeclStmt: next = last(as<DeclStmt>(n)->decls); break;
    case NodeKind::AssignStmt:
      if (!as<AssignStmt>(n)->rhs) return behind(endPos(as<AssignStmt>(n)->lhs), 2);
      next = as<AssignStmt>(n)->rhs;
      break;
    case NodeKind::BranchStmt: next = as<BranchStmt>(n)->label; break;
    case NodeKind::CallStmt: next = as<CallStmt>(n)->call; break;
    case NodeKind::ReturnStmt: next = as<ReturnStmt>(n)->results; break;
    case NodeKind::IfStmt: next = as<IfStmt>(n)->els ? as<IfStmt>(n)->els : static_cast<const Node *>(as<IfStmt>(n)->then); break;
    case NodeKind::ForStmt: next = as<ForStmt>(n)->body; break;
    case NodeKind::SwitchStmt: return as<SwitchStmt>(n)->rbrace;
    case NodeKind::SelectStmt: return as<SelectStmt>(n)->rbrace;
    case NodeKind::RangeClause: next = as<RangeClause>(n)->x; break;
    case NodeKind::CaseClause:
      next = last(as<CaseClause>(n)->body);
      if (!next) return as<CaseClause>(n)->colon;
      break;
    case NodeKind::CommClause:
      next = last(as<CommClause>(n)->body);
      if (!next) return as<CommClause>(n)->colon;
      break;
    case NodeKind::BadExpr: case NodeKind::EmptyStmt: break;
    }
    if (!next) return n->pos;
    n = next;
  }
}

namespace {
// One character or escape of an interpreted literal at s[i]; advances i. Octal and \x escapes give bytes.
struct Char {
  uint32_t value;
  bool byte, ok;
};
Char nextChar(std::string_view s, size_t &i, char quote) {
  if (s[i] != '\\') {
    Rune r = decodeRune(s.data() + i, s.data() + s.size());
    i += r.width;
    if (!r.valid) return {static_cast<unsigned char>(s[i - 1]), true, true};
    return {r.value, false, r.value != '\n'};
  }
  if (++i >= s.size()) return {0, false, false};
  char c = s[i++];
  if (c == quote || c == '\\') return {static_cast<uint32_t>(c), false, true};
  int n = 0, base = 16;
  switch (c) {
  case 'a': return {7, false, true};
  case 'b': return {8, false, true};
  case 'f': return {12, false, true};
  case 'n': return {10, false, true};
  case 'r': return {13, false, true};
  case 't': return {9, false, true};
  case 'v': return {11, false, true};
  case 'x': n = 2; break;
  case 'u': n = 4; break;
  case 'U': n = 8; break;
  default:
    if (c < '0' || c > '7') return {0, false, false};
    n = 3, base = 8, i--;
  }
  uint32_t v = 0;
  for (int k = 0; k < n; k++, i++) {
    if (i >= s.size()) return {0, false, false};
    char d = s[i];
    int x = d >= '0' && d <= '9' ? d - '0' : (d | 0x20) >= 'a' && (d | 0x20) <= 'f' ? (d | 0x20) - 'a' + 10 : 99;
    if (x >= base) return {0, false, false};
    v = v * static_cast<uint32_t>(base) + static_cast<uint32_t>(x);
  }
  bool byte = c == 'x' || base == 8;
  if (byte ? v > 255 : v > 0x10ffff || (v >= 0xd800 && v < 0xe000)) return {0, false, false};
  return {v, byte, true};
}
} // namespace

bool unquote(std::string_view s, std::string &out) {
  out.clear();
  if (s.size() < 2 || s.front() != s.back()) return false;
  char quote = s.front();
  s = s.substr(1, s.size() - 2);
  if (quote == '`') {
    for (char c : s)
      if (c != '\r') out += c; // spec: carriage returns are discarded
    return s.find('`') == std::string_view::npos;
  }
  if (quote != '"') return false;
  for (size_t i = 0; i < s.size();) {
    if (s[i] == '"') return false;
    Char c = nextChar(s, i, '"');
    if (!c.ok) return false;
    if (c.byte) out += static_cast<char>(c.value);
    else appendRune(out, c.value);
  }
  return true;
}

int32_t runeValue(std::string_view s) {
  if (s.size() < 3 || s.front() != '\'' || s.back() != '\'') return -1;
  s = s.substr(1, s.size() - 2);
  size_t i = 0;
  Char c = nextChar(s, i, '\'');
  return c.ok && i == s.size() ? static_cast<int32_t>(c.value) : -1;
}

} // namespace golem::syntax
