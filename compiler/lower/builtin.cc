// Built-in functions (spec "Built-in functions" and package unsafe).
#include "compiler/lower/lowering.h"

namespace golem::lower {

using B = types::BuiltinId;
using K = syn::NodeKind;

Value FuncLowerer::lenOf(syn::Expr *x, bool cap) {
  types::Type *t = types::coreType(typeOf(x));
  if (!t) t = underOf(x);
  if (t->kind == types::TypeKind::Pointer) { // pointer to array: evaluated, not dereferenced
    (void)expr(x);
    return intc(static_cast<types::Array *>(types::under(static_cast<types::Pointer *>(t)->elem))->len);
  }
  if (t->kind == types::TypeKind::Array) {
    // Spec: an operand with calls or receives is evaluated, although the length is known.
    if (!isAddressable(x)) (void)expr(x);
    else if (hasCalls(x)) (void)addr(x);
    return intc(static_cast<types::Array *>(t)->len);
  }
  Value v = expr(x);
  return b.value(cap ? Opcode::cap_ : Opcode::len_, tt.intType(), {v});
}

// print and println: all arguments are evaluated before the lock is taken.
void FuncLowerer::printCall(syn::CallExpr *e, bool ln) {
  if (e->args.size() > 1)
    for (syn::Expr *a : e->args) hoistCalls(a);
  std::vector<Value> vals;
  for (syn::Expr *a : e->args) vals.push_back(toReg(expr(a)));
  at(e->pos);
  runtimeCallV("printlock", {});
  for (size_t i = 0; i < vals.size(); i++) {
    if (ln && i) runtimeCallV("printsp", {});
    Value v = vals[i];
    gir::Type *t = b.typeOf(v);
    auto conv = [&](Kind k) { return t == tt.basic(k) ? v : b.value(Opcode::conv_, tt.basic(k), {v}); };
    switch (t->kind) {
    case Kind::Bool: runtimeCallV("printbool", {v}); break;
    case Kind::Int: case Kind::Int8: case Kind::Int16: case Kind::Int32:
    case Kind::Int64: runtimeCallV("printint", {conv(Kind::Int64)}); break;
    case Kind::Uint: case Kind::Uint8: case Kind::Uint16: case Kind::Uint32: case Kind::Uint64:
    case Kind::Uintptr: runtimeCallV("printuint", {conv(Kind::Uint64)}); break;
    case Kind::Float32: runtimeCallV("printfloat32", {conv(Kind::Float64)}); break;
    case Kind::Float64: runtimeCallV("printfloat", {conv(Kind::Float64)}); break;
    case Kind::Complex64: case Kind::Complex128: {
      Value c = conv(Kind::Complex128);
      Value re = b.value(Opcode::real_, tt.basic(Kind::Float64), {c});
      Value im = b.value(Opcode::imag_, tt.basic(Kind::Float64), {c});
      runtimeCallV(t->kind == Kind::Complex64 ? "printcomplex64" : "printcomplex", {re, im});
      break;
    }
    case Kind::String: {
      Value p = b.value(Opcode::dataptr_, tt.unsafePointer(), {v});
      Value n = b.value(Opcode::len_, tt.intType(), {v});
      runtimeCallV("printstring", {p, n});
      break;
    }
    case Kind::Slice: {
      Value p = b.value(Opcode::dataptr_, tt.unsafePointer(), {v});
      Value n = b.value(Opcode::len_, tt.intType(), {v});
      Value c = b.value(Opcode::cap_, tt.intType(), {v});
      runtimeCallV("printslice", {p, n, c});
      break;
    }
    case Kind::Interface: {
      Value w = b.value(Opcode::typeword_, tt.unsafePointer(), {v});
      Value d = b.value(Opcode::dataword_, tt.unsafePointer(), {v});
      runtimeCallV("printeface", {w, d});
      break;
    }
    case Kind::Pointer: case Kind::UnsafePointer: case Kind::Chan: case Kind::Map:
    case Kind::Func: runtimeCallV("printpointer", {b.value(Opcode::bits_, tt.unsafePointer(), {v})}); break;
    case Kind::Array: case Kind::Struct: case Kind::Invalid: (void)bad(e->pos, "print of " + gir::typeText(t)); break;
    }
  }
  if (ln) runtimeCallV("printnl", {});
  runtimeCallV("printunlock", {});
}

// The make([]T, n) of append(s, make([]T, n)...); null if e isn't such a call.
syn::CallExpr *FuncLowerer::appendedMake(syn::CallExpr *e) {
  if (!e->hasDots || e->args.size() != 2) return nullptr;
  syn::Expr *x = syn::unparen(e->args[1]);
  if (x->kind != syn::NodeKind::CallExpr) return nullptr;
  auto *make = syn::as<syn::CallExpr>(x);
  types::Builtin *bi = isConversion(make) ? nullptr : builtinOf(make);
  bool slice = bi && bi->id == B::Make && make->args.size() == 2 && gtype(make->tv.type)->kind == Kind::Slice;
  return slice ? make : nullptr;
}

Value FuncLowerer::appendCall(syn::CallExpr *e) {
  gir::Type *st = gtype(e->tv.type);
  syn::CallExpr *make = appendedMake(e);
  std::vector<Operand> operands;
  for (syn::Expr *a : e->args) operands.push_back({make && a == e->args[1] ? make->args[1] : a, operands.empty() || e->hasDots ? nullptr : st->elem});
  if (operands.size() > 1) hoistList(operands);
  Value s = convertAssign(expr(e->args[0]), st, e->args[0]);
  if (e->args.size() == 1) return s;
  at(e->pos);
  uint32_t site = b.site(SiteKind::Append, st->elem, "append");
  Reg r = b.reg(st);
  if (make) { // gc's extendSlice: the slice that is appended is never made
    Value n = asInt(expr(make->args[1]));
    at(make->pos);
    bool large = n.isConst() && st->elem->size && f.consts[n.index].i > (64 << 10) / st->elem->size;
    f.notes.push_back({b.pos, pl.m.arena.copy(std::string(exprText(make)) + (large || !st->elem->size ? " escapes to heap" : " does not escape"))});
    pl.needDescriptor(st->elem);
    b.emit(Opcode::appendmake_, {s, n}, {r}).site = site;
    return Value::reg(r);
  }
  if (e->hasDots) {
    Value t = expr(e->args[1]);
    if (e->args[1]->tv.mode == syn::OperandMode::NilValue) t = zero(st);
    at(e->pos);
    b.emit(Opcode::appendslice_, {s, t}, {r}).site = site;
    return Value::reg(r);
  }
  std::vector<Value> vals{s};
  bool was = std::exchange(appending, true);
  for (size_t i = 1; i < e->args.size(); i++) vals.push_back(exprAs(e->args[i], st->elem));
  appending = was;
  at(e->pos);
  b.emitv(Opcode::append_, vals, {&r, 1}).site = site;
  return Value::reg(r);
}

Value FuncLowerer::makeCall(syn::CallExpr *e) {
  gir::Type *t = gtype(e->tv.type);
  if (e->args.size() > 2) hoistAll({e->args[1], e->args[2]});
  auto size = [&](size_t i) {
    Value v = expr(e->args[i]);
    // A huge unsigned size must stay huge: negative as int, which panics as gc does.
    return asInt(v);
  };
  Reg r = b.reg(t);
  switch (t->kind) {
  case Kind::Slice: {
    Value n = size(1), c = e->args.size() > 2 ? size(2) : n;
    pl.needDescriptor(t->elem);
    at(e->pos);
    uint32_t site = b.site(SiteKind::Makeslice, t->elem, exprText(e));
    b.emit(Opcode::makeslice_, {n, c}, {r}).site = site;
    break;
  }
  case Kind::Map: {
    Value n = e->args.size() > 1 ? size(1) : intc(0);
    pl.needDescriptor(t);
    at(e->pos);
    uint32_t site = b.site(SiteKind::Makemap, t, exprText(e));
    b.emit(Opcode::makemap_, {n}, {r}).site = site;
    break;
  }
  case Kind::Chan: {
    Value n = e->args.size() > 1 ? size(1) : intc(0);
    pl.needDescriptor(t);
    at(e->pos);
    uint32_t site = b.site(SiteKind::Makechan, t, exprText(e));
    b.emit(Opcode::makechan_, {n}, {r}).site = site;
    break;
  }
  default: (void)bad(e->pos, "make of " + gir::typeText(t)); break;
  }
  return Value::reg(r);
}

Value FuncLowerer::minMax(syn::CallExpr *e, bool isMin) {
  gir::Type *t = gtype(e->tv.type);
  for (syn::Expr *a : e->args) hoistCalls(a);
  auto operand = [&](syn::Expr *a) { return convertAssign(expr(a), t, a); };
  Value acc = operand(e->args[0]);
  for (size_t i = 1; i < e->args.size(); i++) {
    Value v = operand(e->args[i]);
    at(e->pos);
    acc = b.value(isMin ? Opcode::min_ : Opcode::max_, t, {acc, v});
  }
  return acc;
}

Value FuncLowerer::unsafeCall(types::BuiltinId id, syn::CallExpr *e) {
  gir::Type *t = gtype(e->tv.type);
  if (e->args.size() > 1) hoistAll({e->args[0], e->args[1]});
  switch (id) {
  case B::UnsafeAdd: {
    Value p = expr(e->args[0]), n = asInt(expr(e->args[1]));
    Value u = b.value(Opcode::bits_, tt.basic(Kind::Uintptr), {p});
    Value nu = b.value(Opcode::conv_, tt.basic(Kind::Uintptr), {n});
    return b.value(Opcode::bits_, t, {b.value(Opcode::add_, tt.basic(Kind::Uintptr), {u, nu})});
  }
  case B::UnsafeSlice: case B::UnsafeString: {
    Value p = toReg(expr(e->args[0])), n = toReg(asInt(expr(e->args[1])));
    at(e->pos);
    // Spec "Package unsafe": len must not be negative; nil pointer only with len 0.
    bool str = id == B::UnsafeString;
    gir::Type *et = str ? tt.basic(Kind::Uint8) : t->elem;
    int64_t limit = et->size ? static_cast<int64_t>((uint64_t(1) << 47) / static_cast<uint64_t>(et->size)) : INT64_MAX;
    auto check = [&](Value x, Value most, int kind) { b.emit(Opcode::slicecheck_, {x, most}).imm = kind; };
    gir::Type *word = tt.basic(Kind::Uintptr);
    auto wordConst = [&](int64_t i) { return b.intConst(i, word); };
    check(n, intc(limit), str ? kCheckUnsafeString : kCheckUnsafeSlice);
    // With a nil pointer the shifted address is 0; with any other it is more than what passed the check above.
    Value address = b.value(Opcode::bits_, word, {p}), words = b.value(Opcode::conv_, word, {n});
    check(words, b.value(Opcode::shl_, word, {address, wordConst(16)}), str ? kCheckUnsafeStringNil : kCheckUnsafeSliceNil);
    // The memory must not wrap around the end of the address space.
    if (et->size) {
      Value bytes = et->size == 1 ? words : b.value(Opcode::mul_, word, {words, wordConst(et->size)});
      check(bytes, b.value(Opcode::sub_, word, {wordConst(0), address}), str ? kCheckUnsafeString : kCheckUnsafeSlice);
    }
    if (str) return b.value(Opcode::mkstring_, t, {p, n});
    return b.value(Opcode::mkslice_, t, {p, n, n});
  }
  case B::UnsafeSliceData: case B::UnsafeStringData: {
    Value s = expr(e->args[0]);
    return b.value(Opcode::dataptr_, t, {s});
  }
  case B::UnsafeSizeof: return b.intConst(gtype(e->args[0]->tv.type)->size, t); // of a type parameter's argument
  case B::UnsafeAlignof: return b.intConst(gtype(e->args[0]->tv.type)->align, t);
  case B::UnsafeOffsetof: {
    syn::Expr *x = syn::unparen(e->args[0]);
    if (x->kind == K::SelectorExpr) {
      auto *s = static_cast<syn::SelectorExpr *>(x);
      gir::Type *st = gtype(s->x->tv.type);
      if (st->kind == Kind::Pointer) st = st->elem;
      int64_t off = 0;
      for (int i : s->selection->index) {
        off += st->fields[static_cast<size_t>(i)].offset;
        st = st->fields[static_cast<size_t>(i)].type;
      }
      return b.intConst(off, t);
    }
    break;
  }
  default: break;
  }
  (void)bad(e->pos, "unsafe built-in");
  return zero(t);
}

// print(f()) with an f of several results: as if each result had been written as an argument.
syn::CallExpr *FuncLowerer::spreadArgs(syn::CallExpr *e) {
  if (!isSpread(e)) return e;
  std::vector<Value> vals;
  exprMulti(e->args[0], vals);
  auto *tuple = static_cast<types::Tuple *>(e->args[0]->tv.type);
  std::vector<syn::Expr *> args;
  for (size_t i = 0; i < vals.size(); i++) {
    auto *n = pl.m.arena.make<syn::Name>();
    n->kind = K::Name;
    n->pos = e->args[0]->pos;
    n->tv.type = tuple->vars[i]->type;
    n->tv.mode = syn::OperandMode::Value;
    hoisted[n] = vals[i];
    args.push_back(n);
  }
  auto *c = pl.m.arena.make<syn::CallExpr>(*e);
  c->args = pl.m.arena.copy(args);
  return c;
}

Value FuncLowerer::builtin(types::Builtin *bi, syn::CallExpr *e, std::vector<Value> *) {
  Value none = Value::none();
  e = spreadArgs(e);
  switch (bi->id) {
  case B::Append: return appendCall(e);
  case B::Cap: return lenOf(e->args[0], true);
  case B::Len: return lenOf(e->args[0], false);
  case B::Clear: {
    Value v = expr(e->args[0]);
    at(e->pos);
    b.emit(b.typeOf(v)->kind == Kind::Map ? Opcode::mapclear_ : Opcode::clearslice_, {v});
    return none;
  }
  case B::Close: {
    Value v = expr(e->args[0]);
    at(e->pos);
    b.emit(Opcode::close_, {v});
    return none;
  }
  case B::Complex: {
    hoistAll({e->args[0], e->args[1]});
    gir::Type *t = gtype(e->tv.type);
    gir::Type *ft = tt.basic(t->kind == Kind::Complex64 ? Kind::Float32 : Kind::Float64);
    auto part = [&](syn::Expr *a) {
      Value v = expr(a);
      return b.typeOf(v) == ft ? v : convertAssign(v, ft, a);
    };
    Value re = part(e->args[0]), im = part(e->args[1]);
    return b.value(Opcode::cplx_, t, {re, im});
  }
  case B::Copy: {
    hoistAll({e->args[0], e->args[1]});
    Value d = expr(e->args[0]), s = expr(e->args[1]);
    at(e->pos);
    return b.value(Opcode::copyslice_, tt.intType(), {d, s});
  }
  case B::Delete: {
    hoistAll({e->args[0], e->args[1]});
    Value m = expr(e->args[0]);
    Value k = exprAs(e->args[1], b.typeOf(m)->key);
    at(e->pos);
    b.emit(Opcode::mapdelete_, {m, k});
    return none;
  }
  case B::Imag: case B::Real: {
    Value c = expr(e->args[0]);
    gir::Type *t = gtype(e->tv.type), *ct = b.typeOf(c);
    gir::Type *ft = tt.basic(ct->kind == Kind::Complex64 ? Kind::Float32 : Kind::Float64);
    Value v = b.value(bi->id == B::Real ? Opcode::real_ : Opcode::imag_, ft, {c});
    return t == ft ? v : b.value(Opcode::bits_, t, {v});
  }
  case B::Make: return makeCall(e);
  case B::Max: return minMax(e, false);
  case B::Min: return minMax(e, true);
  case B::New: {
    gir::Type *pt = gtype(e->tv.type), *t = pt->elem;
    bool isType = e->args[0]->tv.mode == syn::OperandMode::TypeExpr;
    Value init = isType ? none : toReg(exprAs(e->args[0], t));
    at(e->pos);
    pl.needDescriptor(t);
    Reg r = b.reg(pt);
    uint32_t site = b.site(SiteKind::New, t, exprText(e));
    gir::Op &op = b.emit(Opcode::new_, {}, {r});
    op.type = t;
    op.site = site;
    if (!isType) storeTo(Value::reg(r), init, gir::kInit);
    return Value::reg(r);
  }
  case B::Panic: {
    Value v = exprAs(e->args[0], tt.anyType());
    at(e->pos);
    b.emit(Opcode::panic_, {v});
    return none;
  }
  case B::Print: printCall(e, false); return none;
  case B::Println: printCall(e, true); return none;
  case B::Recover: {
    f.flags |= gir::kHasRecover | gir::kNoinline;
    return b.value(Opcode::recover_, gtype(e->tv.type), {});
  }
  case B::UnsafeAdd: case B::UnsafeAlignof: case B::UnsafeOffsetof: case B::UnsafeSizeof: case B::UnsafeSlice: case B::UnsafeSliceData:
  case B::UnsafeString: case B::UnsafeStringData: return unsafeCall(bi->id, e);
  case B::Assert: case B::Trace: break;
  }
  (void)bad(e->pos, "built-in");
  return none;
}

} // namespace golem::lower
