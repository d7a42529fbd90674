// The words of -m=2's explanations: for each way that a value can take inside one statement, from a variable or an allocation to a
// variable, a result, an allocation or the heap, the notes that gc prints under "flow:". Function bodies in, Function::flowTexts out; only
// when they are asked for. Escape analysis finds the ways in GIR and looks their words up by their two ends (escape/explain.cc).
//
// An expression is walked towards its leaves with a hole: where its value goes, dereferenced how often, and the notes so far, outermost
// first, as in gc's escape analysis.
#include "compiler/lower/lowering.h"
#include <algorithm>

namespace golem::lower {

using K = syn::NodeKind;
using types::TypeKind;

namespace {

struct Hole {
  std::string dst; // "": nowhere
  int derefs = 0;
  bool any = false; // through a call: as often as the callee does
  uint32_t param = UINT32_MAX;
  Pos root;
  std::vector<gir::FlowNote> notes;
  int temp = -1, tempNotes = 0; // range: what the element's way begins with, and its notes
  size_t result = 0;            // which one of a call's
};

struct Explainer {
  FuncLowerer &fl;

  std::string_view copy(std::string_view s) { return fl.pl.m.arena.copy(s); }
  std::string key(Pos p) {
    const gir::SrcPos &at = fl.pl.m.positions[fl.pl.position(p)];
    return "#" + std::to_string(at.file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.col);
  }
  Hole note(Hole k, Pos p, std::string_view text, std::string_view why) {
    k.notes.push_back({fl.pl.position(p), copy(text), why, k.derefs});
    return k;
  }
  Hole note(Hole k, syn::Expr *e, std::string_view why) { return note(std::move(k), e->pos, fl.exprText(e), why); }
  // Here the value is in another location: a note without a reason.
  Hole through(Hole k, Pos p, std::string_view location) { return note(std::move(k), p, location, ""); }
  Hole deref(Hole k, int n) {
    k.derefs += n;
    return k;
  }
  Hole to(std::string dst, Pos root) {
    Hole k;
    k.dst = std::move(dst);
    k.root = root;
    return k;
  }
  void leaf(std::string_view src, const Hole &k) {
    if (k.dst.empty()) return;
    gir::FlowText t;
    t.dst = copy(k.dst);
    t.src = copy(src);
    t.derefs = k.any ? gir::FlowText::kAnyDerefs : k.derefs;
    t.param = k.param;
    t.pos = fl.pl.position(k.root);
    t.notes.assign(k.notes.rbegin(), k.notes.rend());
    for (gir::FlowNote &n : t.notes) n.derefs = k.derefs - n.derefs;
    if (k.temp >= 0) {
      t.tempDerefs = k.temp;
      t.tempNotes = static_cast<uint32_t>(t.notes.size()) - static_cast<uint32_t>(k.tempNotes);
    }
    fl.f.flowTexts.push_back(std::move(t));
  }
  // The expression's object; a hole for what is put into it.
  Hole spill(const Hole &k, Pos p, std::string_view text) {
    leaf(key(p), deref(note(k, p, text, "spill"), -1));
    return to(key(p), k.root ? k.root : p);
  }
  Hole spill(const Hole &k, syn::Expr *e) { return spill(k, e->pos, fl.exprText(e)); }

  bool pointers(types::Type *t) { return t && fl.gtype(t)->hasPointers(); }
  bool isInterface(types::Type *t) { return types::under(t)->kind == TypeKind::Interface; }

  // With the conversion that assigning to a `want` implies.
  void as(syn::Expr *e, types::Type *want, const Hole &k) {
    types::Type *t = e->tv.type ? fl.typeOf(e) : nullptr;
    want = want ? fl.pl.subst(want, fl.env) : nullptr;
    if (!t || !want || e->tv.mode == syn::OperandMode::NilValue || !isInterface(want) || types::identical(t, want)) return expr(e, k);
    convert(syn::unparen(e), fl.exprText(e), t, syn::unparen(e)->pos, k);
  }
  void convert(syn::Expr *x, std::string_view text, types::Type *t, Pos p, const Hole &k) {
    if (isInterface(t) || fl.gtype(t)->isDirectIface()) return expr(x, note(k, p, text, "interface-converted"));
    expr(x, note(spill(k, p, text), p, text, "interface-converted"));
  }

  void expr(syn::Expr *e, const Hole &k) {
    e = syn::unparen(e);
    if (e->tv.mode == syn::OperandMode::TypeExpr || e->tv.mode == syn::OperandMode::NilValue || isConst(e)) return;
    bool nowhere = k.derefs >= 0 && e->tv.type && e->tv.type->kind != TypeKind::Tuple && !pointers(e->tv.type);
    const Hole none;
    const Hole &h = nowhere ? none : k;
    switch (e->kind) {
    case K::Name: {
      types::Object *o = static_cast<syn::Name *>(e)->obj;
      if (o && o->kind == types::ObjectKind::Var && !(o->pkg && o->parent == o->pkg->scope)) leaf(o->name.str(), h);
      return;
    }
    case K::CompositeLit: return literal(static_cast<syn::CompositeLit *>(e), h);
    case K::FuncLit: return funcLit(static_cast<syn::FuncLit *>(e), h);
    case K::SelectorExpr: return selector(static_cast<syn::SelectorExpr *>(e), h);
    case K::IndexExpr: {
      auto *i = static_cast<syn::IndexExpr *>(e);
      if (i->inst) return;
      types::Type *u = fl.underOf(i->x);
      expr(i->index, none);
      if (u->kind == TypeKind::Array) return expr(i->x, note(h, e, "fixed-array-index-of"));
      if (u->kind == TypeKind::Pointer) return expr(i->x, note(deref(note(h, e, "fixed-array-index-of"), 1), e->pos, fl.exprText(i->x), "indirection"));
      if (u->kind == TypeKind::Map) return expr(i->x, none);
      return expr(i->x, deref(note(h, e, "dot of pointer"), 1));
    }
    case K::SliceExpr: {
      auto *s = static_cast<syn::SliceExpr *>(e);
      for (syn::Expr *i : s->index)
        if (i) expr(i, none);
      Hole in = note(h, e, "slice");
      if (fl.underOf(s->x)->kind == TypeKind::Array) in = deref(note(in, e->pos, fl.exprText(s->x), "address-of"), -1);
      return expr(s->x, in);
    }
    case K::AssertExpr: {
      auto *a = static_cast<syn::AssertExpr *>(e);
      types::Type *t = FuncLowerer::firstOf(e->tv.type);
      t = fl.pl.subst(t, fl.env);
      return expr(a->x, note(deref(h, isInterface(t) || fl.gtype(t)->isDirectIface() ? 0 : 1), e, "dot"));
    }
    case K::Operation: {
      auto *o = static_cast<syn::Operation *>(e);
      if (o->y) {
        if (o->op == syn::Op::Add && !nowhere && fl.underOf(e)->kind == TypeKind::Basic) spill(h, e);
        expr(o->x, none);
        return expr(o->y, none);
      }
      if (o->op == syn::Op::And) {
        syn::Expr *x = syn::unparen(o->x);
        if (x->kind == K::CompositeLit) return literal(static_cast<syn::CompositeLit *>(x), spill(h, e));
        return expr(x, deref(note(h, e, "address-of"), -1));
      }
      if (o->op == syn::Op::Mul) return expr(o->x, deref(note(h, e, "indirection"), 1));
      return expr(o->x, none);
    }
    case K::CallExpr: return call(static_cast<syn::CallExpr *>(e), h);
    default: return;
    }
  }

  void selector(syn::SelectorExpr *e, const Hole &k) {
    if (!e->selection) return;
    if (e->selection->kind == types::SelectionKind::MethodVal) return expr(e->x, spill(k, e));
    if (e->selection->kind != types::SelectionKind::FieldVal) return;
    // One node for each field of the path, the last one first.
    types::Type *t = fl.typeOf(e->x);
    std::string text(fl.exprText(e)), base(fl.exprText(e->x));
    struct Hop {
      std::string text;
      bool pointer;
    };
    std::vector<Hop> hops;
    size_t end = std::min(base.size() + 2, text.size());
    if (text.compare(0, base.size(), base) != 0) end = 0; // with parentheses
    auto path = e->selection->index;
    for (size_t i = 0; i < path.size(); i++) {
      types::Type *u = types::under(t);
      bool ptr = u->kind == TypeKind::Pointer;
      if (ptr) u = types::under(static_cast<types::Pointer *>(u)->elem);
      if (u->kind != TypeKind::Struct) return;
      std::string sub = text;
      if (i + 1 < path.size() && end) {
        size_t dot = text.find('.', end);
        sub = text.substr(0, dot);
        end = dot == text.npos ? text.size() : dot + 1;
      }
      hops.push_back({std::move(sub), ptr});
      t = fl.pl.subst(static_cast<types::Struct *>(u)->fields[static_cast<size_t>(path[i])]->type, fl.env);
    }
    Hole in = k;
    for (size_t i = hops.size(); i-- > 0;) in = note(deref(in, hops[i].pointer), e->pos, hops[i].text, hops[i].pointer ? "dot of pointer" : "dot");
    expr(e->x, in);
  }

  void literal(syn::CompositeLit *e, const Hole &outer) {
    types::Type *t = fl.typeOf(e);
    Hole k = outer;
    if (!e->type && types::under(t)->kind == TypeKind::Pointer) {
      t = static_cast<types::Pointer *>(types::under(t))->elem;
      k = spill(k, e);
    }
    types::Type *u = types::under(t);
    auto value = [](syn::Expr *x) { return x->kind == K::KeyValueExpr ? static_cast<syn::KeyValueExpr *>(x)->value : x; };
    if (u->kind == TypeKind::Struct) {
      auto *s = static_cast<types::Struct *>(u);
      for (size_t i = 0; i < e->elems.size(); i++) {
        types::Type *want = i < s->fields.size() ? s->fields[i]->type : nullptr;
        if (e->elems[i]->kind == K::KeyValueExpr) {
          auto *name = static_cast<syn::Name *>(static_cast<syn::KeyValueExpr *>(e->elems[i])->key);
          for (types::Var *f : s->fields)
            if (f->name == name->value) want = f->type;
        }
        as(value(e->elems[i]), want, note(k, e, "struct literal element"));
      }
    } else if (u->kind == TypeKind::Array || u->kind == TypeKind::Slice) {
      bool slice = u->kind == TypeKind::Slice;
      types::Type *elem = slice ? static_cast<types::Slice *>(u)->elem : static_cast<types::Array *>(u)->elem;
      Hole in = slice ? spill(k, e) : k;
      for (syn::Expr *x : e->elems) as(value(x), elem, note(in, e, slice ? "slice-literal-element" : "array literal element"));
    } else if (u->kind == TypeKind::Map) {
      spill(k, e);
      auto *m = static_cast<types::Map *>(u);
      for (syn::Expr *x : e->elems) {
        if (x->kind != K::KeyValueExpr) continue;
        as(static_cast<syn::KeyValueExpr *>(x)->key, m->key, note(to("{heap}", e->pos), e, "map literal key"));
        as(value(x), m->elem, note(to("{heap}", e->pos), e, "map literal value"));
      }
    }
  }

  static const syn::Name *firstUse(const syn::Node *n, types::Object *o) {
    if (n->kind == K::Name) return static_cast<const syn::Name *>(n)->obj == o ? static_cast<const syn::Name *>(n) : nullptr;
    const syn::Name *found = nullptr;
    syn::forEachChild(n, [&](const syn::Node *c) {
      if (!found && c) found = firstUse(c, o);
    });
    return found;
  }
  void funcLit(syn::FuncLit *e, const Hole &k) {
    Hole in = spill(k, e);
    auto it = fl.literalCaptures.find(e);
    if (it == fl.literalCaptures.end()) return;
    for (auto [o, byRef] : it->second) {
      const syn::Name *use = firstUse(e->body, o);
      Pos p = use ? use->pos : e->pos;
      Hole c = in;
      if (byRef) c = deref(note(c, p, o->name.str(), "reference"), -1);
      leaf(o->name.str(), note(c, p, o->name.str(), "captured by a closure"));
    }
  }

  void call(syn::CallExpr *e, const Hole &k) {
    const Hole none;
    if (e->fun->tv.mode == syn::OperandMode::TypeExpr) {
      syn::Expr *x = e->args[0];
      types::Type *t = fl.typeOf(e), *from = x->tv.type ? fl.typeOf(x) : nullptr;
      if (!from || x->tv.mode == syn::OperandMode::NilValue) return;
      if (isInterface(t)) return types::identical(t, from) ? expr(x, k) : convert(syn::unparen(x), fl.exprText(e), from, syn::unparen(x)->pos, k);
      auto stringy = [](types::Type *u) { return u->kind == TypeKind::Basic && (static_cast<types::Basic *>(u)->info & types::kIsString); };
      types::Type *u = types::under(t), *uf = types::under(from);
      if (stringy(u) != stringy(uf)) {
        spill(k, syn::unparen(x)->pos, fl.exprText(e));
        return expr(x, none);
      }
      return expr(x, k);
    }
    if (types::Builtin *bi = builtinOf(e)) return builtin(bi, e, k);
    syn::Expr *fun = syn::unparen(e->fun);
    types::Type *ft = types::coreType(fl.typeOf(fun));
    if (!ft || ft->kind != TypeKind::Signature) return;
    auto *sig = static_cast<types::Signature *>(ft);
    types::Func *fn = nullptr;
    if (fun->kind == K::Name && static_cast<syn::Name *>(fun)->obj && static_cast<syn::Name *>(fun)->obj->kind == types::ObjectKind::Func)
      fn = static_cast<types::Func *>(static_cast<syn::Name *>(fun)->obj);
    bool method = false;
    FuncLowerer::Inlinee target;
    const bool inlined = fl.inlinee(e, target);
    const std::string assigned = inlined ? fl.inlinedAssign(e, target) : std::string();
    auto holes = [&](types::Var *param, size_t row) {
      std::vector<Hole> out;
      if (inlined) {
        if (param && !param->name.empty()) out.push_back(note(to(std::string(param->name.str()), e->pos), e->pos, assigned, "assign-pair"));
        return out;
      }
      Hole heap = to("{heap}", e->pos), on = k;
      heap.any = on.any = true;
      heap.param = on.param = static_cast<uint32_t>(row) + method;
      out.push_back(note(heap, e, "call parameter"));
      if (!k.dst.empty()) out.push_back(note(on, e, "call parameter"));
      if (param && !param->name.empty()) out.push_back(note(to(std::string(param->name.str()), e->pos), e, "call parameter"));
      return out;
    };
    if (fun->kind == K::SelectorExpr && static_cast<syn::SelectorExpr *>(fun)->selection &&
        static_cast<syn::SelectorExpr *>(fun)->selection->kind == types::SelectionKind::MethodVal) {
      auto *sel = static_cast<syn::SelectorExpr *>(fun);
      auto *m = static_cast<types::Func *>(sel->selection->obj);
      auto *msig = static_cast<types::Signature *>(m->type);
      bool wantPtr = msig->recv && types::unalias(msig->recv->type)->kind == TypeKind::Pointer;
      bool isPtr = types::under(fl.typeOf(sel->x))->kind == TypeKind::Pointer;
      for (Hole h : holes(msig->recv, 0)) {
        // Through embedded fields: a node each.
        struct Hop {
          std::string text;
          bool pointer;
        };
        std::vector<Hop> hops;
        types::Type *at = fl.typeOf(sel->x);
        std::string path(fl.exprText(sel->x));
        auto index = sel->selection->index;
        for (size_t i = 0; i + 1 < index.size() && !types::hasTypeParam(sel->selection->recv); i++) {
          types::Type *u = types::under(at);
          bool pointer = u->kind == TypeKind::Pointer;
          if (pointer) u = types::under(static_cast<types::Pointer *>(u)->elem);
          if (u->kind != TypeKind::Struct) break;
          types::Var *field = static_cast<types::Struct *>(u)->fields[static_cast<size_t>(index[i])];
          path += "." + std::string(field->name.str());
          hops.push_back({path, pointer});
          at = fl.pl.subst(field->type, fl.env);
        }
        if (!hops.empty()) {
          bool ptr = types::under(at)->kind == TypeKind::Pointer;
          if (wantPtr && !ptr) h = deref(note(h, sel->pos, path, "address-of"), -1);
          if (!wantPtr && ptr && !isInterface(at)) h = deref(note(h, sel->pos, path, "indirection"), 1);
          for (size_t i = hops.size(); i-- > 0;) h = note(deref(h, hops[i].pointer), sel->pos, hops[i].text, hops[i].pointer ? "dot of pointer" : "dot");
          expr(sel->x, h);
          continue;
        }
        if (wantPtr && !isPtr) h = deref(note(h, sel->pos, fl.exprText(sel->x), "address-of"), -1);
        if (!wantPtr && isPtr && !isInterface(fl.typeOf(sel->x))) h = deref(note(h, sel->pos, fl.exprText(sel->x), "indirection"), 1);
        expr(sel->x, h);
      }
      method = true;
      fn = m;
    } else if (!fn) {
      expr(fun, none);
    }
    size_t n = sig->params ? sig->params->vars.size() : 0;
    auto *written = inlined ? target.sig : fn ? static_cast<types::Signature *>(fn->type) : nullptr;
    if (auto *made = written ? written : sig; made->results && k.result < made->results->vars.size())
      leaf(FuncLowerer::resultName(made->results->vars[k.result], k.result), k);
    if (FuncLowerer::isSpread(e)) return expr(e->args[0], none);
    bool packs = sig->variadic && !e->hasDots;
    for (size_t i = 0; i < e->args.size(); i++) {
      if (packs && i + 1 >= n) break;
      for (const Hole &h : holes(written && i < written->params->vars.size() ? written->params->vars[i] : nullptr, i))
        as(e->args[i], i < n ? sig->params->vars[i]->type : nullptr, h);
    }
    if (!packs || n == 0 || e->args.size() < n) return;
    for (const Hole &h : holes(written && written->params->vars.size() == n ? written->params->vars[n - 1] : nullptr, n - 1)) spill(h, e->pos, "... argument");
    Hole in = note(to(key(e->pos), e->pos), e->pos, "... argument", "slice-literal-element");
    types::Type *elem = static_cast<types::Slice *>(types::under(fl.pl.subst(sig->params->vars[n - 1]->type, fl.env)))->elem;
    for (size_t i = n - 1; i < e->args.size(); i++) as(e->args[i], elem, in);
  }

  void builtin(types::Builtin *bi, syn::CallExpr *e, const Hole &k) {
    using B = types::BuiltinId;
    const Hole none;
    auto heap = [&] { return note(to("{heap}", e->pos), e, "call parameter"); };
    switch (bi->id) {
    case B::New: case B::Make: spill(k, e); break;
    case B::Append: {
      spill(k, e);
      expr(e->args[0], note(k, e, "call parameter"));
      types::Type *u = types::under(fl.typeOf(e->args[0]));
      types::Type *elem = u->kind == TypeKind::Slice ? static_cast<types::Slice *>(u)->elem : nullptr;
      if (elem && pointers(elem)) expr(e->args[0], note(deref(note(to("{heap}", e->pos), e, "appendee slice"), 1), e, "call parameter"));
      for (size_t i = 1; i < e->args.size(); i++) {
        if (e->hasDots)
          expr(e->args[i], elem && pointers(elem) ? note(deref(note(to("{heap}", e->pos), e, "appended slice..."), 1), e, "call parameter") : none);
        else as(e->args[i], elem, heap());
      }
      return;
    }
    case B::Copy: {
      expr(e->args[0], none);
      types::Type *u = types::under(fl.typeOf(e->args[1]));
      bool held = u->kind == TypeKind::Slice && pointers(static_cast<types::Slice *>(u)->elem);
      return expr(e->args[1], held ? note(deref(note(to("{heap}", e->pos), e, "copied slice"), 1), e, "call parameter") : none);
    }
    case B::Panic: return as(e->args[0], types::universeAny(), heap());
    default: break;
    }
    for (syn::Expr *a : e->args)
      if (a->tv.mode != syn::OperandMode::TypeExpr) expr(a, none);
  }

  // ---- statements ----
  // Where an assignment to e goes.
  Hole place(syn::Expr *e, Pos root) {
    e = syn::unparen(e);
    const Hole none;
    switch (e->kind) {
    case K::Name: {
      types::Object *o = static_cast<syn::Name *>(e)->obj;
      if (!o || static_cast<syn::Name *>(e)->value.isBlank()) return none;
      return to(o->pkg && o->parent == o->pkg->scope ? "{heap}" : std::string(o->name.str()), root);
    }
    case K::SelectorExpr: {
      auto *s = static_cast<syn::SelectorExpr *>(e);
      bool direct = s->selection && s->selection->index.size() == 1 && fl.underOf(s->x)->kind == TypeKind::Struct;
      if (direct) return place(s->x, root);
      expr(s->x, none);
      return to("{heap}", root);
    }
    case K::IndexExpr: {
      auto *i = static_cast<syn::IndexExpr *>(e);
      types::Type *u = fl.underOf(i->x);
      if (u->kind == TypeKind::Array) return place(i->x, root);
      if (u->kind == TypeKind::Map) as(i->index, static_cast<types::Map *>(u)->key, note(to("{heap}", root), e, "key of map put"));
      else expr(i->index, none);
      return to("{heap}", root);
    }
    default: return to("{heap}", root);
    }
  }
  std::string list(syn::ExprList l) {
    std::string s;
    for (size_t i = 0; i < l.size(); i++) s += (i ? ", " : "") + std::string(fl.exprText(l[i]));
    return s;
  }
  void assign(syn::ExprList lhs, syn::ExprList rhs, bool def, Pos p) {
    std::string text = list(lhs) + (def ? " := " : " = ") + list(rhs);
    if (lhs.size() == rhs.size()) {
      for (size_t i = 0; i < lhs.size(); i++) {
        types::Type *want = lhs[i]->tv.type;
        if (auto *n = syn::unparen(lhs[i]); n->kind == K::Name && static_cast<syn::Name *>(n)->obj)
          want = static_cast<types::Var *>(static_cast<syn::Name *>(n)->obj)->type;
        as(rhs[i], want, note(place(lhs[i], p), p, text, lhs.size() == 1 ? "assign" : "assign-pair"));
      }
      return;
    }
    if (rhs.size() != 1 || lhs.empty()) return;
    // Several values go through temporaries.
    syn::Expr *r = syn::unparen(rhs[0]);
    auto name = [](syn::Expr *l) { return syn::unparen(l)->kind == K::Name ? static_cast<syn::Name *>(syn::unparen(l)) : nullptr; };
    std::vector<std::string> temporaries;
    for (size_t i = 0; i < lhs.size(); i++) temporaries.push_back(name(lhs[i]) && name(lhs[i])->value.isBlank() ? "" : temporary(i));
    bool fresh = name(lhs[0]) && (name(lhs[0])->isDef || temporaries[0].empty());
    text = list(lhs) + (def ? " := " : " = ") + fl.temporaries(r, fresh ? nullptr : lhs[0]->tv.type, temporaries);
    for (size_t i = 0; i < lhs.size(); i++) {
      if (temporaries[i].empty()) continue;
      Hole k = through(note(place(lhs[i], p), p, text, "assign-pair"), p, temporaries[i]);
      k.result = i;
      if (r->kind == K::CallExpr) {
        expr(r, k);
        continue;
      }
      std::string_view why = r->kind == K::AssertExpr ? "assign-pair-dot-type" : r->kind == K::IndexExpr ? "assign-pair-mapr" : "assign-pair-receive";
      return expr(r, note(k, p, temporary(0) + ", " + temporary(1) + " := " + std::string(fl.exprText(r)), why));
    }
  }
  static std::string temporary(size_t i) { return ".autotmp_" + std::to_string(i); }
  void stmts(syn::StmtList l) {
    for (syn::Stmt *s : l) stmt(s);
  }
  void stmt(syn::Stmt *s) {
    if (!s) return;
    const Hole none;
    switch (s->kind) {
    case K::LabeledStmt: return stmt(static_cast<syn::LabeledStmt *>(s)->stmt);
    case K::BlockStmt: return stmts(static_cast<syn::BlockStmt *>(s)->list);
    case K::ExprStmt: return expr(static_cast<syn::ExprStmt *>(s)->x, none);
    case K::SendStmt: {
      auto *n = static_cast<syn::SendStmt *>(s);
      types::Type *u = types::coreType(fl.typeOf(n->chan));
      return as(n->value, u && u->kind == TypeKind::Chan ? static_cast<types::Chan *>(u)->elem : nullptr,
                note(to("{heap}", n->pos), n->pos, std::string(fl.exprText(n->chan)) + " <- " + std::string(fl.exprText(n->value)), "send"));
    }
    case K::DeclStmt:
      for (syn::Decl *d : static_cast<syn::DeclStmt *>(s)->decls) {
        if (d->kind != K::VarDecl) continue;
        auto *v = static_cast<syn::VarDecl *>(d);
        std::vector<syn::Expr *> names(v->names.begin(), v->names.end());
        if (v->values) assign(names, syn::unpackList(v->values), true, v->pos);
      }
      return;
    case K::AssignStmt: {
      auto *a = static_cast<syn::AssignStmt *>(s);
      if (a->rhs && (a->op == syn::Op::None || a->op == syn::Op::Def))
        return assign(syn::unpackList(a->lhs), syn::unpackList(a->rhs), a->op == syn::Op::Def, a->pos);
      if (a->rhs)
        expr(a->rhs, note(place(a->lhs, a->pos), a->pos,
                          std::string(fl.exprText(a->lhs)) + " " + syn::opString(a->op) + "= " + std::string(fl.exprText(a->rhs)), "assign"));
      return;
    }
    case K::CallStmt: {
      auto *c = static_cast<syn::CallStmt *>(s);
      syn::Expr *called = syn::unparen(c->call);
      if (called->kind == K::CallExpr)
        if (syn::Expr *lit = syn::unparen(static_cast<syn::CallExpr *>(called)->fun); lit->kind == K::FuncLit) expr(lit, to("{heap}", lit->pos));
      return expr(c->call, none);
    }
    case K::ReturnStmt: {
      auto *r = static_cast<syn::ReturnStmt *>(s);
      syn::ExprList results = syn::unpackList(r->results);
      for (size_t i = 0; i < results.size() && i < fl.f.resultNames.size(); i++) {
        Hole k = note(to(std::string(fl.f.resultNames[i]), r->pos), r->pos, "return " + list(results), "return");
        if (results.size() != 1 || !FuncLowerer::isTuple(results[0])) {
          as(results[i], fl.sig->results->vars[i]->type, k);
          continue;
        }
        std::vector<std::string> temporaries;
        for (size_t n = 0; n < fl.f.resultNames.size(); n++) temporaries.push_back(temporary(n));
        const std::string text = "return " + fl.temporaries(results[0], fl.sig->results->vars[0]->type, temporaries);
        for (size_t n = 0; n < fl.f.resultNames.size(); n++) {
          k = through(note(to(std::string(fl.f.resultNames[n]), r->pos), r->pos, text, "return"), r->pos, temporaries[n]);
          k.result = n;
          expr(results[0], k);
        }
      }
      return;
    }
    case K::IfStmt: {
      auto *i = static_cast<syn::IfStmt *>(s);
      stmt(i->init);
      expr(i->cond, none);
      stmt(i->then);
      return stmt(i->els);
    }
    case K::ForStmt: {
      auto *f = static_cast<syn::ForStmt *>(s);
      if (f->init && f->init->kind == K::RangeClause) range(static_cast<syn::RangeClause *>(f->init));
      else stmt(f->init);
      if (f->cond) expr(f->cond, none);
      stmt(f->post);
      return stmt(f->body);
    }
    case K::SwitchStmt: {
      auto *w = static_cast<syn::SwitchStmt *>(s);
      stmt(w->init);
      if (w->tag && w->tag->kind != K::TypeSwitchGuard) expr(w->tag, none);
      else if (w->tag) typeSwitch(w, static_cast<syn::TypeSwitchGuard *>(w->tag));
      for (syn::CaseClause *c : w->body) {
        for (syn::Expr *x : syn::unpackList(c->cases)) expr(x, none);
        stmts(c->body);
      }
      return;
    }
    case K::SelectStmt:
      for (syn::CommClause *c : static_cast<syn::SelectStmt *>(s)->body) {
        stmt(c->comm);
        stmts(c->body);
      }
      return;
    default: return;
    }
  }
  void typeSwitch(syn::SwitchStmt *w, syn::TypeSwitchGuard *guard) {
    std::vector<Hole> to_;
    for (syn::CaseClause *c : w->body) {
      if (!guard->lhs || !c->implicit) continue;
      types::Type *t = fl.pl.subst(static_cast<types::Var *>(c->implicit)->type, fl.env);
      if (!pointers(t)) continue;
      to_.push_back(note(deref(to(std::string(c->implicit->name.str()), c->pos), isInterface(t) || fl.gtype(t)->isDirectIface() ? 0 : 1), c->pos,
                         fl.caseText(c), "switch case"));
    }
    if (to_.empty()) return expr(guard->x, Hole());
    for (Hole &k : to_) expr(guard->x, to_.size() > 1 ? through(k, w->pos, "{temp}") : k);
  }
  void range(syn::RangeClause *r) {
    syn::ExprList lhs = syn::unpackList(r->lhs);
    types::Type *u = types::coreType(fl.typeOf(r->x));
    Hole k;
    if (lhs.size() == 2 && u && u->kind != TypeKind::Map) k = place(lhs[1], r->pos);
    if (!k.dst.empty()) {
      bool array = u->kind == TypeKind::Array;
      k = note(k, r->pos, "for loop", array ? "range" : "range-deref");
      k.temp = array ? 0 : 1;
      k.derefs = k.temp;
      k.tempNotes = 1;
    }
    expr(r->x, k);
  }
};

} // namespace

void FuncLowerer::explain(syn::BlockStmt *block) { Explainer{*this}.stmts(block->list); }

void FuncLowerer::explainInit(types::Var *v, syn::Expr *rhs) {
  Explainer x{*this};
  x.as(rhs, v->type, x.note(x.to("{heap}", rhs->pos), v->pos, std::string(v->name.str()) + " = " + std::string(exprText(rhs)), "assign"));
}

} // namespace golem::lower
