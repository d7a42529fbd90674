// One package: symbols, the work list of functions to make, initialization. Entry point lowerPackage.
#include "compiler/lower/inlunit.h"
#include <algorithm>
#include <cstdio>

namespace golem::lower {

namespace {
// Functions that the back end expands in place: they must stay calls.
bool isExpanded(std::string_view symbol) {
  static const std::unordered_set<std::string_view> names = {
#define INTRINSIC(symbol, ...) symbol,
#include "compiler/llvm/intrinsics.def"
  };
  return names.count(symbol) != 0;
}
} // namespace

void PackageLowerer::internalError(Pos pos, const std::string &what) { diags.report(pos, Diag::Generic, {"internal error: lower: " + what}); }

uint32_t PackageLowerer::position(Pos p) {
  if (!p) return 0;
  if (auto it = posIndex.find(p.v); it != posIndex.end()) return it->second;
  Position q = prog.sources.position(p);
  const SourceFile *sf = prog.sources.file(p);
  // Tracebacks print full paths; a line directive's file name is taken as it is written.
  std::string file = sf && q.file == sf->path ? sf->recordedPath() : q.file.empty() ? "??" : std::string(q.file);
  auto [it, fresh] = fileIndex.try_emplace(file, static_cast<uint32_t>(m.files.size()));
  if (fresh) m.files.push_back(file);
  gir::SrcPos sp;
  sp.file = it->second;
  sp.line = q.line;
  sp.col = q.col;
  m.positions.push_back(sp);
  return posIndex[p.v] = static_cast<uint32_t>(m.positions.size() - 1);
}

std::string PackageLowerer::pkgPrefix(types::Package *p) { return p->name.str() == "main" ? "main" : gir::symbolPrefix(p->path); }

std::string PackageLowerer::globalSymbol(types::Var *v) {
  auto &s = globalNames[v];
  if (s.empty()) {
    s = pkgPrefix(v->pkg) + "." + std::string(v->name.str());
    if (v->name.isBlank()) s += "·" + std::to_string(++blankCount);
    if (v->pkg == pkg)
      if (auto it = linknames.find(std::string(v->name.str())); it != linknames.end() && !it->second.second.empty()) s = it->second.second;
    if (v->pkg != pkg) {
      auto [it, fresh] = foreignLinknames.try_emplace(v->pkg);
      if (fresh)
        for (syn::File *file : v->pkg->files)
          for (const syn::Linkname &l : file->linknames)
            if (!l.remote.empty()) it->second[l.local] = l.remote;
      if (auto r = it->second.find(v->name.str()); r != it->second.end()) s = r->second;
      gir::Global *g = m.addGlobal(s, gtype(v->type, nullptr));
      g->external = true;
    }
  }
  return s;
}

// recvType: T or *T with T possibly an instance; null for plain functions.
std::string PackageLowerer::funcSymbol(types::Func *fn, types::Type *recvType, TypeEnv *env, std::span<types::Type *const> targs) {
  std::string s = fn->pkg ? pkgPrefix(fn->pkg) + "." : std::string(); // error.Error has no package
  if (recvType) {
    types::Type *r = types::unalias(recvType);
    bool ptr = r->kind == types::TypeKind::Pointer;
    if (ptr) r = types::unalias(static_cast<types::Pointer *>(r)->elem);
    std::string n;
    if (r->kind == types::TypeKind::Named) {
      auto *named = static_cast<types::Named *>(r);
      n = namedLinkName(named, env, false);
      types::TypeName *obj = (named->orig ? named->orig : named)->obj;
      if (obj->pkg) s.clear(); // the link name brings its package
      size_t cut = obj->pkg ? pkgPrefix(obj->pkg).size() + 1 : 0;
      if (ptr) n = n.substr(0, cut) + "(*" + n.substr(cut) + ")";
    } else {
      n = (ptr ? "(*" : "") + typeLinkName(r, env) + (ptr ? ")" : "");
      s = pkgPrefix(pkg) + ".";
    }
    return s + n + "." + std::string(fn->name.str());
  }
  s += fn->name.str();
  if (!targs.empty()) {
    s += '[';
    for (size_t i = 0; i < targs.size(); i++) {
      if (i) s += ',';
      s += typeLinkName(targs[i], env);
    }
    s += ']';
  }
  return s;
}

gir::Function *PackageLowerer::newFunc(const std::string &sym, gir::Type *sig) {
  gir::Function *f;
  if (auto it = m.byName.find(sym); it != m.byName.end()) {
    f = it->second; // was declared external by an earlier use
    f->flags &= ~(gir::kExternal | gir::kBodyless | gir::kNoescape | gir::kUintptrEscapes);
    f->written.clear();
  } else f = m.addFunction(sym);
  f->sig = sig;
  f->results.assign(sig->results.begin(), sig->results.end());
  return f;
}

void PackageLowerer::declareExternal(const std::string &sym, gir::Type *sig) {
  if (m.byName.count(sym)) return;
  gir::Function *f = m.addFunction(sym);
  f->flags |= gir::kExternal;
  f->sig = sig;
  f->results.assign(sig->results.begin(), sig->results.end());
}

namespace {
const syn::Linkname *linknameOf(types::Func *fn) {
  // A linkname never means a method: reflect has both `call` and `Value.call`.
  if (!fn->file || static_cast<types::Signature *>(fn->type)->recv) return nullptr;
  for (const syn::Linkname &l : fn->file->linknames)
    if (l.local == fn->name.str()) return &l;
  return nullptr;
}
std::shared_ptr<TypeEnv> makeEnv(std::span<types::TypeParam *const> tparams, std::span<types::Type *const> targs, const std::string &suffix,
                                 types::Scope *scope) {
  auto env = std::make_shared<TypeEnv>();
  env->tparams.assign(tparams.begin(), tparams.end());
  env->targs.assign(targs.begin(), targs.end());
  env->suffix = suffix;
  env->scope = scope;
  return env;
}
std::string bracketSuffix(const std::string &sym) {
  size_t open = sym.find('[');
  return open == std::string::npos ? "" : sym.substr(open);
}
} // namespace

namespace {
uint32_t pragmaFlags(uint32_t pragma) {
  uint32_t f = 0;
  if (pragma & syn::kPragmaNoinline) f |= gir::kNoinline;
  if (pragma & syn::kPragmaNosplit) f |= gir::kNosplit;
  if (pragma & syn::kPragmaNoescape) f |= gir::kNoescape;
  if (pragma & syn::kPragmaUintptrEscapes) f |= gir::kUintptrEscapes;
  if (pragma & syn::kPragmaNorace) f |= gir::kNorace;
  return f;
}
} // namespace

std::string PackageLowerer::useFunc(types::Func *fn, std::span<types::Type *const> targs) {
  auto *sig = static_cast<types::Signature *>(fn->type);
  std::string sym = funcSymbol(fn, nullptr, nullptr, targs);
  if (!targs.empty()) {
    if (defined.insert(sym).second) {
      PendingFunc p{fn, makeEnv(sig->tparams, targs, bracketSuffix(sym), sig->scope), sym};
      work.push_back([this, p] { lowerFunc(p); });
      gir::Function *f = newFunc(sym, funcType(sig, p.env.get()));
      f->flags |= gir::kDupOK;
    }
    return sym;
  }
  if (const syn::Linkname *l = linknameOf(fn); l && !l->remote.empty()) sym = std::string(l->remote);
  if (!m.byName.count(sym)) {
    declareExternal(sym, funcType(sig, nullptr));
    if (importForInlining(fn, sym)) return sym;
    if (fn->decl && !fn->decl->hasBody) {
      // Whoever defines it: what it does with its arguments is what the declaration says.
      m.byName[sym]->flags |= gir::kBodyless | pragmaFlags(fn->decl->pragma);
      if (sym.starts_with("golem_")) m.byName[sym]->cname = sym;
    }
  }
  return sym;
}

std::string PackageLowerer::useMethod(types::Func *method, types::Type *recv) {
  types::Func *origin = method->origin ? method->origin : method;
  types::Type *r = types::unalias(recv);
  bool ptr = r->kind == types::TypeKind::Pointer;
  types::Type *base = ptr ? types::unalias(static_cast<types::Pointer *>(r)->elem) : r;
  auto *named = static_cast<types::Named *>(base);
  types::Type *declRecv = origin->ptrRecv ? (ptr ? r : types::newPointer(base)) : base;
  std::string sym = funcSymbol(origin, declRecv, nullptr, {});
  auto *sig = static_cast<types::Signature *>(origin->type);
  if (!named->targs.empty()) {
    if (defined.insert(sym).second) {
      PendingFunc p{origin, makeEnv(sig->rparams, named->targs, bracketSuffix(sym), sig->scope), sym};
      work.push_back([this, p] { lowerFunc(p); });
      gir::Function *f = newFunc(sym, funcType(sig, p.env.get(), declRecv));
      f->flags |= gir::kDupOK;
    }
    return sym;
  }
  if (!m.byName.count(sym)) declareExternal(sym, funcType(sig, nullptr, declRecv)); // else a method table has done that
  importForInlining(origin, sym);
  return sym;
}

// Queues the body of another package's function that can be inlined. A cached object depends on all the packages below it, bodies
// included, so this needs no care there.
bool PackageLowerer::importForInlining(types::Func *fn, const std::string &sym) {
  if (!opts.inlining || !fn->pkg || fn->pkg == pkg || !fn->decl || !fn->decl->body) return false;
  if (prog.costs.of(fn).cost < 0 || isExpanded(sym) || !defined.insert(sym).second) return false;
  work.push_back([this, fn, sym] {
    importing = true;
    lowerFunc({fn, nullptr, sym});
    m.byName[sym]->flags |= gir::kAvailable;
    importing = false;
  });
  return true;
}

// The bodies of other packages' methods that calls through interfaces may turn out to be of: those of types that are boxed here, with
// names that are called here.
void PackageLowerer::importMethods() {
  if (!opts.inlining) return;
  std::unordered_set<std::string_view> called;
  std::unordered_set<gir::Type *> boxed;
  for (auto &f : m.funcs)
    for (const gir::Block &b : f->blocks)
      for (const gir::Op &op : b.ops) {
        if (op.code == Opcode::calliface_) called.insert(gir::typeOf(*f, op.args[0])->methods[static_cast<size_t>(op.imm)].name);
        if (op.code == Opcode::box_) boxed.insert(gir::typeOf(*f, op.args[0]));
      }
  if (called.empty()) return;
  for (auto &[sym, method] : foreignMethods)
    if (boxed.count(method.type) && called.count(method.fn->name.str())) useMethod(method.fn, method.recv);
}

// gc's name for a function of another package: with the package's name, which need not be its folder's.
std::string PackageLowerer::shownName(std::string_view symbol, types::Package *of) const {
  std::string prefix = gir::symbolPrefix(of->path) + ".";
  if (of == pkg || !symbol.starts_with(prefix)) return shownName(symbol);
  return std::string(of->name.str()) + "." + std::string(symbol.substr(prefix.size()));
}

// gc's name for a function in messages: without the package it is compiled in.
std::string PackageLowerer::shownName(std::string_view symbol) const {
  std::string prefix = gir::symbolPrefix(m) + ".";
  if (symbol.starts_with(prefix)) symbol.remove_prefix(prefix.size());
  return std::string(symbol);
}

// gc compiles an instance twice: for the shape of its type arguments, and a wrapper that passes the dictionary. Its name for the
// former, which is the one that is inlined.
std::string PackageLowerer::shapeName(const std::string &sym, const TypeEnv &env) {
  size_t open = sym.find(env.suffix);
  if (env.suffix.empty() || open == std::string::npos) return sym;
  std::string shape = "[";
  for (size_t i = 0; i < env.targs.size() && i < env.tparams.size(); i++) shape += (i ? "," : "") + shapeWords(pkg, env.targs[i], env.tparams[i]);
  size_t close = open; // a method's suffix goes on after the brackets
  for (int depth = 0; close < sym.size(); close++) {
    depth += (sym[close] == '[') - (sym[close] == ']');
    if (depth == 0) break;
  }
  return sym.substr(0, open) + shape + sym.substr(std::min(close, sym.size()));
}

// A function that the back end expands in place: the inliner has no body of it, but it is inlined, and what it calls with it.
void PackageLowerer::noteExpanded(types::Func *fn, const std::string &sym) {
  if (!opts.remarks || !opts.inlining || !isExpanded(sym) || prog.names.expanded.count(sym)) return;
  std::vector<gir::InlineNames::Expanded> &lines = prog.names.expanded[sym];
  std::function<void(types::Func *, int)> inlined = [&](types::Func *g, int depth) {
    g = g->origin ? g->origin : g;
    if (!g->decl || !g->decl->body || isGcIntrinsic(g)) return;
    int cost = prog.costs.of(g).cost;
    if (cost < 0) return;
    auto *sig = static_cast<types::Signature *>(g->type);
    lines.push_back({"inlining call to " + shownName(funcSymbol(g, sig->recv ? sig->recv->type : nullptr, nullptr, {}), g->pkg), cost, depth});
    std::function<void(const syn::Node *)> within = [&](const syn::Node *n) {
      if (n->kind == syn::NodeKind::CallExpr)
        if (types::Func *called = namedFunc(static_cast<const syn::CallExpr *>(n)->fun, nullptr)) inlined(called, depth + 1);
      if (n->kind == syn::NodeKind::IndexExpr && isUncheckedIndex(static_cast<const syn::IndexExpr *>(n)))
        lines.push_back({std::string(kIndexElided), 0, depth});
      syn::forEachChild(n, [&](const syn::Node *c) {
        if (c) within(c);
      });
    };
    if (depth < 8) within(g->decl->body);
  };
  inlined(fn, 0);
}

// What gc decides about inlining a function, for the pass that does it.
void PackageLowerer::noteInlining(gir::Function &f, const InlineInfo &info, const TypeEnv *env, types::Package *of, const std::function<std::string()> &as,
                                  const std::function<std::string(const std::string &)> &wrapped) {
  if (info.big) f.flags |= gir::kBig;
  if (info.cost >= 0 && !isExpanded(f.name)) f.inlineCost = info.cost;
  if (!opts.remarks) return;
  auto body = [&] { return " with cost " + std::to_string(info.cost) + " as: " + (opts.explain ? as() : gir::typeText(f.sig)); };
  bool literal = f.flags & gir::kClosure;
  if (importing) { // said of the copies that callers get
    if (literal && opts.explain && info.cost >= 0) prog.names.bodies[f.name] = body();
    return;
  }
  auto linked = prog.names.shown.find(f.name);
  std::string name = linked == prog.names.shown.end() ? shownName(f.name, of) : linked->second, own = name;
  if (env && !env->empty()) prog.names.shown[f.name] = name = shownName(shapeName(f.name, *env), of);
  if (info.big) m.remarks.push_back({f.pos, 2, 9, "function " + name + " considered 'big'; reducing max cost of inlinees"});
  if (info.cost >= 0) {
    const std::string as = body();
    m.remarks.push_back({f.pos, 1, 1, "can inline " + name});
    m.remarks.push_back({f.pos, 2, 9, "can inline " + name + as});
    if (literal) prog.names.bodies[f.name] = as;
  } else m.remarks.push_back({f.pos, 2, 9, "cannot inline " + name + ": " + info.reason});
  if (name == own || literal || (f.flags & gir::kNoinline)) return;
  // The wrapper calls the shape's code with the dictionary: a call, an argument each, and temporaries for several results.
  size_t results = f.sig->results.size(), method = !name.ends_with(']');
  size_t called = info.cost >= 0 && info.cost <= gir::kInlineBudget ? static_cast<size_t>(info.cost) : 57;
  size_t cost = called + 4 - method + f.sig->params.size() + (results > 0) + (results > 1 ? 8 * (results - 1) + 1 : 0);
  if (cost <= static_cast<size_t>(gir::kInlineBudget)) {
    m.remarks.push_back({f.pos, 1, 1, "can inline " + own});
    m.remarks.push_back(
        {f.pos, 2, 9, "can inline " + own + " with cost " + std::to_string(cost) + " as: " + (opts.explain ? wrapped(name) : gir::typeText(f.sig))});
  } else
    m.remarks.push_back(
        {f.pos, 2, 9,
         "cannot inline " + own + ": function too complex: cost " + std::to_string(cost) + " exceeds budget " + std::to_string(gir::kInlineBudget)});
  if (info.cost >= 0) m.remarks.push_back({f.pos, 1, 9, "inlining call to " + name});
}

namespace {
// reflect's functions between a stub (runtime/sys/reflectcall.S) and what the program wrote. They must stay frames of their
// own: what LLVM inlines is no wrapper any more. gc treats callReflect and callMethod the same.
bool isReflectWrapper(std::string_view symbol) {
  for (std::string_view name : {"callReflect", "callMethod", "makeFuncCall", "methodValueCallRegs", "callReflectOnStack", "callMethodOnStack"})
    if (symbol.substr(0, 8) == "reflect." && symbol.substr(8) == name) return true;
  return false;
}
} // namespace

namespace {
bool beforeGo122(types::Package *p) {
  int minor = 0;
  return std::sscanf(p->goVersion.c_str(), "go1.%d", &minor) == 1 && minor < 22;
}
} // namespace

void PackageLowerer::lowerFunc(const PendingFunc &p) {
  types::Func *fn = p.fn;
  auto *sig = static_cast<types::Signature *>(fn->type);
  TypeEnv *env = p.env.get();
  gir::Type *sg = funcType(sig, env, sig->recv ? sig->recv->type : nullptr);
  gir::Function *f = newFunc(p.symbol, sg);
  f->flags |= pragmaFlags(fn->decl->pragma);
  if (isReflectWrapper(p.symbol)) f->flags |= gir::kWrapper | gir::kNoinline;
  if (env) f->flags |= gir::kDupOK;
  if (!fn->decl->hasBody || !fn->decl->body) {
    f->flags |= gir::kExternal;
    if (p.symbol.starts_with("golem_")) f->cname = p.symbol;
    return;
  }
  VarInfos infos;
  sharedLoopVars = beforeGo122(fn->pkg);
  analyzeVariables(fn->decl->body, sig, infos, sharedLoopVars);
  FuncLowerer fl(*this, *f, env, &infos);
  fl.baseName = p.symbol;
  if (const syn::Linkname *l = linknameOf(fn); l && !l->remote.empty())
    fl.baseName = funcSymbol(fn, nullptr, nullptr, {}); // its literals have the name that it is declared with
  fl.declBody = fn->decl->body;
  fl.closureCount = &fl.ownCount;
  fl.at(fn->decl->pos);
  f->pos = fl.b.pos;
  if (opts.remarks) {
    if (importing) prog.names.packages[gir::symbolPrefix(fn->pkg->path)] = fn->pkg->name.str();
    if (fl.baseName != p.symbol || importing) prog.names.shown[p.symbol] = shownName(fl.baseName, fn->pkg);
    if (isGcIntrinsic(fn->origin ? fn->origin : fn)) prog.names.intrinsics.insert(p.symbol);
  }
  if (opts.inlining)
    noteInlining(
        *f, prog.costs.of(fn), env, fn->pkg, [&] { return fl.inlineText(sig, fn->decl->body); },
        [&](const std::string &shape) { return fl.wrapperText(sig, shape, shownName(p.symbol, fn->pkg)); });
  fl.body(fn->decl->type, sig, fn->decl->body, sig->recv);
}

// pkg.init: package variables in initialization order. pkg..inittask, which the program's start calls: that and the init
// functions; a wrapper, so that tracebacks end at what the program wrote.
void PackageLowerer::lowerInit() {
  gir::Function *f = newFunc(pkgPrefix(pkg) + ".init", tt.funcOf({}, {}, false));
  VarInfos infos;
  for (const types::Initializer &in : pkg->initOrder) analyzeVariables(in.rhs, nullptr, infos, beforeGo122(pkg));
  FuncLowerer fl(*this, *f, nullptr, &infos);
  fl.baseName = f->name;
  fl.closureCount = &fl.ownCount;
  fl.b.at(fl.b.block());
  sharedLoopVars = beforeGo122(pkg);
  for (const types::Initializer &in : pkg->initOrder) {
    fl.at(in.rhs->pos);
    if (in.lhs.size() == 1) {
      types::Var *v = in.lhs[0];
      if (!v->name.isBlank() && staticInit(v, in.rhs)) continue;
      gir::Type *t = gtype(v->type, nullptr);
      fl.startBlock();
      if (!dataHoldsNoAddresses()) fl.markStatic(in.rhs, t);
      Value val = fl.exprAs(in.rhs, t);
      if (opts.explain) fl.explainInit(v, in.rhs);
      if (v->name.isBlank()) continue;
      Reg r = fl.b.reg(tt.pointerTo(t));
      fl.b.emit(Opcode::addrof_, {}, {r}).sym = m.arena.copy(globalSymbol(v));
      fl.storeTo(Value::reg(r), val);
      continue;
    }
    std::vector<Value> vals;
    fl.startBlock();
    fl.exprMulti(in.rhs, vals);
    for (size_t i = 0; i < in.lhs.size() && i < vals.size(); i++) {
      types::Var *v = in.lhs[i];
      if (v->name.isBlank()) continue;
      gir::Type *t = gtype(v->type, nullptr);
      Value val = fl.convertAssign(vals[i], t, in.rhs);
      Reg r = fl.b.reg(tt.pointerTo(t));
      fl.b.emit(Opcode::addrof_, {}, {r}).sym = m.arena.copy(globalSymbol(v));
      fl.storeTo(Value::reg(r), val);
    }
  }
  fl.b.ret({});
  if (!fl.b.live() && f->blocks.back().ops.empty()) fl.b.emit(Opcode::unreachable_);
  std::vector<std::string> calls;
  if (f->blocks.size() == 1 && f->blocks[0].ops.size() == 1) { // no variables to initialize: no function
    m.byName.erase(f->name);
    std::erase_if(m.funcs, [&](const auto &g) { return g.get() == f; });
  } else calls.push_back(f->name);
  int n = 0;
  for (types::Func *fn : pkg->funcs)
    if (fn->name.str() == "init" && !static_cast<types::Signature *>(fn->type)->recv) {
      calls.push_back(pkgPrefix(pkg) + ".init." + std::to_string(n++));
      declareExternal(calls.back(), tt.funcOf({}, {}, false));
    }
  m.hasInit = !calls.empty();
  if (calls.empty()) return;
  gir::Function *task = newFunc(pkgPrefix(pkg) + "..inittask", tt.funcOf({}, {}, false));
  task->flags |= gir::kWrapper;
  gir::Builder tb(m, *task);
  tb.at(tb.block());
  for (const std::string &sym : calls) tb.emit(Opcode::call_).sym = m.arena.copy(sym);
  tb.ret({});
}

void PackageLowerer::run() {
  m.path = pkg->path;
  m.name = std::string(pkg->name.str());
  m.types = &tt;
  for (syn::File *file : pkg->files)
    for (const syn::Linkname &l : file->linknames) linknames[std::string(l.local)] = {std::string(l.local), std::string(l.remote)};
  // Package variables, in declaration order.
  std::vector<types::Var *> vars;
  std::vector<types::TypeName *> typeNames;
  for (auto &[n, o] : pkg->scope->elems) {
    if (o->kind == types::ObjectKind::Var) vars.push_back(static_cast<types::Var *>(o));
    if (o->kind == types::ObjectKind::TypeName) typeNames.push_back(static_cast<types::TypeName *>(o));
  }
  auto byPos = [](types::Object *a, types::Object *b) { return a->pos < b->pos; };
  std::sort(vars.begin(), vars.end(), byPos);
  for (types::Var *v : vars) {
    gir::Global *g = m.addGlobal(globalSymbol(v), gtype(v->type, nullptr));
    g->pos = position(v->pos);
    // A variable that //go:linkname ties to another package's: whoever else defines it, it is one variable.
    g->dupOK = g->name != pkgPrefix(pkg) + "." + std::string(v->name.str());
  }
  embedAll();
  int inits = 0;
  for (types::Func *fn : pkg->funcs) {
    auto *sig = static_cast<types::Signature *>(fn->type);
    if (!sig->tparams.empty() || !sig->rparams.empty()) continue; // instantiated on demand
    if (fn->name.isBlank()) continue;
    std::string sym;
    if (fn->name.str() == "init" && !sig->recv) sym = pkgPrefix(pkg) + ".init." + std::to_string(inits++);
    else {
      sym = funcSymbol(fn, sig->recv ? sig->recv->type : nullptr, nullptr, {});
      if (const syn::Linkname *l = linknameOf(fn); l && !l->remote.empty()) sym = std::string(l->remote);
    }
    // Without a body it defines nothing: another package does, or a method of this one that a linkname reaches.
    if (fn->decl && !fn->decl->hasBody) {
      if (opts.remarks && opts.inlining)
        m.remarks.push_back(
            {position(fn->decl->pos), 2, 9,
             "cannot inline " + shownName(funcSymbol(fn, sig->recv ? sig->recv->type : nullptr, nullptr, {})) + ": " + prog.costs.of(fn).reason});
      if (defined.count(sym)) continue; // a linkname to a function of this package
      declareExternal(sym, funcType(sig, nullptr, sig->recv ? sig->recv->type : nullptr));
      gir::Function *f = m.byName[sym];
      f->flags |= gir::kBodyless | pragmaFlags(fn->decl->pragma);
      if (sym.starts_with("golem_")) f->cname = sym;
      auto param = [&](types::Var *v) { f->written.push_back({v->name.isBlank() ? std::string_view() : v->name.str(), position(v->pos)}); };
      if (sig->recv) param(sig->recv);
      for (types::Var *v : sig->params->vars) param(v);
      continue;
    }
    if (!defined.insert(sym).second) continue;
    lowerFunc({fn, nullptr, sym});
  }
  lowerInit();
  // This package defines the descriptors of its own defined types.
  std::sort(typeNames.begin(), typeNames.end(), byPos);
  for (types::TypeName *tn : typeNames) {
    types::Type *t = tn->type;
    if (!t || types::unalias(t) != t || t->kind != types::TypeKind::Named || types::isGeneric(t)) continue;
    gir::Type *g = gtype(t, nullptr);
    if (g->kind == Kind::Invalid) continue;
    needDescriptor(tt.pointerTo(g));
  }
  auto finish = [&] {
    while (!work.empty()) {
      auto job = std::move(work.front());
      work.pop_front();
      job();
    }
  };
  finish();
  importMethods();
  finish();
  for (const gir::Type &t : tt.all()) tt.layout(const_cast<gir::Type *>(&t));
}

std::unique_ptr<gir::Module> lowerPackage(Program &prog, types::Package *pkg, Diagnostics &diags, const Options &opts) {
  auto m = std::make_unique<gir::Module>();
  prog.names = {};
  prog.names.explained = opts.explain;
  PackageLowerer pl(prog, pkg, diags, opts, *m);
  size_t before = diags.count();
  pl.run();
  if (diags.count() != before) return nullptr;
  return m;
}

} // namespace golem::lower
