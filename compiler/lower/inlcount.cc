// The cost of inlining, part two: one function, counted on the typed syntax tree as gc's hairyVisitor
// (cmd/compile/internal/inline/inl.go) counts it on its own. That tree has nodes for declarations, implicit conversions, packed variadic
// arguments, keys of composite literals and so on, which `InlineCounter` adds at the places where noder and typecheck make them.
#include "compiler/lower/inlunit.h"
#include <algorithm>
#include <cstring>
#include <utility>

namespace golem::lower {

namespace {
constexpr int kCall = 57;          // of a call that isn't expanded
constexpr int kParamCall = 17;     // of a parameter or a captured variable
constexpr int kPanic = 1;
constexpr int kClosureNode = 15;   // a function literal
constexpr int kBigNodes = 5000;    // functions with as many nodes are big

using K = syn::NodeKind;
using M = syn::OperandMode;
using B = types::BuiltinId;

bool inNames(const char *names, std::string_view name) {
  std::string word = " " + std::string(name) + " ";
  return std::strstr(names, word.c_str()) != nullptr;
}
struct Names {
  const char *package, *names;
};
constexpr Names kIntrinsics[] = {
#define GCINTRINSICS(package, names) {package, names},
#include "compiler/lower/gcintrinsics.def"
};
// Functions and methods whose calls count as any other node: gc's list for processors that load and store unaligned.
constexpr Names kCheapFuncs[] = {
    {"internal/byteorder", " LEUint64 LEUint32 LEUint16 BEUint64 BEUint32 BEUint16 LEPutUint64 LEPutUint32 LEPutUint16 BEPutUint64 "
                           "BEPutUint32 BEPutUint16 LEAppendUint64 LEAppendUint32 LEAppendUint16 BEAppendUint64 BEAppendUint32 BEAppendUint16 "},
    {"internal/abi", " NoEscape EscapeNonString "},
};
constexpr Names kCheapMethods[] = {
    {"encoding/binary", " Uint64 Uint32 Uint16 PutUint64 PutUint32 PutUint16 AppendUint64 AppendUint32 AppendUint16 "},
};
template <size_t N> bool listed(const Names (&table)[N], types::Func *f) {
  if (!f->pkg) return false;
  for (const Names &row : table)
    if (f->pkg->path == row.package) return inNames(row.names, f->name.str());
  return false;
}
bool isMethod(types::Func *f) { return static_cast<types::Signature *>(f->type)->recv != nullptr; }
} // namespace

int staticBool(syn::Expr *&e) {
  if (e->tv.value && e->tv.mode == syn::OperandMode::Constant) return constant::boolVal(e->tv.value) ? 1 : -1;
  syn::Expr *x = e;
  if (x->kind != K::Operation) return 0;
  auto *o = static_cast<syn::Operation *>(x);
  if (o->op != syn::Op::AndAnd && o->op != syn::Op::OrOr) return 0;
  int decides = o->op == syn::Op::AndAnd ? -1 : 1;
  syn::Expr *l = o->x, *r = o->y;
  int a = staticBool(l);
  if (a == decides) {
    e = l;
    return a;
  }
  int b = staticBool(r);
  if (a == -decides || b == decides) {
    if (hasConst(o->x)) e = r;
    return b;
  }
  return 0;
}
bool terminates(syn::Stmt *s) {
  if (!s) return false;
  switch (s->kind) {
  case K::BranchStmt: return static_cast<syn::BranchStmt *>(s)->tok == syn::BranchKind::Goto;
  case K::ReturnStmt: return true;
  case K::ExprStmt: {
    syn::Expr *e = syn::unparen(static_cast<syn::ExprStmt *>(s)->x);
    if (e->kind != K::CallExpr) return false;
    types::Builtin *bi = builtinOf(static_cast<syn::CallExpr *>(e));
    return bi && bi->id == types::BuiltinId::Panic;
  }
  case K::IfStmt: {
    auto *i = static_cast<syn::IfStmt *>(s);
    syn::Expr *c = i->cond;
    int v = staticBool(c);
    return (v < 0 || terminates(i->then)) && (v > 0 || terminates(i->els));
  }
  case K::BlockStmt: {
    auto list = static_cast<syn::BlockStmt *>(s)->list;
    for (size_t i = list.size(); i-- > 0;)
      if (list[i]->kind != K::EmptyStmt) return terminates(list[i]);
    return false;
  }
  default: return false;
  }
}

std::vector<syn::Stmt *> keptStmts(syn::StmtList l) {
  std::vector<syn::Stmt *> out;
  size_t labeled = 0; // statements up to the last label
  for (size_t i = 0; i < l.size(); i++)
    if (l[i]->kind == K::LabeledStmt) labeled = i + 1;
  bool dead = false;
  for (size_t i = 0; i < l.size(); i++) {
    if (dead && i >= labeled) break;
    out.push_back(l[i]);
    dead = terminates(l[i]);
  }
  return out;
}

static bool hasFallthrough(syn::StmtList l) {
  for (size_t i = l.size(); i-- > 0;)
    if (l[i]->kind != K::EmptyStmt) return l[i]->kind == K::BranchStmt && static_cast<syn::BranchStmt *>(l[i])->tok == syn::BranchKind::Fallthrough;
  return false;
}
bool constantSwitch(const syn::SwitchStmt *s, syn::CaseClause *&taken) {
  taken = nullptr;
  const constant::Value *tag = !s->tag ? constant::makeBool(true) : s->tag->kind != K::TypeSwitchGuard && hasConst(s->tag) ? s->tag->tv.value : nullptr;
  if (!tag) return false;
  auto matches = [&](syn::Expr *e) { return constant::kind(tag) == constant::kind(e->tv.value) && constant::compare(tag, constant::Op::Eql, e->tv.value); };
  bool found = false;
  for (syn::CaseClause *c : s->body) {
    if (!c->cases) taken = c;
    for (syn::Expr *e : syn::unpackList(c->cases)) {
      if (!hasConst(e)) return false; // one behind the clause that is taken does not matter
      found = matches(e);
      if (found) break;
    }
    if (!found) continue;
    taken = c;
    break;
  }
  return !taken || !hasFallthrough(taken->body);
}

bool isGcIntrinsic(types::Func *f) { return !isMethod(f) && listed(kIntrinsics, f); }

struct InlineCounter {
  InlineCosts &costs;
  InlineUnit &u;
  bool all;
  int budget, maxBudget;
  int nodes = 0;
  bool stop = false;
  std::string reason = {};
  const std::unordered_map<const syn::Expr *, int> *evaluated = nullptr; // operands that are variables
  bool isVariable(const syn::Expr *e) const { return evaluated && evaluated->count(e); }

  void node(int n = 1) {
    budget -= n;
    nodes += n;
    if (budget < 0 && !all) fail("too expensive");
  }
  void refund(int n) { budget += n; }
  void charge(int n) {
    budget -= n;
    if (budget < 0 && !all) fail("too expensive");
  }
  void fail(const std::string &why) {
    if (!stop) reason = why;
    stop = true;
  }

  // Conversions: gc's OCONVNOP costs nothing, every other kind is a node.
  static bool noop(types::Type *src, types::Type *dst) {
    types::Type *su = types::under(src), *du = types::under(dst);
    if (types::isTypeParam(src) || types::isTypeParam(dst)) {
      if (types::isInterface(dst)) return false;
      su = types::coreType(src);
      du = types::coreType(dst);
      if (!su || !du) return false;
      src = su;
      dst = du;
    }
    bool si = types::isInterface(src), di = types::isInterface(dst);
    if (si && di) {
      if (types::identical(src, dst)) return true;
      return types::identical(su, du) && types::interfaceMethods(src).empty();
    }
    if (di) return false;
    const types::Basic *sb = basicOf(src), *db = basicOf(dst);
    if (sb && db) {
      if (sb->basic == types::BasicKind::UntypedNil) return true;
      bool sn = sb->info & types::kIsNumeric, dn = db->info & types::kIsNumeric;
      if (sn && dn) {
        if ((sb->info & types::kIsInteger) && (db->info & types::kIsInteger)) {
          return types::sizeOf(src) == types::sizeOf(dst) && (sb->info & types::kIsUnsigned) == (db->info & types::kIsUnsigned);
        }
        return false; // rounding is kept
      }
      if ((sb->info & types::kIsString) && (db->info & types::kIsString)) return true;
      if ((sb->info & types::kIsBoolean) && (db->info & types::kIsBoolean)) return true;
      // unsafe.Pointer and uintptr
      return (sb->basic == types::BasicKind::UnsafePointer || db->basic == types::BasicKind::UnsafePointer);
    }
    if ((sb && sb->basic == types::BasicKind::UnsafePointer) || (db && db->basic == types::BasicKind::UnsafePointer)) return true;
    if (sb || db) return sb && sb->basic == types::BasicKind::UntypedNil;
    return su->kind == du->kind; // identical underlying types, pointers, channels; not slice to array
  }
  void convert(types::Type *dst, syn::Expr *e) {
    types::Type *src = e->tv.type;
    if (isVariable(e)) return node();
    if (dst && src && !hasConst(e) && !types::identical(src, dst) && !noop(src, dst)) node();
    else if (dst && hasConst(e) && types::isInterface(dst) && !types::isTypeParam(dst)) node();
    expr(e);
  }

  void stmts(syn::StmtList l) {
    for (syn::Stmt *s : keptStmts(l))
      if (!stop) stmt(s);
  }

  // Values for several places; compensated: gc doesn't charge for the temporaries of a, b = f().
  void values(const std::function<types::Type *(size_t)> &dst, syn::ExprList rhs, bool compensated) {
    if (rhs.size() == 1 && isTuple(rhs[0])) {
      auto *t = static_cast<types::Tuple *>(rhs[0]->tv.type);
      int n = static_cast<int>(t->vars.size());
      if (!compensated) node(4 * n + 1);
      expr(rhs[0]);
      for (size_t i = 0; i < t->vars.size(); i++) {
        types::Type *d = dst(i);
        if (d && !types::identical(t->vars[i]->type, d) && !noop(t->vars[i]->type, d)) node();
      }
      return;
    }
    for (size_t i = 0; i < rhs.size() && !stop; i++) convert(dst(i), rhs[i]);
  }

  static types::Type *destType(syn::Expr *e) {
    e = syn::unparen(e);
    if (e->kind == K::Name) {
      auto *n = static_cast<syn::Name *>(e);
      if (n->value.isBlank()) return nullptr;
      if (n->obj) return n->obj->type;
    }
    return e->tv.type;
  }
  void place(syn::Expr *e) {
    syn::Expr *x = syn::unparen(e);
    if (x->kind == K::Name) {
      node(); // the variable, or blank
      if (static_cast<syn::Name *>(x)->isDef && !static_cast<syn::Name *>(x)->value.isBlank()) node(2); // its declaration
      return;
    }
    expr(x);
  }
  void assign(syn::ExprList lhs, syn::ExprList rhs) {
    if (rhs.empty()) { // var x, y T: a statement each
      for (syn::Expr *e : lhs)
        if (!static_cast<syn::Name *>(e)->value.isBlank()) node(4);
      return;
    }
    node();
    for (syn::Expr *e : lhs) place(e);
    values([&](size_t i) { return destType(lhs[i]); }, rhs, true);
  }

  void switchStmt(syn::SwitchStmt *s) {
    node();
    stmt(s->init);
    auto isNil = [](syn::Expr *e) {
      e = syn::unparen(e);
      return e->kind == K::Name && static_cast<syn::Name *>(e)->obj && static_cast<syn::Name *>(e)->obj->kind == types::ObjectKind::Nil;
    };
    if (s->tag && s->tag->kind == K::TypeSwitchGuard) {
      auto *g = static_cast<syn::TypeSwitchGuard *>(s->tag);
      node(g->lhs ? 2 : 1);
      expr(g->x);
      for (syn::CaseClause *c : s->body) {
        node(g->lhs ? 2 : 1);
        for (syn::Expr *e : syn::unpackList(c->cases)) {
          if (isNil(e)) node();
          else if (e->tv.type && types::hasTypeParam(e->tv.type)) node(5); // a word of the dictionary
        }
        stmts(c->body);
      }
      return;
    }
    syn::Expr *tag = s->tag;
    types::Type *tagType = tag ? tag->tv.type : types::typ(types::BasicKind::Bool);
    std::span<syn::CaseClause *> body = s->body;
    syn::CaseClause *only = nullptr;
    bool decided = constantSwitch(s, only);
    if (decided) {
      body = only ? std::span(&only, 1) : std::span<syn::CaseClause *>();
      tag = nullptr;
      tagType = types::typ(types::BasicKind::Bool);
    }
    bool chan = types::under(tagType)->kind == types::TypeKind::Chan;
    if (!chan && !decided)
      for (syn::CaseClause *c : body)
        for (syn::Expr *e : syn::unpackList(c->cases))
          if (e->tv.type && !types::assignableTo(e->tv.type, tagType) && (types::isInterface(e->tv.type) || types::isInterface(tagType)))
            tagType = types::universeAny();
    if (tag) convert(tagType, tag);
    for (syn::CaseClause *c : body) {
      node();
      if (!decided)
        for (syn::Expr *e : syn::unpackList(c->cases)) convert(chan ? nullptr : tagType, e);
      stmts(c->body);
    }
  }

  void commStmt(syn::CommClause *c) {
    node();
    if (c->comm) {
      if (c->comm->kind == K::ExprStmt) { // <-c becomes _, _ = <-c
        node(3);
        expr(static_cast<syn::ExprStmt *>(c->comm)->x);
      } else if (c->comm->kind == K::AssignStmt) {
        auto *a = static_cast<syn::AssignStmt *>(c->comm);
        syn::ExprList lhs = syn::unpackList(a->lhs);
        if (lhs.size() == 1) { // x = <-c becomes x, _ = <-c
          node(2);
          place(lhs[0]);
          expr(a->rhs);
        } else { // through temporaries, in a statement of the body
          node(1 + 2 * 3);
          expr(a->rhs);
          node(1 + 2);
          for (syn::Expr *e : lhs) place(e);
        }
      } else stmt(c->comm);
    }
    stmts(c->body);
  }

  // What gc's rangefunc makes of a loop over a function: variables for its state and its body, the call, checks behind it.
  void rangeFunc(syn::ForStmt *s, Name label) {
    auto *rc = static_cast<syn::RangeClause *>(s->init);
    if (containsDefer(s->body)) return fail("defer call in range func");
    node(5); // #state := abi.RF_READY
    node(4 + 1);
    charge(kClosureNode); // #yield := the body
    node(1 + 1);
    called(rc->x);
    node(4 + 3); // if #state == abi.RF_PANIC { panicrangestate(…) }
    node(3);     // #state = abi.RF_EXHAUSTED
    bool returns = false, own = false, outer = false;
    ways(s->body, label, 0, returns, own, outer);
    if (u.lit && u.lit->kind == K::ForStmt) { // inside the body of another one
      if (own || outer) node(7 + 12);
      if (returns || own || outer) node(9);
    } else {
      if (returns || own || outer) node(4); // var #next
      if (returns) node(5);                 // if #next == -1 { return }
      if (outer) node(8);
    }
  }
  // How a body is left through #next: by return, to the loop's own label from a deeper body, to labels further out.
  static void ways(syn::Stmt *body, Name label, int depth, bool &returns, bool &own, bool &outer) {
    std::vector<Name> inside;
    walkStmts(body, [&](syn::Stmt *x) {
      if (x->kind == K::LabeledStmt) inside.push_back(static_cast<syn::LabeledStmt *>(x)->label->value);
    });
    walkStmts(body, [&](syn::Stmt *x) {
      if (x->kind == K::ReturnStmt) returns = true;
      if (x->kind == K::ForStmt && isRangeOverFunc(x)) ways(static_cast<syn::ForStmt *>(x)->body, label, depth + 1, returns, own, outer);
      if (x->kind != K::BranchStmt) return;
      syn::Name *to = static_cast<syn::BranchStmt *>(x)->label;
      if (!to || std::find(inside.begin(), inside.end(), to->value) != inside.end()) return;
      if (label && to->value == label) own = own || depth > 0;
      else if (depth == 0) outer = true;
    });
  }

  void stmt(syn::Stmt *s) {
    if (!s || stop) return;
    switch (s->kind) {
    case K::EmptyStmt: break;
    case K::LabeledStmt:
      node();
      label = static_cast<syn::LabeledStmt *>(s)->label->value;
      stmt(static_cast<syn::LabeledStmt *>(s)->stmt);
      break;
    case K::BlockStmt: stmts(static_cast<syn::BlockStmt *>(s)->list); break;
    case K::ExprStmt: expr(static_cast<syn::ExprStmt *>(s)->x); break;
    case K::SendStmt: {
      auto *x = static_cast<syn::SendStmt *>(s);
      node();
      expr(x->chan);
      types::Type *t = types::coreType(x->chan->tv.type);
      convert(t && t->kind == types::TypeKind::Chan ? static_cast<types::Chan *>(t)->elem : nullptr, x->value);
      break;
    }
    case K::DeclStmt:
      for (syn::Decl *d : static_cast<syn::DeclStmt *>(s)->decls)
        if (d->kind == K::VarDecl) {
          auto *v = static_cast<syn::VarDecl *>(d);
          std::vector<syn::Expr *> lhs(v->names.begin(), v->names.end());
          assign({lhs.data(), lhs.size()}, syn::unpackList(v->values));
        }
      break;
    case K::AssignStmt: {
      auto *a = static_cast<syn::AssignStmt *>(s);
      if (!a->rhs) { // x++
        node(2);
        expr(a->lhs);
      } else if (a->op != syn::Op::None && a->op != syn::Op::Def) {
        node();
        expr(a->lhs);
        convert(a->op == syn::Op::Shl || a->op == syn::Op::Shr ? nullptr : a->lhs->tv.type, a->rhs);
      } else assign(syn::unpackList(a->lhs), syn::unpackList(a->rhs));
      break;
    }
    case K::BranchStmt:
      if (static_cast<syn::BranchStmt *>(s)->tok == syn::BranchKind::Fallthrough) break;
      if (!u.lit || u.lit->kind != K::ForStmt) node();
      else if (auto *to = static_cast<syn::BranchStmt *>(s)->label; to && !inner) node(8); // #next = n; #state = …; return
      else node(inner ? 1 : 5);
      break;
    case K::CallStmt: fail(static_cast<syn::CallStmt *>(s)->tok == syn::CallKind::Go ? "unhandled op GO" : "unhandled op DEFER"); break;
    case K::ReturnStmt: {
      if (u.lit && u.lit->kind == K::ForStmt) { // results = …; #next = -1; #state = abi.RF_DONE; return false
        node(8);
        syn::ExprList rs = syn::unpackList(static_cast<syn::ReturnStmt *>(s)->results);
        if (!rs.empty()) node(1 + static_cast<int>(rs.size()));
        for (syn::Expr *e : rs) expr(e);
        break;
      }
      node();
      auto *r = static_cast<syn::ReturnStmt *>(s);
      types::Signature *sig = u.sig;
      values([&](size_t i) { return sig && sig->results && i < sig->results->vars.size() ? sig->results->vars[i]->type : nullptr; },
             syn::unpackList(r->results), false);
      break;
    }
    case K::IfStmt: {
      auto *i = static_cast<syn::IfStmt *>(s);
      syn::Expr *cond = i->cond;
      int v = staticBool(cond);
      if (v != 0) {
        stmt(i->init);
        if (!hasConst(cond)) {
          node(2);
          expr(cond);
        }
        stmt(v > 0 ? i->then : i->els);
        break;
      }
      node();
      stmt(i->init);
      expr(cond);
      stmt(i->then);
      stmt(i->els);
      break;
    }
    case K::ForStmt: {
      auto *f = static_cast<syn::ForStmt *>(s);
      if (isRangeOverFunc(s)) return rangeFunc(f, std::exchange(label, Name()));
      bool saved = inner;
      inner = true;
      if (f->init && f->init->kind == K::RangeClause) {
        auto *rc = static_cast<syn::RangeClause *>(f->init);
        node();
        for (syn::Expr *e : syn::unpackList(rc->lhs)) place(e);
        expr(rc->x);
        stmt(f->body);
      } else {
        syn::Expr *cond = f->cond;
        if (cond && staticBool(cond) < 0) {
          stmt(f->init);
          inner = saved;
          break;
        }
        node();
        stmt(f->init);
        if (cond) expr(cond);
        stmt(f->post);
        stmt(f->body);
      }
      inner = saved;
      break;
    }
    case K::SwitchStmt: {
      bool saved = inner;
      inner = true;
      switchStmt(static_cast<syn::SwitchStmt *>(s));
      inner = saved;
      break;
    }
    case K::SelectStmt: {
      bool saved = inner;
      inner = true;
      node();
      for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s)->body) commStmt(c);
      inner = saved;
      break;
    }
    default: break;
    }
  }
  Name label = {};    // of the statement that comes next
  bool inner = false; // in a loop, switch or select of this unit's own

  // The receiver, with what is implicit about it.
  void receiver(syn::SelectorExpr *s) {
    if (isVariable(s)) return node();
    auto index = s->selection->index;
    types::Type *t = s->x->tv.type;
    for (size_t i = 0; i + 1 < index.size(); i++) t = static_cast<types::Struct *>(types::under(deref(t)))->fields[static_cast<size_t>(index[i])]->type;
    node(static_cast<int>(index.size()) - 1);
    auto *fn = static_cast<types::Func *>(s->selection->obj);
    bool ptrRecv = originOf(fn)->ptrRecv;
    if (!fn->isInterfaceMethod && !types::isInterface(t) && !types::isTypeParam(t)) {
      if (isPointer(t) != ptrRecv) {
        node();
        if (ptrRecv && index.size() > 1) { // &x.f at offset 0 costs nothing
          types::Type *h = s->x->tv.type;
          for (size_t i = 0; i + 2 < index.size(); i++) h = static_cast<types::Struct *>(types::under(deref(h)))->fields[static_cast<size_t>(index[i])]->type;
          if (index.size() == 2 && syn::unparen(s->x)->kind == K::Name && zeroOffset(h, index[0])) refund(2);
        } else if (ptrRecv) zeroAddress(s->x);
      }
    } else if (types::isTypeParam(t) && addressable(s->x)) node();
    expr(s->x);
  }
  static bool addressable(syn::Expr *e) { return e->tv.mode == M::Variable; }
  static bool zeroOffset(types::Type *t, int field) {
    types::Type *st = types::under(deref(t));
    if (st->kind != types::TypeKind::Struct) return false;
    if (types::hasTypeParam(st)) { // only what has no size whatever the type arguments can come before it
      for (int i = 0; i < field; i++) {
        types::Type *f = types::under(static_cast<types::Struct *>(st)->fields[static_cast<size_t>(i)]->type);
        bool none = (f->kind == types::TypeKind::Array && static_cast<types::Array *>(f)->len == 0) ||
                    (f->kind == types::TypeKind::Struct && static_cast<types::Struct *>(f)->fields.empty());
        if (!none) return false;
      }
      return true;
    }
    return types::offsetOf(static_cast<types::Struct *>(st), field) == 0;
  }
  // &s.f, s a variable and f at its start.
  void zeroAddress(syn::Expr *x) {
    x = syn::unparen(x);
    if (x->kind != K::SelectorExpr) return;
    auto *s = static_cast<syn::SelectorExpr *>(x);
    if (!s->selection || s->selection->kind != types::SelectionKind::FieldVal || s->selection->index.size() != 1) return;
    syn::Expr *base = syn::unparen(s->x);
    bool name = base->kind == K::Name || (base->kind == K::SelectorExpr && !static_cast<syn::SelectorExpr *>(base)->selection);
    if (name && zeroOffset(base->tv.type, s->selection->index[0])) refund(2);
  }

  // *(*X)(unsafe.Pointer(&x)) costs less.
  void pointerOfAddress(syn::Expr *p) {
    p = syn::unparen(p);
    while (p->kind == K::CallExpr && static_cast<syn::CallExpr *>(p)->fun->tv.mode == M::TypeExpr && !hasConst(p) &&
           noop(static_cast<syn::CallExpr *>(p)->args[0]->tv.type, p->tv.type))
      p = syn::unparen(static_cast<syn::CallExpr *>(p)->args[0]);
    if (p->kind == K::Operation && !static_cast<syn::Operation *>(p)->y && static_cast<syn::Operation *>(p)->op == syn::Op::And &&
        syn::unparen(static_cast<syn::Operation *>(p)->x)->kind != K::CompositeLit)
      refund(1);
  }

  // The literal or function that a value is known to be.
  InlineUnit *staticCallee(syn::Expr *fun, types::Func *&fn) {
    for (int depth = 0; depth < 20; depth++) {
      fun = syn::unparen(fun);
      types::Instance *inst = nullptr;
      if (types::Func *f = namedFunc(fun, &inst)) {
        fn = f;
        return nullptr;
      }
      if (fun->kind == K::FuncLit) {
        auto it = costs.lits_.find(fun);
        return it == costs.lits_.end() ? nullptr : it->second.get();
      }
      if (fun->kind == K::CallExpr && static_cast<syn::CallExpr *>(fun)->fun->tv.mode == M::TypeExpr) {
        fun = static_cast<syn::CallExpr *>(fun)->args[0];
        continue;
      }
      types::Var *v = localVar(fun);
      if (!v) return nullptr;
      InlineUnit *r = u.root();
      auto d = r->defs.find(v);
      if (d == r->defs.end() || r->changed.count(v) || r->params.count(v)) return nullptr;
      fun = d->second;
    }
    return nullptr;
  }
  // gc's typecheck.RewriteNonNameCall asks this.
  static bool callsOrReceives(const syn::Node *n) {
    if (!n || n->kind == K::FuncLit) return false;
    if (n->kind == K::CallExpr) {
      auto *c = static_cast<syn::CallExpr *>(const_cast<syn::Node *>(n));
      if (hasConst(c)) return false;
      types::Builtin *bi = builtinOf(c);
      bool isNew = bi && bi->id == B::New && c->args[0]->tv.mode == M::TypeExpr;
      if (c->fun->tv.mode != M::TypeExpr && !isNew) return true;
    }
    if (n->kind == K::Operation && static_cast<const syn::Operation *>(n)->op == syn::Op::Recv) return true;
    bool found = false;
    syn::forEachChild(n, [&](const syn::Node *c) { found = found || callsOrReceives(c); });
    return found;
  }
  // The called expression and what the call itself costs.
  void callee(syn::Expr *fun) {
    if (isVariable(syn::unparen(fun))) {
      node();
      return charge(std::min(callCost(), kParamCall)); // captured
    }
    types::Func *fn = nullptr;
    InlineUnit *lit = staticCallee(fun, fn);
    int extra = callCost();
    syn::Expr *f = syn::unparen(fun);
    if (types::Var *v = localVar(f))
      if (u.root()->params.count(v) || !u.locals.count(v)) extra = std::min(extra, kParamCall);
    if (f->kind != K::FuncLit && !namedFunc(f, nullptr)) {
      expr(fun);
      if (callsOrReceives(f)) node(5);
    } else if (f->kind == K::FuncLit) {
      node();
      charge(kClosureNode);
    } else node();
    if (lit) {
      if (!lit->captures || lit->outer == &u) {
        countCost(costs, *lit);
        if (mayInline(lit->info, true)) {
          charge(lit->info.cost);
          return;
        }
      }
      return charge(extra);
    }
    if (fn) return charge(funcCost(fn, extra));
    charge(extra);
  }
  bool mayInline(const InlineInfo &i, bool literal) const {
    int max = u.info.big ? gir::kInlineBigCallerMax : gir::kInlineBudget;
    return i.cost >= 0 && i.cost <= (literal ? 2 * max : max);
  }
  int funcCost(types::Func *fn, int extra) {
    if (isMethod(fn) ? listed(kCheapMethods, fn) : listed(kCheapFuncs, fn)) return 0;
    if (isGcIntrinsic(fn)) return 0;
    fn = originOf(fn);
    if (!fn->decl) return extra;
    const InlineInfo &i = fn->pkg == pkg() ? known(fn) : costs.of(fn);
    return mayInline(i, false) ? i.cost : extra;
  }
  types::Package *pkg() const { return pkg_; }
  int callCost() const { return costs.cheapCalls && costs.cheapCalls->count(pkg_) ? 1 : kCall; }
  types::Package *pkg_ = nullptr;
  const InlineInfo &known(types::Func *fn) {
    static const InlineInfo none;
    auto it = costs.funcs_.find(fn);
    return it == costs.funcs_.end() ? none : it->second->info;
  }

  void arguments(syn::CallExpr *e, types::Signature *sig) {
    size_t n = sig->params ? sig->params->vars.size() : 0;
    bool pack = sig->variadic && !e->hasDots;
    auto param = [&](size_t i) -> types::Type * {
      if (pack && i + 1 >= n) {
        types::Type *t = types::under(sig->params->vars[n - 1]->type);
        return t->kind == types::TypeKind::Slice ? static_cast<types::Slice *>(t)->elem : nullptr;
      }
      return i < n ? sig->params->vars[i]->type : nullptr;
    };
    values(param, e->args, false);
    if (!pack) return;
    size_t count = e->args.size();
    if (count == 1 && isTuple(e->args[0])) count = static_cast<types::Tuple *>(e->args[0]->tv.type)->vars.size();
    node(count < n ? 1 : 1); // nil, or the slice literal
    if (count >= n) charge(1);
  }

  void call(syn::CallExpr *e) {
    if (e->fun->tv.mode == M::TypeExpr) {
      syn::Expr *x = e->args[0];
      types::Type *src = x->tv.type, *dst = e->tv.type;
      if (src && dst &&
          (hasConst(x) ? types::isInterface(dst) || types::isTypeParam(dst) ? types::isInterface(dst) && !types::isTypeParam(dst)
                                                                            : types::under(dst)->kind != types::TypeKind::Basic
                       : !noop(src, dst)))
        node();
      expr(x);
      return;
    }
    if (types::Builtin *bi = builtinOf(e)) return builtin(bi, e);
    syn::Expr *fun = syn::unparen(e->fun);
    node(); // the call
    called(fun);
    arguments(e, static_cast<types::Signature *>(types::coreType(fun->tv.type)));
  }
  // The expression that is called and the call's price.
  void called(syn::Expr *fun) {
    fun = syn::unparen(fun);
    if (fun->kind == K::SelectorExpr) {
      auto *s = static_cast<syn::SelectorExpr *>(fun);
      if (s->selection && s->selection->kind == types::SelectionKind::MethodVal) {
        auto *fn = static_cast<types::Func *>(s->selection->obj);
        receiver(s);
        types::Type *rt = s->x->tv.type;
        if (types::isTypeParam(deref(rt))) {
          node(5);
          charge(callCost());
        } else if (fn->isInterfaceMethod || !originOf(fn)->decl) {
          node();
          if (!isVariable(s) && callsOrReceives(s->x)) node(5); // the receiver goes through a temporary
          charge(callCost());
        } else {
          if (auto *named = deref(rt); named->kind == types::TypeKind::Named && !static_cast<types::Named *>(named)->targs.empty())
            node(types::hasTypeParam(named) ? 4 : 2); // the dictionary
          charge(funcCost(fn, callCost()));
        }
        return;
      }
      if (s->selection && s->selection->kind == types::SelectionKind::MethodExpr) {
        auto *fn = static_cast<types::Func *>(s->selection->obj);
        bool direct = s->selection->index.size() == 1 && originOf(fn)->decl && isPointer(s->selection->recv) == originOf(fn)->ptrRecv;
        charge(direct ? funcCost(fn, callCost()) : callCost());
        return;
      }
    }
    types::Instance *inst = nullptr;
    if (types::Func *fn = namedFunc(fun, &inst)) {
      if (fn->pkg && fn->pkg->path == "internal/runtime/sys" && (fn->name.str() == "GetCallerPC" || fn->name.str() == "GetCallerSP"))
        return fail("call to " + std::string(fn->name.str()));
      node();
      if (inst && !inst->targs.empty()) {
        bool derived = false;
        for (types::Type *t : inst->targs) derived = derived || types::hasTypeParam(t);
        node(derived ? 4 : 2);
      }
      charge(funcCost(fn, callCost()));
    } else callee(fun);
  }

  void builtin(types::Builtin *bi, syn::CallExpr *e) {
    auto args = e->args;
    switch (bi->id) {
    case B::Recover: return fail("call to recover");
    case B::Panic: {
      charge(kPanic);
      node();
      convert(types::universeAny(), args[0]);
      if (hasConst(args[0]) || !noop(args[0]->tv.type, types::universeAny())) refund(1);
      return;
    }
    case B::Make: {
      node();
      types::Type *t = types::coreType(e->tv.type);
      for (size_t i = 1; i < args.size(); i++) expr(args[i]);
      if (args.size() == 1 && t && t->kind != types::TypeKind::Slice) node(); // a length of 0
      return;
    }
    case B::New:
      if (args[0]->tv.mode == M::TypeExpr) return node();
      node(1 + 1 + 2 + 2); // &tmp, tmp declared and assigned
      expr(args[0]);
      return;
    case B::Append: {
      node();
      types::Type *t = types::coreType(e->tv.type);
      types::Type *elem = t && t->kind == types::TypeKind::Slice ? static_cast<types::Slice *>(t)->elem : nullptr;
      if (args.size() == 1 && isTuple(args[0])) return values([&](size_t i) { return i ? elem : nullptr; }, args, false);
      for (size_t i = 0; i < args.size(); i++) convert(i == 0 || e->hasDots ? nullptr : elem, args[i]);
      return;
    }
    case B::Delete: {
      node();
      expr(args[0]);
      types::Type *t = args[0]->tv.type ? types::coreType(args[0]->tv.type) : nullptr;
      if (args.size() > 1) convert(t && t->kind == types::TypeKind::Map ? static_cast<types::Map *>(t)->key : nullptr, args[1]);
      return;
    }
    default:
      node();
      if (args.size() == 1 && isTuple(args[0])) return values([](size_t) { return nullptr; }, args, false);
      for (syn::Expr *a : args)
        if (a->tv.mode != M::TypeExpr) expr(a);
      return;
    }
  }

  void compositeLit(syn::CompositeLit *c) {
    types::Type *t = c->tv.type ? types::coreType(c->tv.type) : nullptr;
    if (t && t->kind == types::TypeKind::Pointer) { // {…} for &T{…}
      node();
      t = types::coreType(static_cast<types::Pointer *>(t)->elem);
    }
    node();
    if (!t) return;
    types::Type *elem = nullptr, *key = nullptr;
    if (t->kind == types::TypeKind::Slice) {
      charge(1);
      elem = static_cast<types::Slice *>(t)->elem;
    } else if (t->kind == types::TypeKind::Array) elem = static_cast<types::Array *>(t)->elem;
    else if (t->kind == types::TypeKind::Map) {
      elem = static_cast<types::Map *>(t)->elem;
      key = static_cast<types::Map *>(t)->key;
    }
    size_t i = 0;
    for (syn::Expr *x : c->elems) {
      if (stop) return;
      syn::Expr *value = x;
      if (t->kind == types::TypeKind::Struct) {
        auto fields = static_cast<types::Struct *>(t)->fields;
        types::Type *ft = i < fields.size() ? fields[i]->type : nullptr;
        if (x->kind == K::KeyValueExpr) {
          auto *kv = static_cast<syn::KeyValueExpr *>(x);
          value = kv->value;
          if (kv->key->kind == K::Name) {
            auto *n = static_cast<syn::Name *>(kv->key);
            for (types::Var *f : fields)
              if (f->name == n->value) ft = f->type;
          }
        }
        node();
        convert(ft, value);
      } else {
        if (x->kind == K::KeyValueExpr) {
          auto *kv = static_cast<syn::KeyValueExpr *>(x);
          value = kv->value;
          node();
          convert(key, kv->key);
        }
        convert(elem, value);
      }
      i++;
    }
  }

  static bool isString(syn::Expr *e) {
    const types::Basic *b = basicOf(e->tv.type);
    return b && (b->info & types::kIsString);
  }
  static bool isConcat(syn::Expr *e) {
    e = syn::unparen(e);
    return e->kind == K::Operation && !hasConst(e) && static_cast<syn::Operation *>(e)->y && static_cast<syn::Operation *>(e)->op == syn::Op::Add &&
           isString(e);
  }

  void expr(syn::Expr *e) {
    if (!e || stop) return;
    if (isVariable(e)) return node();
    e = syn::unparen(e);
    if (hasConst(e)) return node();
    switch (e->kind) {
    case K::Name: case K::BasicLit: return node();
    case K::CompositeLit: return compositeLit(static_cast<syn::CompositeLit *>(e));
    case K::FuncLit:
      node();
      charge(kClosureNode);
      return;
    case K::SelectorExpr: {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      if (!s->selection) return node();
      if (s->selection->kind == types::SelectionKind::FieldVal) {
        node(static_cast<int>(s->selection->index.size()));
        return expr(s->x);
      }
      if (s->selection->kind == types::SelectionKind::MethodExpr) return;
      node();
      charge(1);
      receiver(s);
      return;
    }
    case K::IndexExpr: {
      auto *x = static_cast<syn::IndexExpr *>(e);
      if (namedFunc(e, nullptr)) return node();
      node();
      types::Type *t = x->x->tv.type ? types::coreType(x->x->tv.type) : nullptr;
      if (t && t->kind == types::TypeKind::Pointer) {
        node();
        pointerOfAddress(x->x);
      }
      expr(x->x);
      convert(t && t->kind == types::TypeKind::Map ? static_cast<types::Map *>(t)->key : nullptr, x->index);
      return;
    }
    case K::SliceExpr: {
      auto *x = static_cast<syn::SliceExpr *>(e);
      node();
      types::Type *t = x->x->tv.type ? types::under(x->x->tv.type) : nullptr;
      if (t && t->kind == types::TypeKind::Array) {
        node();
        zeroAddress(x->x);
      }
      expr(x->x);
      for (syn::Expr *i : x->index)
        if (i) expr(i);
      int64_t v;
      if (x->index[0] && hasConst(x->index[0]) && constant::int64Val(constant::toInt(x->index[0]->tv.value), v) && v == 0) refund(1);
      if (x->index[1]) {
        syn::Expr *h = syn::unparen(x->index[1]);
        if (h->kind == K::CallExpr && !hasConst(h))
          if (types::Builtin *bi = builtinOf(static_cast<syn::CallExpr *>(h)); bi && bi->id == B::Len)
            if (types::Object *a = varOf(x->x); a && a == varOf(static_cast<syn::CallExpr *>(h)->args[0])) refund(2);
      }
      return;
    }
    case K::AssertExpr: {
      auto *x = static_cast<syn::AssertExpr *>(e);
      node();
      if (x->type->tv.type && types::hasTypeParam(x->type->tv.type)) node(6);
      return expr(x->x);
    }
    case K::Operation: {
      auto *o = static_cast<syn::Operation *>(e);
      if (!o->y) {
        node();
        if (o->op == syn::Op::And) {
          if (syn::unparen(o->x)->kind != K::CompositeLit) zeroAddress(o->x);
        } else if (o->op == syn::Op::Mul) {
          pointerOfAddress(o->x);
        }
        return expr(o->x);
      }
      types::Type *common = nullptr;
      if (o->op != syn::Op::Shl && o->op != syn::Op::Shr && o->x->tv.type && o->y->tv.type) {
        if (types::assignableTo(o->x->tv.type, o->y->tv.type)) common = o->y->tv.type;
        else common = o->x->tv.type;
      }
      if (isConcat(e)) {
        node();
        if (isConcat(o->x)) refund(1), nodes--;
        if (isConcat(o->y)) refund(1), nodes--;
      } else node();
      convert(common, o->x);
      convert(common, o->y);
      return;
    }
    case K::CallExpr: return call(static_cast<syn::CallExpr *>(e));
    default: return; // types
    }
  }
};

namespace {
const char *pragmaReason(uint32_t pragma, bool race) {
  if (pragma & syn::kPragmaNoinline) return "marked go:noinline";
  if (race && pragma & syn::kPragmaNorace) return "marked go:norace with -race compilation";
  if (pragma & syn::kPragmaCgoUnsafeArgs) return "marked go:cgo_unsafe_args";
  if (pragma & syn::kPragmaUintptrKeepAlive) return "marked as having a keep-alive uintptr argument";
  if (pragma & syn::kPragmaUintptrEscapes) return "marked as having an escaping uintptr argument";
  if (pragma & syn::kPragmaYeswritebarrierrec) return "marked go:yeswritebarrierrec";
  return nullptr;
}
} // namespace

void countCost(InlineCosts &costs, InlineUnit &u) {
  if (u.checked) return;
  u.checked = true;
  if (u.fn)
    if (const char *why = pragmaReason(u.fn->decl->pragma, costs.race)) {
      u.info.reason = why;
      return;
    }
  if (!u.body) {
    u.info.reason = "no function body";
    return;
  }
  types::Package *pkg = u.root()->fn ? u.root()->fn->pkg : nullptr;
  bool literal = u.outer != nullptr;
  const int budget = literal ? gir::kInlineCalledOnce : gir::kInlineBudget;
  auto count = [&](bool all) {
    InlineCounter c{.costs = costs, .u = u, .all = all, .budget = budget, .maxBudget = budget, .pkg_ = pkg};
    if (literal && u.lit->kind == K::ForStmt) {
      c.node(20); // #tmp := #state; #state = abi.RF_PANIC; if #tmp != abi.RF_READY { panicrangestate(#tmp) } … #state = abi.RF_READY; return true
      auto *rc = static_cast<syn::RangeClause *>(static_cast<const syn::ForStmt *>(u.lit)->init);
      if (!rc->def)
        for (syn::Expr *e : syn::unpackList(rc->lhs)) { // x = #p1
          c.node(2);
          c.expr(e);
        }
    }
    c.stmts(u.body->list);
    return c;
  };
  if (u.body->rbrace.v - u.body->pos.v > kBigNodes) {
    InlineCounter c = count(true);
    u.info.big = c.nodes >= kBigNodes;
  }
  InlineCounter c = count(costs.countAll);
  int cost = c.maxBudget - c.budget;
  if (!c.stop && c.budget < 0) c.fail("function too complex: cost " + std::to_string(cost) + " exceeds budget " + std::to_string(c.maxBudget));
  if (c.stop) u.info.reason = c.reason;
  else u.info.cost = cost;
}

InlineInfo InlineCosts::ofWrapper(types::Package *p, syn::CallExpr *call, const std::unordered_map<const syn::Expr *, int> &evaluated) {
  InlineUnit u;
  InlineCounter c{
      .costs = *this, .u = u, .all = true, .budget = gir::kInlineCalledOnce, .maxBudget = gir::kInlineCalledOnce, .evaluated = &evaluated, .pkg_ = p};
  c.expr(call);
  u.info.cost = c.stop || c.budget < 0 ? -1 : c.maxBudget - c.budget;
  u.info.reason = c.stop ? c.reason : "function too complex: cost " + std::to_string(c.maxBudget - c.budget) + " exceeds budget " + std::to_string(c.maxBudget);
  return u.info;
}

} // namespace golem::lower
