// Instrumentation for the race detector (-race). In: a module whose sites are placed. Out: before each access to memory that other goroutines may
// reach an operation that says so to the runtime (runtime/race), around atomic operations what they mean for others, and at functions' beginnings
// and ends which are under way. What gc instruments (cmd/compile/internal/ssagen, instrument) is: not what is in a frame for sure, nor the
// bytes of strings, which nobody writes. Copies of frames' variables, fresh objects and boxes are seen by nobody else yet.
#include "compiler/passes/passes.h"

namespace golem::passes {

using gir::Kind;
using gir::kNone;
using gir::Opcode;
using gir::Reg;
using gir::Value;

namespace {

// Packages of the runtime, and those whose accesses are beside the point (cmd/internal/objabi, pkgspecial.go).
bool isRuntime(std::string_view path) {
  for (std::string_view p : {"runtime",
                             "runtime/race",
                             "internal/runtime/atomic",
                             "internal/runtime/cgroup",
                             "internal/runtime/exithook",
                             "internal/runtime/gc",
                             "internal/runtime/gc/scan",
                             "internal/runtime/maps",
                             "internal/runtime/math",
                             "internal/runtime/sys",
                             "internal/runtime/syscall/linux",
                             "internal/abi",
                             "internal/byteorder",
                             "internal/chacha8rand",
                             "internal/coverage/rtcov",
                             "internal/cpu",
                             "internal/goarch",
                             "internal/godebugs",
                             "internal/goexperiment",
                             "internal/goos",
                             "internal/profilerecord",
                             "internal/race",
                             "internal/strconv",
                             "internal/stringslite"})
    if (path == p) return true;
  return false;
}
bool onlyCalls(std::string_view path) { return path == "sync" || path == "sync/atomic" || path == "internal/sync"; }

// Bytes of what a function of sync/atomic operates on; 0: it is no such function.
int64_t atomicBytes(std::string_view symbol) {
  constexpr std::string_view kPackage = "sync/atomic.";
  if (!symbol.starts_with(kPackage) || symbol.find('(') != symbol.npos) return 0;
  if (symbol.ends_with("Int32") || symbol.ends_with("Uint32")) return 4;
  return symbol.ends_with("Int64") || symbol.ends_with("Uint64") || symbol.ends_with("Uintptr") || symbol.ends_with("Pointer") ? 8 : 0;
}

struct Instrumenter {
  gir::Module &m;
  gir::Function &f;
  bool memory;
  std::vector<bool> inFrame; // registers that hold the address of something in this frame, or of what nobody writes to
  std::vector<gir::Op> out;
  uint32_t pos = 0;

  Value number(int64_t n) {
    gir::Const c;
    c.kind = gir::Const::K::Int;
    c.type = m.types->intType();
    c.i = n;
    f.consts.push_back(c);
    return Value::constant(static_cast<uint32_t>(f.consts.size() - 1));
  }
  Reg reg(gir::Type *t) {
    m.types->layout(t);
    f.regs.push_back({t, {}, false});
    return static_cast<Reg>(f.regs.size() - 1);
  }
  gir::Op &emit(Opcode code, std::initializer_list<Value> args, std::initializer_list<Reg> results) {
    gir::Op op{};
    op.code = code;
    op.pos = pos;
    op.args = m.arena.copy(args.begin(), args.size());
    op.results = m.arena.copy(results.begin(), results.size());
    out.push_back(op);
    return out.back();
  }
  Value value(Opcode code, gir::Type *t, std::initializer_list<Value> args) {
    Reg r = reg(t);
    emit(code, args, {r});
    return Value::reg(r);
  }
  void tell(std::string_view what, Value address, Value bytes) { emit(Opcode::runtime_, {address, bytes}, {}).sym = what; }
  void access(std::string_view what, Value address, int64_t bytes) {
    if (!address.isReg() || address.index >= inFrame.size() || inFrame[address.index] || bytes == 0) return;
    tell(what, address, number(bytes <= 8 ? 1 : bytes)); // a word is one place
  }
  Value length(Value v) { return value(Opcode::len_, m.types->intType(), {v}); }
  Value bytes(Value n, const gir::Type *elem) { return elem->size == 1 ? n : value(Opcode::mul_, m.types->intType(), {n, number(elem->size)}); }
  // n elements of a slice's or string's array.
  void elements(std::string_view what, Value slice, gir::Type *elem, Value n) {
    if (!slice.isReg() || elem->size == 0) return;
    Value data = value(Opcode::dataptr_, m.types->unsafePointer(), {slice});
    tell(what, data, bytes(n, elem));
  }
  void elements(std::string_view what, Value slice) { elements(what, slice, typeOf(slice)->elem, length(slice)); }
  gir::Type *typeOf(Value v) const { return gir::typeOf(f, v); }

  void findFrame() {
    inFrame = gir::frameAddresses(f, [&](const gir::Op &op) {
      return (op.code == Opcode::addr_ && f.vars[op.var].placement == gir::Placement::Stack) ||
             (op.code == Opcode::new_ && op.site != kNone && f.sites[op.site].placement == gir::Placement::Stack) ||
             (op.code == Opcode::addrof_ && isConstantData(op.sym));
    });
  }
  bool isConstantData(std::string_view symbol) const {
    auto it = m.globalByName.find(std::string(symbol));
    return it != m.globalByName.end() && it->second->readonly;
  }

  void before(const gir::Op &op) {
    switch (op.code) {
    case Opcode::load_: return access("raceread", op.args[0], f.regs[op.results[0]].type->size);
    case Opcode::store_:
      if (!(op.flags & gir::kInit)) access("racewrite", op.args[0], typeOf(op.args[1])->size);
      return;
    case Opcode::move_:
      access("raceread", op.args[1], op.type->size);
      if (!(op.flags & gir::kInit)) access("racewrite", op.args[0], op.type->size);
      return;
    case Opcode::clearmem_:
      if (!(op.flags & gir::kInit)) access("racewrite", op.args[0], op.type->size);
      return;
    case Opcode::mapget_: case Opcode::mapgetok_: return access("raceread", op.args[0], 1);
    case Opcode::mapiterinit_: return access("raceread", op.args[1], 1);
    case Opcode::mapassign_: case Opcode::mapdelete_: case Opcode::mapclear_: return access("racewrite", op.args[0], 1);
    case Opcode::len_:
      if (typeOf(op.args[0])->kind == Kind::Map) access("raceread", op.args[0], 1);
      return;
    case Opcode::clearslice_: return elements("racewrite", op.args[0]);
    case Opcode::bytesstr_: case Opcode::runesstr_: return elements("raceread", op.args[0]);
    case Opcode::appendslice_:
      if (typeOf(op.args[1])->kind == Kind::Slice) elements("raceread", op.args[1]);
      return;
    default: return;
    }
  }
  // The elements that an append has put behind the others.
  void appended(const gir::Op &op) {
    gir::Type *t = f.regs[op.results[0]].type;
    if (t->elem->size == 0 || !op.args[0].isReg()) return;
    Value result = Value::reg(op.results[0]), all = length(result);
    Value n = op.code == Opcode::append_ ? number(static_cast<int64_t>(op.args.size()) - 1) : length(op.args[1]);
    Value from = value(Opcode::sub_, m.types->intType(), {all, n});
    Value at = value(Opcode::elemaddr_, m.types->pointerTo(t->elem), {result, from});
    tell("racewrite", at, bytes(n, t->elem));
  }
  void copied(const gir::Op &op) {
    Value n = Value::reg(op.results[0]);
    gir::Type *elem = typeOf(op.args[0])->elem;
    elements("racewrite", op.args[0], elem, n);
    if (typeOf(op.args[1])->kind == Kind::Slice) elements("raceread", op.args[1], elem, n);
  }

  void run(bool calls) {
    findFrame();
    bool enters = calls && !(f.flags & (gir::kWrapper | gir::kNosplit));
    Reg depth = kNone;
    for (gir::BlockId b = 0; b < f.blocks.size(); b++) {
      out.clear();
      std::vector<gir::Op> ops = std::move(f.blocks[b].ops);
      if (b == 0 && enters) {
        pos = f.pos;
        depth = reg(m.types->intType());
        emit(Opcode::runtime_, {}, {depth}).sym = "racefuncenter";
      }
      // Where a function that recovered goes on: functions that the panic ended are not under way.
      if (b == f.recoverBlock && enters) {
        pos = f.pos;
        emit(Opcode::runtime_, {Value::reg(depth)}, {}).sym = "racefuncdepth";
      }
      for (gir::Op &op : ops) {
        pos = op.pos;
        int64_t atomic = op.code == Opcode::call_ ? atomicBytes(op.sym) : 0;
        bool stores = atomic && op.sym.find(".Load") == op.sym.npos, loads = atomic && op.sym.find(".Store") == op.sym.npos;
        if (memory) before(op);
        if (stores) tell("raceatomicstore", op.args[0], number(atomic));
        if (op.code == Opcode::return_ && enters) emit(Opcode::runtime_, {}, {}).sym = "racefuncexit";
        out.push_back(op);
        if (loads) tell("raceatomicload", op.args[0], number(atomic));
        if (memory && op.code == Opcode::copyslice_) copied(op);
        if (memory && (op.code == Opcode::append_ || op.code == Opcode::appendslice_)) appended(op);
      }
      f.blocks[b].ops = std::move(out);
      out = {};
    }
  }
};

} // namespace

bool tracksRaces(std::string_view symbol) {
  symbol = symbol.substr(0, symbol.find('['));
  size_t slash = symbol.rfind('/');
  std::string_view path = symbol.substr(0, symbol.find('.', slash == symbol.npos ? 0 : slash));
  return !isRuntime(path) && !onlyCalls(path);
}

void instrumentRaces(gir::Module &m) {
  if (isRuntime(m.path)) return;
  for (auto &f : m.funcs)
    if (gir::hasBody(*f) && !(f->flags & gir::kAvailable))
      Instrumenter{m, *f, !onlyCalls(m.path) && !(f->flags & gir::kNorace), {}, {}}.run(!(f->flags & gir::kNorace));
}

} // namespace golem::passes
