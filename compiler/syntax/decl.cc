// Builders of declarations, and the reading of `type T [x …]` as array or type parameters.
#include "compiler/syntax/parser.h"

namespace golem::syntax {

bool Parser::packageClause(uint32_t pos, Name *name) {
  file->pos = Pos{pos};
  file->pkgName = name;
  // As in gc, nothing behind a broken package clause is worth reading.
  if (errorCount > 0 || scanner.failed) giveUp();
  takePragma(pos, kPragmaGoBuild);
  return !stop;
}

void Parser::importWord(uint32_t pos) {
  if (sawNonImport) syntaxErrorAt(pos, "imports must appear before other declarations");
  sawNonImport = false; // once for each run of imports
}

void Parser::topDecls(List l, bool isImport) {
  sawNonImport = !isImport;
  for (Decl *d : take<Decl>(l)) decls.push_back(d);
  emptyFuncLast = false;
  scratch.clear();
  // What no declaration took by now stood in the wrong place; what stands behind it waits for the next.
  dropPragmas(lastOffset);
  if (!emptyIndices.empty()) reportEmptyIndices();
}

void Parser::finishGroup(List l) {
  auto *g = arena.make<Group>();
  g->id = ++groupCount;
  for (uint32_t i = 0; i < l.count; i++) static_cast<Decl *>(scratch[l.start + i])->group = g;
}

ImportDecl *Parser::importDecl(Name *local, BasicLit *path, uint32_t pos) {
  auto *d = make<ImportDecl>(NodeKind::ImportDecl, pos);
  d->localName = local;
  d->path = path;
  if (!path->bad && path->lit != LitKind::String) {
    syntaxErrorAt(path->pos.v, "import path must be a string");
    path->bad = true;
  }
  if (path->value == "\"unsafe\"" || path->value == "`unsafe`") importsUnsafe = true;
  takePragma(pos, 0);
  return d;
}

ConstDecl *Parser::constDecl(List names, Expr *type, Expr *values) {
  std::span<Name *> ns = take<Name>(names);
  auto *d = make<ConstDecl>(NodeKind::ConstDecl, ns[0]->pos.v);
  d->names = ns;
  d->type = type;
  d->values = values;
  over(d, type);
  over(d, values);
  takePragma(d->pos.v, 0);
  return d;
}

VarDecl *Parser::varDecl(List names, Expr *type, Expr *values) {
  std::span<Name *> ns = take<Name>(names);
  auto *d = make<VarDecl>(NodeKind::VarDecl, ns[0]->pos.v);
  d->names = ns;
  d->type = type;
  d->values = values;
  over(d, type);
  over(d, values);
  d->pragma = takePragma(d->pos.v, kPragmaEmbed);
  return d;
}

TypeDecl *Parser::typeDecl(Name *name, bool alias, Expr *type) {
  auto *d = make<TypeDecl>(NodeKind::TypeDecl, name->pos.v);
  d->name = name;
  d->alias = alias;
  d->type = type;
  over(d, type);
  takePragma(d->pos.v, 0);
  return d;
}

TypeDecl *Parser::typeDeclParams(Name *name, List tparams, uint32_t open, uint32_t close, bool alias, Expr *type) {
  FieldList fields = paramList(tparams, open, close, true)->list;
  TypeDecl *d = typeDecl(name, alias, type);
  d->tparams = fields;
  for (Field *f : fields) over(d, f);
  return d;
}

namespace {
// x can only be a type, not a value.
bool isTypeElem(const Expr *x) {
  switch (x->kind) {
  case NodeKind::ArrayType: case NodeKind::StructType: case NodeKind::FuncType: case NodeKind::InterfaceType: case NodeKind::SliceType:
  case NodeKind::MapType: case NodeKind::ChanType: return true;
  case NodeKind::Operation: {
    auto *o = as<Operation>(x);
    return isTypeElem(o->x) || (o->y && isTypeElem(o->y)) || o->op == Op::Tilde;
  }
  case NodeKind::ParenExpr: return isTypeElem(as<ParenExpr>(x)->x);
  case NodeKind::IndexExpr: { // P[N] elem, P[] elem: what follows the name is an array or slice type
    return !as<IndexExpr>(x)->index;
  }
  default: return false;
  }
}

// What the first token of a type is called in messages.
std::string firstToken(const Expr *t) {
  for (;;) {
    switch (t->kind) {
    case NodeKind::Name: return "name " + std::string(as<Name>(t)->value.str());
    case NodeKind::SelectorExpr: t = as<SelectorExpr>(t)->x; continue;
    case NodeKind::IndexExpr: t = as<IndexExpr>(t)->x; continue;
    case NodeKind::FuncType: return "keyword func";
    case NodeKind::InterfaceType: return "keyword interface";
    case NodeKind::StructType: return "keyword struct";
    case NodeKind::MapType: return "keyword map";
    case NodeKind::ChanType: return as<ChanType>(t)->dir == ChanDir::RecvOnly ? "<-" : "keyword chan";
    case NodeKind::DotsType: return "...";
    case NodeKind::Operation:
      if (!as<Operation>(t)->y) return opString(as<Operation>(t)->op);
      t = as<Operation>(t)->x;
      continue;
    default: return exprString(t);
    }
  }
}

// Type parameter name and what is left of the expression as its constraint.
struct Split {
  Name *name = nullptr;
  Expr *type = nullptr;
};
} // namespace

// Behind `type T [`, x was read as an expression and may be a name with its constraint:
//
//   P *C       x = P*C           P (C)      x = P(C)         P []E, P [N]E   x = P[], P[N] and tail = E
//   P *C|D     x = P*C|D         P []*E     x = P[]*E        P C, P ~C, …    x = P and tail = C, ~C
//
// Without `force` (no comma follows) P*C stays an array length unless C can only be a type.
Field *Parser::splitTypeParam(Expr *x, Expr *tail, bool force, uint32_t comma) {
  struct Splitter {
    Parser &p;
    // x is `P`, `P[N]`, `P[][N]` …: wraps elem in the array types between the name and it.
    Split wrap(Expr *x, Expr *elem) {
      if (x->kind == NodeKind::Name) return {as<Name>(x), elem};
      if (x->kind != NodeKind::IndexExpr) return {};
      auto *ix = as<IndexExpr>(x);
      Expr *t = ix->index ? p.arrayType(ix->pos.v, ix->index, elem) : p.sliceType(ix->pos.v, elem);
      Split s = wrap(ix->x, t);
      if (s.name && !ix->index) std::erase_if(p.emptyIndices, [&](auto &e) { return e.first == ix; });
      return s;
    }
    // x is a name with subscripts: what gc decides on seeing `name [`.
    static bool bracketed(const Expr *x) {
      while (x->kind == NodeKind::IndexExpr) {
        x = as<IndexExpr>(x)->x;
        if (x->kind == NodeKind::Name) return true;
      }
      return false;
    }
    Split run(Expr *x, bool force) {
      switch (x->kind) {
      case NodeKind::Name: return {as<Name>(x), nullptr};
      case NodeKind::Operation: {
        auto *o = as<Operation>(x);
        if (!o->y) return {};
        if (o->op == Op::Mul && (force || isTypeElem(o->y) || bracketed(o->x))) return wrap(o->x, p.unary(o->pos.v, Op::Mul, o->y));
        if (o->op == Op::Or) {
          Split s = run(o->x, force || isTypeElem(o->y));
          if (s.name && s.type) return {s.name, p.binary(o->pos.v, Op::Or, s.type, o->y)};
        }
        return {};
      }
      case NodeKind::CallExpr: {
        auto *c = as<CallExpr>(x);
        if (c->args.size() == 1 && !c->hasDots && (force || isTypeElem(c->args[0]) || bracketed(c->fun))) return wrap(c->fun, unparen(c->args[0]));
        return {};
      }
      default: return {};
      }
    }
    // P []E|F: the tail is a union whose first term is the element.
    Split attach(Expr *x, Expr *tail) {
      if (tail->kind == NodeKind::Operation && as<Operation>(tail)->y && x->kind != NodeKind::Name) {
        auto *o = as<Operation>(tail);
        Split s = attach(x, o->x);
        if (s.name) s.type = p.binary(o->pos.v, Op::Or, s.type, o->y);
        return s;
      }
      return wrap(x, tail);
    }
  };
  Splitter splitter{*this};
  Split s = tail ? splitter.attach(x, tail) : splitter.run(x, force);
  if (s.name && (s.type || force)) return field(s.name->pos.v, s.name, s.type);
  // `t [u[v]]struct{}`: nothing but a type parameter list begins with a name and a '['.
  if (!tail && Splitter::bracketed(x)) return field(0, nullptr, x);
  if (comma) syntaxErrorAt(comma, "unexpected comma; expected ]");
  else if (tail) syntaxErrorAt(startPos(tail).v, "unexpected " + firstToken(tail) + ", expected ]");
  return nullptr;
}

TypeDecl *Parser::typeDeclBracket(Name *name, uint32_t open, Expr *x, uint32_t close, Expr *elem) {
  if (Field *f = splitTypeParam(x, nullptr, false, 0)) return typeDeclParams(name, one(f), open, close, false, elem);
  return typeDecl(name, false, arrayType(open, x, elem));
}

FuncDecl *Parser::funcDecl(Params *recv, Name *name, Params *tparams, Params *params, Params *results) {
  auto *d = make<FuncDecl>(NodeKind::FuncDecl, recv ? recv->open : name->pos.v);
  d->name = name;
  d->type = funcType(params, results);
  over(d, d->type);
  if (tparams) {
    d->type->pos = Pos{tparams->open};
    d->tparams = tparams->list;
    for (Field *f : d->tparams) over(d, f);
    if (recv && !mode.genericMethods) syntaxErrorAt(tparams->open, "method must have no type parameters");
  }
  if (recv) {
    checkDots(recv->list, false);
    if (recv->list.empty()) errorAt(name->pos.v, Diag::NoReceiver);
    if (recv->list.size() > 1) errorAt(name->pos.v, Diag::MultipleReceivers);
    if (!recv->list.empty()) d->recv = recv->list[0];
  }
  d->pragma = takePragma(d->pos.v, kFuncPragmas);
  return d;
}

void Parser::beginBody() {
  if (mode.skimBodies && !startToken) scanner.skipBody();
}

void Parser::functionBody(FuncDecl *fn, BlockStmt *body) {
  fn->hasBody = true;
  fn->bodyStart = body->pos;
  fn->bodyEnd = body->rbrace;
  if (mode.skimBodies) return;
  fn->body = body;
  over(fn, body);
}

} // namespace golem::syntax
