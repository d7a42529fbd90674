// DWARF: files, functions, positions in every build; in a build for debuggers also blocks, variables and types.
//
// Names and shapes are those of gc's DWARF (cmd/link/internal/ld/dwarf.go), so that a debugger that knows Go's knows golem's: a string
// is a struct of str and len, a slice one of array, len and cap, an interface runtime.iface or runtime.eface, a map points to a
// hash<K,V> and a channel to an hchan<T>. What gc tells about a variable beyond DWARF (DW_AT_go_kind and its like, and which
// parameters are results) LLVM has no way to write.
//
// A variable is described by where it lies when nothing is optimized: each register and variable of GIR has a place in the frame of its own
// for the whole call (function.cc). Variables on the heap, and those that a function literal captures by reference, are behind a
// pointer in the frame: DW_OP_deref.
#include "compiler/llvm/emitter.h"
#include <filesystem>

namespace golem::llvm_backend {

llvm::DIFile *ModuleEmitter::diFile(uint32_t i) {
  if (diFiles.size() < m.files.size()) diFiles.resize(m.files.size());
  if (i >= diFiles.size()) return cu->getFile();
  if (!diFiles[i]) {
    std::filesystem::path p(m.files[i]);
    diFiles[i] = di->createFile(p.filename().string(), p.parent_path().string());
  }
  return diFiles[i];
}

// The unit's own file is the first one by its full path, without a directory: as LLVM compares spellings, the line table numbers that
// file again (linetable.cc); and delve would join the two.
void ModuleEmitter::compileUnit() {
  // gdb asks for the end of a prologue in the line table only when the producer begins so (rustc says the same for the same reason).
  constexpr char kProducer[] = "clang LLVM (golem)";
  di = std::make_unique<llvm::DIBuilder>(*mod);
  std::filesystem::path first(m.files.empty() ? m.path : m.files[0]);
  auto kind = opts.debug == DebugInfo::None    ? llvm::DICompileUnit::NoDebug
              : opts.debug == DebugInfo::Lines ? llvm::DICompileUnit::LineTablesOnly
                                               : llvm::DICompileUnit::FullDebug;
  cu = di->createCompileUnit(llvm::dwarf::DW_LANG_Go, di->createFile(first.string(), ""), kProducer, opts.optLevel > 0, "", 0, "", kind, 0, true, false,
                             llvm::DICompileUnit::DebugNameTableKind::None); // an index of names is 3 % of a program; debuggers make their own
}

llvm::DISubprogram *ModuleEmitter::subprogram(const gir::Function &f, llvm::Function *fn) {
  const gir::SrcPos &p = m.positions[f.pos];
  llvm::DIFile *file = diFile(p.file);
  auto *ty = di->createSubroutineType(di->getOrCreateTypeArray({}));
  // gdb takes a linkage name for the name to show.
  auto *sp = di->createFunction(file, f.name, opts.debug == DebugInfo::Variables ? "" : f.name, file, p.line, ty, p.line, llvm::DINode::FlagZero,
                                llvm::DISubprogram::SPFlagDefinition);
  fn->setSubprogram(sp);
  return sp;
}

// ---- types ----

namespace {
struct Member {
  std::string_view name;
  llvm::DIType *type;
  int64_t offset;
};
uint64_t bitsOf(int64_t bytes) { return static_cast<uint64_t>(bytes) * 8; }
} // namespace

llvm::DIType *ModuleEmitter::diPointer(llvm::DIType *to, const std::string &name) { return di->createPointerType(to, 64, 0, std::nullopt, name); }

llvm::DIType *ModuleEmitter::diBasic(Kind k) { return diType(m.types->basic(k)); }

// A struct that is there before its fields, which can refer to it. Distinct, so that fields can be given to it later.
llvm::DICompositeType *ModuleEmitter::diStruct(const std::string &name, int64_t size) {
  return llvm::DICompositeType::getDistinct(ctx, llvm::dwarf::DW_TAG_structure_type, name, nullptr, 0, cu, nullptr, bitsOf(size), 0, 0, llvm::DINode::FlagZero,
                                            nullptr, 0, std::nullopt, nullptr);
}

namespace {
void setMembers(ModuleEmitter &me, llvm::DICompositeType *s, llvm::ArrayRef<Member> members) {
  std::vector<llvm::Metadata *> ms;
  for (const Member &f : members)
    ms.push_back(me.di->createMemberType(s, llvm::StringRef(f.name.data(), f.name.size()), nullptr, 0, f.type->getSizeInBits(), 0, bitsOf(f.offset),
                                         llvm::DINode::FlagZero, f.type));
  s->replaceElements(me.di->getOrCreateArray(ms));
}
} // namespace

// What interfaces and functions are to every debugger, whatever their methods and parameters.
llvm::DIType *ModuleEmitter::diRuntimeType(RuntimeType which) {
  llvm::DIType *&t = diRuntime[static_cast<size_t>(which)];
  if (t) return t;
  llvm::DIType *word = diBasic(Kind::Uintptr), *data = diBasic(Kind::UnsafePointer);
  auto make = [&](const char *name, int64_t size, std::initializer_list<Member> members) {
    auto *s = diStruct(name, size);
    setMembers(*this, s, members);
    t = s;
  };
  switch (which) {
  case RuntimeType::Type: {
    llvm::DIType *u8 = diBasic(Kind::Uint8), *u32 = diBasic(Kind::Uint32), *i32 = diBasic(Kind::Int32);
    make("internal/abi.Type", 48,
         {{"Size_", word, 0},
          {"PtrBytes", word, 8},
          {"Hash", u32, 16},
          {"TFlag", u8, 20},
          {"Align_", u8, 21},
          {"FieldAlign_", u8, 22},
          {"Kind_", u8, 23},
          {"Equal", data, 24},
          {"GCData", diPointer(u8), 32},
          {"Str", i32, 40},
          {"PtrToThis", i32, 44}});
    break;
  }
  case RuntimeType::Itab:
    make("internal/abi.ITab", 32,
         {{"Inter", data, 0}, {"Type", diPointer(diRuntimeType(RuntimeType::Type)), 8}, {"Hash", diBasic(Kind::Uint32), 16}, {"Fun", word, 24}});
    break;
  case RuntimeType::Iface: make("runtime.iface", 16, {{"tab", diPointer(diRuntimeType(RuntimeType::Itab)), 0}, {"data", data, 8}}); break;
  case RuntimeType::Eface: make("runtime.eface", 16, {{"_type", diPointer(diRuntimeType(RuntimeType::Type)), 0}, {"data", data, 8}}); break;
  }
  return t;
}

// Names of types are gc's: defined ones with the whole path of their package.
std::string ModuleEmitter::diName(const gir::Type *t) {
  std::string s = gir::typeText(t), out;
  bool tag = false;
  for (size_t i = 0; i < s.size(); i++) { // without GIR's quotes, but tags of fields have theirs
    if (s[i] == '"' && (i == 0 || s[i - 1] != '\\')) tag = !tag;
    if (tag || s[i] != '\'') out += s[i];
  }
  return out;
}

llvm::DIType *ModuleEmitter::diMap(const gir::Type *t) {
  std::string args = "<" + diName(t->key) + "," + diName(t->elem) + ">";
  auto *hash = diStruct("hash" + args, 48);
  diTypes[t->underlying] = diPointer(hash, diName(t->underlying));
  gir::Type *layout = types.mapBucket(t);
  auto *bucket = diStruct("bucket" + args, layout->size);
  std::vector<Member> parts;
  for (const gir::Field &f : layout->fields) {
    bool next = f.name == "overflow";
    parts.push_back({f.name == "topbits" ? "tophash" : f.name == "elems" ? "values" : f.name, next ? diPointer(bucket) : diType(f.type), f.offset});
  }
  setMembers(*this, bucket, parts);
  llvm::DIType *u8 = diBasic(Kind::Uint8), *buckets = diPointer(bucket);
  setMembers(*this, hash,
             {{"count", diBasic(Kind::Int), khmap_count},
              {"flags", u8, khmap_flags},
              {"B", u8, khmap_B},
              {"noverflow", diBasic(Kind::Uint16), khmap_noverflow},
              {"hash0", diBasic(Kind::Uint32), khmap_hash0},
              {"buckets", buckets, khmap_buckets},
              {"oldbuckets", buckets, khmap_oldbuckets},
              {"nevacuate", diBasic(Kind::Uintptr), khmap_nevacuate},
              {"nextOverflow", buckets, khmap_nextOverflow}});
  return diTypes[t->underlying];
}

llvm::DIType *ModuleEmitter::diChan(const gir::Type *t) {
  std::string arg = "<" + diName(t->elem) + ">";
  auto *hchan = diStruct("hchan" + arg, 96), *waitq = diStruct("waitq" + arg, 16), *sudog = diStruct("sudog" + arg, 40);
  diTypes[t->underlying] = diPointer(hchan, diName(t->underlying));
  llvm::DIType *elem = diPointer(diType(t->elem)), *word = diBasic(Kind::Uint), *waiter = diPointer(sudog);
  setMembers(*this, sudog,
             {{"g", diBasic(Kind::UnsafePointer), ksudog_g},
              {"next", waiter, ksudog_next},
              {"prev", waiter, ksudog_prev},
              {"elem", elem, ksudog_elem},
              {"c", diPointer(hchan), ksudog_c}});
  setMembers(*this, waitq, {{"first", waiter, kwaitq_first}, {"last", waiter, kwaitq_last}});
  setMembers(*this, hchan,
             {{"qcount", word, khchan_qcount},
              {"dataqsiz", word, khchan_dataqsiz},
              {"buf", elem, khchan_buf},
              {"elemsize", diBasic(Kind::Uint16), khchan_elemsize},
              {"closed", diBasic(Kind::Uint32), khchan_closed},
              {"elemtype", diPointer(diRuntimeType(RuntimeType::Type)), khchan_elemtype},
              {"sendx", word, khchan_sendx},
              {"recvx", word, khchan_recvx},
              {"recvq", waitq, khchan_recvq},
              {"sendq", waitq, khchan_sendq}});
  return diTypes[t->underlying];
}

llvm::DIType *ModuleEmitter::diType(const gir::Type *t) {
  if (llvm::DIType *known = diTypes[t]) return known;
  // Structs are there before their fields. What refers to itself without one between (type P *P) is an untyped pointer the second time.
  if (diActive[t] > 1) return diBasic(Kind::UnsafePointer);
  diActive[t]++;
  if (t->kind != Kind::Invalid && !t->complete) m.types->layout(const_cast<gir::Type *>(t));
  bool named = !t->name.empty() && t->kind != Kind::Invalid;
  std::string name = diName(t);
  auto basic = [&](unsigned encoding) { return di->createBasicType(name, bitsOf(t->size), encoding); };
  llvm::DIType *r = nullptr;
  namespace dw = llvm::dwarf;
  switch (t->kind) {
  case Kind::Bool: r = basic(dw::DW_ATE_boolean); break;
  case Kind::Int: case Kind::Int8: case Kind::Int16: case Kind::Int32: case Kind::Int64: r = basic(dw::DW_ATE_signed); break;
  case Kind::Uint: case Kind::Uint8: case Kind::Uint16: case Kind::Uint32: case Kind::Uint64:
  case Kind::Uintptr: r = basic(dw::DW_ATE_unsigned); break;
  case Kind::Float32: case Kind::Float64: r = basic(dw::DW_ATE_float); break;
  case Kind::Complex64: case Kind::Complex128: r = basic(dw::DW_ATE_complex_float); break;
  case Kind::UnsafePointer: r = diPointer(nullptr, name); break;
  case Kind::Invalid: r = di->createUnspecifiedType(name); break; // nothing of this package needed to know what it is
  case Kind::String: {
    auto *s = diStruct(name, 16);
    setMembers(*this, s, {{"str", diPointer(diBasic(Kind::Uint8)), 0}, {"len", diBasic(Kind::Int), 8}});
    r = s;
    break;
  }
  case Kind::Slice: {
    auto *s = diStruct(name, 24);
    diTypes[t] = s;
    setMembers(*this, s, {{"array", diPointer(diType(t->elem)), 0}, {"len", diBasic(Kind::Int), 8}, {"cap", diBasic(Kind::Int), 16}});
    r = s;
    break;
  }
  case Kind::Struct: {
    auto *s = diStruct(name, t->size);
    diTypes[t] = s;
    std::vector<Member> fields;
    for (const gir::Field &f : t->fields) fields.push_back({f.name, diType(f.type), f.offset});
    setMembers(*this, s, fields);
    r = s;
    break;
  }
  case Kind::Interface: r = di->createTypedef(diRuntimeType(t->methods.empty() ? RuntimeType::Eface : RuntimeType::Iface), name, nullptr, 0, nullptr); break;
  case Kind::Array: {
    llvm::Metadata *range = di->getOrCreateSubrange(0, t->len);
    r = di->createArrayType(nullptr, name, nullptr, 0, bitsOf(t->size), 0, diType(t->elem), di->getOrCreateArray(range));
    break;
  }
  case Kind::Pointer:
    r = diPointer(diType(t->elem), named ? "" : name);
    if (named) r = di->createTypedef(r, name, nullptr, 0, nullptr);
    break;
  case Kind::Func: { // the value points to a closure, which begins with the address of the code
    std::vector<llvm::Metadata *> sig{nullptr};
    for (gir::Type *p : t->params) sig.push_back(diType(p));
    for (gir::Type *p : t->results) sig.push_back(diPointer(diType(p)));
    auto *closure = diStruct("runtime.funcval", 8);
    setMembers(*this, closure, {{"fn", diPointer(di->createSubroutineType(di->getOrCreateTypeArray(sig))), 0}});
    r = di->createTypedef(diPointer(closure), name, nullptr, 0, nullptr);
    break;
  }
  case Kind::Map: case Kind::Chan:
    r = diTypes[t->underlying];
    if (!r) r = t->kind == Kind::Map ? diMap(t) : diChan(t);
    r = di->createTypedef(r, name, nullptr, 0, nullptr);
    break;
  }
  diActive[t]--;
  return diTypes[t] = r;
}

// Types that an interface may hold need not be those of a variable.
void ModuleEmitter::describeTypes() {
  if (opts.debug != DebugInfo::Variables) return;
  for (gir::Type *t : m.descriptors) di->retainType(diType(t));
}

// ---- variables ----

void ModuleEmitter::describeGlobal(const gir::Global &g, llvm::GlobalVariable *gv) {
  if (opts.debug != DebugInfo::Variables || !g.pos || g.readonly) return;
  const gir::SrcPos &p = m.positions[g.pos];
  gv->addDebugInfo(di->createGlobalVariableExpression(cu, g.name, "", diFile(p.file), p.line, diType(g.type), false));
}

// The innermost block around a position that declares something. With line directives into other files it may not be found: then an outer one.
llvm::DIScope *FuncEmitter::scopeAt(uint32_t pos) {
  const gir::SrcPos &p = m.positions[pos];
  auto at = [](const gir::SrcPos &x) { return std::pair(x.line, x.col); };
  for (size_t i = pos ? declaring.size() : 0; i-- > 0;) { // inner ones come after outer ones
    const gir::SrcPos &begin = m.positions[f.scopes[declaring[i]].begin], &end = m.positions[f.scopes[declaring[i]].end];
    if (begin.file == p.file && at(begin) <= at(p) && at(p) <= at(end)) return diScope(declaring[i]);
  }
  return sp;
}

llvm::DIScope *FuncEmitter::diScope(uint32_t scope) {
  while (scope != gir::kNone && !diScopes[scope].declares) scope = f.scopes[scope].parent;
  if (scope == gir::kNone) return sp;
  llvm::DIScope *&d = diScopes[scope].block;
  if (!d) {
    const gir::SrcPos &p = m.positions[f.scopes[scope].begin];
    d = me.di->createLexicalBlock(diScope(f.scopes[scope].parent), me.diFile(p.file), p.line, p.col);
  }
  return d;
}

// Before the function's code: which blocks there are to be.
void FuncEmitter::findScopes() {
  if (me.opts.debug != DebugInfo::Variables) return;
  diScopes.assign(f.scopes.size(), {});
  for (const gir::Local &l : f.locals)
    if (l.scope != gir::kNone) diScopes[l.scope].declares = true;
  for (uint32_t i = 0; i < f.scopes.size(); i++)
    if (diScopes[i].declares) declaring.push_back(i);
}

// For a debugger a function begins where its parameters, what it captures, and its results are in the frame. What comes before has
// a position of its own, which linetable.cc knows by the column (others have none) and keeps out of the line table.
llvm::DILocation *FuncEmitter::prologueLoc() {
  if (me.opts.debug != DebugInfo::Variables) return loc(f.pos);
  return llvm::DILocation::get(me.ctx, m.positions[f.pos].line, kPrologueColumn, sp);
}

// Lowering begins a function with those of its parameters and results that are variables, with -race after telling of the call.
bool FuncEmitter::placesParameter(const gir::Op &o) const {
  bool kind = o.code == Opcode::declare_ || o.code == Opcode::addr_ || o.code == Opcode::store_ || o.code == Opcode::zero_;
  return (kind && o.pos == f.pos) || (o.code == Opcode::runtime_ && o.sym == "racefuncenter");
}

// After the places in the frame are there.
void FuncEmitter::describeLocals() {
  if (me.opts.debug != DebugInfo::Variables) return;
  for (const gir::Local &l : f.locals) {
    bool isVar = l.kind == gir::Local::Var;
    const gir::Type *t = isVar ? f.vars[l.index].type : l.kind == gir::Local::Ref ? f.regs[l.index].type->elem : f.regs[l.index].type;
    bool behind = l.kind == gir::Local::Ref || (isVar && f.vars[l.index].placement != gir::Placement::Stack);
    const gir::SrcPos &p = m.positions[l.pos];
    llvm::DIScope *scope = diScope(l.scope);
    llvm::DIFile *file = me.diFile(p.file);
    llvm::StringRef name(l.name.data(), l.name.size());
    llvm::DILocalVariable *v = l.param ? me.di->createParameterVariable(sp, name, l.param, file, p.line, me.diType(t))
                                       : me.di->createAutoVariable(scope, name, file, p.line, me.diType(t));
    std::vector<uint64_t> how;
    if (behind) how.push_back(llvm::dwarf::DW_OP_deref);
    me.di->insertDeclare(isVar ? vars[l.index] : regs[l.index], v, me.di->createExpression(how), llvm::DILocation::get(me.ctx, p.line, 0, scope),
                         B.GetInsertBlock());
  }
}

} // namespace golem::llvm_backend
