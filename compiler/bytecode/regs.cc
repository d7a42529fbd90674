// Which slot each GIR register gets. Lowering makes a register for every value; most live for a few ops. Here copies are joined with what
// they copy, and registers share slots that don't live at the same time.
//
// A join changes nothing that can be seen: r = copy x becomes another name of x while nothing writes x; r = op …; d = copy r writes d at once,
// where the op reads all its operands before it writes.
#include "compiler/bytecode/emitter.h"
#include <algorithm>
#include <map>
#include <queue>

namespace golem::bytecode {

using gir::Opcode;

namespace {
// Emitted so that the result is written after the last look at an operand.
bool writesLast(Opcode c) {
  switch (c) {
  case Opcode::add_: case Opcode::sub_: case Opcode::mul_: case Opcode::div_: case Opcode::rem_: case Opcode::and_: case Opcode::or_:
  case Opcode::xor_: case Opcode::andnot_: case Opcode::neg_: case Opcode::not_: case Opcode::com_: case Opcode::shl_: case Opcode::shr_:
  case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_: case Opcode::gt_: case Opcode::ge_: case Opcode::min_:
  case Opcode::max_: case Opcode::conv_: case Opcode::bits_: case Opcode::load_: case Opcode::field_: case Opcode::len_: case Opcode::cap_:
  case Opcode::call_: case Opcode::callclosure_: case Opcode::calliface_: case Opcode::slice_: case Opcode::strslice_: case Opcode::append_:
  case Opcode::appendslice_: case Opcode::concat_: case Opcode::box_: case Opcode::mkslice_: case Opcode::mkstring_: case Opcode::recv_:
  case Opcode::fieldaddr_: case Opcode::elemaddr_: case Opcode::strindex_: case Opcode::mapget_: case Opcode::makeslice_:
  case Opcode::closure_: case Opcode::unbox_: return true;
  default: return false;
  }
}
} // namespace

gir::Reg FuncEmitter::root(gir::Reg r) const {
  while (alias[r] != r) r = alias[r];
  return r;
}

// A copy between two names of one slot: nothing is emitted for it.
bool FuncEmitter::joined(const gir::Op &o) const {
  return o.code == Opcode::copy_ && o.results.size() == 1 && o.args[0].isReg() && root(o.args[0].index) == root(o.results[0]);
}

void FuncEmitter::joinCopies() {
  alias.resize(f.regs.size());
  for (gir::Reg r = 0; r < alias.size(); r++) alias[r] = r;
  std::vector<bool> fixed(f.regs.size(), false); // defined at the entry
  std::vector<uint32_t> uses = useCount;         // of a root by all its names, but for joined copies
  for (gir::Reg r : f.params) fixed[r] = true;
  for (gir::Reg r : f.captures) fixed[r] = true;
  for (const gir::Block &b : f.blocks)
    for (size_t i = 0; i < b.ops.size(); i++) {
      const gir::Op &o = b.ops[i];
      if (o.code != Opcode::copy_ || o.results.size() != 1 || !o.args[0].isReg()) continue;
      gir::Reg r = o.results[0], x = root(o.args[0].index);
      if (r == x || f.regs[r].type->size != f.regs[x].type->size || isScalar(f.regs[r].type) != isScalar(f.regs[x].type)) continue;
      if (defCount[r] == 1 && !fixed[r] && alias[r] == r) {
        // Another name for x, if all its uses come before x changes.
        uint32_t left = useCount[r];
        bool good = left > 0;
        constexpr size_t kFar = 1000; // no further, lest large functions take forever
        for (size_t k = i + 1; k < std::min(b.ops.size(), i + kFar) && left && good; k++) {
          const gir::Op &u = b.ops[k];
          for (Value v : u.args)
            if (v.isReg() && v.index == r) left--;
          for (gir::Reg d : u.results) good = good && !(root(d) == x && (left || !writesLast(u.code)));
        }
        if (good && left == 0) {
          alias[r] = x;
          uses[x] += uses[r] - 1;
          continue;
        }
      }
      // d = copy s, s made by the op before for this purpose only.
      gir::Reg s = x, d = root(r);
      if (i == 0 || fixed[s] || defCount[s] != 1 || uses[s] != 1 || d == s) continue;
      // A few ops back, if d is not asked for in between: i, j = i+1, j-1.
      const size_t kNear = f.flags & gir::kHasDefer ? 1 : 8; // a panic in between might show it
      for (size_t k = i; k-- > 0 && i - k <= kNear;) {
        const gir::Op &from = b.ops[k];
        if (joined(from)) continue;
        if (from.results.size() == 1 && from.results[0] == s) {
          if (!writesLast(from.code)) break;
          alias[s] = d;
          uses[d] += uses[s] - 1;
          break;
        }
        bool touches = from.code == Opcode::call_ || from.code == Opcode::callclosure_ || from.code == Opcode::calliface_;
        for (Value v : from.args) touches = touches || (v.isReg() && root(v.index) == d);
        for (gir::Reg q : from.results) touches = touches || root(q) == d;
        if (touches) break;
      }
    }
}

// Values that are made for one call or return are made where the callee or caller looks for them, and results of a call stay where it left
// them as long as no other call comes.
void FuncEmitter::placeForCalls(std::vector<bool> &placed) {
  // Registers joined under one root count as one; the copies that joined them are gone.
  size_t n = f.regs.size();
  std::vector<uint32_t> defsOf(n, 0), usesOf(n, 0);
  for (gir::Reg r : f.params) defsOf[root(r)] += 2; // stays where it is
  for (gir::Reg r : f.captures) defsOf[root(r)] += 2;
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &o : b.ops) {
      if (joined(o) || isPart(o)) continue;
      for (gir::Reg r : o.results) defsOf[root(r)]++;
      for (Value v : o.args)
        if (v.isReg()) usesOf[owner(v.index)]++;
    }
  auto usesOut = [](const gir::Op &o) { return o.code == Opcode::call_ || o.code == Opcode::callclosure_ || o.code == Opcode::calliface_; };
  // The signature by which the op calls; null: it doesn't, or through C.
  auto signatureOf = [&](const gir::Op &o, size_t &first, size_t &skip) -> const SigInfo * {
    first = skip = 0;
    if (o.code == Opcode::call_) {
      auto it = m.byName.find(o.sym);
      if (it == m.byName.end() || !it->second->cname.empty() || isIntrinsic(o.sym)) return nullptr;
      std::vector<gir::Type *> ps;
      for (Value v : o.args) ps.push_back(typeOf(v));
      return &callSig(ps, it->second->results);
    }
    skip = 1;
    if (o.code == Opcode::callclosure_) return &callSig(typeOf(o.args[0])->params, typeOf(o.args[0])->results);
    if (o.code != Opcode::calliface_) return nullptr;
    first = 1;
    const gir::Type *sig = typeOf(o.args[0])->methods[static_cast<size_t>(o.imm)].sig;
    std::vector<gir::Type *> ps{m.types->unsafePointer()};
    ps.insert(ps.end(), sig->params.begin(), sig->params.end());
    return &callSig(ps, sig->results);
  };
  std::vector<gir::Type *> ps;
  for (gir::Reg r : f.params) ps.push_back(regType(r));
  const SigInfo &own = callSig(ps, f.results);
  for (const gir::Block &b : f.blocks) {
    std::map<gir::Reg, size_t> defs;
    size_t lastCall = 0; // index + 1
    // Results of that call that stay in the out area, and the last op that reads them.
    struct Stay {
      uint32_t from, to;
      size_t until;
    };
    std::vector<Stay> stay;
    for (size_t i = 0; i < b.ops.size(); i++) {
      const gir::Op &o = b.ops[i];
      size_t first, skip;
      const SigInfo *s = signatureOf(o, first, skip);
      if (joined(o)) continue;
      // The root of v if it is made once, in this block, and used here only.
      auto candidate = [&](Value v, gir::Reg &r) {
        if (!v.isReg()) return false;
        r = root(v.index);
        return part[r].kind == Part::None && !placed[r] && defsOf[r] == 1 && usesOf[r] == 1 && defs.count(r) && regType(r)->size && !isBig(regType(r)) &&
               !byRef(regType(r));
      };
      gir::Reg r;
      if (s)
        for (size_t k = skip; k < o.args.size(); k++)
          if (candidate(o.args[k], r) && defs[r] + 1 >= lastCall) { // made after the last call, or by it
            uint32_t at = kFrameHeader + s->params[k - skip + first], end = at + slotsOf(regType(r));
            bool taken = false;
            for (const Stay &x : stay) taken = taken || (at < x.to && x.from < end && defs[r] <= x.until);
            if (taken) continue;
            regSlot[r] = at;
            placed[r] = true;
          }
      if (o.code == Opcode::return_ && !(f.flags & gir::kHasDefer))
        for (size_t k = 0; k < o.args.size(); k++)
          if (candidate(o.args[k], r)) {
            regSlot[r] = frameSlots + kFrameHeader + own.results[k];
            placed[r] = true;
          }
      for (gir::Reg d : o.results) defs[root(d)] = i;
      if (usesOut(o)) stay.clear();
      if (s) { // results that are used up before the next call
        for (size_t k = 0; k < o.results.size() && k < s->results.size(); k++) {
          r = root(o.results[k]);
          if (placed[r] || defsOf[r] != 1 || usesOf[r] == 0 || !regType(r)->size || isBig(regType(r)) || byRef(regType(r))) continue;
          uint32_t left = usesOf[r];
          size_t until = i;
          for (size_t j = i + 1; j < b.ops.size() && left; j++) {
            if (usesOut(b.ops[j])) break;
            if (joined(b.ops[j]) || isPart(b.ops[j])) continue;
            for (Value v : b.ops[j].args)
              if (v.isReg() && owner(v.index) == r) left--, until = j;
          }
          if (left == 0) {
            regSlot[r] = kFrameHeader + s->results[k];
            placed[r] = true;
            stay.push_back({regSlot[r], regSlot[r] + slotsOf(regType(r)), until + 4}); // the op may be emitted with those before it
          }
        }
      }
      if (usesOut(o)) lastCall = i + 1;
    }
  }
}

// When a register's value matters: from the first op at which it is live to the last, in the order of the code. Two whose spans don't meet
// share slots. Ops are counted through blockOrder; 0 is the entry.
void FuncEmitter::findSpans(std::vector<Span> &span) {
  size_t n = f.regs.size(), blocks = f.blocks.size();
  constexpr uint32_t kSeveral = ~0u - 1;
  std::vector<uint32_t> home(n, kNone), begin(blocks), end(blocks);
  span.assign(n, {kNone, 0});
  auto meet = [&](gir::Reg r, uint32_t at) {
    span[r].first = std::min(span[r].first, at);
    span[r].last = std::max(span[r].last, at);
  };
  // A part is read where its owner is; nothing is written for it.
  auto each = [&](const gir::Op &o, auto use, auto def) {
    for (Value v : o.args)
      if (v.isReg()) use(owner(v.index));
    if (isPart(o)) return;
    for (gir::Reg r : o.results) def(owner(r));
  };
  uint32_t at = 1;
  for (gir::Reg r : f.captures) home[owner(r)] = kSeveral, meet(owner(r), 0);
  for (gir::Reg r : f.params) home[owner(r)] = kSeveral, meet(owner(r), 0);
  for (uint32_t b : blockOrder) {
    begin[b] = at;
    for (const gir::Op &o : f.blocks[b].ops) {
      auto seen = [&](gir::Reg r, bool def) {
        if (home[r] == kNone) home[r] = def ? b : kSeveral; // read before it is written: from another round
        else if (home[r] != b) home[r] = kSeveral;
        meet(r, at);
      };
      each(o, [&](gir::Reg r) { seen(r, false); }, [&](gir::Reg r) { seen(r, true); });
      at++;
    }
    end[b] = at - 1;
  }
  // Those that live in several blocks by backward liveness.
  std::vector<gir::Reg> global;
  std::vector<uint32_t> id(n, kNone);
  for (gir::Reg r = 0; r < n; r++)
    if (home[r] == kSeveral) id[r] = static_cast<uint32_t>(global.size()), global.push_back(r);
  size_t words = (global.size() + 63) / 64;
  constexpr size_t kMost = size_t(1) << 25; // words of sets; without them such registers live everywhere
  if (words * blocks > kMost) {
    for (gir::Reg r : global) span[r] = {0, at};
    return;
  }
  using Set = std::vector<uint64_t>;
  auto bit = [](uint32_t i) { return uint64_t(1) << (i % 64); };
  Set gen(words * blocks), kill(words * blocks), in(words * blocks);
  for (uint32_t b : blockOrder) {
    uint64_t *g = &gen[words * b], *k = &kill[words * b];
    for (const gir::Op &o : f.blocks[b].ops)
      each(
          o,
          [&](gir::Reg r) {
            if (id[r] != kNone && !(k[id[r] / 64] & bit(id[r]))) g[id[r] / 64] |= bit(id[r]);
          },
          [&](gir::Reg r) {
            if (id[r] != kNone) k[id[r] / 64] |= bit(id[r]);
          });
  }
  std::vector<uint64_t> out(words);
  auto liveOut = [&](uint32_t b) {
    std::fill(out.begin(), out.end(), 0);
    for (gir::BlockId s : f.blocks[b].ops.back().blocks)
      for (size_t w = 0; w < words; w++) out[w] |= in[words * s + w];
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = blockOrder.size(); i-- > 0;) {
      uint32_t b = blockOrder[i];
      liveOut(b);
      for (size_t w = 0; w < words; w++) {
        uint64_t v = gen[words * b + w] | (out[w] & ~kill[words * b + w]);
        if (v != in[words * b + w]) in[words * b + w] = v, changed = true;
      }
    }
  }
  for (uint32_t b : blockOrder) {
    auto mark = [&](const uint64_t *set, uint32_t where) {
      for (size_t w = 0; w < words; w++)
        for (uint64_t v = set[w]; v; v &= v - 1) meet(global[w * 64 + static_cast<size_t>(__builtin_ctzll(v))], where);
    };
    mark(&in[words * b], begin[b]);
    liveOut(b);
    mark(out.data(), end[b]);
  }
  if (f.flags & gir::kHasDefer) // any call may continue there
    for (size_t w = 0; w < words; w++)
      for (uint64_t v = in [words * f.recoverBlock + w]; v; v &= v - 1) span[global[w * 64 + static_cast<size_t>(__builtin_ctzll(v))]] = {0, at};
}

// Slots from `next` on; returns where they end.
uint32_t FuncEmitter::assignSlots(uint32_t next) {
  size_t n = f.regs.size();
  if (spilled) {
    std::fill(regSlot.begin(), regSlot.end(), 0); // where each is while an op uses it (big.cc)
    for (size_t i = 0; i < f.params.size(); i++) regSlot[f.params[i]] = paramSlot[i];
    return next;
  }
  if (spans.empty()) findSpans(spans);
  std::vector<bool> placed(n, false);
  for (gir::Reg r : f.params) placed[r] = true;
  placeForCalls(placed);
  std::vector<gir::Reg> order;
  for (gir::Reg r = 0; r < n; r++)
    if (alias[r] == r && !placed[r] && spans[r].first != kNone && part[r].kind == Part::None) order.push_back(r);
  std::stable_sort(order.begin(), order.end(), [&](gir::Reg a, gir::Reg b) { return spans[a].first < spans[b].first; });
  // Several ops may become one instruction that reads early ones' operands late: slots are kept for a few ops more.
  constexpr uint32_t kFusion = 4;
  std::priority_queue<std::pair<uint32_t, gir::Reg>, std::vector<std::pair<uint32_t, gir::Reg>>, std::greater<>> live; // by last op
  std::map<uint32_t, std::vector<uint32_t>> free;                                                                     // by size
  uint32_t end = next;
  for (gir::Reg r : order) {
    while (!live.empty() && live.top().first + kFusion < spans[r].first) {
      gir::Reg q = live.top().second;
      live.pop();
      free[regSlots(regType(q))].push_back(regSlot[q]);
    }
    uint32_t size = regSlots(regType(r));
    auto &list = free[size];
    if (!list.empty()) {
      regSlot[r] = list.back();
      list.pop_back();
    } else {
      regSlot[r] = end;
      end += size;
    }
    live.push({spans[r].last, r});
  }
  for (gir::Reg r = 0; r < n; r++) {
    gir::Reg q = root(r);
    if (q != r || part[q].kind == Part::Slots)
      regSlot[r] = regSlot[owner(q)] == kNone ? end : regSlot[owner(q)] + (part[q].kind == Part::Slots ? static_cast<uint32_t>(part[q].at / 8) : 0);
    if (regSlot[r] == kNone) regSlot[r] = end; // never written or read
  }
  return end;
}

} // namespace golem::bytecode
