// Function literals: the inner function is lowered with this one as its outer; what it uses of ours it captures.
#include "compiler/lower/lowering.h"
#include <algorithm>

namespace golem::lower {

Value FuncLowerer::makeClosure(const std::string &sym, FuncLowerer &inner, gir::Type *ft, SiteKind kind, std::string_view text) {
  std::vector<Value> caps;
  uint32_t site = b.site(kind, ft, text);
  for (size_t i = 0; i < inner.captureOrder.size(); i++) {
    types::Object *o = inner.captureOrder[i];
    Storage s = lookup(o);
    const VarInfo &v = (*infos)[static_cast<types::Var *>(o)];
    bool gcByRef = inner.gcCapturesByRef(i);
    gir::Type *t = gtype(static_cast<types::Var *>(o)->type);
    if (pl.opts.remarks && o->pos && !o->name.empty()) { // said about the function that declares it
      FuncLowerer *home = this;
      while (home->outer && std::find(home->captureOrder.begin(), home->captureOrder.end(), o) != home->captureOrder.end()) home = home->outer;
      tt.layout(t);
      pl.prog.names.captures[sym].push_back({pl.position(o->pos), pl.shownName(home->env ? pl.shapeName(home->f.name, *home->env) : home->f.name),
                                             std::string(o->name.str()), gcByRef, v.addrTaken, v.reassigned || v.perIteration, t->size});
    }
    if (gcByRef && !inner.captureByRef[i])
      f.loopCaptures.push_back({site, static_cast<uint32_t>(i), pl.m.arena.copy(o->name.str()), pl.position(o->pos), v.loop});
    caps.push_back(inner.captureByRef[i] ? addrOfStorage(s, t) : loadStorage(s, t));
  }
  Reg r = b.reg(ft);
  gir::Op &op = b.emitv(Opcode::closure_, caps, {&r, 1});
  op.sym = pl.m.arena.copy(sym);
  op.site = site;
  return Value::reg(r);
}

Value FuncLowerer::funcLit(syn::FuncLit *e) {
  std::string sym = closureName("func");
  auto *s = static_cast<types::Signature *>(types::under(e->tv.type));
  gir::Type *ft = gtype(e->tv.type);
  gir::Function *fn = pl.newFunc(sym, ft);
  fn->flags |= gir::kClosure;
  if (f.flags & gir::kDupOK) fn->flags |= gir::kDupOK;
  if (pl.importing) fn->flags |= gir::kAvailable; // where it is inlined it has literals of its own
  FuncLowerer inner(pl, *fn, env, infos);
  inner.outer = this;
  inner.nesting = nesting + 1;
  inner.baseName = sym;
  inner.baseIsClosure = true;
  inner.closureCount = &inner.ownCount;
  inner.at(e->pos);
  fn->pos = inner.b.pos;
  if (pl.opts.inlining) pl.noteInlining(*fn, pl.prog.costs.ofLiteral(e), env, pl.pkg, [&] { return inner.inlineText(s, e->body); });
  inner.body(e->type, s, e->body, nullptr);
  at(e->pos);
  if (pl.opts.explain)
    for (size_t i = 0; i < inner.captureOrder.size(); i++) literalCaptures[e].push_back({inner.captureOrder[i], inner.gcCapturesByRef(i)});
  return makeClosure(sym, inner, ft, SiteKind::Closure, inStatic.count(e) && inner.captureOrder.empty() ? "" : "func literal");
}

} // namespace golem::lower
