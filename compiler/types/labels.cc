// Labels and branch statements of a function body (spec "Labeled statements", "Break statements", "Continue statements",
// "Goto statements", "Fallthrough statements"). Sets BranchStmt::target, and finds: misplaced branches, labels that are
// missing, unused or declared twice, gotos over variable declarations and into blocks.
//
// Each block is walked once. A goto to a label that hasn't been seen is a forward goto: it may be resolved further on in
// its block or an enclosing one; if at the end the label exists elsewhere, the goto jumps into a block.
#include "compiler/types/checker.h"

namespace golem::types {

namespace {

struct Block {
  const Block *parent;
  Pos start;
  syn::LabeledStmt *labeled; // the labeled statement whose body this is
};

struct Label_ {
  const Block *parent;
  syn::LabeledStmt *stmt;
  bool used = false;
};

// What break and continue refer to.
struct Targets {
  Stmt *breaks = nullptr;
  syn::ForStmt *continues = nullptr;
  int caseIndex = -1; // clause of the immediately enclosing switch
};

struct Branches {
  Checker &c;
  std::vector<std::pair<Ident, Label_>> labels; // few per function

  Label_ *find(Ident n) {
    for (auto &[name, l] : labels)
      if (name == n) return &l;
    return nullptr;
  }
  syn::LabeledStmt *gotoTarget(const Block *b, Ident n) {
    Label_ *l = find(n);
    if (!l) return nullptr;
    l->used = true;
    for (; b; b = b->parent)
      if (l->parent == b) return l->stmt;
    return nullptr;
  }
  // The enclosing statement with that label. known: the label exists somewhere.
  syn::LabeledStmt *enclosing(const Block *b, Ident n, bool &known) {
    Label_ *l = find(n);
    known = l != nullptr;
    if (!l) return nullptr;
    l->used = true;
    for (; b; b = b->parent)
      if (l->stmt == b->labeled) return l->stmt;
    return nullptr;
  }
  using Gotos = std::vector<syn::BranchStmt *>;
  void unlabeled(syn::BranchStmt *s, const Targets &t, bool last);
  void labeled(syn::BranchStmt *s, const Block *b, Gotos &fwd);
  Gotos block(const Block *parent, Targets t, syn::LabeledStmt *labeledStmt, Pos start, std::span<Stmt *const> body);
};

void Branches::unlabeled(syn::BranchStmt *s, const Targets &t, bool last) {
  switch (s->tok) {
  case syn::BranchKind::Break:
    s->target = t.breaks;
    if (!t.breaks) c.errorf(s->pos, Diag::TypesBreakOutside);
    break;
  case syn::BranchKind::Continue:
    s->target = t.continues;
    if (!t.continues) c.errorf(s->pos, Diag::TypesContinueOutside);
    break;
  case syn::BranchKind::Fallthrough: {
    Diag id = Diag::TypesFallthrough;
    if (auto *sw = nodeAs<syn::SwitchStmt>(t.breaks)) {
      if (nodeAs<syn::TypeSwitchGuard>(sw->tag)) {
        id = Diag::TypesFallthroughType;
      } else if (t.caseIndex >= 0 && last) {
        if (static_cast<size_t>(t.caseIndex) + 1 < sw->body.size()) return;
        id = Diag::TypesFallthroughFinal;
      }
    }
    c.errorf(s->pos, id);
    break;
  }
  case syn::BranchKind::Goto: break; // has a label
  }
}

void Branches::labeled(syn::BranchStmt *s, const Block *b, Gotos &fwd) {
  Ident name = s->label->value;
  bool known = false;
  switch (s->tok) {
  case syn::BranchKind::Break: {
    syn::LabeledStmt *l = enclosing(b, name, known);
    NodeKind k = l && l->stmt ? l->stmt->kind : NodeKind::EmptyStmt;
    if (k == NodeKind::SwitchStmt || k == NodeKind::SelectStmt || k == NodeKind::ForStmt) s->target = l->stmt;
    else c.errorf(s->label, known ? Diag::TypesBreakLabel : Diag::TypesBreakLabelUndefined, name);
    break;
  }
  case syn::BranchKind::Continue: {
    syn::LabeledStmt *l = enclosing(b, name, known);
    if (l && l->stmt && l->stmt->kind == NodeKind::ForStmt) s->target = l->stmt;
    else c.errorf(s->label, known ? Diag::TypesContinueLabel : Diag::TypesContinueLabelUndefined, name);
    break;
  }
  case syn::BranchKind::Goto:
    if (syn::LabeledStmt *l = gotoTarget(b, name)) s->target = l;
    else fwd.push_back(s);
    break;
  case syn::BranchKind::Fallthrough: break;
  }
}

Branches::Gotos Branches::block(const Block *parent, Targets t, syn::LabeledStmt *labeledStmt, Pos start, std::span<Stmt *const> body) {
  // Blocks are compared by address, also after they are done.
  auto *b = make<Block>(Block{parent, start, labeledStmt});
  Gotos fwd, bad; // bad: forward gotos that jump over a variable declaration, if they stay in this block
  Pos varPos;
  const Expr *varName = nullptr;
  auto recordVar = [&](Pos pos, const Expr *name) {
    varPos = pos;
    varName = name;
    bad = fwd;
  };
  while (!body.empty() && body.back()->kind == NodeKind::EmptyStmt) body = body.first(body.size() - 1);
  for (size_t i = 0; i < body.size(); i++) {
    Stmt *stmt = body[i];
    syn::LabeledStmt *lstmt = nullptr;
    auto inner = [&](Targets in, Pos at, std::span<Stmt *const> list) {
      Gotos more = block(b, in, lstmt, at, list);
      fwd.insert(fwd.end(), more.begin(), more.end());
    };
    while (auto *l = nodeAs<syn::LabeledStmt>(stmt)) {
      Ident name = l->label->value;
      if (!name.isBlank()) {
        Label_ *have = find(name);
        if (have) {
          c.errorf(l->label, Diag::TypesLabelDuplicate, name, have->stmt->label->pos);
        } else {
          labels.push_back({name, {b, l}});
          have = &labels.back().second;
        }
        size_t n = 0;
        for (syn::BranchStmt *g : fwd) {
          if (!(g->label->value == name)) {
            fwd[n++] = g;
            continue;
          }
          g->target = l;
          have->used = true;
          if (!varPos) continue;
          for (syn::BranchStmt *x : bad)
            if (x == g) c.errorf(g->label, Diag::TypesGotoOverVar, name, varName, varPos);
        }
        fwd.resize(n);
        lstmt = l;
      }
      stmt = l->stmt;
      if (!stmt) break;
    }
    if (!stmt) continue;
    switch (stmt->kind) {
    case NodeKind::DeclStmt:
      for (syn::Decl *d : static_cast<syn::DeclStmt *>(stmt)->decls)
        if (auto *v = nodeAs<syn::VarDecl>(d)) {
          recordVar(v->pos, v->names.empty() ? nullptr : v->names[0]);
          break;
        }
      break;
    case NodeKind::BranchStmt: {
      auto *s = static_cast<syn::BranchStmt *>(stmt);
      if (s->label) labeled(s, b, fwd);
      else unlabeled(s, t, i + 1 == body.size());
      break;
    }
    case NodeKind::AssignStmt: {
      auto *s = static_cast<syn::AssignStmt *>(stmt);
      if (s->op == syn::Op::Def) recordVar(s->pos, s->lhs);
      break;
    }
    case NodeKind::BlockStmt: {
      auto *s = static_cast<syn::BlockStmt *>(stmt);
      inner({t.breaks, t.continues, -1}, s->pos, s->list);
      break;
    }
    case NodeKind::IfStmt: {
      auto *s = static_cast<syn::IfStmt *>(stmt);
      Targets in{t.breaks, t.continues, -1};
      inner(in, s->then->pos, s->then->list);
      if (s->els) inner(in, s->els->pos, {&s->els, 1});
      break;
    }
    case NodeKind::ForStmt: {
      auto *s = static_cast<syn::ForStmt *>(stmt);
      inner({s, s, -1}, s->body->pos, s->body->list);
      break;
    }
    case NodeKind::SwitchStmt: {
      auto *s = static_cast<syn::SwitchStmt *>(stmt);
      for (size_t k = 0; k < s->body.size(); k++) inner({s, t.continues, static_cast<int>(k)}, s->body[k]->pos, s->body[k]->body);
      break;
    }
    case NodeKind::SelectStmt: {
      auto *s = static_cast<syn::SelectStmt *>(stmt);
      for (syn::CommClause *cc : s->body) inner({s, t.continues, -1}, cc->pos, cc->body);
      break;
    }
    default: break;
    }
  }
  return fwd;
}

} // namespace

void Checker::branches(syn::BlockStmt *body) {
  Branches b{*this, {}};
  for (syn::BranchStmt *g : b.block(nullptr, {}, nullptr, body->pos, body->list)) {
    Ident name = g->label->value;
    if (Label_ *l = b.find(name)) {
      l->used = true;
      errorf(g->label, Diag::TypesGotoIntoBlock, name, l->parent->start);
    } else {
      errorf(g->label, Diag::TypesLabelUndefined, name);
    }
  }
  for (auto &[name, l] : b.labels)
    if (!l.used) errorf(l.stmt->label, Diag::TypesLabelUnused, name);
}

} // namespace golem::types
