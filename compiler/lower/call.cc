// Calls: static, through func values, through interfaces, of methods promoted through embedded fields; method values and
// method expressions; go and defer.
#include "compiler/lower/lowering.h"

namespace golem::lower {

using K = syn::NodeKind;
using M = syn::OperandMode;

bool FuncLowerer::isConversion(syn::CallExpr *e) { return e->fun->tv.mode == M::TypeExpr; }

bool FuncLowerer::isTuple(const syn::Expr *e) { return e->tv.type && e->tv.type->kind == types::TypeKind::Tuple; }
bool FuncLowerer::isSpread(const syn::CallExpr *e) { return e->args.size() == 1 && isTuple(e->args[0]); }
types::Type *FuncLowerer::firstOf(types::Type *t) { return t && t->kind == types::TypeKind::Tuple ? static_cast<types::Tuple *>(t)->vars[0]->type : t; }

gir::Type *FuncLowerer::paramType(types::Signature *sig, const syn::CallExpr *e, size_t i) {
  const auto &params = sig->params->vars;
  bool extra = sig->variadic && !e->hasDots && i + 1 >= params.size();
  return extra ? gtype(params.back()->type)->elem : gtype(params[i]->type);
}

types::Builtin *builtinOf(syn::CallExpr *e) {
  syn::Expr *fun = syn::unparen(e->fun);
  syn::Name *n = fun->kind == K::Name                                                                ? static_cast<syn::Name *>(fun)
                 : fun->kind == K::SelectorExpr && !static_cast<syn::SelectorExpr *>(fun)->selection ? static_cast<syn::SelectorExpr *>(fun)->sel
                                                                                                     : nullptr;
  if (n && n->obj && n->obj->kind == types::ObjectKind::Builtin) return static_cast<types::Builtin *>(n->obj);
  return nullptr;
}

int64_t FuncLowerer::interfaceMethodIndex(gir::Type *iface, types::Func *fn) {
  std::string_view path = fn->name.isExported() || !fn->pkg ? std::string_view() : std::string_view(fn->pkg->path);
  for (size_t i = 0; i < iface->methods.size(); i++)
    if (iface->methods[i].name == fn->name.str() && iface->methods[i].pkgPath == path) return static_cast<int64_t>(i);
  return -1;
}

// Walks x (value, or address when xIsAddr) to the receiver of sel's method.
FuncLowerer::MethodTarget FuncLowerer::methodOn(Value x, bool xIsAddr, types::Type *t, types::Selection *sel, Pos pos) {
  MethodTarget r;
  auto *fn = static_cast<types::Func *>(sel->obj);
  std::vector<int> path(sel->index.begin(), sel->index.end());
  if (types::hasTypeParam(sel->recv)) {
    bool indirect = false;
    path.clear();
    types::Object *o = types::lookupFieldOrMethod(t, true, fn->pkg, fn->name, path, indirect);
    if (!o || o->kind != types::ObjectKind::Func) {
      (void)bad(pos, "no method " + std::string(fn->name.str()) + " on " + types::typeString(t));
      return r;
    }
    fn = static_cast<types::Func *>(o);
  }
  path.pop_back();
  types::Type *cur = t;
  for (int i : path) {
    types::Type *u = types::under(cur);
    if (u->kind == types::TypeKind::Pointer) u = types::under(static_cast<types::Pointer *>(u)->elem);
    cur = static_cast<types::Struct *>(u)->fields[static_cast<size_t>(i)]->type;
  }
  bool isAddr = xIsAddr;
  if (!path.empty()) {
    gir::Type *gt = isAddr ? b.typeOf(x)->elem : b.typeOf(x);
    bool wantAddr = true;
    x = walkFields(x, gt, path, wantAddr, isAddr);
  }
  r.fn = fn;
  types::Type *u = types::under(cur);
  if (u->kind == types::TypeKind::Interface) {
    if (isAddr) x = loadFrom(x);
    r.viaInterface = true;
    r.recv = x;
    r.methodIndex = interfaceMethodIndex(b.typeOf(x), fn);
    if (r.methodIndex < 0) (void)bad(pos, "interface method " + std::string(fn->name.str()) + " not found");
    return r;
  }
  bool ptr = types::unalias(cur)->kind == types::TypeKind::Pointer;
  types::Func *origin = fn->origin ? fn->origin : fn;
  r.sym = pl.useMethod(fn, cur);
  if (origin->ptrRecv) {
    if (ptr) {
      if (isAddr) x = loadFrom(x);
    } else if (!isAddr) { // a value that has no address: give it one
      uint32_t var = b.var(b.typeOf(x), {});
      b.emit(Opcode::declare_).var = var;
      Value p = addrOfStorage({Storage::Var, var}, b.typeOf(x));
      storeTo(p, x, gir::kInit);
      x = p;
    }
  } else {
    if (isAddr) x = loadFrom(x);
    if (ptr) {
      nilcheck(x);
      x = loadFrom(x);
    }
  }
  r.recv = x;
  r.recvType = b.typeOf(x);
  // *T where T has another name for the same pointer type cannot occur; a defined pointer has no methods.
  return r;
}

FuncLowerer::MethodTarget FuncLowerer::methodTarget(syn::SelectorExpr *e) {
  types::Type *t = typeOf(e->x);
  Value x;
  bool isAddr = false;
  types::Type *u = types::under(t);
  if (u->kind != types::TypeKind::Pointer && u->kind != types::TypeKind::Interface && isAddressable(e->x)) {
    x = addr(e->x);
    isAddr = true;
  } else x = expr(e->x);
  at(e->pos);
  return methodOn(x, isAddr, t, e->selection, e->pos);
}

FuncLowerer::Callee FuncLowerer::callee(syn::CallExpr *e) {
  Callee c;
  syn::Expr *fun = syn::unparen(e->fun);
  types::Type *ft = types::coreType(typeOf(fun));
  c.sig = static_cast<types::Signature *>(ft);
  for (types::Var *v : c.sig->params->vars) c.params.push_back(gtype(v->type));
  if (c.sig->results)
    for (types::Var *v : c.sig->results->vars) c.results.push_back(gtype(v->type));
  // A declared function, perhaps instantiated, perhaps of another package.
  syn::Expr *base = fun;
  types::Instance *inst = nullptr;
  if (base->kind == K::IndexExpr) {
    inst = static_cast<syn::IndexExpr *>(base)->inst;
    base = syn::unparen(static_cast<syn::IndexExpr *>(base)->x);
  }
  syn::Name *n = base->kind == K::Name                                                                 ? static_cast<syn::Name *>(base)
                 : base->kind == K::SelectorExpr && !static_cast<syn::SelectorExpr *>(base)->selection ? static_cast<syn::SelectorExpr *>(base)->sel
                                                                                                       : nullptr;
  if (n && n->obj && n->obj->kind == types::ObjectKind::Func) {
    if (!inst) inst = n->inst;
    std::vector<types::Type *> targs;
    if (inst)
      for (types::Type *t : inst->targs) targs.push_back(pl.subst(t, env));
    c.code = Opcode::call_;
    c.fn = static_cast<types::Func *>(n->obj);
    c.sym = pl.useFunc(c.fn, targs);
    return c;
  }
  if (base->kind == K::SelectorExpr) {
    auto *s = static_cast<syn::SelectorExpr *>(base);
    if (s->selection && s->selection->kind == types::SelectionKind::MethodExpr && s->selection->index.size() == 1) {
      types::Type *recv = pl.subst(s->selection->recv, env); // T.m(x, …) where m is declared with just that receiver
      auto *fn = static_cast<types::Func *>(s->selection->obj);
      types::Func *origin = fn->origin ? fn->origin : fn;
      bool ptr = types::unalias(recv)->kind == types::TypeKind::Pointer;
      types::Type *named = types::unalias(ptr ? types::unalias(static_cast<types::Pointer *>(types::unalias(recv))->elem) : recv);
      if (!types::hasTypeParam(s->selection->recv) && !origin->isInterfaceMethod && origin->decl && origin->ptrRecv == ptr &&
          named->kind == types::TypeKind::Named && types::under(recv)->kind != types::TypeKind::Interface) {
        c.code = Opcode::call_;
        c.sym = pl.useMethod(fn, recv);
        return c;
      }
    }
    if (s->selection && s->selection->kind == types::SelectionKind::MethodVal) {
      MethodTarget t = methodTarget(s);
      c.args.push_back(t.recv);
      if (t.viaInterface) {
        c.code = Opcode::calliface_;
        c.method = t.methodIndex;
        if (pl.opts.remarks) c.text = methodText(s);
        if (pl.opts.remarks && !pl.importing && types::isTypeParam(s->selection->recv))
          pl.m.remarks.push_back({pl.position(s->pos), 1, 9, "imprecise interface call"});
      } else {
        c.code = Opcode::call_;
        c.fn = t.fn;
        c.sym = t.sym;
        c.byDictionary = types::isTypeParam(s->selection->recv);
      }
      return c;
    }
  }
  c.args.push_back(expr(e->fun));
  return c;
}

namespace {
// uintptr(p) of an unsafe.Pointer.
bool isAddressWord(syn::Expr *e) {
  e = e ? syn::unparen(e) : nullptr;
  if (!e || e->kind != K::CallExpr) return false;
  auto *c = static_cast<syn::CallExpr *>(e);
  if (c->fun->tv.mode != M::TypeExpr || c->args.size() != 1 || !c->args[0]->tv.type) return false;
  return types::under(c->args[0]->tv.type) == types::typ(types::BasicKind::UnsafePointer);
}
// Do objects whose addresses are passed to this function as words have to live until it returns? Those that say so, and those in
// assembly (package unsafe, "Conversion of a Pointer to a uintptr when calling syscall.Syscall").
bool keepsWords(const types::Func *fn) {
  return fn && fn->decl && ((fn->decl->pragma & (syn::kPragmaUintptrKeepAlive | syn::kPragmaUintptrEscapes)) || !fn->decl->hasBody);
}
} // namespace

void FuncLowerer::callArgs(syn::CallExpr *e, types::Signature *sig, std::vector<Value> &out, std::vector<Value> *words) {
  std::vector<gir::Type *> params;
  for (types::Var *v : sig->params->vars) params.push_back(gtype(v->type));
  std::vector<Value> vals;
  std::vector<syn::Expr *> src;
  if (isSpread(e)) {
    exprMulti(e->args[0], vals); // f(g()) with several results
    src.assign(vals.size(), nullptr);
  } else {
    size_t fixed = sig->variadic && !e->hasDots ? params.size() - 1 : params.size();
    for (size_t i = 0; i < e->args.size(); i++) {
      Value v;
      if (syn::Expr *a = e->args[i]; words && isAddressWord(a) && !hoisted.count(a) && !isConst(syn::unparen(a))) {
        // The pointer is kept in a temporary, not the number.
        auto *c = static_cast<syn::CallExpr *>(syn::unparen(a));
        Value p = expr(c->args[0]);
        at(c->pos);
        Reg temp = b.reg(b.typeOf(p));
        b.emit(Opcode::copy_, {p}, {temp});
        words->push_back(Value::reg(temp));
        v = conversion(Value::reg(temp), gtype(c->tv.type), c->args[0], c);
      } else v = expr(a);
      if (i < fixed) v = convertAssign(v, params[i], e->args[i]);
      vals.push_back(v);
      src.push_back(e->args[i]);
    }
  }
  at(e->pos);
  if (words)
    for (size_t i = 0; i < vals.size(); i++)
      if (isAddressWord(src[i]) && hoisted.count(src[i]) && vals[i].isReg()) words->push_back(vals[i]);
  if (!sig->variadic || e->hasDots) {
    for (size_t i = 0; i < vals.size(); i++) out.push_back(convertAssign(vals[i], params[i], src[i]));
    return;
  }
  size_t fixed = params.size() - 1;
  for (size_t i = 0; i < fixed; i++) out.push_back(convertAssign(vals[i], params[i], src[i]));
  gir::Type *st = params.back();
  size_t n = vals.size() - fixed;
  if (n == 0) {
    out.push_back(zero(st));
    return;
  }
  gir::Type *arr = tt.arrayOf(st->elem, static_cast<int64_t>(n));
  tt.layout(arr);
  for (size_t i = 0; i < n; i++) vals[fixed + i] = convertAssign(vals[fixed + i], st->elem, src[fixed + i]);
  Reg r = b.reg(tt.pointerTo(arr));
  uint32_t site = b.site(SiteKind::Variadic, arr, "... argument");
  gir::Op &op = b.emit(Opcode::new_, {}, {r});
  op.type = arr;
  op.site = site;
  for (size_t i = 0; i < n; i++) {
    Value p = elemAddr(Value::reg(r), intc(static_cast<int64_t>(i)), st->elem);
    storeTo(p, vals[fixed + i], gir::kInit);
  }
  Value len = intc(static_cast<int64_t>(n));
  out.push_back(b.value(Opcode::slice_, st, {Value::reg(r), intc(0), len, len}));
}

std::vector<Value> FuncLowerer::emitCallee(Callee &c, Pos pos) {
  at(pos);
  std::vector<Reg> rs;
  for (gir::Type *t : c.results) rs.push_back(b.reg(t));
  gir::Op &op = b.emitv(c.code, c.args, rs);
  if (c.code == Opcode::call_) op.sym = pl.m.arena.copy(c.sym);
  op.imm = c.method;
  if (c.byDictionary) op.flags |= gir::kDictionary;
  if (c.code == Opcode::calliface_) op.sym = c.text;
  std::vector<Value> out;
  for (Reg r : rs) out.push_back(Value::reg(r));
  return out;
}

void FuncLowerer::call(syn::CallExpr *e, std::vector<Value> &out, bool keep) {
  if (!e->args.empty() && !isSpread(e) && !(e->args.size() == 1 && syn::unparen(e->fun)->kind == K::Name)) hoistArgs(e);
  Callee c = callee(e);
  // The words are used after the call, so that they are in the frame while it lasts, where the collector takes them for pointers.
  std::vector<Value> words;
  callArgs(e, c.sig, c.args, keepsWords(c.fn) ? &words : nullptr);
  out = emitCallee(c, e->pos);
  if (c.fn) pl.noteExpanded(c.fn, c.sym);
  for (Value w : words) b.emit(Opcode::keepalive_, {w}).imm = 1;
  if (keep)
    for (Value v : out.empty() ? c.args : out) b.emit(Opcode::keepalive_, {v});
}

Value FuncLowerer::callOne(syn::CallExpr *e) {
  if (isConversion(e)) {
    gir::Type *to = gtype(e->tv.type);
    // A constant converted to a type parameter: exact, whatever type the constant would have by itself.
    auto numeric = [](gir::Type *t) { return t->isInteger() || t->isFloat() || t->isComplex(); };
    if (syn::Expr *x = e->args[0]; x->tv.mode == M::Constant && x->tv.value && numeric(to) && numeric(gtype(x->tv.type))) return constantValue(x->tv.value, to);
    Value v = expr(e->args[0]);
    at(e->pos);
    return conversion(v, to, e->args[0], e);
  }
  if (types::Builtin *bi = builtinOf(e)) return builtin(bi, e, nullptr);
  std::vector<Value> out;
  call(e, out);
  return out.empty() ? zero(tt.boolType()) : out[0];
}

// ---- method values and expressions ----

Value FuncLowerer::methodValue(syn::SelectorExpr *e) {
  MethodTarget t = methodTarget(e);
  gir::Type *ft = gtype(e->tv.type);
  gir::Type *recvT = b.typeOf(t.recv);
  std::string sym;
  if (t.viaInterface) {
    Value w = b.value(Opcode::typeword_, tt.unsafePointer(), {t.recv});
    b.emit(Opcode::nilcheck_, {w});
    std::string tn;
    for (char c : gir::typeText(recvT))
      if (c != '\'') tn += c;
    sym = tn + "." + std::string(t.fn->name.str()) + "-fm";
  } else sym = t.sym + "-fm";
  if (pl.defined.insert(sym).second) {
    gir::Function *wf = pl.newFunc(sym, ft);
    wf->flags |= gir::kWrapper | gir::kDupOK | gir::kClosure;
    gir::Builder wb(pl.m, *wf);
    wb.pos = b.pos;
    wf->pos = b.pos;
    wb.at(wb.block());
    Reg recv = wb.reg(recvT);
    wf->captures.push_back(recv);
    std::vector<Value> args{Value::reg(recv)};
    for (gir::Type *p : ft->params) {
      wf->params.push_back(wb.reg(p));
      args.push_back(Value::reg(wf->params.back()));
    }
    pl.forwardCall(wb, t.viaInterface ? "" : t.sym, t.methodIndex, args, ft->results);
  }
  at(e->pos);
  Reg r = b.reg(ft);
  uint32_t site = b.site(SiteKind::MethodValue, recvT, exprText(e));
  gir::Op &op = b.emit(Opcode::closure_, {t.recv}, {r});
  op.sym = pl.m.arena.copy(sym);
  op.site = site;
  return Value::reg(r);
}

Value FuncLowerer::methodExpr(syn::SelectorExpr *e) {
  types::Type *t = pl.subst(e->selection->recv, env);
  auto *fn = static_cast<types::Func *>(e->selection->obj);
  std::string sym;
  if (types::under(t)->kind == types::TypeKind::Interface) sym = pl.interfaceMethodExpr(t, fn);
  else {
    bool found = false;
    for (const types::MethodEntry &me : types::methodSet(t))
      if (me.fn->name == fn->name && (fn->name.isExported() || me.fn->pkg == fn->pkg)) {
        sym = pl.methodWrapper(t, me);
        found = true;
        break;
      }
    if (!found) (void)bad(e->pos, "method expression " + syn::exprString(e));
  }
  Reg r = b.reg(gtype(e->tv.type));
  gir::Op &op = b.emit(Opcode::funcval_, {}, {r});
  op.sym = pl.m.arena.copy(sym);
  if (types::hasTypeParam(e->selection->recv)) op.flags |= gir::kDictionary;
  return Value::reg(r);
}

// ---- go and defer ----

// What of an argument of the call must be evaluated now. As in gc, constants, functions, new(T) and literals are made when the call runs,
// by the function that performs it; of literals only the elements are evaluated.
void FuncLowerer::liftArg(syn::Expr *a, gir::Type *want, std::vector<std::pair<syn::Expr *, Value>> &out) {
  syn::Expr *u = syn::unparen(a);
  gir::Type *t = gtype(u->tv.type);
  if (t == want || want->kind != Kind::Interface) {
    if (isConst(u) || u->tv.mode == M::NilValue) return;
    if (u->kind == K::Name && static_cast<syn::Name *>(u)->obj && static_cast<syn::Name *>(u)->obj->kind == types::ObjectKind::Func) return;
    if (u->kind == K::CallExpr) {
      auto *c = static_cast<syn::CallExpr *>(u);
      if (isConversion(c)) {
        gir::Type *from = gtype(c->args[0]->tv.type);
        if (t->kind == Kind::Uintptr && from->kind == Kind::UnsafePointer) return liftArg(c->args[0], from, out);
      } else if (types::Builtin *bi = builtinOf(c); bi && bi->id == types::BuiltinId::New && c->args[0]->tv.mode == M::TypeExpr) return;
    }
    if (u->kind == K::CompositeLit && !hoisted.count(a) && (t->kind == Kind::Slice || t->kind == Kind::Array || t->kind == Kind::Struct)) {
      eachElement(static_cast<syn::CompositeLit *>(u), [&](syn::Expr *x, gir::Type *elem) { liftArg(x, elem, out); });
      return;
    }
  }
  out.push_back({a, toReg(exprAs(a, want))});
}

void FuncLowerer::liftArgs(syn::CallExpr *e, const Callee &c, std::vector<std::pair<syn::Expr *, Value>> &out) {
  for (size_t i = 0; i < e->args.size(); i++) liftArg(e->args[i], paramType(c.sig, e, i), out);
}

// What gc says about the function that performs the call.
void FuncLowerer::noteWrapper(syn::CallExpr *e, uint32_t stmtPos, const std::string &sym, const Callee &c,
                              const std::vector<std::pair<syn::Expr *, Value>> &lifted) {
  const std::string name = pl.shownName(env ? pl.shapeName(sym, *env) : sym), home = pl.shownName(env ? pl.shapeName(f.name, *env) : f.name);
  auto temporary = [&](const syn::Expr *x, bool ownPlace, uint32_t pos, gir::Type *t) {
    int n = static_cast<int>(evaluated.size());
    evaluated[x] = n;
    pl.m.remarks.push_back({ownPlace ? pos : stmtPos, 2, 9,
                            home + " capturing by value: .autotmp_" + std::to_string(n) + " (addr=false assign=false width=" + std::to_string(t->size) + ")"});
  };
  // Names, constants and nil have the statement's position.
  auto hasPlace = [](const syn::Expr *x) { return x->kind != K::Name && x->tv.mode != M::NilValue && !isConst(const_cast<syn::Expr *>(x)); };
  syn::Expr *fun = syn::unparen(e->fun);
  if (builtinOf(e) || isConversion(e)) {
    for (syn::Expr *a : e->args) {
      syn::Expr *x = syn::unparen(a);
      if (a->tv.mode != M::TypeExpr && !isConst(x) && x->tv.mode != M::NilValue) temporary(x, hasPlace(x), pl.position(x->pos), gtype(x->tv.type));
    }
  } else {
    if (!c.args.empty() && (c.code != Opcode::call_ || fun->kind == K::SelectorExpr)) { // what is called, or the receiver
      auto *sel = c.code == Opcode::callclosure_ || fun->kind != K::SelectorExpr ? nullptr : static_cast<syn::SelectorExpr *>(fun);
      if (!sel || (sel->selection && sel->selection->kind == types::SelectionKind::MethodVal)) {
        syn::Expr *x = sel ? syn::unparen(sel->x) : fun;
        bool path = sel && (sel->selection->index.size() > 1 || gtype(x->tv.type) != b.typeOf(c.args[0]));
        temporary(fun, path || hasPlace(x), pl.position(path ? sel->pos : x->pos), b.typeOf(c.args[0]));
      }
    }
    for (auto &[x, v] : lifted) { // a conversion to an interface has a place
      syn::Expr *bare = syn::unparen(x);
      temporary(bare, hasPlace(bare) || b.typeOf(v) != gtype(bare->tv.type), pl.position(bare->pos), b.typeOf(v));
    }
  }
  InlineInfo info = pl.prog.costs.ofWrapper(pl.pkg, e, evaluated);
  if (info.cost >= 0) {
    pl.m.remarks.push_back({stmtPos, 1, 1, "can inline " + name});
    pl.m.remarks.push_back(
        {stmtPos, 2, 9, "can inline " + name + " with cost " + std::to_string(info.cost) + " as: func() { " + std::string(callText(e)) + " }"});
  } else pl.m.remarks.push_back({stmtPos, 2, 9, "cannot inline " + name + ": " + info.reason});
  evaluated.clear();
}

// Evaluates the call's function and arguments now; the result is a func() that performs the call.
Value FuncLowerer::thunk(syn::CallExpr *e, const char *kind) {
  uint32_t stmtPos = b.pos; // of the go or defer statement
  gir::Type *ft = tt.funcOf({}, {}, false);
  tt.layout(ft);
  types::Builtin *bi = builtinOf(e);
  bool conv = isConversion(e);
  bool lifting = false;
  std::vector<std::pair<syn::Expr *, Value>> lifted;
  Callee c;
  if (!bi && !conv) {
    syn::Expr *fun = syn::unparen(e->fun);
    if (fun->kind == K::FuncLit && e->args.empty() && gtype(fun->tv.type) == ft) return expr(fun);
    hoistArgs(e);
    c = callee(e);
    lifting = !isSpread(e);
    if (lifting) liftArgs(e, c, lifted);
    else callArgs(e, c.sig, c.args);
    if (c.code == Opcode::calliface_) { // a nil interface panics now, not when the call runs
      at(e->pos);
      b.emit(Opcode::nilcheck_, {b.value(Opcode::typeword_, tt.unsafePointer(), {c.args[0]})});
    }
    if (c.code == Opcode::callclosure_ && kind[0] == 'g') {
      at(e->pos);
      b.emit(Opcode::nilcheck_, {c.args[0]});
    }
    if (c.code == Opcode::call_ && e->args.empty() && c.args.empty() && c.results.empty())
      if (auto it = pl.m.byName.find(c.sym); it != pl.m.byName.end() && it->second->cname.empty()) { // the function itself will do
        at(e->pos);
        Reg r = b.reg(ft);
        b.emit(Opcode::funcval_, {}, {r}).sym = pl.m.arena.copy(c.sym);
        return Value::reg(r);
      }
  } else {
    if (bi) e = spreadArgs(e);
    for (syn::Expr *a : e->args) hoistCalls(a);
  }
  at(e->pos);
  bool direct = !bi && !conv && c.code == Opcode::callclosure_ && c.args.size() == 1 && e->args.empty() && c.results.empty();
  std::string sym = closureName(direct ? "direct" : kind);
  if (pl.opts.remarks && pl.opts.inlining && !direct && c.fn) pl.noteExpanded(c.fn, c.sym);
  if (pl.opts.remarks && pl.opts.inlining && !pl.importing && !direct) noteWrapper(e, stmtPos, sym, c, lifted);
  gir::Function *wf = pl.newFunc(sym, ft);
  wf->flags |= gir::kWrapper | gir::kClosure;
  if (f.flags & gir::kDupOK) wf->flags |= gir::kDupOK;
  if (pl.importing) wf->flags |= gir::kAvailable;
  wf->pos = b.pos;
  FuncLowerer in(pl, *wf, env, infos);
  in.outer = this;
  in.nesting = nesting + 1;
  in.closureCount = &in.ownCount;
  in.baseName = sym;
  in.baseIsClosure = true;
  in.b.pos = b.pos;
  in.b.at(in.b.block());
  std::vector<Value> caps;
  auto capture = [&](Value v) {
    if (v.isConst()) return in.b.constant(f.consts[v.index]);
    Reg r = in.b.reg(b.typeOf(v));
    wf->captures.push_back(r);
    caps.push_back(v);
    return Value::reg(r);
  };
  if (!bi && !conv) {
    for (Value &v : c.args) v = capture(v);
    for (auto &[a, v] : lifted) in.hoisted[a] = capture(v);
    if (lifting) in.callArgs(e, c.sig, c.args);
    in.emitCallee(c, e->pos);
  } else {
    for (syn::Expr *a : e->args)
      if (a->tv.mode != M::TypeExpr) in.hoisted[a] = capture(expr(a));
    if (conv) in.callOne(e);
    else in.builtin(bi, e, nullptr);
  }
  in.startBlock();
  in.b.ret({});
  in.finishBlocks();
  at(e->pos);
  Reg r = b.reg(ft);
  uint32_t site = b.site(SiteKind::Closure, ft, std::string_view());
  gir::Op &op = b.emitv(Opcode::closure_, caps, {&r, 1});
  op.sym = pl.m.arena.copy(sym);
  op.site = site;
  return Value::reg(r);
}

} // namespace golem::lower
