// Built-in functions (spec "Built-in functions", package unsafe).
#include "compiler/types/universe.h"

namespace golem::types {

// A signature for a call of a built-in function, recorded as the type of its name. Untyped arguments count with their
// default types.
Signature *makeSig(Type *res, std::span<Type *const> args) {
  std::vector<Var *> params;
  for (Type *t : args) params.push_back(newVar(VarKind::Param, {}, nullptr, {}, defaultType(t)));
  auto *s = newType<Signature>();
  s->params = makeTuple(params);
  s->results = emptyTuple();
  if (res) {
    Var *r = newVar(VarKind::Result, {}, nullptr, {}, res);
    s->results = makeTuple({&r, 1});
  }
  return s;
}
Signature *makeSig(Type *res, std::initializer_list<Type *> args) { return makeSig(res, std::span<Type *const>(args.begin(), args.size())); }

void Checker::recordBuiltinType(Expr *f, Signature *sig) {
  for (;;) {
    recordTypeAndValue(f, OperandMode::Builtin, sig, nullptr);
    auto *p = nodeAs<syn::ParenExpr>(f);
    if (!p) return;
    f = p->x;
  }
}

// The element type of a slice operand (for type parameters: of all its slices).
MaybeError Checker::sliceElem(const Operand &x, Type *&elem) {
  elem = nullptr;
  MaybeError err;
  typesetAll(x.type, [&](Type *, Type *u) {
    auto *s = dyn<Slice>(u);
    if (!s) {
      err = TypeError{x.isNil() ? Diag::CauseSliceNil : Diag::CauseSliceHave, nullptr, nullptr, &x};
      return false;
    }
    if (!elem) {
      elem = s->elem;
    } else if (!identical(elem, s->elem)) {
      err = TypeError{Diag::CauseSliceElems, elem, s->elem, &x};
      return false;
    }
    return true;
  });
  return err;
}

namespace {
// Are all types of y's type set strings or byte slices? hasString: at least one is a string.
bool bytesOrStrings(Type *t, bool &hasString) {
  hasString = false;
  return underIs(t, [&](Type *u) {
    if (auto *s = dyn<Slice>(u); s && identical(s->elem, universeByte())) return true;
    if (u && isString(u)) {
      hasString = true;
      return true;
    }
    return false;
  });
}

Type *complexOf(Type *t) {
  auto *b = dynUnder<Basic>(t);
  if (!b) return nullptr;
  if (b->basic == BasicKind::Float32) return typ(BasicKind::Complex64);
  if (b->basic == BasicKind::Float64) return typ(BasicKind::Complex128);
  if (b->basic == BasicKind::UntypedFloat) return typ(BasicKind::UntypedComplex);
  return nullptr;
}
Type *floatOf(Type *t) {
  auto *b = dynUnder<Basic>(t);
  if (!b) return nullptr;
  if (b->basic == BasicKind::Complex64) return typ(BasicKind::Float32);
  if (b->basic == BasicKind::Complex128) return typ(BasicKind::Float64);
  if (b->basic == BasicKind::UntypedComplex) return typ(BasicKind::UntypedFloat);
  return nullptr;
}
} // namespace

// f applied to x's type; for a type parameter, a new one constrained by f of its terms (not supported by gc, and an error).
Type *Checker::applyTypeFunc(Type *(*f)(Type *), Operand &x, BuiltinId id) {
  auto *tp = dynUnalias<TypeParam>(x.type);
  if (!tp) return f(x.type);
  std::vector<Term> terms;
  bool ok = tparamIs(tp, [&](const Term *t) {
    Type *r = t ? f(t->type) : nullptr;
    if (r) terms.push_back({t->tilde, r});
    return r != nullptr;
  });
  if (!ok) return nullptr;
  softErrorf(x, Diag::TypesBuiltinTypeParam, x, builtinName(id));
  auto *u = newType<Union>();
  u->terms = keep(terms);
  Interface *i = newInterface();
  Type *ut = u;
  i->embeddeds = keep(&ut, 1);
  i->complete = true;
  TypeParam *res = newTypeParam(newObject<TypeName>({}, pkg, tp->obj->name, nullptr), i);
  res->index = tp->index;
  return res;
}

bool Checker::builtin(Operand &x, syn::CallExpr *call, BuiltinId id) {
  const BuiltinInfo &info = builtinInfo(id);
  if (call->hasDots && id != BuiltinId::Append) {
    errorf(call, Diag::TypesBuiltinDots, info.name);
    use(call->args);
    return false;
  }
  // len(x) is constant only if x contains no calls or receives.
  bool isLen = id == BuiltinId::Len || id == BuiltinId::Cap;
  std::optional<Restore<bool>> hasCall;
  if (isLen) hasCall.emplace(env.hasCallOrRecv, false);
  std::vector<Operand> args;
  size_t nargs = call->args.size();
  bool special = id == BuiltinId::Make || id == BuiltinId::New || id == BuiltinId::UnsafeOffsetof || id == BuiltinId::Trace;
  if (!special) {
    exprList(call->args, args);
    nargs = args.size();
    for (Operand &a : args)
      if (a.invalid()) return false;
    if (nargs > 0) x = args[0];
  }
  bool few = nargs < static_cast<size_t>(info.nargs), many = !info.variadic && nargs > static_cast<size_t>(info.nargs);
  if (few || many) {
    errorf(call, Diag::TypesBuiltinArgs, few ? "not enough" : "too many", call, info.nargs, nargs);
    return false;
  }
  bool ok = false;
  switch (id) {
  case BuiltinId::Append: ok = builtinAppend(x, call, args); break;
  case BuiltinId::Cap: case BuiltinId::Len: ok = builtinLen(x, call, id); break;
  case BuiltinId::Clear:
    verifyVersionf(call->fun, 21, Diag::FeatClear);
    ok = underIs(x.type, [&](Type *u) {
      if (u && (u->kind == TypeKind::Map || u->kind == TypeKind::Slice)) return true;
      errorf(x, Diag::TypesClear, x);
      return false;
    });
    if (!ok) break;
    recordBuiltinType(call->fun, makeSig(nullptr, {x.type}));
    x.mode = OperandMode::NoValue;
    break;
  case BuiltinId::Close:
    ok = underIs(x.type, [&](Type *u) {
      auto *c = dyn<Chan>(u);
      if (!c || c->dir == syn::ChanDir::RecvOnly) {
        errorf(x, c ? Diag::TypesCloseRecvOnly : Diag::TypesCloseNonChan, x);
        return false;
      }
      return true;
    });
    if (!ok) break;
    recordBuiltinType(call->fun, makeSig(nullptr, {x.type}));
    x.mode = OperandMode::NoValue;
    break;
  case BuiltinId::Complex: ok = builtinComplex(x, call, args[1]); break;
  case BuiltinId::Copy: ok = builtinCopy(x, call, args[1]); break;
  case BuiltinId::Delete: {
    Type *map = x.type, *key = nullptr;
    ok = underIs(map, [&](Type *u) {
      auto *m = dyn<Map>(u);
      if (!m) {
        errorf(x, Diag::TypesDeleteNonMap, x);
        return false;
      }
      if (key && !identical(m->key, key)) {
        errorf(x, Diag::TypesDeleteKeys, x);
        return false;
      }
      key = m->key;
      return true;
    });
    if (!ok) break;
    x = args[1];
    assignment(x, key, {"argument to delete"});
    if (x.invalid()) {
      ok = false;
      break;
    }
    x.mode = OperandMode::NoValue;
    recordBuiltinType(call->fun, makeSig(nullptr, {map, key}));
    break;
  }
  case BuiltinId::Imag: case BuiltinId::Real: ok = builtinReal(x, call, id); break;
  case BuiltinId::Make: ok = builtinMake(x, call); break;
  case BuiltinId::Max: case BuiltinId::Min: ok = builtinMinMax(x, call, id, args); break;
  case BuiltinId::New: ok = builtinNew(x, call); break;
  case BuiltinId::Panic:
    assignment(x, emptyInterface(), {"argument to panic"});
    if (x.invalid()) break;
    ok = true;
    x.mode = OperandMode::NoValue;
    recordBuiltinType(call->fun, makeSig(nullptr, {emptyInterface()}));
    break;
  case BuiltinId::Print: case BuiltinId::Println: {
    std::vector<Type *> params;
    ok = true;
    for (Operand &a : args) {
      assignment(a, nullptr, {id == BuiltinId::Print ? "argument to built-in print" : "argument to built-in println"});
      if (a.invalid()) ok = false;
      if (!ok) break;
      params.push_back(a.type);
    }
    if (!ok) break;
    x.mode = OperandMode::NoValue;
    x.type = emptyTuple();
    recordBuiltinType(call->fun, makeSig(nullptr, params));
    break;
  }
  case BuiltinId::Recover:
    ok = true;
    x.mode = OperandMode::Value;
    x.type = emptyInterface();
    recordBuiltinType(call->fun, makeSig(x.type, {}));
    break;
  case BuiltinId::UnsafeOffsetof: ok = builtinOffsetof(x, call); break;
  case BuiltinId::UnsafeAdd: case BuiltinId::UnsafeAlignof: case BuiltinId::UnsafeSizeof: case BuiltinId::UnsafeSlice:
  case BuiltinId::UnsafeSliceData: case BuiltinId::UnsafeString:
  case BuiltinId::UnsafeStringData: ok = builtinUnsafe(x, call, id, args); break;
  case BuiltinId::Assert:
    if (!x.isConst() || !isBoolean(x.type)) {
      errorf(x, Diag::TypesAssertArg, x);
      break;
    }
    if (!constant::boolVal(x.val)) errorf(call, Diag::TypesAssertFailed, call);
    ok = true;
    break;
  case BuiltinId::Trace:
    for (size_t i = 0; i < call->args.size(); i++) {
      Operand t;
      rawExpr(nullptr, i == 0 ? x : t, call->args[i], nullptr, false);
    }
    if (call->args.empty()) x.mode = OperandMode::NoValue;
    ok = !x.invalid();
    break;
  }
  return ok;
}

bool Checker::builtinAppend(Operand &x, syn::CallExpr *call, std::vector<Operand> &args) {
  Type *elem = nullptr;
  if (MaybeError err = sliceElem(x, elem)) {
    errorf(x, Diag::TypesAppend, *err);
    return false;
  }
  Signature *sig = nullptr;
  // append([]byte, string...)
  if (args.size() == 2 && call->hasDots && assignableOperand(this, x, newSlice(universeByte()), nullptr)) {
    bool hasString = false;
    if (bytesOrStrings(args[1].type, hasString) && hasString) {
      if (isUntyped(args[1].type)) {
        assignment(args[1], types::typ(BasicKind::String), {"argument to append"});
        if (args[1].invalid()) return false;
      }
      sig = makeSig(x.type, {x.type, args[1].type});
      sig->variadic = true;
    }
  }
  if (!sig) {
    sig = makeSig(x.type, {x.type, newSlice(elem)});
    sig->variadic = true;
    std::vector<std::vector<Type *>> none;
    arguments(call, sig, {}, {}, args, none); // its errors don't change the result
  }
  recordBuiltinType(call->fun, sig);
  x.mode = OperandMode::Value;
  return true;
}

bool Checker::builtinLen(Operand &x, syn::CallExpr *call, BuiltinId id) {
  bool isLen = id == BuiltinId::Len;
  OperandMode mode = OperandMode::Invalid;
  V val = nullptr;
  Type *u = arrayPtrDeref(under(x.type));
  switch (u->kind) {
  case TypeKind::Basic:
    if (!isString(u) || !isLen) break;
    if (x.isConst()) {
      mode = OperandMode::Constant;
      val = constant::makeInt64(static_cast<int64_t>(constant::stringVal(x.val).size()));
    } else {
      mode = OperandMode::Value;
    }
    break;
  case TypeKind::Array:
    mode = OperandMode::Value;
    if (!env.hasCallOrRecv) {
      mode = OperandMode::Constant;
      int64_t n = static_cast<Array *>(u)->len;
      val = n >= 0 ? constant::makeInt64(n) : nullptr;
    }
    break;
  case TypeKind::Slice: case TypeKind::Chan: mode = OperandMode::Value; break;
  case TypeKind::Map:
    if (isLen) mode = OperandMode::Value;
    break;
  case TypeKind::Interface:
    if (!isTypeParam(x.type)) break;
    if (underIs(x.type, [&](Type *t) {
          if (!t) return false;
          t = arrayPtrDeref(t);
          switch (t->kind) {
          case TypeKind::Basic: return isString(t) && isLen;
          case TypeKind::Array: case TypeKind::Slice: case TypeKind::Chan: return true;
          case TypeKind::Map: return isLen;
          default: return false;
          }
        }))
      mode = OperandMode::Value;
    break;
  case TypeKind::Struct: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union: case TypeKind::Named:
  case TypeKind::TypeParam: case TypeKind::Alias: break;
  }
  if (mode == OperandMode::Invalid) {
    if (isValid(under(x.type))) errorf(x, Diag::TypesLenArg, x, builtinName(id));
    return false;
  }
  Type *tint = types::typ(BasicKind::Int);
  if (mode != OperandMode::Constant) recordBuiltinType(call->fun, makeSig(tint, {x.type}));
  x.mode = mode;
  x.type = tint;
  x.val = val;
  return true;
}

bool Checker::builtinComplex(Operand &x, syn::CallExpr *call, Operand &y) {
  bool ux = isUntyped(x.type), uy = isUntyped(y.type);
  if (ux && !uy) {
    convertUntyped(x, y.type);
  } else if (uy && !ux) {
    convertUntyped(y, x.type);
  } else if (ux && uy) {
    if (x.isConst() && y.isConst()) {
      for (Operand *o : {&x, &y})
        if (isNumeric(o->type) && (!o->val || constant::sign(constant::imag(o->val)) == 0)) o->type = types::typ(BasicKind::UntypedFloat);
    } else {
      // A shift that isn't constant; it can't be a float.
      convertUntyped(x, types::typ(BasicKind::Float64));
      convertUntyped(y, types::typ(BasicKind::Float64));
    }
  }
  if (x.invalid() || y.invalid()) return false;
  if (!identical(x.type, y.type)) {
    errorf(x, Diag::TypesMismatched, call, x.type, y.type);
    return false;
  }
  Type *res = applyTypeFunc(complexOf, x, BuiltinId::Complex);
  if (!res) {
    errorf(x, Diag::TypesComplexArgs, x.type);
    return false;
  }
  if (x.isConst() && y.isConst()) {
    V re = constant::toFloat(x.val), im = constant::toFloat(y.val);
    x.val = re && im ? constant::makeComplex(re, im) : nullptr;
  } else {
    x.mode = OperandMode::Value;
    recordBuiltinType(call->fun, makeSig(res, {x.type, x.type}));
  }
  x.type = res;
  return true;
}

bool Checker::builtinCopy(Operand &x, syn::CallExpr *call, Operand &y) {
  bool special = false, hasString = false;
  if (assignableOperand(this, x, newSlice(universeByte()), nullptr)) special = bytesOrStrings(y.type, hasString);
  if (!special) {
    Type *dst = nullptr, *src = nullptr;
    if (MaybeError err = sliceElem(x, dst)) {
      errorf(x, Diag::TypesCopy, *err);
      return false;
    }
    if (MaybeError err = sliceElem(y, src)) {
      if (!allString(y.type)) {
        errorf(y, Diag::TypesCopy, *err);
        return false;
      }
      src = universeByte(); // for a better message
    }
    if (!identical(dst, src)) {
      errorf(x, Diag::TypesCopyElems, x, y, dst, src);
      return false;
    }
  } else if (isUntyped(y.type)) {
    assignment(y, types::typ(BasicKind::String), {"argument to copy"});
  }
  Type *tint = types::typ(BasicKind::Int);
  recordBuiltinType(call->fun, makeSig(tint, {x.type, y.type}));
  x.mode = OperandMode::Value;
  x.type = tint;
  return true;
}

bool Checker::builtinReal(Operand &x, syn::CallExpr *call, BuiltinId id) {
  if (isUntyped(x.type)) {
    if (x.isConst()) {
      if (isNumeric(x.type)) x.type = types::typ(BasicKind::UntypedComplex);
    } else {
      convertUntyped(x, types::typ(BasicKind::Complex128)); // a shift: fails
      if (x.invalid()) return false;
    }
  }
  Type *res = applyTypeFunc(floatOf, x, id);
  if (!res) {
    errorf(x, Diag::TypesRealArg, x.type);
    return false;
  }
  if (x.isConst()) {
    x.val = id == BuiltinId::Real ? constant::real(x.val) : constant::imag(x.val);
  } else {
    x.mode = OperandMode::Value;
    recordBuiltinType(call->fun, makeSig(res, {x.type}));
  }
  x.type = res;
  return true;
}

bool Checker::builtinMake(Operand &x, syn::CallExpr *call) {
  Expr *arg0 = call->args[0];
  Type *t = varType(arg0);
  if (!isValid(t)) {
    return false;
  }
  MaybeError err;
  Type *u = commonUnderIf(
      t,
      [](Type *, Type *tu) -> MaybeError {
        if (!tu) return TypeError{Diag::CauseNoSpecificType};
        if (tu->kind == TypeKind::Slice || tu->kind == TypeKind::Map || tu->kind == TypeKind::Chan) return {};
        return TypeError{Diag::CauseMakeType};
      },
      &err);
  if (!u) {
    errorf(arg0, Diag::TypesMake, arg0, err ? errorText(this, *err) : std::string());
    return false;
  }
  size_t min = u->kind == TypeKind::Slice ? 2 : 1, nargs = call->args.size();
  if (nargs < min || min + 1 < nargs) {
    errorf(call, Diag::TypesMakeArgs, call, min, min + 1, nargs);
    return false;
  }
  std::vector<Type *> params{t};
  std::vector<int64_t> sizes;
  for (size_t i = 1; i < nargs; i++) {
    int64_t size = -1;
    params.push_back(index(call->args[i], -1, size));
    if (size >= 0) sizes.push_back(size);
  }
  if (sizes.size() == 2 && sizes[0] > sizes[1]) errorf(call->args[1], Diag::TypesMakeSwapped);
  x.mode = OperandMode::Value;
  x.type = t;
  recordBuiltinType(call->fun, makeSig(t, params));
  return true;
}

bool Checker::builtinMinMax(Operand &x, syn::CallExpr *call, BuiltinId id, std::vector<Operand> &args) {
  verifyVersionf(call->fun, 21, Diag::FeatBuiltin, builtinName(id));
  constant::Op op = id == BuiltinId::Max ? constant::Op::Gtr : constant::Op::Lss;
  for (size_t i = 0; i < args.size(); i++) {
    Operand &a = args[i];
    if (a.invalid()) return false;
    if (!allOrdered(a.type)) {
      errorf(a, Diag::TypesMinMax, a);
      return false;
    }
    if (i == 0) continue;
    matchTypes(x, a);
    if (x.invalid()) return false;
    if (!identical(x.type, a.type)) {
      errorf(a, Diag::TypesMinMaxMismatch, x.type, a.type, a.expr);
      return false;
    }
    if (x.isConst() && a.isConst()) {
      if (constant::compare(a.val, op, x.val)) x = a;
    } else {
      x.mode = OperandMode::Value;
    }
  }
  if (!x.isConst()) {
    x.mode = OperandMode::Value;
    assignment(x, emptyInterface(), {id == BuiltinId::Max ? "argument to built-in max" : "argument to built-in min"});
    if (x.invalid()) return false;
  }
  for (Operand &a : args) updateExprType(a.expr, x.type, true);
  if (!x.isConst()) recordBuiltinType(call->fun, makeSig(x.type, std::vector<Type *>(args.size(), x.type)));
  return true;
}

bool Checker::builtinNew(Operand &x, syn::CallExpr *call) {
  Expr *arg = call->args[0];
  exprOrType(x, arg, false);
  exclude(x, 1u << static_cast<unsigned>(OperandMode::NoValue) | 1u << static_cast<unsigned>(OperandMode::Builtin));
  if (x.invalid()) return false;
  if (x.mode == OperandMode::TypeExpr) {
    validVarType(arg, x.type);
  } else {
    // new(expr), since go1.26
    if (isUntyped(x.type)) {
      assignment(x, nullptr, {"argument to new"});
      if (x.invalid()) return false;
    }
    verifyVersionf(call->fun, 26, Diag::FeatNewExpr, arg);
  }
  Type *t = x.type;
  x.mode = OperandMode::Value;
  x.type = newPointer(t);
  recordBuiltinType(call->fun, makeSig(x.type, {t}));
  return true;
}

bool Checker::builtinOffsetof(Operand &x, syn::CallExpr *call) {
  Expr *arg0 = call->args[0];
  auto *sel = nodeAs<syn::SelectorExpr>(syn::unparen(arg0));
  if (!sel) {
    errorf(arg0, Diag::TypesOffsetofArg, arg0);
    use(arg0);
    return false;
  }
  expr(nullptr, x, sel->x);
  if (x.invalid()) return false;
  Type *base = derefStructPtr(x.type);
  std::vector<int> index;
  bool indirect = false;
  Object *obj = lookupFieldOrMethodFold(base, false, pkg, sel->sel->value, false, index, indirect);
  if (!obj) {
    errorf(x, Diag::TypesOffsetofField, base, sel->sel->value);
    return false;
  }
  if (obj->kind == ObjectKind::Func) {
    errorf(arg0, Diag::TypesOffsetofMethod, arg0);
    return false;
  }
  if (indirect) {
    errorf(x, Diag::TypesOffsetofEmbedded, sel->sel->value, base);
    return false;
  }
  sel->sel->obj = obj;
  auto *s = make<Selection>();
  s->kind = SelectionKind::FieldVal;
  s->recv = base;
  s->obj = obj;
  s->index = keep(index);
  s->indirect = false;
  sel->selection = s;
  recordTypeAndValue(sel, x.mode == OperandMode::Variable ? OperandMode::Variable : OperandMode::Value, obj->type, nullptr);
  Type *uptr = types::typ(BasicKind::Uintptr);
  if (hasVarSize(base)) {
    x.mode = OperandMode::Value;
    recordBuiltinType(call->fun, makeSig(uptr, {obj->type}));
  } else {
    int64_t offs = offsetOfPath(base, index);
    if (offs < 0) {
      errorf(x, Diag::TypesTooLarge, x);
      return false;
    }
    x.mode = OperandMode::Constant;
    x.val = constant::makeInt64(offs);
  }
  x.type = uptr;
  return true;
}

bool Checker::builtinUnsafe(Operand &x, syn::CallExpr *call, BuiltinId id, std::vector<Operand> &args) {
  Type *uptr = types::typ(BasicKind::Uintptr), *ptr = types::typ(BasicKind::UnsafePointer), *str = types::typ(BasicKind::String);
  auto done = [&](Type *t, std::initializer_list<Type *> params) {
    recordBuiltinType(call->fun, makeSig(t, params));
    x.mode = OperandMode::Value;
    x.type = t;
    return true;
  };
  switch (id) {
  case BuiltinId::UnsafeAdd:
    verifyVersionf(call->fun, 17, Diag::FeatUnsafe, "Add");
    assignment(x, ptr, {"argument to unsafe.Add"});
    if (x.invalid() || !isValidIndex(args[1], "length", true)) return false;
    return done(ptr, {ptr, args[1].type});
  case BuiltinId::UnsafeAlignof: case BuiltinId::UnsafeSizeof: {
    bool isSize = id == BuiltinId::UnsafeSizeof;
    assignment(x, nullptr, {isSize ? "argument to unsafe.Sizeof" : "argument to unsafe.Alignof"});
    if (x.invalid()) return false;
    if (hasVarSize(x.type)) return done(uptr, {x.type});
    int64_t n = isSize ? sizeOf(x.type) : alignOf(x.type);
    if (n < 0) {
      errorf(x, Diag::TypesTooLarge, x);
      return false;
    }
    x.mode = OperandMode::Constant;
    x.val = constant::makeInt64(n);
    x.type = uptr;
    return true;
  }
  case BuiltinId::UnsafeSlice: {
    verifyVersionf(call->fun, 17, Diag::FeatUnsafe, "Slice");
    auto *p = dyn<Pointer>(commonUnder(x.type, nullptr));
    if (!p) {
      errorf(x, Diag::TypesUnsafeNotPointer, x);
      return false;
    }
    if (!isValidIndex(args[1], "length", false)) return false;
    return done(newSlice(p->elem), {p, args[1].type});
  }
  case BuiltinId::UnsafeSliceData: {
    verifyVersionf(call->fun, 20, Diag::FeatUnsafe, "SliceData");
    auto *s = dyn<Slice>(commonUnder(x.type, nullptr));
    if (!s) {
      errorf(x, Diag::TypesUnsafeNotSlice, x);
      return false;
    }
    return done(newPointer(s->elem), {s});
  }
  case BuiltinId::UnsafeString: {
    verifyVersionf(call->fun, 20, Diag::FeatUnsafe, "String");
    Type *bytePtr = newPointer(universeByte());
    assignment(x, bytePtr, {"argument to unsafe.String"});
    if (x.invalid() || !isValidIndex(args[1], "length", false)) return false;
    return done(str, {bytePtr, args[1].type});
  }
  case BuiltinId::UnsafeStringData:
    verifyVersionf(call->fun, 20, Diag::FeatUnsafe, "StringData");
    assignment(x, str, {"argument to unsafe.StringData"});
    if (x.invalid()) return false;
    return done(newPointer(universeByte()), {str});
  case BuiltinId::Append: case BuiltinId::Cap: case BuiltinId::Clear: case BuiltinId::Close: case BuiltinId::Complex: case BuiltinId::Copy:
  case BuiltinId::Delete: case BuiltinId::Imag: case BuiltinId::Len: case BuiltinId::Make: case BuiltinId::Max: case BuiltinId::Min:
  case BuiltinId::New: case BuiltinId::Panic: case BuiltinId::Print: case BuiltinId::Println: case BuiltinId::Real: case BuiltinId::Recover:
  case BuiltinId::UnsafeOffsetof: case BuiltinId::Assert: case BuiltinId::Trace: break;
  }
  return false;
}

} // namespace golem::types
