// The text of expressions as gc's -m prints them. A checked expression in, the words of "… escapes to heap" out.
//
// gc prints its own tree after checking, not the source: literals are cut short to T{...}, constants are folded, parentheses
// follow precedence, methods are called as functions, variadic arguments are one "... argument", implicit conversions and
// dereferences are invisible, and type arguments appear as the shapes that instantiations share (go.shape.int).
#include "compiler/lower/inlunit.h"
#include "compiler/syntax/unicode.h"
#include <algorithm>
#include <functional>

namespace golem::lower {

using K = syn::NodeKind;
using M = syn::OperandMode;
using types::TypeKind;

namespace {

constexpr int kPrimary = 8, kUnary = 7; // gc's precedences; 0 is that of the nodes it forgot, which get parentheses everywhere

template <class T> T *node(syn::Expr *e) { return static_cast<T *>(e); }

struct TypeWriter {
  types::Package *home; // its names stand alone
  TypeEnv *env;
  bool link = false;    // inside type arguments: every name with its package's path
  std::string out;

  void name(types::TypeName *o) {
    if (o->pkg && (link || o->pkg != home)) out += (link ? o->pkg->path : std::string(o->pkg->name.str())) + ".";
    out += o->name.str();
  }
  void args(std::span<types::Type *const> targs) {
    if (targs.empty()) return;
    bool was = link;
    link = true;
    out += '[';
    for (size_t i = 0; i < targs.size(); i++) {
      if (i) out += ',';
      type(targs[i]);
    }
    out += ']';
    link = was;
  }
  void tuple(types::Tuple *t, bool variadic) {
    out += '(';
    for (size_t i = 0; t && i < t->vars.size(); i++) {
      if (i) out += ", ";
      types::Var *v = t->vars[i];
      if (variadic && i + 1 == t->vars.size() && v->type->kind == TypeKind::Slice) {
        out += "...";
        type(static_cast<types::Slice *>(v->type)->elem);
      } else type(v->type);
    }
    out += ')';
  }
  void signature(types::Signature *s) {
    tuple(s->params, s->variadic);
    if (!s->results || s->results->vars.empty()) return;
    out += ' ';
    if (s->results->vars.size() == 1) type(s->results->vars[0]->type);
    else tuple(s->results, false);
  }
  void fieldName(types::Var *f) {
    if (link && !f->name.isExported() && f->pkg) out += f->pkg->path + ".";
    out += f->name.str();
  }
  // A type argument stands for all types of its shape.
  // An interface of methods only: pointers that are its arguments share one shape.
  static bool basic(types::Type *bound) {
    if (types::unalias(bound) == types::universeComparable()) return false;
    types::Type *u = types::under(bound);
    if (u->kind != TypeKind::Interface) return false;
    for (types::Type *e : static_cast<types::Interface *>(u)->embeddeds)
      if (e->kind == TypeKind::Union || !basic(e)) return false;
    return true;
  }
  void shape(types::Type *t, types::TypeParam *param) {
    out += "go.shape.";
    bool was = link;
    link = true;
    if (TypeEnv *e = env; e) {
      env = nullptr; // arguments have no type parameters
      types::Type *u = types::under(t);
      if (u->kind == TypeKind::Pointer && param->bound && basic(param->bound)) out += "*uint8";
      else type(u);
      env = e;
    }
    link = was;
  }
  void type(types::Type *t) {
    switch (t->kind) {
    case TypeKind::Basic: {
      auto *b = static_cast<types::Basic *>(t);
      if (link && b->basic == types::BasicKind::Uint8) out += "uint8"; // in symbols byte and rune are what they stand for
      else if (link && b->basic == types::BasicKind::Int32) out += "int32";
      else if (b->basic == types::BasicKind::UnsafePointer) out += "unsafe.Pointer";
      else out += b->basic == types::BasicKind::UntypedNil ? "nil" : b->name;
      break;
    }
    case TypeKind::Alias: {
      auto *a = static_cast<types::Alias *>(t);
      if (a->obj && !a->obj->pkg && !link) name(a->obj); // any
      else type(types::unalias(t));
      break;
    }
    case TypeKind::Named: {
      auto *n = static_cast<types::Named *>(t);
      name((n->orig ? n->orig : n)->obj);
      args(n->targs);
      break;
    }
    case TypeKind::TypeParam:
      if (env)
        for (size_t i = 0; i < env->tparams.size(); i++)
          if (env->tparams[i] == t) return shape(env->targs[i], env->tparams[i]);
      name(static_cast<types::TypeParam *>(t)->obj);
      break;
    case TypeKind::Array:
      out += "[" + std::to_string(static_cast<types::Array *>(t)->len) + "]";
      type(static_cast<types::Array *>(t)->elem);
      break;
    case TypeKind::Slice:
      out += "[]";
      type(static_cast<types::Slice *>(t)->elem);
      break;
    case TypeKind::Pointer:
      out += "*";
      type(static_cast<types::Pointer *>(t)->elem);
      break;
    case TypeKind::Map:
      out += "map[";
      type(static_cast<types::Map *>(t)->key);
      out += "]";
      type(static_cast<types::Map *>(t)->elem);
      break;
    case TypeKind::Chan: {
      auto *c = static_cast<types::Chan *>(t);
      out += c->dir == syn::ChanDir::RecvOnly ? "<-chan " : c->dir == syn::ChanDir::SendOnly ? "chan<- " : "chan ";
      bool parens = c->dir != syn::ChanDir::SendOnly && c->elem->kind == TypeKind::Chan && static_cast<types::Chan *>(c->elem)->dir == syn::ChanDir::RecvOnly;
      if (parens) out += '(';
      type(c->elem);
      if (parens) out += ')';
      break;
    }
    case TypeKind::Struct: {
      auto *s = static_cast<types::Struct *>(t);
      out += "struct {";
      for (size_t i = 0; i < s->fields.size(); i++) {
        out += i ? "; " : " ";
        if (!s->fields[i]->embedded) {
          fieldName(s->fields[i]);
          out += ' ';
        }
        type(s->fields[i]->type);
        if (i < s->tags.size() && !s->tags[i].empty()) out += " " + constant::exactString(constant::makeString(s->tags[i]));
      }
      out += s->fields.empty() ? "}" : " }";
      break;
    }
    case TypeKind::Interface: {
      auto ms = types::interfaceMethods(t);
      out += "interface {";
      bool first = true;
      for (types::Func *m : ms) {
        out += first ? " " : "; ";
        first = false;
        if (link && !m->name.isExported() && m->pkg) out += m->pkg->path + ".";
        out += m->name.str();
        signature(static_cast<types::Signature *>(m->type));
      }
      out += ms.empty() ? "}" : " }";
      break;
    }
    case TypeKind::Signature:
      out += "func";
      signature(static_cast<types::Signature *>(t));
      break;
    case TypeKind::Tuple: case TypeKind::Union: break;
    }
  }
};

struct ExprWriter {
  FuncLowerer &fl;

  std::string type(types::Type *t) {
    TypeWriter w{fl.pl.pkg, fl.env, false, {}};
    w.type(t);
    return std::move(w.out);
  }
  std::string object(types::Object *o) {
    std::string n(o->name.str());
    return o->pkg && o->pkg != fl.pl.pkg ? std::string(o->pkg->name.str()) + "." + n : n; // variables of bodies from elsewhere, too
  }
  std::string literal(const constant::Value *v, types::Type *t) {
    return constantText(v, t, [&] { return type(t); });
  }
  template <class F> static std::string constantText(const constant::Value *v, types::Type *t, F typeText) {
    types::Type *a = types::unalias(t);
    if (a->kind == TypeKind::TypeParam) return std::string(typeText()) + "(" + constant::toString(v) + ")";
    auto *b = a->kind == TypeKind::Basic ? static_cast<types::Basic *>(a) : nullptr;
    auto *u = types::under(a);
    uint16_t info = u->kind == TypeKind::Basic ? static_cast<types::Basic *>(u)->info : 0;
    if (b && (a == types::universeRune() || b->basic == types::BasicKind::UntypedRune)) {
      int64_t i = 0;
      if (constant::int64Val(constant::toInt(v), i) && i >= 0 && i <= 0x10ffff)
        return syntax::quoteRune(i >= 0xd800 && i < 0xe000 ? 0xfffdu : static_cast<uint32_t>(i)); // strconv.QuoteRune
    }
    const constant::Value *c = info & types::kIsFloat     ? constant::toFloat(v)
                               : info & types::kIsComplex ? constant::toComplex(v)
                               : info & types::kIsInteger ? constant::toInt(v)
                                                          : v;
    std::string text = info & types::kIsFloat ? constant::floatString(c) : constant::toString(c);
    if (b && (b->info & types::kIsUntyped)) return text;
    bool plain = false;
    if (b) switch (b->basic) {
      case types::BasicKind::Bool: case types::BasicKind::Int: case types::BasicKind::Float64: case types::BasicKind::Complex128:
      case types::BasicKind::String: plain = true; break;
      default: break;
      }
    return plain ? text : std::string(typeText()) + "(" + text + ")";
  }

  static int precedence(syn::Op op) {
    using O = syn::Op;
    switch (op) {
    case O::Mul: case O::Div: case O::Rem: case O::Shl: case O::Shr: case O::And: case O::AndNot: return 6;
    case O::Add: case O::Sub: case O::Or: case O::Xor: return 5;
    case O::Eql: case O::Neq: case O::Lss: case O::Leq: case O::Gtr: case O::Geq: return 4;
    case O::AndAnd: return 2;
    case O::OrOr: return 1;
    default: return 0;
    }
  }
  bool isString(syn::Expr *e) {
    types::Type *u = e->tv.type ? fl.underOf(e) : nullptr;
    return u && u->kind == TypeKind::Basic && (static_cast<types::Basic *>(u)->info & types::kIsString);
  }
  std::string list(syn::ExprList l, size_t from = 0) {
    std::string s;
    for (size_t i = from; i < l.size(); i++) s += (i > from ? ", " : "") + text(l[i], 0);
    return s;
  }

  // go and defer: what is evaluated before the call runs is in a temporary then. A method's selector stands for its receiver.
  std::string temporary(const syn::Expr *e) {
    auto it = fl.evaluated.find(e);
    return it == fl.evaluated.end() ? std::string() : ".autotmp_" + std::to_string(it->second);
  }
  std::string text(syn::Expr *e, int prec) {
    if (!fl.evaluated.empty())
      if (std::string t = temporary(syn::unparen(e)); !t.empty()) return t;
    int own = kPrimary;
    std::string s = bare(e, own);
    return prec > own ? "(" + s + ")" : s;
  }

  // The path through embedded fields is spelled out.
  std::string selector(syn::SelectorExpr *e) {
    std::string s = text(e->x, kPrimary);
    types::Type *t = fl.typeOf(e->x);
    auto path = e->selection->index;
    if (types::hasTypeParam(e->selection->recv)) return s + "." + std::string(e->sel->value.str());
    for (size_t i = 0; i + 1 < path.size(); i++) {
      types::Type *u = types::under(t);
      if (u->kind == TypeKind::Pointer) u = types::under(static_cast<types::Pointer *>(u)->elem);
      if (u->kind != TypeKind::Struct) break;
      types::Var *f = static_cast<types::Struct *>(u)->fields[static_cast<size_t>(path[i])];
      s += "." + std::string(f->name.str());
      t = f->type;
    }
    return s + "." + std::string(e->sel->value.str());
  }

  bool instance(syn::Expr *fun, std::string &dict, std::string &shapes) {
    types::Instance *inst = nullptr;
    if (fun->kind == K::IndexExpr) {
      inst = node<syn::IndexExpr>(fun)->inst;
      fun = syn::unparen(node<syn::IndexExpr>(fun)->x);
    }
    syn::Name *n = fun->kind == K::Name                                                       ? node<syn::Name>(fun)
                   : fun->kind == K::SelectorExpr && !node<syn::SelectorExpr>(fun)->selection ? node<syn::SelectorExpr>(fun)->sel
                                                                                              : nullptr;
    if (!n || !n->obj || n->obj->kind != types::ObjectKind::Func) return false;
    if (!inst) inst = n->inst;
    if (!inst || inst->targs.empty()) return false;
    auto *fn = static_cast<types::Func *>(n->obj);
    std::string linked, shape;
    arguments(inst->targs, static_cast<types::Signature *>(fn->type)->tparams, linked, shape);
    std::string pkg = fn->pkg && fn->pkg != fl.pl.pkg ? std::string(fn->pkg->name.str()) + "." : "";
    dict = "&" + pkg + ".dict." + std::string(fn->name.str()) + "[" + linked + "]";
    shapes = "[" + shape + "]";
    return true;
  }
  // Type arguments as in a dictionary's symbol, and as the shapes that instances share.
  void arguments(std::span<types::Type *const> targs, std::span<types::TypeParam *const> tparams, std::string &linked, std::string &shapes) {
    TypeWriter link{fl.pl.pkg, fl.env, true, {}}, shape{fl.pl.pkg, fl.env ? fl.env : &empty, true, {}};
    for (size_t i = 0; i < targs.size() && i < tparams.size(); i++) {
      if (i) {
        link.out += ',';
        shape.out += ',';
      }
      link.type(targs[i]);
      shape.shape(fl.pl.subst(targs[i], fl.env), tparams[i]);
    }
    linked = std::move(link.out);
    shapes = std::move(shape.out);
  }
  TypeEnv empty{};

  static bool callsOrReceives(const syn::Node *n) {
    if (n->kind == K::FuncLit) return false;
    if (n->kind == K::CallExpr) {
      auto *c = static_cast<syn::CallExpr *>(const_cast<syn::Node *>(n));
      if (c->fun->tv.mode != M::TypeExpr && !builtinOf(c) && !isConst(c)) return true;
    }
    if (n->kind == K::Operation && static_cast<const syn::Operation *>(n)->op == syn::Op::Recv) return true;
    bool found = false;
    syn::forEachChild(n, [&](const syn::Node *c) { found = found || (c && callsOrReceives(c)); });
    return found;
  }
  std::string interfaceMethod(syn::SelectorExpr *sel) {
    if (std::string t = temporary(sel); !t.empty()) return t + "." + std::string(sel->sel->value.str());
    if (!callsOrReceives(sel->x)) return selector(sel);
    return ".autotmp_" + std::to_string(fl.textTemps ? (*fl.textTemps)++ : 0) + "." +
           std::string(sel->sel->value.str()); // it holds what the method is called on
  }
  // A type parameter's method: the function in the dictionary, with its address there, converted to its type. Those that the declaration calls
  // come first in the dictionary, in the order of the source.
  std::string dictionaryMethod(syn::SelectorExpr *sel) {
    auto &methods = fl.dictionaryMethods();
    FuncLowerer::DictionaryMethod own{types::unalias(sel->selection->recv), sel->selection->obj};
    auto at = std::find(methods.begin(), methods.end(), own) - methods.begin();
    TypeWriter w{fl.pl.pkg, fl.env, false, {}};
    auto *sig = static_cast<types::Signature *>(own.second->type);
    w.out = "(func(";
    w.type(own.first);
    TypeWriter rest{fl.pl.pkg, fl.env, false, {}};
    rest.signature(sig);
    w.out += (sig->params && !sig->params->vars.empty() ? ", " : "") + rest.out.substr(1);
    return w.out + ")(&.dict[" + std::to_string(at) + "])";
  }
  // The result of a call that is inlined, as it is called there; "": it stays a call, or has another number of results than one.
  std::string inlinedResult(syn::CallExpr *e) {
    FuncLowerer::Inlinee in;
    if (fl.textTemps || !fl.inlinee(e, in) || !in.sig->results || in.sig->results->vars.size() != 1) return {};
    return fl.resultWords(in, 0);
  }

  std::string call(syn::CallExpr *e) {
    std::vector<std::string> args;
    return call(e, args);
  }
  // args: what is passed, receivers and dictionaries included.
  std::string call(syn::CallExpr *e, std::vector<std::string> &args) {
    if (types::Builtin *bi = builtinOf(e)) {
      std::string n(bi->name.str());
      using B = types::BuiltinId;
      bool isUnsafe = bi->id >= B::UnsafeAdd && bi->id <= B::UnsafeStringData;
      if (bi->id == B::Make || bi->id == B::New) {
        if (bi->id == B::New && types::hasTypeParam(e->args[0]->tv.type)) return "new(<node DYNAMICTYPE>)";
        std::string s = n + "(" + (e->args[0]->tv.mode == M::TypeExpr ? type(e->args[0]->tv.type) : text(e->args[0], 0));
        for (size_t i = 1; i < e->args.size(); i++) s += ", " + text(e->args[i], 0);
        return s + ")";
      }
      return (isUnsafe ? "unsafe." : "") + n + "(" + list(e->args) + (e->hasDots ? "...)" : ")");
    }
    syn::Expr *fun = syn::unparen(e->fun);
    std::string s;
    if (fun->kind == K::SelectorExpr && node<syn::SelectorExpr>(fun)->selection &&
        node<syn::SelectorExpr>(fun)->selection->kind == types::SelectionKind::MethodVal) {
      auto *sel = node<syn::SelectorExpr>(fun);
      s = selector(sel);
      bool byDictionary = types::isTypeParam(sel->selection->recv);
      auto *fn = static_cast<types::Func *>(sel->selection->obj);
      bool iface = false;
      if (auto *sig = static_cast<types::Signature *>(fn->type); sig->recv) iface = types::isInterface(sig->recv->type) && !byDictionary;
      if (iface) s = interfaceMethod(sel);
      if (byDictionary) {
        s = dictionaryMethod(sel);
        args.push_back(text(sel->x, 0));
      }
      if (!iface && !byDictionary) { // T.m(x), (*T).m(x)
        types::Type *r = static_cast<types::Signature *>(fn->type)->recv->type;
        std::string recv = s.substr(0, s.rfind('.'));
        if (std::string t = temporary(sel); !t.empty()) recv = t;
        else if (recv == text(sel->x, kPrimary)) recv = text(sel->x, 0);
        bool ptr = types::unalias(r)->kind == TypeKind::Pointer;
        types::Type *base = types::unalias(ptr ? static_cast<types::Pointer *>(types::unalias(r))->elem : r);
        types::Type *given = types::unalias(sel->selection->recv);
        if (given->kind == TypeKind::Pointer) given = types::unalias(static_cast<types::Pointer *>(given)->elem);
        std::string tn = type(base), dict;
        // The method of an instance is that of its shape, with a dictionary; promoted ones are rare enough to be left as they are.
        if (auto *n = static_cast<types::Named *>(given);
            given->kind == TypeKind::Named && !n->targs.empty() && base->kind == TypeKind::Named && static_cast<types::Named *>(base)->orig == n->orig) {
          types::TypeName *o = n->orig->obj;
          std::string pkg = o->pkg && o->pkg != fl.pl.pkg ? std::string(o->pkg->name.str()) + "." : "", linked, shapes;
          arguments(n->targs, n->orig->tparams, linked, shapes);
          tn = pkg + std::string(o->name.str()) + "[" + shapes + "]";
          dict = "&" + pkg + ".dict." + std::string(o->name.str()) + "[" + linked + "]";
        }
        s = (ptr ? "(*" + tn + ")" : tn) + "." + std::string(sel->sel->value.str());
        args.push_back(recv);
        if (!dict.empty()) args.push_back(dict);
      }
    } else s = text(fun, kPrimary);
    if (std::string dict, shapes; args.empty() && instance(fun, dict, shapes)) { // the shared code, and its dictionary
      s += shapes;
      args.push_back(dict);
    }
    types::Type *ft = types::coreType(fl.typeOf(fun));
    auto *sig = ft && ft->kind == TypeKind::Signature ? static_cast<types::Signature *>(ft) : nullptr;
    auto add = [&](std::string a) { args.push_back(std::move(a)); };
    auto joined = [&] {
      std::string t;
      for (const std::string &a : args) t += (t.empty() ? "" : ", ") + a;
      return t;
    };
    if (sig && sig->variadic && !e->hasDots && !FuncLowerer::isSpread(e)) {
      size_t fixed = sig->params->vars.size() - 1;
      for (size_t i = 0; i < fixed; i++) add(text(e->args[i], 0));
      add(e->args.size() > fixed ? "... argument" : "nil");
      return s + "(" + joined() + "...)";
    }
    for (syn::Expr *a : e->args) add(text(a, 0));
    return s + "(" + joined() + (e->hasDots ? "...)" : ")");
  }

  std::string bare(syn::Expr *e, int &own) {
    e = syn::unparen(e);
    if (isConst(e)) return literal(e->tv.value, e->tv.type);
    if (e->tv.mode == M::NilValue) return "nil";
    if (e->tv.mode == M::TypeExpr) return type(e->tv.type);
    switch (e->kind) {
    case K::Name: {
      auto *n = node<syn::Name>(e);
      return n->obj ? object(n->obj) : std::string(n->value.str());
    }
    case K::CompositeLit: {
      auto *c = node<syn::CompositeLit>(e);
      types::Type *t = c->tv.type;
      std::string ptr;
      if (!c->type && types::under(t)->kind == TypeKind::Pointer) { // &T elided inside another literal
        ptr = "&";
        t = static_cast<types::Pointer *>(types::under(t))->elem;
        own = 0;
      }
      return ptr + type(t) + (c->elems.empty() ? "{}" : "{...}");
    }
    case K::FuncLit: own = 0; return "func literal";
    case K::SelectorExpr: {
      auto *s = node<syn::SelectorExpr>(e);
      if (!s->selection) return s->sel->obj ? object(s->sel->obj) : std::string(s->sel->value.str());
      if (s->selection->kind == types::SelectionKind::MethodExpr) {
        std::string on = text(s->x, kPrimary);
        return (on[0] == '*' ? "(" + on + ")" : on) + "." + std::string(s->sel->value.str());
      }
      return selector(s);
    }
    case K::IndexExpr: {
      auto *i = node<syn::IndexExpr>(e);
      if (i->inst) return text(i->x, kPrimary);
      return text(i->x, kPrimary) + "[" + text(i->index, 0) + "]";
    }
    case K::SliceExpr: {
      auto *s = node<syn::SliceExpr>(e);
      std::string out = text(s->x, kPrimary) + "[" + (s->index[0] ? text(s->index[0], 0) : "") + ":" + (s->index[1] ? text(s->index[1], 0) : "");
      if (s->full) out += ":" + (s->index[2] ? text(s->index[2], 0) : "");
      return out + "]";
    }
    case K::AssertExpr: {
      auto *a = node<syn::AssertExpr>(e);
      types::Type *t = FuncLowerer::firstOf(e->tv.type);
      return text(a->x, kPrimary) + ".(" + type(t) + ")";
    }
    case K::Operation: return operation(node<syn::Operation>(e), own);
    case K::CallExpr: {
      auto *c = node<syn::CallExpr>(e);
      if (!builtinOf(c) && c->fun->tv.mode != M::TypeExpr)
        if (std::string r = inlinedResult(c); !r.empty()) {
          own = 0;
          return r;
        }
      if (types::Builtin *bi = builtinOf(c)) { // those that gc's table of precedences lacks
        using B = types::BuiltinId;
        if (bi->id == B::Real || bi->id == B::Imag || bi->id == B::Complex || bi->id == B::Recover) own = 0;
        if (bi->id == B::UnsafeSliceData) return "<node unsafe.SliceData>";
        if (bi->id == B::UnsafeStringData) return "<node unsafe.StringData>";
      }
      if (c->fun->tv.mode != M::TypeExpr) return call(c);
      return conversion(c->tv.type, text(c->args[0], 0));
    }
    default: return syn::exprString(e);
    }
  }

  std::string conversion(types::Type *to, const std::string &value) {
    types::Type *t = types::unalias(to);
    bool named = t->kind == TypeKind::Named || t->kind == TypeKind::Basic || t->kind == TypeKind::TypeParam;
    std::string n = type(to);
    named = named || n == "any"; // a name to gc
    return (named ? n : "(" + n + ")") + "(" + value + ")";
  }

  std::string operation(syn::Operation *o, int &own) {
    if (o->y) {
      if (o->op == syn::Op::Add && isString(o)) {
        own = 0;
        std::vector<syn::Expr *> parts;
        parts_(o, parts);
        std::string s;
        for (size_t i = 0; i < parts.size(); i++) {
          s += (i ? " + " : "") + text(parts[i], 0);
        }
        return s;
      }
      own = precedence(o->op);
      return text(o->x, own) + " " + syn::opString(o->op) + " " + text(o->y, own + 1);
    }
    own = kUnary;
    syn::Expr *x = syn::unparen(o->x);
    if (o->op == syn::Op::And && x->kind == K::CompositeLit) {
      own = 0;
      return "&" + text(x, 0);
    }
    std::string op = syn::opString(o->op);
    if (x->kind == K::Operation && !isConst(x) && !node<syn::Operation>(x)->y && node<syn::Operation>(x)->op == o->op && o->op != syn::Op::Mul) op += " ";
    return op + text(x, own + 1);
  }
  static void parts_(syn::Expr *e, std::vector<syn::Expr *> &out) {
    syn::Expr *u = syn::unparen(e);
    if (!isConst(u) && u->kind == K::Operation) {
      auto *o = static_cast<syn::Operation *>(u);
      if (o->y && o->op == syn::Op::Add) {
        parts_(o->x, out);
        parts_(o->y, out);
        return;
      }
    }
    out.push_back(u);
  }
};

} // namespace

std::string shapeWords(types::Package *home, types::Type *t, types::TypeParam *param) {
  TypeEnv none;
  TypeWriter w{home, &none, true, {}};
  w.shape(t, param);
  return std::move(w.out);
}

std::string_view FuncLowerer::exprText(syn::Expr *e) { return pl.m.arena.copy(ExprWriter{*this}.text(e, 0)); }

const std::vector<FuncLowerer::DictionaryMethod> &FuncLowerer::dictionaryMethods() {
  if (outer) return outer->dictionaryMethods();
  if (dictionaryMethods_) return *dictionaryMethods_;
  auto &methods = dictionaryMethods_.emplace();
  std::function<void(const syn::Node *)> visit = [&](const syn::Node *n) {
    syn::forEachChild(n, visit);
    if (n->kind != K::SelectorExpr) return;
    const types::Selection *s = static_cast<const syn::SelectorExpr *>(n)->selection;
    if (!s || !types::isTypeParam(s->recv)) return;
    DictionaryMethod m{types::unalias(s->recv), s->obj};
    if (std::find(methods.begin(), methods.end(), m) == methods.end()) methods.push_back(m);
  };
  if (declBody) visit(declBody);
  return methods;
}

bool FuncLowerer::inlinee(syn::CallExpr *e, Inlinee &in) {
  if (!pl.opts.inlining || builtinOf(e) || isConversion(e)) return false;
  syn::Expr *fun = syn::unparen(e->fun);
  const InlineInfo *info = nullptr;
  in.lit = fun->kind == K::FuncLit ? fun : nullptr;
  types::Var *var = localVar(fun);
  if (var) {
    in.lit = pl.prog.costs.literalIn(var, in.fn);
    // One that captures something is inlined where it is made only.
    if (in.lit && outer && pl.prog.costs.captures(in.lit) &&
        (!storage.count(var) || std::find(captureOrder.begin(), captureOrder.end(), var) != captureOrder.end()))
      return false;
  }
  if (in.lit) {
    info = &pl.prog.costs.ofLiteral(in.lit);
    in.sig = static_cast<types::Signature *>(types::under(fun->tv.type));
  } else {
    if (fun->kind == K::SelectorExpr && node<syn::SelectorExpr>(fun)->selection) {
      auto *sel = node<syn::SelectorExpr>(fun)->selection;
      if (sel->kind != types::SelectionKind::MethodVal || sel->obj->kind != types::ObjectKind::Func) return false;
      in.fn = static_cast<types::Func *>(sel->obj);
      if (in.fn->isInterfaceMethod) return false;
    } else if (!var) in.fn = namedFunc(fun, nullptr);
    if (!in.fn) return false;
    in.fn = originOf(in.fn);
    if (!in.fn->decl || isGcIntrinsic(in.fn)) return false;
    info = &pl.prog.costs.of(in.fn);
    in.sig = static_cast<types::Signature *>(in.fn->type);
  }
  int max = f.flags & gir::kBig ? gir::kInlineBigCallerMax : gir::kInlineBudget;
  if (fun->kind == K::FuncLit) max = f.flags & gir::kBig ? 2 * max : gir::kInlineCalledOnce;
  else if (in.lit) max = 2 * max;
  return info->cost >= 0 && info->cost <= max;
}

// Variables of an inlined body, as they are called in its caller.
static std::string inlinedName(const PackageLowerer &pl, const FuncLowerer::Inlinee &in, std::string_view name) {
  return (in.fn && in.fn->pkg && in.fn->pkg != pl.pkg ? std::string(in.fn->pkg->name.str()) + "." : "") + std::string(name);
}
std::string FuncLowerer::resultName(const types::Var *r, size_t i) {
  return r->name.empty() || r->name.isBlank() ? "~r" + std::to_string(i) : std::string(r->name.str());
}
std::string FuncLowerer::resultWords(const Inlinee &in, size_t i) {
  std::string name = resultName(in.sig->results->vars[i], i);
  return name[0] == '~' ? name : inlinedName(pl, in, name);
}

// The assignment that gc makes of an inlined call's parameters. Those that the body doesn't use are left out if what is passed can be.
std::string FuncLowerer::inlinedAssign(syn::CallExpr *e, const Inlinee &in) {
  std::vector<std::string> values;
  ExprWriter{*this}.call(e, values);
  syn::Expr *fun = syn::unparen(e->fun);
  std::vector<types::Var *> params;
  std::vector<syn::Expr *> sources;
  bool method = in.fn && in.sig->recv && fun->kind == K::SelectorExpr;
  if (method) {
    params.push_back(in.sig->recv);
    sources.push_back(nullptr);
  }
  size_t n = in.sig->params ? in.sig->params->vars.size() : 0;
  if (values.size() > params.size() + n) { // the dictionary
    params.push_back(nullptr);
    sources.push_back(nullptr);
  }
  for (size_t i = 0; i < n; i++) {
    params.push_back(in.sig->params->vars[i]);
    sources.push_back(i < e->args.size() && !(in.sig->variadic && i + 1 == n && !e->hasDots) ? e->args[i] : nullptr);
  }
  if (values.size() != params.size()) return {};
  const syn::Node *body = in.lit ? static_cast<const syn::FuncLit *>(in.lit)->body : in.fn->decl->body;
  auto &used = pl.usedIn(body, false), &kept = pl.usedIn(body, true);
  // A literal that is only called is gone when the call is inlined.
  auto isUsed = [&](size_t i) { return (sources[i] && syn::unparen(sources[i])->kind == K::FuncLit ? kept : used).count(params[i]) != 0; };
  auto plain = [&](size_t i) {
    if (values[i] == "nil") return true;
    const syn::Expr *x = sources[i] ? syn::unparen(sources[i]) : i == 0 && method ? syn::unparen(static_cast<syn::SelectorExpr *>(fun)->x) : nullptr;
    if (!x) return false;
    if (i == 0 && method) return x->kind == K::Name && isPointer(typeOf(const_cast<syn::Expr *>(x))) == isPointer(in.sig->recv->type);
    return x->kind == K::Name || x->kind == K::FuncLit || isConst(const_cast<syn::Expr *>(x)) || x->tv.mode == M::NilValue;
  };
  std::string left, right;
  for (size_t i = 0; i < params.size(); i++) {
    bool named = params[i] && !params[i]->name.empty() && !params[i]->name.isBlank();
    bool out = params[i] && (!named || !isUsed(i)) && plain(i);
    left += (i ? ", " : "") + (!params[i] ? inlinedName(pl, in, ".dict") : out || !named ? "_" : inlinedName(pl, in, params[i]->name.str()));
    right += (i ? ", " : "") + (out ? "0" : values[i]);
  }
  return left.empty() ? left : left + " := " + right;
}

const std::unordered_set<types::Object *> &PackageLowerer::usedIn(const syn::Node *body, bool notCalled) {
  auto [it, fresh] = usedObjects[notCalled].try_emplace(body);
  if (!fresh) return it->second;
  std::function<void(const syn::Node *)> walk = [&](const syn::Node *n) {
    if (notCalled && n->kind == K::CallExpr && syn::unparen(static_cast<const syn::CallExpr *>(n)->fun)->kind == K::Name) {
      for (const syn::Expr *a : static_cast<const syn::CallExpr *>(n)->args) walk(a);
      return;
    }
    if (n->kind == K::Name && static_cast<const syn::Name *>(n)->obj) it->second.insert(static_cast<const syn::Name *>(n)->obj);
    syn::forEachChild(n, [&](const syn::Node *c) {
      if (c) walk(c);
    });
  };
  if (body) walk(body);
  return it->second;
}

std::string_view FuncLowerer::callText(syn::CallExpr *e) {
  ExprWriter w{*this};
  return pl.m.arena.copy(isConversion(e) ? w.text(e, 0) : w.call(e));
}

std::string_view FuncLowerer::methodText(syn::SelectorExpr *e) { return pl.m.arena.copy(ExprWriter{*this}.interfaceMethod(e)); }

std::string FuncLowerer::typeWords(types::Type *t) { return ExprWriter{*this}.type(t); }

std::string FuncLowerer::conversionWords(types::Type *t, const std::string &value) { return ExprWriter{*this}.conversion(t, value); }

std::string FuncLowerer::signatureWords(types::Signature *sig) {
  TypeWriter w{pl.pkg, env, false, {}};
  if (sig->recv) {
    w.out = "method(";
    w.type(sig->recv->type);
    w.out += ") ";
  }
  w.out += "func";
  w.signature(sig);
  return std::move(w.out);
}

} // namespace golem::lower
