// Calls: bytecode or native functions through the out area, closures, interfaces, C functions; defer and return.
#include "compiler/bytecode/emitter.h"
#include <algorithm>

namespace golem::bytecode {

void FuncEmitter::crt(std::string_view symbol, Shape shape, const std::vector<uint32_t> &args, uint32_t to, uint32_t doubles) {
  if (args.size() > 16) return me.fail("too many arguments for " + std::string(symbol));
  ins(kOp_crt, shape == kNothing ? 0 : to, static_cast<uint32_t>(args.size()), shape | doubles << 8);
  wordOf(p.symbol(symbol));
  for (size_t i = 0; i < args.size(); i += 4) {
    uint64_t w = 0;
    for (size_t k = i; k < std::min(args.size(), i + 4); k++) w |= uint64_t(args[k]) << (k - i) * 16;
    word(w);
  }
}

void FuncEmitter::putArgs(const SigInfo &s, std::span<const Value> args, size_t first) {
  for (size_t i = 0; i < args.size(); i++) {
    uint32_t to = kFrameHeader + s.params[i + first];
    const gir::Type *t = typeOf(args[i]);
    if (byRef(t)) {
      if (isBig(t)) move(to, bigValue(args[i]), 1);
      else lea(to, get(args[i]), slotsOf(t));
    } else if (args[i].isConst()) materialize(f.consts[args[i].index], to);
    else if (isBig(t)) toSlots(t, to, slot(args[i].index));
    else move(to, slot(args[i].index), slotsOf(t));
  }
}
// Where the callee puts results by reference: in places of their own, as arguments may be the registers that get them.
void FuncEmitter::placeResults(const SigInfo &s, std::span<gir::Type *const> types) {
  useSig(s);
  refs.assign(types.size(), 0);
  for (size_t i = 0; i < types.size(); i++) {
    const gir::Type *t = types[i];
    if (!byRef(t)) continue;
    uint32_t to = kFrameHeader + s.results[i];
    if (isBig(t)) {
      newObject(t, refs[i] = temp());
      move(to, refs[i], 1);
    } else {
      refs[i] = temp(slotsOf(t));
      lea(to, refs[i], slotsOf(t));
    }
  }
}
void FuncEmitter::takeResults(const SigInfo &s) {
  // Some go to where the next call wants them, in the out area itself: those come last, and must not run over each other.
  size_t n = std::min(op->results.size(), s.results.size());
  auto inside = [&](size_t i) { return slot(op->results[i]) >= kFrameHeader && slot(op->results[i]) < kFrameHeader + s.outSlots; };
  std::vector<std::pair<size_t, uint32_t>> later; // result, where it is
  for (size_t i = 0; i < n; i++) {
    const gir::Type *t = regType(op->results[i]);
    uint32_t from = kFrameHeader + s.results[i];
    if (byRef(t)) move(slot(op->results[i]), refs[i], regSlots(t));
    else if (isBig(t)) bigFromSlots(t, slot(op->results[i]), from);
    else if (!inside(i)) move(slot(op->results[i]), from, slotsOf(t));
    else if (slot(op->results[i]) != from) later.push_back({i, from});
  }
  if (later.size() > 1)
    for (auto &[i, from] : later) {
      uint32_t t = temp(slotsOf(regType(op->results[i])));
      move(t, from, slotsOf(regType(op->results[i])));
      from = t;
    }
  for (auto [i, from] : later) move(slot(op->results[i]), from, slotsOf(regType(op->results[i])));
  for (size_t i = 0; i < n; i++) completeNarrow(regType(op->results[i]), s.resultInBlock[i], slot(op->results[i]));
}
// A small value that came through a block of native code has only its own bytes in the slot.
void FuncEmitter::completeNarrow(const gir::Type *t, bool inBlock, uint32_t at) {
  if (inBlock && isScalar(t) && t->size < 8) extend(t, at, at);
}
// Between a big register's object and slots.
void FuncEmitter::toSlots(const gir::Type *t, uint32_t to, uint32_t object) {
  uint32_t a = temp();
  lea(a, to, slotsOf(t));
  copyMemory(t, a, object, gir::kNoWB);
}
void FuncEmitter::bigFromSlots(const gir::Type *t, uint32_t reg, uint32_t from) {
  uint32_t o = temp(), a = temp();
  newObject(t, o);
  lea(a, from, slotsOf(t));
  copyMemory(t, o, a, 0);
  move(reg, o, 1);
}

void FuncEmitter::call() {
  auto it = m.byName.find(op->sym);
  if (it == m.byName.end()) return me.fail("call of undeclared function " + std::string(op->sym));
  if (!it->second->cname.empty()) return faceCall(*it->second);
  if (intrinsic()) return;
  std::vector<gir::Type *> ps;
  for (Value v : op->args) ps.push_back(typeOf(v));
  const SigInfo &s = callSig(ps, it->second->results);
  placeResults(s, it->second->results);
  putArgs(s, op->args, 0);
  ins32(kOp_call, 0, s.index);
  wordOf(p.symbol(op->sym), 0, kRelCall);
  takeResults(s);
}

// Functions of std with an instruction of their own.
bool FuncEmitter::isIntrinsic(std::string_view fn) {
  return fn == "math.Sqrt" || fn == "math.sqrt" || fn == "math.Float64bits" || fn == "math.Float64frombits";
}
bool FuncEmitter::intrinsic() {
  if (op->sym == "math.Sqrt" || op->sym == "math.sqrt") {
    ins(kOp_sqrt_f64, res(), arg(0));
    return true;
  }
  if (op->sym == "math.Float64bits" || op->sym == "math.Float64frombits") {
    move(res(), arg(0), 1);
    return true;
  }
  return false;
}

// A face of the runtime: C convention, arguments as words.
void FuncEmitter::faceCall(const gir::Function &callee) {
  std::vector<callabi::Leaf> rs;
  std::vector<int64_t> base; // of the result each leaf is in
  std::vector<size_t> of;
  for (size_t i = 0; i < callee.results.size(); i++) {
    size_t n = rs.size();
    callabi::leavesOf(callee.results[i], rs);
    for (; n < rs.size(); n++) of.push_back(i);
  }
  std::vector<uint32_t> args;
  uint32_t sret = 0, doubles = 0;
  if (rs.size() > 2) {
    uint32_t a = temp();
    sret = temp(static_cast<uint32_t>(rs.size()));
    lea(a, sret, static_cast<uint32_t>(rs.size()));
    args.push_back(a);
  }
  for (Value v : op->args) {
    const gir::Type *t = typeOf(v);
    uint32_t s = get(v);
    std::vector<callabi::Leaf> ls;
    callabi::leavesOf(t, ls);
    for (const callabi::Leaf &l : ls) {
      uint32_t w = s;
      if (!isScalar(t)) {
        const gir::Type *lt = m.types->basic(l.kind == Kind::Pointer ? Kind::Uintptr : l.kind);
        w = temp();
        if (isBig(t)) loadValue(lt, w, s, l.offset);
        else fromSlots(lt, w, s, l.offset);
      }
      if (l.isFloat()) doubles |= 1u << args.size();
      args.push_back(w);
    }
  }
  Shape shape = kNothing;
  uint32_t out = sret ? sret : temp(2);
  if (rs.size() == 1) shape = rs[0].kind == Kind::Float64 ? kDouble : rs[0].kind == Kind::Float32 ? kFloat : kWord;
  else if (rs.size() == 2) shape = kPair;
  if (rs.size() == 2 && (rs[0].isFloat() || rs[1].isFloat())) return me.fail("face with two results of floating point: " + callee.cname);
  crt(callee.cname, shape, args, out, doubles);
  for (size_t i = 0, k = 0; i < callee.results.size(); i++) {
    const gir::Type *t = callee.results[i];
    uint32_t to = i < op->results.size() ? slot(op->results[i]) : temp(slotsOf(t));
    for (; k < rs.size() && of[k] == i; k++) {
      uint32_t w = out + static_cast<uint32_t>(k);
      if (isScalar(t)) {
        extend(t, to, w);
        continue;
      }
      int64_t size = rs[k].kind == Kind::Pointer ? 8 : m.types->basic(rs[k].kind)->size;
      uint32_t at = to + static_cast<uint32_t>(rs[k].offset / 8);
      if (size == 8) move(at, w, 1);
      else ins(size == 1 ? kOp_fst_b : size == 2 ? kOp_fst_h : kOp_fst_w, at, w, static_cast<uint32_t>(rs[k].offset % 8));
    }
  }
}

void FuncEmitter::callClosure() {
  const gir::Type *ft = typeOf(op->args[0]);
  const SigInfo &s = callSig(ft->params, ft->results);
  uint32_t c = arg(0);
  placeResults(s, ft->results);
  putArgs(s, op->args.subspan(1), 0);
  ins32(kOp_callc, c, s.index);
  takeResults(s);
}

void FuncEmitter::callInterface() {
  const gir::Type *it = typeOf(op->args[0]);
  const gir::Type *msig = it->methods[static_cast<size_t>(op->imm)].sig;
  std::vector<gir::Type *> ps{m.types->unsafePointer()};
  ps.insert(ps.end(), msig->params.begin(), msig->params.end());
  const SigInfo &s = callSig(ps, msig->results);
  uint32_t x = arg(0);
  placeResults(s, msig->results);
  move(kFrameHeader + s.params[0], x + 1, 1);
  putArgs(s, op->args.subspan(1), 1);
  ins(kOp_calli, x, static_cast<uint32_t>(op->imm));
  word(s.index);
  takeResults(s);
}

// ---- defer ----

void FuncEmitter::deferOp(bool toFrame) {
  uint32_t fn = arg(toFrame ? 1 : 0);
  if (!toFrame && !(op->flags & gir::kLoop)) return ins(kOp_defer, deferFrame, permanent(2), fn);
  // An entry of the heap; its words need barriers like any heap store.
  uint32_t frame, e = temp(), head = temp();
  if (toFrame) frame = arg(0);
  else {
    frame = temp();
    leaObject(frame, deferFrame);
  }
  crt("golem_newdefer", kWord, {}, e);
  ins(kOp_ld_q, head, frame, 8);
  ins(kOp_stp, e, head, 0);
  ins(kOp_stp, e, fn, 8);
  ins(kOp_st_q, frame, e, 8);
}

void FuncEmitter::ret() {
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(regType(r));
  const SigInfo &own = callSig(ps, f.results);
  for (size_t i = 0; i < f.results.size(); i++) {
    uint32_t to = frameSlots + kFrameHeader + own.results[i];
    Value v = op->args[i];
    const gir::Type *t = f.results[i];
    if (byRef(t)) copyMemory(t, to, isBig(t) ? bigValue(v) : addressOf(v), 0);
    else if (v.isConst()) materialize(f.consts[v.index], to);
    else if (isBig(t)) toSlots(t, to, slot(v.index));
    else move(to, slot(v.index), slotsOf(f.results[i]));
  }
  ins32(kOp_ret, 0, frameSlots);
}

namespace {
struct RtRow {
  const char *name, *result, *params;
};
enum Effect { Pure = 1, NoPanic = 2, MayPanic = 4, NoReturn = 8, Alloc = 16 };
constexpr RtRow kRuntime[] = {
#define RT(name, cls, result, params, effects) {#name, result, params},
#include "runtime/abi/runtime.def"
};
} // namespace

// A function of runtime.def that lowering asks for by name.
void FuncEmitter::runtimeOp() {
  const RtRow *row = nullptr;
  for (const RtRow &r : kRuntime)
    if (op->sym == r.name) row = &r;
  if (!row) return me.fail("unknown runtime function " + std::string(op->sym));
  std::vector<uint32_t> args;
  uint32_t doubles = 0;
  for (size_t i = 0; i < op->args.size(); i++) {
    if (row->params[i] == 'D') doubles |= 1u << i;
    args.push_back(arg(i));
  }
  std::string_view r = row->result;
  Shape shape = r == "V" ? kNothing : r == "D" ? kDouble : r.size() == 2 ? kPair : kWord;
  uint32_t out = temp(2);
  crt("golem_" + std::string(op->sym), shape, args, out, doubles);
  for (size_t i = 0; i < op->results.size() && i < r.size(); i++) {
    if (r[i] == 'B') ins(kOp_ext_u8, slot(op->results[i]), out + static_cast<uint32_t>(i));
    else move(slot(op->results[i]), out + static_cast<uint32_t>(i), 1);
  }
}

} // namespace golem::bytecode
