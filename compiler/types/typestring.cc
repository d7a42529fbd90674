// The text of types, objects and operands, as gc prints them in messages.
#include "compiler/types/checker.h"

namespace golem::types {

std::string Context::str() const { return fun ? std::string(text) + syn::exprString(fun) : std::string(text); }

namespace {

struct Writer {
  std::string out;
  std::function<std::string(Package *)> qualify; // text before the dot; "" for none
  Checker *check = nullptr;
  bool paramNames = true;
  bool pkgInfo = false;     // tells the package of the first unexported field
  bool pathNames = false;   // unambiguous names for symbols: no "any", local types numbered by position
  std::vector<Type *> seen;

  void typ(Type *t);
  void signature(Signature *s);
  void tuple(Tuple *t, bool variadic);
  void typeList(std::span<Type *const> list) {
    out += '[';
    for (size_t i = 0; i < list.size(); i++) {
      if (i) out += pathNames ? "," : ", ";
      typ(list[i]);
    }
    out += ']';
  }
  void tparamList(std::span<TypeParam *const> list);
  void pkgPrefix(Package *p) {
    if (!p) return;
    std::string s = qualify ? qualify(p) : p->path;
    if (!s.empty()) out += s + ".";
  }
  void typeName(TypeName *o) {
    pkgPrefix(o->pkg);
    out += o->name.str();
    // Types of different functions may share a name.
    if (pathNames && o->pkg && o->parent && o->parent != o->pkg->scope) out += "·" + std::to_string(o->pos.v);
  }
  void structType(Struct *s);
  void interfaceType(Interface *i);
};

std::string quoted(std::string_view s) { return constant::exactString(constant::makeString(s)); }

void Writer::tparamList(std::span<TypeParam *const> list) {
  out += '[';
  Type *prev = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    if (i) {
      if (list[i]->bound != prev) {
        out += ' ';
        typ(prev);
      }
      out += ", ";
    }
    prev = list[i]->bound;
    typ(list[i]);
  }
  if (prev) {
    out += ' ';
    typ(prev);
  }
  out += ']';
}

void Writer::tuple(Tuple *t, bool variadic) {
  out += '(';
  size_t n = t ? t->vars.size() : 0;
  for (size_t i = 0; i < n; i++) {
    Var *v = t->vars[i];
    if (i) out += ", ";
    if (!v->name.empty() && paramNames) {
      out += v->name.str();
      out += ' ';
    }
    if (variadic && i + 1 == n) {
      if (auto *s = dyn<Slice>(v->type)) {
        out += "...";
        typ(s->elem);
      } else { // append([]byte, string...)
        typ(v->type);
        out += "...";
      }
    } else {
      typ(v->type);
    }
  }
  out += ')';
}

void Writer::signature(Signature *s) {
  if (!s->tparams.empty()) tparamList(s->tparams);
  tuple(s->params, s->variadic);
  size_t n = s->results ? s->results->vars.size() : 0;
  if (n == 0) return;
  out += ' ';
  if (n == 1 && (s->results->vars[0]->name.empty() || !paramNames)) {
    typ(s->results->vars[0]->type);
    return;
  }
  tuple(s->results, false);
}

void Writer::structType(Struct *s) {
  out += "struct{";
  for (size_t i = 0; i < s->fields.size(); i++) {
    Var *f = s->fields[i];
    if (i) out += "; ";
    bool annotate = pkgInfo && !f->name.isExported();
    if (annotate) pkgInfo = false;
    if (pathNames && !f->name.isExported() && f->pkg) out += "\"" + f->pkg->path + "\".";
    if (!f->embedded) {
      out += f->name.str();
      out += ' ';
    } else if (pathNames) {
      out += "?";
    }
    typ(f->type);
    if (annotate) out += " /* package " + (f->pkg ? f->pkg->path : std::string()) + " */ ";
    if (i < s->tags.size() && !s->tags[i].empty()) {
      out += ' ';
      out += quoted(s->tags[i]);
    }
  }
  out += '}';
}

void Writer::interfaceType(Interface *t) {
  if (!pathNames && t == anyInterface()) {
    out += "any";
    return;
  }
  if (!pathNames && t == static_cast<Named *>(universeComparable())->under) {
    out += "interface{comparable}";
    return;
  }
  if (t->implicit) {
    if (t->methods.empty() && t->embeddeds.size() == 1) return typ(t->embeddeds[0]);
    out += "/* implicit */ ";
  }
  out += "interface{";
  bool first = true;
  auto methods = [&](auto list) {
    for (Func *m : list) {
      if (!first) out += "; ";
      first = false;
      if (pathNames && !m->name.isExported() && m->pkg) out += "\"" + m->pkg->path + "\".";
      out += m->name.str();
      if (auto *s = dyn<Signature>(m->type)) signature(s);
    }
  };
  if (pathNames && typeSet(t)->isMethodSet()) {
    methods(std::span<Func *const>(typeSet(t)->methods)); // in canonical order, embedded ones included
  } else {
    methods(t->methods);
    for (Type *e : t->embeddeds) {
      if (!first) out += "; ";
      first = false;
      typ(e);
    }
  }
  out += '}';
}

void Writer::typ(Type *t) {
  if (!t) {
    out += "<nil>";
    return;
  }
  for (Type *s : seen)
    if (s == t) {
      static const char *const kNames[] = {"Basic", "Array",     "Slice", "Struct", "Pointer", "Tuple",     "Signature",
                                           "Union", "Interface", "Map",   "Chan",   "Named",   "TypeParam", "Alias"};
      out += std::string("<cycle to *") + kNames[static_cast<int>(t->kind)] + ">";
      return;
    }
  seen.push_back(t);
  switch (t->kind) {
  case TypeKind::Basic: {
    auto *b = static_cast<Basic *>(t);
    if (b->basic == BasicKind::UnsafePointer) out += "unsafe.Pointer";
    else if (pathNames) out += static_cast<Basic *>(types::typ(b->basic))->name; // byte is uint8
    else out += b->name;
    break;
  }
  case TypeKind::Array:
    out += '[' + std::to_string(static_cast<Array *>(t)->len) + ']';
    typ(static_cast<Array *>(t)->elem);
    break;
  case TypeKind::Slice:
    out += "[]";
    typ(static_cast<Slice *>(t)->elem);
    break;
  case TypeKind::Struct: structType(static_cast<Struct *>(t)); break;
  case TypeKind::Pointer:
    out += '*';
    typ(static_cast<Pointer *>(t)->elem);
    break;
  case TypeKind::Tuple: tuple(static_cast<Tuple *>(t), false); break;
  case TypeKind::Signature:
    out += "func";
    signature(static_cast<Signature *>(t));
    break;
  case TypeKind::Union: {
    bool first = true;
    for (const Term &x : static_cast<Union *>(t)->terms) {
      if (!first) out += " | ";
      first = false;
      if (x.tilde) out += '~';
      typ(x.type);
    }
    break;
  }
  case TypeKind::Interface: interfaceType(static_cast<Interface *>(t)); break;
  case TypeKind::Map:
    out += "map[";
    typ(static_cast<Map *>(t)->key);
    out += ']';
    typ(static_cast<Map *>(t)->elem);
    break;
  case TypeKind::Chan: {
    auto *c = static_cast<Chan *>(t);
    bool parens = false;
    switch (c->dir) {
    case syn::ChanDir::Both:
      out += "chan ";
      if (auto *e = dyn<Chan>(c->elem)) parens = e->dir == syn::ChanDir::RecvOnly;
      break;
    case syn::ChanDir::SendOnly: out += "chan<- "; break;
    case syn::ChanDir::RecvOnly: out += "<-chan "; break;
    }
    if (parens) out += '(';
    typ(c->elem);
    if (parens) out += ')';
    break;
  }
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    typeName(n->obj);
    if (!n->targs.empty()) typeList(n->targs);
    else if (!n->tparams.empty()) tparamList(n->tparams);
    break;
  }
  case TypeKind::TypeParam: {
    auto *p = static_cast<TypeParam *>(t);
    out += p->obj->name.str();
    if (pathNames) out += "#" + std::to_string(p->id);
    // A parameter called like a predeclared type: say where it comes from.
    else if (universe()->lookup(p->obj->name))
      out += " /* with " + std::string(p->obj->name.str()) + " declared at " + (check ? check->posString(p->obj->pos) : std::string("?")) + " */";
    break;
  }
  case TypeKind::Alias: {
    auto *a = static_cast<Alias *>(t);
    if (pathNames) {
      typ(unalias(a));
      break;
    }
    typeName(a->obj);
    if (!a->targs.empty()) typeList(a->targs);
    else if (!a->tparams.empty()) tparamList(a->tparams);
    break;
  }
  }
  seen.pop_back();
}

Writer writerFor(Checker *check) {
  Writer w;
  w.check = check;
  if (check) w.qualify = [check](Package *p) { return check->qualifier(p); };
  return w;
}

void writeObject(Writer &w, Object *o) {
  Type *t = o->type;
  TypeName *tname = nullptr;
  switch (o->kind) {
  case ObjectKind::PkgName: {
    auto *p = static_cast<PkgName *>(o);
    w.out += "package " + std::string(o->name.str());
    if (p->imported && !p->imported->path.empty() && p->imported->path != o->name.str()) w.out += " (\"" + p->imported->path + "\")";
    return;
  }
  case ObjectKind::Const: w.out += "const"; break;
  case ObjectKind::TypeName:
    tname = static_cast<TypeName *>(o);
    w.out += isTypeParam(t) ? "type parameter" : "type";
    break;
  case ObjectKind::Var: w.out += static_cast<Var *>(o)->isField() ? "field" : "var"; break;
  case ObjectKind::Func: {
    w.out += "func ";
    auto *sig = dyn<Signature>(t);
    if (sig && sig->recv) {
      w.out += '(';
      if (dyn<Interface>(sig->recv->type)) w.out += "interface";
      else w.typ(sig->recv->type);
      w.out += ").";
    } else {
      w.pkgPrefix(o->pkg);
    }
    w.out += o->name.str();
    if (sig) w.signature(sig);
    return;
  }
  case ObjectKind::Label:
    w.out += "label";
    t = nullptr;
    break;
  case ObjectKind::Builtin:
    w.out += "builtin";
    t = nullptr;
    break;
  case ObjectKind::Nil: w.out += "nil"; return;
  }
  w.out += ' ';
  if (o->pkg && o->pkg->scope && o->pkg->scope->lookup(o->name) == o) w.pkgPrefix(o->pkg);
  w.out += o->name.str();
  if (!t) return;
  if (tname) {
    if (t->kind == TypeKind::Basic) return;
    if (auto tps = tparamsOf(t); !tps.empty()) w.tparamList(tps);
    if (isAliasName(tname)) {
      w.out += " =";
      if (auto *a = dyn<Alias>(t)) t = a->fromRHS;
    } else if (auto *tp = dyn<TypeParam>(t)) {
      t = tp->bound;
    } else {
      t = under(t);
    }
  }
  w.out += ' ';
  w.typ(t);
}

const char *modeText(OperandMode m) {
  switch (m) {
  case OperandMode::Invalid: return "invalid operand";
  case OperandMode::NoValue: return "no value";
  case OperandMode::Builtin: return "built-in";
  case OperandMode::TypeExpr: return "type";
  case OperandMode::Constant: return "constant";
  case OperandMode::Variable: return "variable";
  case OperandMode::MapIndex: return "map index expression";
  case OperandMode::Value: return "value";
  case OperandMode::NilValue: return "nil";
  case OperandMode::CommaOk: return "comma, ok expression";
  case OperandMode::CommaErr: return "comma, error expression";
  case OperandMode::CgoFunc: return "cgo function";
  }
  return "";
}

} // namespace

std::string typeText(Checker *check, Type *t) {
  Writer w = writerFor(check);
  w.typ(t);
  return std::move(w.out);
}
std::string typesText(Checker *check, std::span<Type *const> list) {
  Writer w = writerFor(check);
  w.typeList(list);
  return std::move(w.out);
}
// Terms show packages by path, also the one being checked, as types2's do.
std::string termText(Checker *check, const Term &t) {
  Writer w = writerFor(nullptr);
  w.check = check;
  w.typ(t.type);
  return (t.tilde ? "~" : "") + w.out;
}
std::string objectText(Checker *check, Object *o) {
  Writer w = writerFor(check);
  writeObject(w, o);
  return std::move(w.out);
}
std::string funcText(Checker *check, Func *f, bool pkgInfo) {
  Writer w = writerFor(pkgInfo ? nullptr : check);
  w.check = check;
  w.pkgInfo = pkgInfo;
  w.paramNames = false;
  w.out = f->name.str();
  if (auto *s = dyn<Signature>(f->type)) w.signature(s);
  return std::move(w.out);
}

std::string typeString(Type *t, Package *relativeTo) {
  Writer w;
  w.qualify = [relativeTo](Package *p) { return p == relativeTo ? std::string() : std::string(p->name.str()); };
  w.typ(t);
  return std::move(w.out);
}
std::string typeStringPath(Type *t) {
  Writer w;
  w.paramNames = false;
  w.pathNames = true;
  w.typ(t);
  return std::move(w.out);
}
std::string objectString(Object *o, Package *relativeTo) {
  Writer w;
  w.qualify = [relativeTo](Package *p) { return p == relativeTo ? std::string() : std::string(p->name.str()); };
  writeObject(w, o);
  return std::move(w.out);
}

std::string errorText(Checker *check, const TypeError &e) {
  std::string a = e.a ? typeText(check, e.a) : "", b = e.b ? typeText(check, e.b) : "";
  std::string x = e.x ? operandText(check, *e.x) : "";
  return formatDiag(e.id, {a, b, x});
}

// "x (variable of type T)", "1.5 (untyped float constant)", …
std::string operandText(Checker *check, const Operand &x) {
  if (x.mode == OperandMode::NilValue) {
    if (!x.type || !isValid(x.type)) return "nil (with invalid type)";
    if (isUntyped(x.type)) return "nil";
    return "nil (of type " + typeText(check, x.type) + ")";
  }
  std::string expr;
  if (x.expr) expr = syn::exprString(x.expr);
  else if (x.mode == OperandMode::Builtin) expr = builtinName(x.id);
  else if (x.mode == OperandMode::TypeExpr) expr = typeText(check, x.type);
  else if (x.mode == OperandMode::Constant) expr = constant::toString(x.val);
  std::string out;
  if (!expr.empty()) out = expr + " (";
  bool hasType = false;
  switch (x.mode) {
  case OperandMode::Invalid: case OperandMode::NoValue: case OperandMode::Builtin: case OperandMode::TypeExpr: break;
  case OperandMode::Constant: case OperandMode::Variable: case OperandMode::MapIndex: case OperandMode::Value: case OperandMode::NilValue:
  case OperandMode::CommaOk: case OperandMode::CommaErr: case OperandMode::CgoFunc:
    if (!x.type) break;
    if (isUntyped(x.type)) out += std::string(static_cast<Basic *>(x.type)->name) + " ";
    else hasType = true;
    break;
  }
  out += modeText(x.mode);
  if (x.mode == OperandMode::Constant) {
    std::string s = constant::toString(x.val);
    if (s != expr) out += " " + s;
  }
  if (hasType) {
    if (isValid(x.type)) {
      std::string desc;
      if (isGeneric(x.type)) desc = "generic ";
      auto *tpar = dynUnalias<TypeParam>(x.type);
      if (!tpar && (x.type->kind == TypeKind::Alias || x.type->kind == TypeKind::Named)) {
        std::string what = compositeKind(x.type);
        if (what.empty())
          if (auto *b = dynUnder<Basic>(x.type)) what = b->name;
        desc += what + " ";
      }
      out += " of " + desc + "type " + typeText(check, x.type);
      if (tpar) {
        out += " constrained by " + typeText(check, tpar->bound);
        if (hasEmptyTypeset(tpar)) out += " with empty type set";
      }
    } else {
      out += " with invalid type";
    }
  }
  if (!expr.empty()) out += ")";
  return out;
}

} // namespace golem::types
