// The text of statements as gc's -m=2 prints the body of a function that can be inlined. A function's type and checked body in, what
// follows "as:" out.
//
// It is the tree after gc's noder: conditions that are known are gone, loops, switches and selects are words only, declarations without a
// value assign <nil>, and several values of one expression go through temporaries, which are numbered with the variables.
#include "compiler/lower/inlunit.h"

namespace golem::lower {

using K = syn::NodeKind;

namespace {

struct StmtWriter {
  FuncLowerer &fl;
  types::Signature *sig;
  int variables = 0; // declared so far: parameters, results, locals, temporaries
  std::string out = {};
  bool first = true;
  std::string_view state = {}; // in the body of a loop over a function: the variable of its state

  void add(const std::string &s) {
    if (!first) out += "; ";
    first = false;
    out += s;
  }
  std::string text(syn::Expr *e) { return std::string(fl.exprText(e)); }
  std::string list(syn::ExprList l) {
    std::string s;
    for (size_t i = 0; i < l.size(); i++) s += (i ? ", " : "") + text(l[i]);
    return s;
  }
  std::string block(syn::StmtList l) {
    std::string saved = std::move(out);
    bool was = first;
    out.clear();
    first = true;
    stmts(l);
    std::string s = "{ " + out + " }";
    out = std::move(saved);
    first = was;
    return s;
  }
  void declare(syn::ExprList l) {
    for (syn::Expr *e : l)
      if (auto *n = syn::unparen(e); n->kind == K::Name && static_cast<syn::Name *>(n)->isDef && !static_cast<syn::Name *>(n)->value.isBlank()) variables++;
  }
  std::string temporary() { return ".autotmp_" + std::to_string(variables++); }

  void assign(syn::ExprList lhs, syn::Expr *from, bool def) {
    syn::ExprList rhs = syn::unpackList(from);
    bool news = false;
    for (syn::Expr *e : lhs)
      if (auto *n = syn::unparen(e); n->kind == K::Name) news = news || static_cast<syn::Name *>(n)->isDef;
    declare(lhs);
    std::string s = list(lhs) + (def && news ? " := " : " = ");
    if (lhs.size() == rhs.size() || rhs.size() != 1) return add(s + list(rhs));
    syn::Expr *l = syn::unparen(lhs[0]);
    bool fresh = l->kind == K::Name && (static_cast<syn::Name *>(l)->isDef || static_cast<syn::Name *>(l)->value.isBlank());
    add(s + temporaries(rhs[0], fresh ? nullptr : l->tv.type, lhs.size()));
  }
  std::string temporaries(syn::Expr *from, types::Type *to, size_t n) {
    std::vector<std::string> names;
    for (size_t i = 0; i < n; i++) names.push_back(temporary());
    return fl.temporaries(from, to, names);
  }
  // Back to the function that is looped over: 1 is abi.RF_READY, 0 abi.RF_DONE.
  void leave(bool goesOn) {
    add(std::string(state) + (goesOn ? " = 1" : " = 0"));
    add(goesOn ? "return true" : "return false");
  }
  void stmts(syn::StmtList l) {
    for (syn::Stmt *s : keptStmts(l)) stmt(s);
  }
  void ifStmt(syn::IfStmt *i) {
    syn::Expr *cond = i->cond;
    if (int v = staticBool(cond); v != 0) { // only one branch is left
      if (i->init) stmt(i->init);
      if (!hasConst(cond)) add("_ = " + text(cond));
      if (syn::Stmt *taken = v > 0 ? i->then : i->els) stmt(taken);
      return;
    }
    // An init statement that declares something is left out.
    bool declares = i->init && i->init->kind == K::AssignStmt && static_cast<syn::AssignStmt *>(i->init)->op == syn::Op::Def;
    std::string head = "if ";
    if (i->init && !declares) {
      std::string saved = std::move(out);
      out.clear();
      first = true;
      stmt(i->init);
      head += out + "; ";
      out = std::move(saved);
    } else if (i->init) {
      auto *a = static_cast<syn::AssignStmt *>(i->init);
      syn::ExprList lhs = syn::unpackList(a->lhs);
      declare(lhs);
      if (syn::unpackList(a->rhs).size() < lhs.size()) variables += static_cast<int>(lhs.size());
    }
    head += text(cond) + " " + block(i->then->list);
    if (i->els) head += " else " + (i->els->kind == K::BlockStmt ? block(static_cast<syn::BlockStmt *>(i->els)->list) : block({&i->els, 1}));
    first = out.empty();
    add(head);
  }
  static const char *branch(syn::BranchKind k) {
    switch (k) {
    case syn::BranchKind::Break: return "break";
    case syn::BranchKind::Continue: return "continue";
    case syn::BranchKind::Fallthrough: return "fallthrough";
    case syn::BranchKind::Goto: return "goto";
    }
    return "";
  }
  void stmt(syn::Stmt *s) {
    switch (s->kind) {
    case K::EmptyStmt: return;
    case K::LabeledStmt: {
      auto *l = static_cast<syn::LabeledStmt *>(s);
      add(std::string(l->label->value.str()) + ": ");
      return stmt(l->stmt);
    }
    case K::BlockStmt: return stmts(static_cast<syn::BlockStmt *>(s)->list);
    case K::ExprStmt: return add(text(static_cast<syn::ExprStmt *>(s)->x));
    case K::SendStmt: {
      auto *n = static_cast<syn::SendStmt *>(s);
      return add(text(n->chan) + " <- " + text(n->value));
    }
    case K::DeclStmt:
      for (syn::Decl *d : static_cast<syn::DeclStmt *>(s)->decls) {
        if (d->kind != K::VarDecl) continue;
        auto *v = static_cast<syn::VarDecl *>(d);
        std::vector<syn::Expr *> names(v->names.begin(), v->names.end());
        if (v->values) {
          assign(names, v->values, true);
          continue;
        }
        declare(names);
        for (syn::Expr *n : names) add(text(n) + " = <nil>");
      }
      return;
    case K::AssignStmt: {
      auto *a = static_cast<syn::AssignStmt *>(s);
      if (!a->rhs) return add(text(a->lhs) + (a->op == syn::Op::Add ? "++" : "--"));
      if (a->op == syn::Op::None || a->op == syn::Op::Def) return assign(syn::unpackList(a->lhs), a->rhs, a->op == syn::Op::Def);
      return add(text(a->lhs) + " " + syn::opString(a->op) + "= " + text(a->rhs));
    }
    case K::BranchStmt: {
      auto *b = static_cast<syn::BranchStmt *>(s);
      if (!state.empty() && !b->label && b->tok != syn::BranchKind::Goto && b->tok != syn::BranchKind::Fallthrough)
        return leave(b->tok == syn::BranchKind::Continue);
      return add(branch(b->tok) + (b->label ? " " + std::string(b->label->value.str()) : ""));
    }
    case K::CallStmt: {
      auto *c = static_cast<syn::CallStmt *>(s);
      return add((c->tok == syn::CallKind::Go ? "go " : "defer ") + text(c->call));
    }
    case K::ReturnStmt: {
      syn::ExprList results = syn::unpackList(static_cast<syn::ReturnStmt *>(s)->results);
      bool tuple = results.size() == 1 && FuncLowerer::isTuple(results[0]);
      if (!state.empty()) {
        std::string places;
        if (!results.empty() && sig && sig->results)
          for (size_t i = 0; i < sig->results->vars.size(); i++) {
            Name r = sig->results->vars[i]->name;
            places += (i ? ", " : "") + (r.empty() || r.isBlank() ? "#rv" + std::to_string(i + 1) : std::string(r.str()));
          }
        if (!places.empty()) add(places + " = " + list(results));
        add("#next = -1");
        return leave(false);
      }
      return add("return " + (tuple && sig->results ? temporaries(results[0], sig->results->vars[0]->type, sig->results->vars.size()) : list(results)));
    }
    case K::IfStmt: return ifStmt(static_cast<syn::IfStmt *>(s));
    case K::ForStmt: {
      auto *f = static_cast<syn::ForStmt *>(s);
      if (syn::Expr *cond = f->cond; cond && staticBool(cond) < 0) { // only what comes before it
        if (f->init) stmt(f->init);
        return;
      }
      return add("for loop");
    }
    case K::SwitchStmt: return add("switch statement");
    case K::SelectStmt: return add("select statement");
    default: return;
    }
  }
};

} // namespace

// The first is written as a conversion if it isn't really one: what converts is invisible.
std::string FuncLowerer::temporaries(syn::Expr *from, types::Type *to, const std::vector<std::string> &names) {
  types::Type *t = from->tv.type ? firstOf(typeOf(from)) : nullptr;
  std::string s;
  for (size_t i = 0; i < names.size(); i++) {
    bool converted = i == 0 && t && (!to || types::identical(t, pl.subst(to, env)));
    s += (i ? ", " : "") + (names[i].empty() ? "0" : converted ? conversionWords(t, names[i]) : names[i]);
  }
  return s;
}

// A clause of a type switch.
std::string FuncLowerer::caseText(syn::CaseClause *c) {
  StmtWriter w{*this, sig};
  w.stmts(c->body);
  return (c->cases ? "case " + w.list(syn::unpackList(c->cases)) : std::string("default")) + ": " + w.out;
}

std::string FuncLowerer::inlineText(types::Signature *sig, syn::BlockStmt *body) {
  StmtWriter w{*this, sig};
  auto count = [&](types::Tuple *t) { w.variables += t ? static_cast<int>(t->vars.size()) : 0; };
  if (sig->recv) w.variables++;
  count(sig->params);
  count(sig->results);
  textTemps = &w.variables;
  w.stmts(body->list);
  textTemps = nullptr;
  return signatureWords(sig) + " { " + w.out + " }";
}

std::string FuncLowerer::rangeText(types::Signature *yield, syn::ForStmt *s, types::Signature *outer, std::string_view state) {
  StmtWriter w{*this, outer};
  int temps = static_cast<int>(yield->params->vars.size());
  w.state = state;
  textTemps = &temps;
  w.add("#tmpState := " + std::string(state));
  w.add(std::string(state) + " = 2");
  w.add("if #tmpState != 1 { runtime.panicrangestate(#tmpState) }");
  auto *rc = static_cast<syn::RangeClause *>(s->init);
  if (rc->lhs && !rc->def) {
    syn::ExprList lhs = syn::unpackList(rc->lhs);
    std::string values;
    for (size_t i = 0; i < lhs.size(); i++) values += (i ? ", #p" : "#p") + std::to_string(i + 1);
    w.add(w.list(lhs) + " = " + values);
  }
  w.stmts(s->body->list);
  bool left = !s->body->list.empty() && s->body->list.back()->kind == K::BranchStmt;
  if (!left && !terminates(s->body)) w.leave(true);
  textTemps = nullptr;
  return signatureWords(yield) + " { " + w.out + " }";
}

std::string FuncLowerer::wrapperText(types::Signature *written, const std::string &shape, const std::string &instance) {
  TypeEnv *was = env;
  env = nullptr; // the instance's types are its own
  std::string head, args;
  auto list = [&](types::Tuple *t, bool variadic) {
    std::string s;
    for (size_t i = 0; t && i < t->vars.size(); i++) {
      std::string type = typeWords(pl.subst(t->vars[i]->type, was));
      s += (i ? ", " : "") + (variadic && i + 1 == t->vars.size() ? "..." + type.substr(2) : type);
    }
    return s;
  };
  if (written->recv) head = "method(" + typeWords(pl.subst(written->recv->type, was)) + ") ";
  head += "func(" + list(written->params, written->variadic) + ")";
  size_t results = written->results ? written->results->vars.size() : 0;
  if (results) head += results == 1 ? " " + list(written->results, false) : " (" + list(written->results, false) + ")";
  env = was;
  std::string type = instance;
  if (size_t open = instance.find("(*"); open != instance.npos && written->recv)
    type = instance.substr(0, open) + instance.substr(open + 2, instance.find(").", open) - open - 2);
  else if (written->recv) type = instance.substr(0, instance.rfind('.'));
  if (written->recv) args = std::string(written->recv->name.str());
  args += (args.empty() ? "&.dict." : ", &.dict.") + type;
  for (size_t i = 0; written->params && i < written->params->vars.size(); i++) args += ", " + std::string(written->params->vars[i]->name.str());
  if (written->variadic) args += "...";
  std::string call = shape + "(" + args + ")";
  if (results > 1) { // through temporaries, which come after the parameters and results
    size_t n = (written->recv ? 1 : 0) + written->params->vars.size() + results;
    call.clear();
    for (size_t i = 0; i < results; i++) call += (i ? ", .autotmp_" : ".autotmp_") + std::to_string(n + i);
  }
  return head + " { " + (results ? "return " : "") + call + " }";
}

} // namespace golem::lower
