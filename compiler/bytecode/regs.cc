// Which slot each GIR register gets. Lowering makes a register for every value; most live for a few ops of one block. Here copies are joined
// with what they copy, and registers that live in one block share slots.
//
// A join changes nothing that can be seen: r = copy x becomes another name of x while nothing writes x; r = op …; d = copy r writes d at once,
// where the op reads all its operands before it writes.
#include "compiler/bytecode/emitter.h"
#include <map>

namespace golem::bytecode {

using gir::Opcode;

namespace {
// Emitted so that the result is written after the last look at an operand.
bool writesLast(Opcode c) {
  switch (c) {
  case Opcode::add_: case Opcode::sub_: case Opcode::mul_: case Opcode::div_: case Opcode::rem_: case Opcode::and_: case Opcode::or_:
  case Opcode::xor_: case Opcode::andnot_: case Opcode::neg_: case Opcode::not_: case Opcode::com_: case Opcode::shl_: case Opcode::shr_:
  case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_: case Opcode::gt_: case Opcode::ge_: case Opcode::min_: case Opcode::max_:
  case Opcode::conv_: case Opcode::bits_: case Opcode::load_: case Opcode::field_: case Opcode::len_: case Opcode::cap_: case Opcode::call_:
  case Opcode::callclosure_: case Opcode::calliface_: case Opcode::slice_: case Opcode::strslice_: case Opcode::append_: case Opcode::appendslice_:
  case Opcode::concat_: case Opcode::box_: case Opcode::mkslice_: case Opcode::mkstring_: case Opcode::recv_: case Opcode::fieldaddr_:
  case Opcode::elemaddr_: case Opcode::strindex_: case Opcode::mapget_: case Opcode::makeslice_: case Opcode::closure_: case Opcode::unbox_:
    return true;
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
        for (size_t k = i + 1; k < b.ops.size() && left && good; k++) {
          const gir::Op &u = b.ops[k];
          for (Value v : u.args)
            if (v.isReg() && v.index == r) left--;
          for (gir::Reg d : u.results) good = good && !(root(d) == x && (left || !writesLast(u.code)));
        }
        if (good && left == 0) {
          alias[r] = x;
          continue;
        }
      }
      // d = copy s, s made by the op before for this purpose only.
      gir::Reg s = o.args[0].index, d = root(r);
      if (i == 0 || alias[s] != s || fixed[s] || defCount[s] != 1 || useCount[s] != 1 || d == s) continue;
      const gir::Op &from = b.ops[i - 1];
      if (from.results.size() == 1 && from.results[0] == s && writesLast(from.code)) alias[s] = d;
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
  auto usesOut = [](const gir::Op &o) {
    return o.code == Opcode::call_ || o.code == Opcode::callclosure_ || o.code == Opcode::calliface_;
  };
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
    struct Stay { uint32_t from, to; size_t until; };
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
        return part[r].kind == Part::None && !placed[r] && defsOf[r] == 1 && usesOf[r] == 1 && defs.count(r) && regType(r)->size && !isBig(regType(r));
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
          if (placed[r] || defsOf[r] != 1 || usesOf[r] == 0 || !regType(r)->size || isBig(regType(r))) continue;
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

// Slots from `next` on; returns where they end.
uint32_t FuncEmitter::assignSlots(uint32_t next) {
  constexpr uint32_t kSeveral = ~0u - 1;
  size_t n = f.regs.size();
  std::vector<uint32_t> home(n, kNone), lastUse(n, 0); // the block it lives in
  for (gir::Reg r : f.params) home[root(r)] = kSeveral;
  for (gir::Reg r : f.captures) home[root(r)] = kSeveral;
  for (size_t b = 0; b < f.blocks.size(); b++) {
    const gir::Block &bl = f.blocks[b];
    for (size_t i = 0; i < bl.ops.size(); i++) {
      auto seen = [&](gir::Reg r0, bool def) {
        gir::Reg r = owner(r0);
        if (home[r] == kNone) home[r] = def ? static_cast<uint32_t>(b) : kSeveral; // read before it is written: from another round
        else if (home[r] != b) home[r] = kSeveral;
        lastUse[r] = static_cast<uint32_t>(i);
      };
      for (Value v : bl.ops[i].args)
        if (v.isReg()) seen(v.index, false);
      if (isPart(bl.ops[i])) continue;
      for (gir::Reg r : bl.ops[i].results) seen(r, true);
    }
  }
  std::vector<bool> placed(n, false);
  for (gir::Reg r : f.params) placed[r] = true;
  placeForCalls(placed);
  for (gir::Reg r = 0; r < n; r++)
    if (alias[r] == r && !placed[r] && (home[r] == kSeveral || home[r] == kNone)) {
      if (home[r] == kNone) continue; // never named
      regSlot[r] = next;
      next += regSlots(f.regs[r].type);
      placed[r] = true;
    }
  // Block by block: a slot is free again after the op that uses it last.
  std::map<uint32_t, std::vector<uint32_t>> free; // by size
  uint32_t end = next;
  for (size_t b = 0; b < f.blocks.size(); b++) {
    const gir::Block &bl = f.blocks[b];
    std::vector<gir::Reg> live;
    free.clear();
    uint32_t top = next;
    for (size_t i = 0; i < bl.ops.size(); i++) {
      for (gir::Reg r0 : bl.ops[i].results) {
        gir::Reg r = root(r0);
        if (placed[r] || home[r] != b) continue;
        uint32_t size = regSlots(f.regs[r].type);
        auto &list = free[size];
        if (!list.empty()) {
          regSlot[r] = list.back();
          list.pop_back();
        } else {
          regSlot[r] = top;
          top += size;
        }
        placed[r] = true;
        live.push_back(r);
      }
      // Several ops may become one instruction that reads early ones' operands late: slots are kept for a few ops more.
      constexpr uint32_t kFusion = 4;
      for (size_t k = 0; k < live.size();) {
        if (lastUse[live[k]] + kFusion < i) {
          free[regSlots(f.regs[live[k]].type)].push_back(regSlot[live[k]]);
          live[k] = live.back();
          live.pop_back();
        } else k++;
      }
    }
    end = std::max(end, top);
  }
  for (gir::Reg r = 0; r < n; r++) {
    gir::Reg q = root(r);
    if (q != r || part[q].kind == Part::Slots) regSlot[r] = regSlot[owner(q)] == kNone ? end : regSlot[owner(q)] + (part[q].kind == Part::Slots ? static_cast<uint32_t>(part[q].at / 8) : 0);
    if (regSlot[r] == kNone) regSlot[r] = end; // never written or read
  }
  return end;
}

} // namespace golem::bytecode
