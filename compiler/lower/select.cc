// select: channels and values to send are evaluated in source order, then one op chooses.
#include "compiler/lower/lowering.h"
#include <algorithm>

namespace golem::lower {

using K = syn::NodeKind;

namespace {
// The receive expression of a communication clause; null for a send.
syn::Operation *receiveOf(syn::Stmt *s) {
  syn::Expr *e = nullptr;
  if (s->kind == K::ExprStmt) e = static_cast<syn::ExprStmt *>(s)->x;
  if (s->kind == K::AssignStmt) e = static_cast<syn::AssignStmt *>(s)->rhs;
  return e ? static_cast<syn::Operation *>(syn::unparen(e)) : nullptr;
}
} // namespace

void FuncLowerer::selectStmt(syn::SelectStmt *s, Name label) {
  std::vector<Value> args;
  std::vector<syn::CommClause *> comms;
  syn::CommClause *deflt = nullptr;
  for (syn::CommClause *c : s->body) {
    if (!c->comm) {
      deflt = c;
      continue;
    }
    comms.push_back(c);
    at(c->comm->pos);
    if (c->comm->kind == K::SendStmt) {
      auto *t = static_cast<syn::SendStmt *>(c->comm);
      hoistAll({t->chan, t->value});
      Value ch = toReg(expr(t->chan));
      args.push_back(ch);
      args.push_back(toReg(exprAs(t->value, b.typeOf(ch)->elem)));
    } else {
      args.push_back(toReg(expr(receiveOf(c->comm)->x)));
      args.push_back(Value::none());
    }
  }
  at(s->pos);
  BlockId done = b.block();
  if (comms.empty() && !deflt) {
    runtimeCallV("block", {});
    b.emit(Opcode::unreachable_);
    b.at(done);
    return;
  }
  Reg idx = b.reg(tt.intType()), ok = b.reg(tt.boolType());
  std::vector<Reg> results{idx, ok};
  std::vector<Value> received(comms.size(), Value::none());
  for (size_t i = 0; i < comms.size(); i++)
    if (args[2 * i + 1].isNone()) {
      results.push_back(b.reg(b.typeOf(args[2 * i])->elem));
      received[i] = Value::reg(results.back());
    }
  if (comms.empty()) b.emit(Opcode::copy_, {intc(-1)}, {idx});
  else b.emitv(Opcode::select_, args, results).imm = deflt ? 1 : 0;
  std::vector<BlockId> bodies;
  for (size_t i = 0; i < comms.size(); i++) {
    bodies.push_back(b.block());
    BlockId next = b.block();
    b.branch(b.value(Opcode::eq_, tt.boolType(), {Value::reg(idx), intc(static_cast<int64_t>(i))}), bodies[i], next);
    b.at(next);
  }
  auto inClause = [&](syn::CommClause *c) {
    return InScope(*this, c->pos, endOfClause(s->body, static_cast<size_t>(std::find(s->body.begin(), s->body.end(), c) - s->body.begin()), s->rbrace));
  };
  auto body = [&](syn::CommClause *c) {
    targets.push_back({s, label, done, kNone, 0});
    stmts(c->body);
    targets.pop_back();
    b.jump(done);
  };
  if (deflt) {
    auto clause = inClause(deflt);
    body(deflt);
  } else b.emit(Opcode::unreachable_);
  for (size_t i = 0; i < comms.size(); i++) {
    b.at(bodies[i]);
    auto clause = inClause(comms[i]);
    syn::Stmt *cs = comms[i]->comm;
    if (cs->kind == K::AssignStmt) {
      auto *a = static_cast<syn::AssignStmt *>(cs);
      syn::ExprList lhs = syn::unpackList(a->lhs);
      Value vals[2] = {received[i], Value::reg(ok)};
      at(a->pos);
      for (size_t k = 0; k < lhs.size() && k < 2; k++) {
        if (a->op == syn::Op::Def) defineVar(static_cast<syn::Name *>(lhs[k]), vals[k]);
        else {
          Place p = place(lhs[k]);
          if (p.kind != Place::Blank) assignPlace(p, convertAssign(vals[k], p.type, nullptr));
        }
      }
    }
    body(comms[i]);
  }
  b.at(done);
}

} // namespace golem::lower
