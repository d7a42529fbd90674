// Adapters between the ways a method can be called: through a pointer to a value method's receiver, promoted through
// embedded fields, through an interface. Also which descriptors the package needs, since a descriptor lists its methods.
#include "compiler/lower/lowering.h"

namespace golem::lower {

std::string PackageLowerer::promotedSymbol(types::Type *recv, types::Func *fn) {
  std::string s = funcSymbol(fn, recv, nullptr, {});
  // Unexported methods of different packages may meet in one method set.
  if (!fn->name.isExported() && fn->pkg) {
    types::Type *r = types::unalias(recv);
    if (r->kind == types::TypeKind::Pointer) r = types::unalias(static_cast<types::Pointer *>(r)->elem);
    types::Package *tp = r->kind == types::TypeKind::Named ? static_cast<types::Named *>(r)->obj->pkg : nullptr;
    if (tp && tp != fn->pkg) s += "·" + fn->pkg->path;
  }
  return s;
}

// The tail of an adapter: call the symbol, or method `index` of the interface args[0], and return its results.
void PackageLowerer::forwardCall(gir::Builder &b, const std::string &sym, int64_t index, std::span<const Value> args, std::span<gir::Type *const> results) {
  std::vector<Reg> rs;
  std::vector<Value> rv;
  for (gir::Type *r : results) {
    rs.push_back(b.reg(r));
    rv.push_back(Value::reg(rs.back()));
  }
  gir::Op &op = b.emitv(sym.empty() ? Opcode::calliface_ : Opcode::call_, args, rs);
  op.imm = index;
  if (!sym.empty()) op.sym = m.arena.copy(sym);
  b.ret(rv);
}

// The symbol of a function that takes a receiver of type recv (T or *T) and calls the method.
std::string PackageLowerer::methodWrapper(types::Type *recv, const types::MethodEntry &e) {
  types::Func *fn = e.fn;
  types::Func *origin = fn->origin ? fn->origin : fn;
  bool recvPtr = types::unalias(recv)->kind == types::TypeKind::Pointer;
  if (e.index.size() == 1 && !origin->isInterfaceMethod && origin->ptrRecv == recvPtr) return useMethod(fn, recv);
  std::string sym = promotedSymbol(recv, fn);
  if (!defined.insert(sym).second) return sym;
  // The method's signature as seen at the receiver: that of the entry, with type arguments applied by the type checker.
  gir::Type *msig = funcType(static_cast<types::Signature *>(fn->type), nullptr);
  std::vector<gir::Type *> ps{gtype(recv, nullptr)};
  ps.insert(ps.end(), msig->params.begin(), msig->params.end());
  gir::Type *sig = tt.funcOf(ps, msig->results, msig->variadic);
  tt.layout(sig);
  gir::Function *wf = newFunc(sym, sig);
  wf->flags |= gir::kWrapper | gir::kDupOK;
  VarInfos none;
  FuncLowerer fl(*this, *wf, nullptr, &none);
  fl.at(fn->pos);
  wf->pos = fl.b.pos;
  fl.b.at(fl.b.block());
  std::vector<Value> args;
  for (gir::Type *p : ps) {
    wf->params.push_back(fl.b.reg(p));
    args.push_back(Value::reg(wf->params.back()));
  }
  if (recvPtr && e.index.size() == 1 && !origin->isInterfaceMethod) { // "value method T.M called using nil *T pointer"
    gir::Type *word = tt.basic(Kind::Uintptr);
    fl.b.emit(Opcode::slicecheck_, {fl.b.intConst(1, word), fl.b.value(Opcode::bits_, word, {args[0]})}).imm = kCheckWrap;
  }
  types::Selection sel{types::SelectionKind::MethodVal, recv, fn, std::span<int>(const_cast<int *>(e.index.data()), e.index.size()), e.indirect};
  FuncLowerer::MethodTarget t = fl.methodOn(args[0], false, recv, &sel, fn->pos);
  args[0] = t.recv;
  forwardCall(fl.b, t.viaInterface ? "" : t.sym, t.methodIndex, args, msig->results);
  return sym;
}

// A C function of the runtime as a func value: a Go function that calls it. Other functions are their own values.
std::string PackageLowerer::valueSymbol(const std::string &sym, types::Func *fn) {
  auto it = m.byName.find(sym);
  if (it == m.byName.end() || it->second->cname.empty()) return sym;
  std::string name = sym + "·go";
  if (!defined.insert(name).second) return name;
  gir::Type *sig = it->second->sig;
  gir::Function *wf = newFunc(name, sig);
  wf->flags |= gir::kWrapper | gir::kDupOK;
  VarInfos none;
  FuncLowerer fl(*this, *wf, nullptr, &none);
  fl.at(fn->pos);
  wf->pos = fl.b.pos;
  fl.b.at(fl.b.block());
  std::vector<Value> args;
  for (gir::Type *p : sig->params) {
    wf->params.push_back(fl.b.reg(p));
    args.push_back(Value::reg(wf->params.back()));
  }
  forwardCall(fl.b, sym, 0, args, sig->results);
  return name;
}

// I.M as a function: func(i I, args…).
std::string PackageLowerer::interfaceMethodExpr(types::Type *iface, types::Func *fn) {
  gir::Type *it = gtype(iface, nullptr);
  for (types::Func *own : types::interfaceMethods(iface)) // with the interface's type arguments applied
    if (own->name == fn->name && (fn->name.isExported() || own->pkg == fn->pkg)) {
      fn = own;
      break;
    }
  std::string sym = typeLinkName(iface, nullptr) + "." + std::string(fn->name.str());
  if (!defined.insert(sym).second) return sym;
  gir::Type *msig = funcType(static_cast<types::Signature *>(fn->type), nullptr);
  std::vector<gir::Type *> ps{it};
  ps.insert(ps.end(), msig->params.begin(), msig->params.end());
  gir::Type *sig = tt.funcOf(ps, msig->results, msig->variadic);
  tt.layout(sig);
  gir::Function *wf = newFunc(sym, sig);
  wf->flags |= gir::kWrapper | gir::kDupOK;
  VarInfos none;
  FuncLowerer fl(*this, *wf, nullptr, &none);
  fl.at(fn->pos);
  fl.b.at(fl.b.block());
  std::vector<Value> args;
  for (gir::Type *p : ps) {
    wf->params.push_back(fl.b.reg(p));
    args.push_back(Value::reg(wf->params.back()));
  }
  forwardCall(fl.b, "", fl.interfaceMethodIndex(it, fn), args, msig->results);
  return sym;
}

namespace {
types::Type *originOf(gir::Type *t) {
  if (t->origin) return static_cast<types::Type *>(t->origin);
  if (t->kind == Kind::Pointer && t->name.empty()) {
    types::Type *e = t->elem->origin ? static_cast<types::Type *>(t->elem->origin) : nullptr;
    if (e) return types::newPointer(e);
  }
  return nullptr;
}
} // namespace

// Fills t->methods (its method set, as the descriptor lists it) and sees to it that the functions exist in this module,
// unless another package defines the descriptor.
void PackageLowerer::ensureMethods(gir::Type *t) {
  if (t->kind == Kind::Interface) return;
  types::Type *o = originOf(t);
  if (!o) {
    t->methodsKnown = true;
    return;
  }
  types::Type *ptrTo = types::unalias(o)->kind == types::TypeKind::Pointer ? o : types::newPointer(o);
  gir::Type *base = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t;
  if (base->kind == Kind::Interface) { // pointer to interface has no methods
    t->methodsKnown = true;
    return;
  }
  bool foreign = !base->display.empty() && !base->pkgPath.empty() && base->pkgPath != pkg->path && !base->isInstanceOrLocal(); // as Descriptors::external
  std::vector<gir::Method> ms;
  for (const types::MethodEntry &e : types::methodSet(o)) {
    gir::Method mt{};
    mt.name = e.fn->name.str();
    if (!e.fn->name.isExported() && e.fn->pkg) mt.pkgPath = tt.save(e.fn->pkg->path);
    mt.sig = funcType(static_cast<types::Signature *>(e.fn->type), nullptr);
    tt.layout(mt.sig);
    std::string tfn, ifn;
    if (!foreign) needDescriptor(mt.sig); // the method table names it
    if (foreign) {
      tfn = promotedSymbol(o, e.fn);
      types::Type *n = types::unalias(o);
      if (n->kind == types::TypeKind::Pointer) n = types::unalias(static_cast<types::Pointer *>(n)->elem);
      bool declared = e.index.size() <= 1 && e.fn->ptrRecv == (n != types::unalias(o)) && static_cast<types::Named *>(n)->targs.empty();
      if (declared) foreignMethods[tt.save(tfn)] = {t, e.fn, o};
      ifn = t->isDirectIface() ? tfn : promotedSymbol(ptrTo, e.fn);
    } else {
      tfn = methodWrapper(o, e);
      if (t->isDirectIface()) ifn = tfn;
      else {
        // Through an interface the receiver arrives as a pointer to the value.
        ifn = tfn;
        for (const types::MethodEntry &pe : types::methodSet(ptrTo))
          if (pe.fn->name == e.fn->name && (e.fn->name.isExported() || pe.fn->pkg == e.fn->pkg)) {
            ifn = methodWrapper(ptrTo, pe);
            break;
          }
      }
    }
    mt.tfn = tt.save(tfn);
    mt.ifn = tt.save(ifn);
    ms.push_back(mt);
    if (foreign) {
      std::vector<gir::Type *> ps{t->isDirectIface() ? t : tt.pointerTo(t)};
      ps.insert(ps.end(), mt.sig->params.begin(), mt.sig->params.end());
      declareExternal(ifn, tt.funcOf(ps, mt.sig->results, mt.sig->variadic));
    }
  }
  t->methods = tt.arena().copy(ms);
  t->methodsKnown = true;
}

void PackageLowerer::needDescriptor(gir::Type *t) {
  std::vector<gir::Type *> todo{t};
  while (!todo.empty()) {
    gir::Type *x = todo.back();
    todo.pop_back();
    if (!x || !describedTypes.insert(x).second) continue;
    tt.layout(x);
    m.descriptors.push_back(x);
    if (x->kind != Kind::Interface) work.push_back([this, x] { ensureMethods(x); });
    if (x->elem) todo.push_back(x->elem);
    if (x->key) todo.push_back(x->key);
    bool promotes = false;
    for (const gir::Field &f : x->fields) {
      todo.push_back(f.type);
      promotes |= f.embedded;
    }
    // reflect.PointerTo finds the methods that only the pointer has through the type's own descriptor. Defined types of a package have theirs
    // in any case; unnamed structs, instances and types inside functions have them where they are used.
    if ((promotes && x->name.empty()) ||
        (x->origin && x->isInstanceOrLocal() && x->kind != Kind::Interface && !types::methodSet(types::newPointer(originOf(x))).empty()))
      todo.push_back(tt.pointerTo(x));
    for (gir::Type *p : x->params) todo.push_back(p);
    for (gir::Type *r : x->results) todo.push_back(r);
    if (x->kind == Kind::Interface)
      for (const gir::Method &mt : x->methods) todo.push_back(mt.sig);
    if (x->underlying != x) todo.push_back(x->underlying);
  }
}

} // namespace golem::lower
