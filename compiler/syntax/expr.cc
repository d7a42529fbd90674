// Builders of expressions and types. Positions are gc's (see ast.h).
#include "compiler/syntax/parser.h"
#include <algorithm>

namespace golem::syntax {

void Parser::tooDeep() {
  if (!tooDeepReported && !scanner.tooDeep()) errorAt(lastOffset, Diag::NestingTooDeep);
  tooDeepReported = true;
  giveUp();
}

Expr *Parser::bad(uint32_t pos) { return make<BadExpr>(NodeKind::BadExpr, pos); }

Expr *Parser::binary(uint32_t pos, Op op, Expr *x, Expr *y) {
  auto *n = make<Operation>(NodeKind::Operation, pos);
  n->op = op;
  n->x = x;
  n->y = y;
  over(n, x);
  over(n, y);
  return n;
}

// `first | a | b`, of which `a | b` is there already.
Expr *Parser::unite(uint32_t pos, Expr *first, Expr *rest) {
  Expr **leaf = &rest;
  for (; (*leaf)->kind == NodeKind::Operation && as<Operation>(*leaf)->op == Op::Or; leaf = &as<Operation>(*leaf)->x)
    (*leaf)->depth = static_cast<uint16_t>(std::max((*leaf)->depth, first->depth) + 2);
  *leaf = binary(pos, Op::Or, first, *leaf);
  return rest;
}

Expr *Parser::unary(uint32_t pos, Op op, Expr *x) {
  auto *n = make<Operation>(NodeKind::Operation, pos);
  n->op = op;
  n->x = x;
  over(n, x);
  return n;
}

// <-x: a receive operation, unless x is a channel type: then the arrow belongs to it, and where that type was written
// chan<- T, its arrow belongs to T in turn: <-chan<- chan T is <-chan (<-chan T).
Expr *Parser::receive(uint32_t pos, Expr *x) {
  if (x->kind != NodeKind::ChanType) return unary(pos, Op::Recv, x);
  ChanDir dir = ChanDir::SendOnly;
  Expr *t = x;
  while (dir == ChanDir::SendOnly && t->kind == NodeKind::ChanType) {
    auto *c = as<ChanType>(t);
    dir = c->dir;
    if (dir == ChanDir::RecvOnly) syntaxErrorAt(lastOffset, "unexpected <-, expected chan");
    c->dir = ChanDir::RecvOnly;
    t = c->elem;
  }
  if (dir == ChanDir::SendOnly) syntaxErrorAt(lastOffset, "unexpected " + exprString(t) + ", expected chan");
  return x;
}

Expr *Parser::paren(uint32_t pos, Expr *x) {
  auto *n = make<ParenExpr>(NodeKind::ParenExpr, pos);
  n->x = x;
  over(n, x);
  return n;
}

Expr *Parser::selector(uint32_t dot, Expr *x, Name *sel) {
  auto *n = make<SelectorExpr>(NodeKind::SelectorExpr, dot);
  n->x = x;
  n->sel = sel;
  over(n, x);
  return n;
}

Expr *Parser::assertion(uint32_t dot, Expr *x, Expr *type) {
  auto *n = make<AssertExpr>(NodeKind::AssertExpr, dot);
  n->x = x;
  n->type = type;
  over(n, x);
  over(n, type);
  return n;
}

Expr *Parser::typeSwitchGuard(uint32_t dot, Expr *x) {
  auto *n = make<TypeSwitchGuard>(NodeKind::TypeSwitchGuard, dot);
  n->x = x;
  over(n, x);
  return n;
}

// close: the ']'; where it is reported if the index is missing.
Subscript *Parser::indices(uint32_t open, List l, uint32_t close) {
  auto *s = arena.make<Subscript>();
  s->open = open;
  s->index[0] = l.count ? exprList(l) : nullptr;
  s->close = close;
  return s;
}

Subscript *Parser::slice(uint32_t open, Expr *lo, Expr *hi, bool full, Expr *max, uint32_t colon2, uint32_t close) {
  auto *s = arena.make<Subscript>();
  s->open = open;
  s->slice = true;
  s->full = full;
  if (full && !hi) {
    errorAt(colon2, Diag::MiddleIndexRequired);
    hi = bad(colon2);
  }
  if (full && !max) {
    errorAt(close, Diag::FinalIndexRequired);
    max = bad(close);
  }
  s->index[0] = lo;
  s->index[1] = hi;
  s->index[2] = max;
  return s;
}

Expr *Parser::subscript(Expr *x, Subscript *s) {
  if (s->slice) {
    auto *n = make<SliceExpr>(NodeKind::SliceExpr, s->open);
    n->x = x;
    n->full = s->full;
    over(n, x);
    for (int i = 0; i < 3; i++) over(n, n->index[i] = s->index[i]);
    return n;
  }
  auto *n = make<IndexExpr>(NodeKind::IndexExpr, s->open);
  n->x = x;
  n->index = s->index[0];
  over(n, x);
  over(n, n->index);
  if (!n->index) emptyIndices.push_back({n, s->close});
  return n;
}

// x[] is legal only as the start of `P []E` behind `type T [`, where the type declaration takes it apart.
void Parser::reportEmptyIndices() {
  for (auto [n, close] : emptyIndices) {
    if (n->index) continue;
    syntaxErrorAt(close, "unexpected ], expected operand");
    n->index = bad(close);
  }
  emptyIndices.clear();
}

Expr *Parser::call(uint32_t open, Expr *fun, List args, bool dots, uint32_t close) {
  auto *n = make<CallExpr>(NodeKind::CallExpr, open);
  n->fun = fun;
  n->args = take<Expr>(args);
  n->hasDots = dots;
  n->rparen = Pos{close};
  over(n, fun);
  for (Expr *e : n->args) over(n, e);
  return n;
}

Expr *Parser::composite(uint32_t open, Expr *type, List elems, uint32_t close) {
  auto *n = make<CompositeLit>(NodeKind::CompositeLit, open);
  n->type = type;
  n->elems = take<Expr>(elems);
  n->rbrace = Pos{close};
  over(n, type);
  for (Expr *e : n->elems) {
    over(n, e);
    n->nkeys += e->kind == NodeKind::KeyValueExpr;
  }
  return n;
}

Expr *Parser::keyValue(uint32_t colon, Expr *k, Expr *v) {
  auto *n = make<KeyValueExpr>(NodeKind::KeyValueExpr, colon);
  n->key = k;
  n->value = v;
  over(n, k);
  over(n, v);
  return n;
}

// The literal stands at `func`, its type at the '('.
Expr *Parser::funcLit(FuncType *t, BlockStmt *b) {
  auto *n = make<FuncLit>(NodeKind::FuncLit, t->funcPos.v);
  n->type = t;
  n->body = b;
  over(n, t);
  over(n, b);
  return n;
}

Expr *Parser::exprList(List l) {
  if (l.count == 1) {
    auto *e = static_cast<Expr *>(scratch[l.start]);
    scratch.resize(l.start);
    return e;
  }
  ExprList elems = take<Expr>(l);
  auto *n = make<ListExpr>(NodeKind::ListExpr, elems[0]->pos.v);
  n->elems = elems;
  for (Expr *e : elems) over(n, e);
  return n;
}

// ---- types ----

Expr *Parser::arrayType(uint32_t pos, Expr *len, Expr *elem) {
  auto *n = make<ArrayType>(NodeKind::ArrayType, pos);
  n->len = len;
  n->elem = elem;
  over(n, len);
  over(n, elem);
  return n;
}

Expr *Parser::sliceType(uint32_t pos, Expr *elem) {
  auto *n = make<SliceType>(NodeKind::SliceType, pos);
  n->elem = elem;
  over(n, elem);
  return n;
}

Expr *Parser::dotsType(uint32_t pos, Expr *elem) {
  auto *n = make<DotsType>(NodeKind::DotsType, pos);
  n->elem = elem;
  over(n, elem);
  return n;
}

Expr *Parser::mapType(uint32_t pos, Expr *k, Expr *v) {
  auto *n = make<MapType>(NodeKind::MapType, pos);
  n->key = k;
  n->value = v;
  over(n, k);
  over(n, v);
  return n;
}

Expr *Parser::chanType(uint32_t pos, ChanDir dir, Expr *elem) {
  auto *n = make<ChanType>(NodeKind::ChanType, pos);
  n->dir = dir;
  n->elem = elem;
  over(n, elem);
  return n;
}

Expr *Parser::instance(Expr *x, uint32_t open, List args) {
  auto *n = make<IndexExpr>(NodeKind::IndexExpr, open);
  n->x = x;
  n->index = exprList(args);
  over(n, x);
  over(n, n->index);
  return n;
}

Expr *Parser::instanceOf(Name *name, uint32_t open, List index) { return instance(name, open, index); }

// The list holds (Field, tag) pairs.
Expr *Parser::structType(uint32_t pos, List l) {
  auto *n = make<StructType>(NodeKind::StructType, pos);
  size_t count = l.count / 2;
  auto *fields = static_cast<Field **>(arena.allocate(count * sizeof(Field *), alignof(Field *)));
  bool tagged = false;
  for (size_t i = 0; i < count; i++) {
    fields[i] = static_cast<Field *>(scratch[l.start + 2 * i]);
    tagged |= scratch[l.start + 2 * i + 1] != nullptr;
    over(n, fields[i]);
  }
  n->fields = {fields, count};
  if (tagged) {
    auto *tags = static_cast<BasicLit **>(arena.allocate(count * sizeof(BasicLit *), alignof(BasicLit *)));
    for (size_t i = 0; i < count; i++) tags[i] = static_cast<BasicLit *>(scratch[l.start + 2 * i + 1]);
    n->tags = {tags, count};
  }
  scratch.resize(l.start);
  return n;
}

Expr *Parser::interfaceType(uint32_t pos, List methods) {
  auto *n = make<InterfaceType>(NodeKind::InterfaceType, pos);
  n->methods = take<Field>(methods);
  for (Field *f : n->methods) over(n, f);
  return n;
}

FuncType *Parser::funcType(Params *params, Params *results) {
  auto *n = make<FuncType>(NodeKind::FuncType, params->open);
  n->params = params->list;
  checkDots(n->params, true);
  for (Field *f : n->params) over(n, f);
  if (!results) return n;
  n->results = results->list;
  checkDots(n->results, false);
  for (Field *f : n->results) over(n, f);
  return n;
}

Field *Parser::field(uint32_t pos, Name *name, Expr *type) {
  if (!pos) { // where the type begins: a function type at its `func`
    const Node *t = type;
    while (t->kind == NodeKind::Operation && as<Operation>(t)->y) t = as<Operation>(t)->x;
    pos = t->kind == NodeKind::FuncType ? as<FuncType>(t)->funcPos.v : startPos(t).v;
  }
  auto *f = make<Field>(NodeKind::Field, pos);
  f->name = name;
  f->type = type;
  over(f, type);
  return f;
}

Params *Parser::singleResult(Expr *type) {
  auto *p = arena.make<Params>();
  p->list = take<Field>(one(field(0, nullptr, type)));
  return p;
}

// names of one type with one tag; the names leave the scratch stack for pairs
List Parser::structFields(List names, Expr *type, BasicLit *tag) {
  std::span<Name *> ns = take<Name>(names);
  List l = none();
  for (Name *n : ns) {
    l = push(l, field(n->pos.v, n, type));
    l = push(l, tag);
  }
  return l;
}

List Parser::embedded(uint32_t pos, Expr *type, BasicLit *tag) { return push(one(field(pos, nullptr, type)), tag); }

// name [index] elem. A comma makes it an instance, which no type may follow.
Field *Parser::namedArray(Name *n, uint32_t open, List index, uint32_t comma, uint32_t close, Expr *elem) {
  if (comma || index.count > 1) syntaxErrorAt(close + 1, "unexpected " + exprString(elem) + " after type arguments");
  return field(n->pos.v, n, arrayType(open, exprList(index), elem));
}

// Settles which names in a parameter list are parameters and which are types (spec "Function types": either all have
// names or none). The scratch list holds Fields with a name, a type, or both.
Params *Parser::paramList(List l, uint32_t open, uint32_t close, bool typeParams) {
  auto *p = arena.make<Params>();
  FieldList list = p->list = take<Field>(l);
  p->open = open;
  p->close = close;
  if (list.empty()) return p;
  size_t named = 0, typed = 0;
  for (Field *f : list) {
    named += f->name && f->type;
    typed += f->type != nullptr;
  }
  if (named == 0 && !typeParams) {
    for (Field *f : list) {
      if (!f->name) continue;
      f->type = f->name;
      f->name = nullptr;
    }
  } else if (named != list.size()) {
    // Every parameter must have a name; types go from right to left.
    uint32_t errPos = 0;
    Expr *type = nullptr;
    for (size_t i = list.size(); i-- > 0;) {
      Field *f = list[i];
      if (f->type) {
        type = f->type;
        if (!f->name) {
          errPos = startPos(type).v;
          f->name = make<Name>(NodeKind::Name, errPos);
          f->name->value = golem::Name::intern("_");
        }
      } else if (type) {
        f->type = type;
      } else {
        errPos = f->name->pos.v;
        f->type = bad(errPos);
      }
      over(f, f->type);
    }
    if (errPos) {
      std::string msg;
      if (named == typed) {
        errPos = close;
        msg = typeParams ? "missing type constraint" : "missing parameter type";
      } else if (typeParams) {
        msg = "missing type parameter name";
        if (list.size() == 1) msg += " or invalid array length";
      } else {
        msg = "missing parameter name";
      }
      syntaxErrorAt(errPos, msg);
    }
  }
  if (typeParams) checkDots(list, false);
  return p;
}

// "..." is for the last parameter only, and for neither results nor type parameters.
void Parser::checkDots(FieldList list, bool dotsOk) {
  bool first = true;
  for (size_t i = 0; i < list.size(); i++) {
    Field *f = list[i];
    if (!f->type || f->type->kind != NodeKind::DotsType || (dotsOk && i + 1 == list.size())) continue;
    if (first) errorAt(f->type->pos.v, dotsOk ? Diag::DotsNotFinal : Diag::DotsInvalid);
    first = false;
    f->type = as<DotsType>(f->type)->elem;
  }
}

// name[A, B] in an interface, read as parameters: types without names are arguments.
Field *Parser::embeddedInstance(Name *n, uint32_t open, List fields) {
  FieldList list = take<Field>(fields);
  List args = none();
  for (Field *f : list) {
    if (f->name && f->type) syntaxErrorAt(lastOffset, "unexpected " + tokenText(lastToken) + ", expected ("); // a generic method without its parameters
    args = push(args, f->type ? f->type : f->name);
  }
  return field(n->pos.v, nullptr, instance(n, open, args));
}

namespace {
// x can only be a value, so x{ opens no literal.
bool isValue(const Expr *x) {
  switch (x->kind) {
  case NodeKind::BasicLit: case NodeKind::CompositeLit: case NodeKind::FuncLit: case NodeKind::SliceExpr: case NodeKind::AssertExpr:
  case NodeKind::TypeSwitchGuard: case NodeKind::CallExpr: return true;
  case NodeKind::Operation: return as<Operation>(x)->op != Op::Mul || as<Operation>(x)->y;
  case NodeKind::ParenExpr: return isValue(as<ParenExpr>(x)->x);
  case NodeKind::IndexExpr: return isValue(as<IndexExpr>(x)->x) || (as<IndexExpr>(x)->index && isValue(as<IndexExpr>(x)->index));
  default: return false;
  }
}
} // namespace

bool Parser::isValueIndex(const Subscript *s) { return s->index[0] && isValue(s->index[0]); }

} // namespace golem::syntax
