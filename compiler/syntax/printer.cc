// From the tree back to text. Two forms: the short one of messages (one line, bodies and literal elements as "…", spacing
// exactly gc's syntax.String), and the full one of --emit=ast (a statement a line). Full text parses to the same tree: parentheses
// are nodes, except those around types, which are put back where a channel or a header needs them.
#include "compiler/syntax/parse.h"

namespace golem::syntax {

namespace {
class Printer {
public:
  explicit Printer(bool brief) : brief_(brief) {}
  std::string out;

  void expr(const Expr *e);
  void stmt(const Stmt *s);
  void file(const File *f);

private:
  void text(std::string_view s) { out += s; }
  void newline() {
    if (brief_) {
      out += ' ';
      return;
    }
    out += '\n';
    out.append(static_cast<size_t>(indent_), '\t');
  }
  template <class L> void list(const L &l) {
    for (size_t i = 0; i < l.size(); i++) {
      if (i) text(", ");
      expr(l[i]);
    }
  }
  void composite(const CompositeLit *c);
  void structType(const StructType *t);
  void interfaceType(const InterfaceType *t);
  void signature(const FuncType *t);
  void params(const FieldList &l, const char *open, const char *close, bool typeParams = false);
  void block(const BlockStmt *b);
  void stmts(const StmtList &l);
  void header(const Stmt *init, const Expr *cond, const Stmt *post, bool three);
  void decl(const Decl *d, bool keyword);
  void decls(std::span<Decl *const> list);

  bool brief_;
  int indent_ = 0;
  bool inHeader_ = false; // composite literals of named types need parentheses
  struct Bracketed {      // inside brackets they don't
    Printer &p;
    bool saved;
    explicit Bracketed(Printer &q) : p(q), saved(q.inHeader_) { p.inHeader_ = false; }
    ~Bracketed() { p.inHeader_ = saved; }
  };
};

void Printer::expr(const Expr *e) {
  switch (e->kind) {
  case NodeKind::BadExpr: return text("<bad expr>");
  case NodeKind::Name: return text(as<Name>(e)->value.str());
  case NodeKind::BasicLit: return text(as<BasicLit>(e)->value);
  case NodeKind::CompositeLit: return composite(as<CompositeLit>(e));
  case NodeKind::KeyValueExpr:
    expr(as<KeyValueExpr>(e)->key);
    text(": ");
    return expr(as<KeyValueExpr>(e)->value);
  case NodeKind::FuncLit: {
    auto *f = as<FuncLit>(e);
    Bracketed in(*this);
    expr(f->type);
    text(" ");
    if (brief_) return text(f->body->list.empty() ? "{}" : "{…}");
    return block(f->body);
  }
  case NodeKind::ParenExpr: {
    Bracketed in(*this);
    text("(");
    expr(as<ParenExpr>(e)->x);
    return text(")");
  }
  case NodeKind::SelectorExpr:
    expr(as<SelectorExpr>(e)->x);
    text(as<SelectorExpr>(e)->x->kind == NodeKind::BasicLit ? " ." : ".");
    return expr(as<SelectorExpr>(e)->sel);
  case NodeKind::IndexExpr: {
    expr(as<IndexExpr>(e)->x);
    Bracketed in(*this);
    text("[");
    if (as<IndexExpr>(e)->index) expr(as<IndexExpr>(e)->index);
    return text("]");
  }
  case NodeKind::SliceExpr: {
    auto *s = as<SliceExpr>(e);
    expr(s->x);
    Bracketed in(*this);
    text("[");
    if (s->index[0]) expr(s->index[0]);
    text(":");
    if (s->index[1]) expr(s->index[1]);
    if (s->index[2]) {
      text(":");
      expr(s->index[2]);
    }
    return text("]");
  }
  case NodeKind::AssertExpr: {
    expr(as<AssertExpr>(e)->x);
    Bracketed in(*this);
    text(".(");
    expr(as<AssertExpr>(e)->type);
    return text(")");
  }
  case NodeKind::TypeSwitchGuard:
    if (as<TypeSwitchGuard>(e)->lhs) {
      expr(as<TypeSwitchGuard>(e)->lhs);
      text(" := ");
    }
    expr(as<TypeSwitchGuard>(e)->x);
    return text(".(type)");
  case NodeKind::Operation: {
    auto *o = as<Operation>(e);
    if (!o->y) {
      text(opString(o->op));
      return expr(o->x);
    }
    expr(o->x);
    text(" ");
    text(opString(o->op));
    text(" ");
    return expr(o->y);
  }
  case NodeKind::CallExpr: {
    auto *c = as<CallExpr>(e);
    expr(c->fun);
    Bracketed in(*this);
    text("(");
    list(c->args);
    if (c->hasDots) text(!out.empty() && out.back() >= '0' && out.back() <= '9' ? " ..." : "..."); // 10... would be a number
    return text(")");
  }
  case NodeKind::ListExpr: return list(as<ListExpr>(e)->elems);
  case NodeKind::ArrayType: {
    auto *a = as<ArrayType>(e);
    text("[");
    {
      Bracketed in(*this);
      if (a->len) expr(a->len);
      else text("...");
    }
    text("]");
    return expr(a->elem);
  }
  case NodeKind::SliceType: text("[]"); return expr(as<SliceType>(e)->elem);
  case NodeKind::DotsType: text("..."); return expr(as<DotsType>(e)->elem);
  case NodeKind::StructType: return structType(as<StructType>(e));
  case NodeKind::InterfaceType: return interfaceType(as<InterfaceType>(e));
  case NodeKind::FuncType: text("func"); return signature(as<FuncType>(e));
  case NodeKind::MapType: {
    text("map[");
    {
      Bracketed in(*this);
      expr(as<MapType>(e)->key);
    }
    text("]");
    return expr(as<MapType>(e)->value);
  }
  case NodeKind::ChanType: {
    auto *c = as<ChanType>(e);
    text(c->dir == ChanDir::RecvOnly ? "<-chan " : c->dir == ChanDir::SendOnly ? "chan<- " : "chan ");
    bool wrap = c->dir == ChanDir::Both && c->elem->kind == NodeKind::ChanType && as<ChanType>(c->elem)->dir == ChanDir::RecvOnly;
    if (wrap) text("(");
    expr(c->elem);
    if (wrap) text(")");
    return;
  }
  default: return text("<not an expression>");
  }
}

void Printer::composite(const CompositeLit *c) {
  bool wrap = inHeader_ && c->type && (c->type->kind == NodeKind::Name || c->type->kind == NodeKind::SelectorExpr || c->type->kind == NodeKind::IndexExpr);
  if (wrap) text("(");
  if (c->type) expr(c->type);
  text("{");
  if (brief_) {
    if (!c->elems.empty()) text("…");
  } else {
    Bracketed in(*this);
    if (c->elems.size() > 4) { // one a line
      indent_++;
      for (const Expr *e : c->elems) {
        newline();
        expr(e);
        text(",");
      }
      indent_--;
      newline();
    } else {
      list(c->elems);
    }
  }
  text("}");
  if (wrap) text(")");
}

void Printer::structType(const StructType *t) {
  Bracketed in(*this);
  text(brief_ || t->fields.empty() ? "struct{" : "struct {");
  if (!brief_ && !t->fields.empty()) indent_++, newline();
  auto tag = [&](size_t i) { return i < t->tags.size() ? t->tags[i] : nullptr; };
  for (size_t i = 0; i < t->fields.size(); i++) {
    if (i) {
      if (brief_) text(";");
      newline();
    }
    // a, b T: fields that share their type
    const Field *f = t->fields[i];
    if (f->name) {
      expr(f->name);
      while (i + 1 < t->fields.size() && t->fields[i + 1]->name && t->fields[i + 1]->type == f->type) {
        text(", ");
        expr(t->fields[++i]->name);
      }
      text(" ");
    }
    expr(f->type);
    if (tag(i)) {
      text(" ");
      expr(tag(i));
    }
  }
  if (!brief_ && !t->fields.empty()) indent_--, newline();
  text("}");
}

void Printer::interfaceType(const InterfaceType *t) {
  Bracketed in(*this);
  bool lines = !brief_ && t->methods.size() > 1;
  text(lines ? "interface {" : "interface{");
  if (lines) indent_++, newline();
  for (size_t i = 0; i < t->methods.size(); i++) {
    const Field *f = t->methods[i];
    if (i) {
      if (brief_) text(";");
      newline();
    }
    if (f->name) {
      expr(f->name);
      signature(as<FuncType>(static_cast<const Node *>(f->type)));
    } else {
      expr(f->type);
    }
  }
  if (lines) indent_--, newline();
  text("}");
}

void Printer::signature(const FuncType *t) {
  params(t->params, "(", ")");
  if (t->results.empty()) return;
  text(" ");
  if (t->results.size() == 1 && !t->results[0]->name) {
    expr(t->results[0]->type);
  } else {
    params(t->results, "(", ")");
  }
}

// `name x` reads as one expression: [P *T] needs a comma to be a type parameter.
bool isTypeElem(const Expr *x) {
  switch (x->kind) {
  case NodeKind::ArrayType: case NodeKind::StructType: case NodeKind::FuncType: case NodeKind::InterfaceType: case NodeKind::SliceType:
  case NodeKind::MapType: case NodeKind::ChanType: return true;
  case NodeKind::Operation:
    return isTypeElem(as<Operation>(x)->x) || (as<Operation>(x)->y && isTypeElem(as<Operation>(x)->y)) || as<Operation>(x)->op == Op::Tilde;
  case NodeKind::ParenExpr: return isTypeElem(as<ParenExpr>(x)->x);
  default: return false;
  }
}
bool combinesWithName(const Expr *x) {
  if (x->kind == NodeKind::ParenExpr) return !isTypeElem(as<ParenExpr>(x)->x);
  if (x->kind != NodeKind::Operation) return false;
  auto *o = as<Operation>(x);
  if (!o->y) return o->op == Op::Mul && !isTypeElem(o->x);
  return combinesWithName(o->x) && !isTypeElem(o->y);
}

void Printer::params(const FieldList &l, const char *open, const char *close, bool typeParams) {
  Bracketed in(*this);
  text(open);
  for (size_t i = 0; i < l.size(); i++) {
    if (i) text(", ");
    if (l[i]->name) {
      expr(l[i]->name);
      if (i + 1 < l.size() && l[i + 1]->name && l[i + 1]->type == l[i]->type) continue;
      text(" ");
    }
    if (l[i]->type) expr(l[i]->type);
  }
  if (typeParams && l.size() == 1 && l[0]->type && combinesWithName(l[0]->type)) text(",");
  text(close);
}

void Printer::block(const BlockStmt *b) {
  Bracketed in(*this);
  text("{");
  if (!b->list.empty()) {
    indent_++;
    newline();
    stmts(b->list);
    indent_--;
    newline();
  }
  text("}");
}

void Printer::stmts(const StmtList &l) {
  for (size_t i = 0; i < l.size(); i++) {
    if (i) {
      if (brief_) text(";");
      newline();
    }
    stmt(l[i]);
    if (l[i]->kind == NodeKind::EmptyStmt) text(";");
  }
}

void Printer::header(const Stmt *init, const Expr *cond, const Stmt *post, bool three) {
  inHeader_ = true;
  if (init) {
    stmt(init);
    if (init->kind == NodeKind::RangeClause) {
      text(" ");
      inHeader_ = false;
      return;
    }
  }
  if (init || three) text("; ");
  if (cond) {
    expr(cond);
    if (!three) text(" ");
  }
  if (three) {
    text("; ");
    if (post) {
      stmt(post);
      text(" ");
    }
  }
  inHeader_ = false;
}

void Printer::stmt(const Stmt *s) {
  switch (s->kind) {
  case NodeKind::EmptyStmt: return;
  case NodeKind::LabeledStmt: {
    auto *l = as<LabeledStmt>(s);
    expr(l->label);
    text(":");
    if (l->stmt->kind == NodeKind::EmptyStmt) return text(" ;");
    newline();
    return stmt(l->stmt);
  }
  case NodeKind::BlockStmt: return block(as<BlockStmt>(s));
  case NodeKind::ExprStmt: return expr(as<ExprStmt>(s)->x);
  case NodeKind::SendStmt:
    expr(as<SendStmt>(s)->chan);
    text(" <- ");
    return expr(as<SendStmt>(s)->value);
  case NodeKind::DeclStmt: return decls(as<DeclStmt>(s)->decls);
  case NodeKind::AssignStmt: {
    auto *a = as<AssignStmt>(s);
    expr(a->lhs);
    if (!a->rhs) {
      text(opString(a->op));
      return text(opString(a->op));
    }
    text(" ");
    text(opString(a->op));
    text("= ");
    return expr(a->rhs);
  }
  case NodeKind::BranchStmt: {
    auto *b = as<BranchStmt>(s);
    switch (b->tok) {
    case BranchKind::Break: text("break"); break;
    case BranchKind::Continue: text("continue"); break;
    case BranchKind::Fallthrough: text("fallthrough"); break;
    case BranchKind::Goto: text("goto"); break;
    }
    if (b->label) {
      text(" ");
      expr(b->label);
    }
    return;
  }
  case NodeKind::CallStmt: text(as<CallStmt>(s)->tok == CallKind::Go ? "go " : "defer "); return expr(as<CallStmt>(s)->call);
  case NodeKind::ReturnStmt:
    text("return");
    if (!as<ReturnStmt>(s)->results) return;
    text(" ");
    return expr(as<ReturnStmt>(s)->results);
  case NodeKind::IfStmt: {
    // a chain of else-ifs, without recursion
    for (auto *i = as<IfStmt>(s);;) {
      text("if ");
      header(i->init, i->cond, nullptr, false);
      block(i->then);
      if (!i->els) return;
      text(" else ");
      if (i->els->kind != NodeKind::IfStmt) return stmt(i->els);
      i = as<IfStmt>(i->els);
    }
  }
  case NodeKind::ForStmt: {
    auto *f = as<ForStmt>(s);
    text("for ");
    bool range = f->init && f->init->kind == NodeKind::RangeClause;
    header(f->init, f->cond, f->post, !range && (f->init || f->post));
    return block(f->body);
  }
  case NodeKind::SwitchStmt: {
    auto *w = as<SwitchStmt>(s);
    text("switch ");
    header(w->init, w->tag, nullptr, false);
    text("{");
    for (const CaseClause *c : w->body) {
      newline();
      if (c->cases) {
        text("case ");
        expr(c->cases);
      } else {
        text("default");
      }
      text(":");
      indent_++;
      if (!c->body.empty()) newline();
      stmts(c->body);
      indent_--;
    }
    newline();
    return text("}");
  }
  case NodeKind::SelectStmt: {
    text("select {");
    for (const CommClause *c : as<SelectStmt>(s)->body) {
      newline();
      if (c->comm) {
        text("case ");
        stmt(c->comm);
      } else {
        text("default");
      }
      text(":");
      indent_++;
      if (!c->body.empty()) newline();
      stmts(c->body);
      indent_--;
    }
    newline();
    return text("}");
  }
  case NodeKind::RangeClause: {
    auto *r = as<RangeClause>(s);
    if (r->lhs) {
      expr(r->lhs);
      text(r->def ? " := " : " = ");
    }
    text("range ");
    return expr(r->x);
  }
  default: return text("<not a statement>");
  }
}

const char *keywordOf(const Decl *d) {
  switch (d->kind) {
  case NodeKind::ImportDecl: return "import ";
  case NodeKind::ConstDecl: return "const ";
  case NodeKind::TypeDecl: return "type ";
  case NodeKind::VarDecl: return "var ";
  default: return "";
  }
}

void Printer::decl(const Decl *d, bool keyword) {
  if (keyword) text(keywordOf(d));
  auto spec = [&](auto *v) {
    list(v->names);
    if (v->type) {
      text(" ");
      expr(v->type);
    }
    if (v->values) {
      text(" = ");
      expr(v->values);
    }
  };
  switch (d->kind) {
  case NodeKind::ImportDecl: {
    auto *i = as<ImportDecl>(d);
    if (i->localName) {
      expr(i->localName);
      text(" ");
    }
    if (i->path) expr(i->path);
    return;
  }
  case NodeKind::ConstDecl: return spec(as<ConstDecl>(d));
  case NodeKind::VarDecl: return spec(as<VarDecl>(d));
  case NodeKind::TypeDecl: {
    auto *t = as<TypeDecl>(d);
    expr(t->name);
    if (!t->tparams.empty()) params(t->tparams, "[", "]", true);
    text(t->alias ? " = " : " ");
    return expr(t->type);
  }
  case NodeKind::FuncDecl: {
    auto *f = as<FuncDecl>(d);
    text("func ");
    if (f->recv) {
      Field *r[] = {f->recv};
      params(r, "(", ")");
      text(" ");
    }
    expr(f->name);
    if (!f->tparams.empty()) params(f->tparams, "[", "]");
    signature(f->type);
    if (f->body) {
      text(" ");
      block(f->body);
    } else if (f->hasBody) {
      text(" {…}"); // skimmed
    }
    return;
  }
  default: return text("<not a declaration>");
  }
}

// One declaration, or the declarations of one group.
void Printer::decls(std::span<Decl *const> l) {
  if (l.empty()) return text("var ()"); // which keyword it was is forgotten, and does not matter
  if (!l[0]->group) return decl(l[0], true);
  text(keywordOf(l[0]));
  text("(");
  indent_++;
  for (const Decl *d : l) {
    newline();
    decl(d, false);
    if (brief_) text(";");
  }
  indent_--;
  newline();
  text(")");
}

void Printer::file(const File *f) {
  text("package ");
  expr(f->pkgName);
  text("\n");
  for (size_t i = 0; i < f->decls.size();) {
    size_t n = 1;
    while (f->decls[i]->group && i + n < f->decls.size() && f->decls[i + n]->group == f->decls[i]->group) n++;
    text("\n");
    decls({f->decls.data() + i, n});
    text("\n");
    i += n;
  }
}
} // namespace

std::string exprString(const Expr *e) {
  Printer p(true);
  p.expr(e);
  return std::move(p.out);
}

std::string stmtString(const Stmt *s) {
  Printer p(true);
  p.stmt(s);
  return std::move(p.out);
}

std::string printFile(const File *file) {
  Printer p(false);
  p.file(file);
  return std::move(p.out);
}

} // namespace golem::syntax
