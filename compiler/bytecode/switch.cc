// switch on an integer: a jump table where constants lie close together, else halving by comparisons, a row of them for a few.
#include "compiler/bytecode/emitter.h"
#include <algorithm>
#include <map>

namespace golem::bytecode {

// Few cases, or jumps that need 32 bits: one comparison after the other.
void FuncEmitter::switchLinear() {
  const gir::Op &o = *op;
  uint32_t x = arg(0);
  auto to = [&](size_t i) { return o.blocks[i]; };
  for (size_t i = 1; i < o.args.size(); i++) {
    uint32_t keep = tempSlot;
    int64_t k;
    bool small = smallInt(o.args[i], k) && !longJumps;
    uint32_t c = small ? 0 : get(o.args[i]), eq = 0;
    if (longJumps) {
      eq = temp();
      ins(kOp_eq, eq, x, c);
    }
    auto jumpIf = [&](Label &l, bool sense) {
      if (longJumps) jump(sense ? kOp_jt : kOp_jf, eq, 0, l, true);
      else if (small) jump(sense ? kOp_jeqi : kOp_jnei, x, static_cast<uint32_t>(k), l, false);
      else jump(sense ? kOp_jeq : kOp_jne, x, c, l, false);
    };
    if (blockAt[to(i - 1)] != kNone) {
      Label over;
      jumpIf(over, false);
      ins32(kOp_loop, 0, static_cast<int64_t>(blockAt[to(i - 1)]) - here());
      place(over);
    } else jumpIf(blockLabels[to(i - 1)], true);
    tempSlot = keep;
  }
  go(o.blocks.back());
}

void FuncEmitter::switchOp() {
  const gir::Op &o = *op;
  constexpr size_t kFew = 4;
  if (o.args.size() - 1 <= kFew || longJumps) return switchLinear();
  struct Case {
    int64_t k;
    gir::BlockId to;
  };
  std::vector<Case> cases;
  for (size_t i = 1; i < o.args.size(); i++) {
    int64_t k = 0;
    if (!intValue(o.args[i], k)) return switchLinear();
    cases.push_back({k, o.blocks[i - 1]});
  }
  bool uns = typeOf(o.args[0])->isUnsigned();
  auto less = [&](int64_t a, int64_t b) { return uns ? static_cast<uint64_t>(a) < static_cast<uint64_t>(b) : a < b; };
  std::sort(cases.begin(), cases.end(), [&](const Case &a, const Case &b) { return less(a.k, b.k); });
  auto small = [](int64_t k) { return k >= INT16_MIN && k <= INT16_MAX; };
  uint32_t x = arg(0), t = temp();
  // Ways that go back: a `loop` behind the comparisons.
  std::map<gir::BlockId, Label> back;
  auto target = [&](gir::BlockId b) -> Label & { return blockAt[b] != kNone ? back[b] : blockLabels[b]; };
  auto other = [&](bool last) {
    if (last && back.empty()) go(o.blocks.back());
    else jump(kOp_jmp, 0, 0, target(o.blocks.back()), true);
  };
  std::function<void(size_t, size_t, bool)> search = [&](size_t lo, size_t hi, bool last) {
    size_t n = hi - lo;
    uint64_t spread = static_cast<uint64_t>(cases[hi - 1].k) - static_cast<uint64_t>(cases[lo].k);
    if (n > kFew && spread < 4 * n) {
      uint32_t i = x;
      if (int64_t down = static_cast<int64_t>(-static_cast<uint64_t>(cases[lo].k)); down && small(down)) ins(kOp_addi, i = t, x, static_cast<uint32_t>(down));
      else if (down) {
        loadInt(t, down);
        ins(kOp_add, i = t, x, t);
      }
      uint32_t at = here();
      ins32(kOp_jtab, i, static_cast<int64_t>(spread + 1));
      for (uint64_t k = 0, c = lo; k <= spread; k++) {
        bool is = static_cast<uint64_t>(cases[c].k) - static_cast<uint64_t>(cases[lo].k) == k;
        target(is ? cases[c++].to : o.blocks.back()).tables.push_back({here(), at});
        word(0);
      }
      return other(last);
    }
    if (n <= kFew) {
      for (size_t c = lo; c < hi; c++) {
        if (small(cases[c].k)) jump(kOp_jeqi, x, static_cast<uint32_t>(cases[c].k), target(cases[c].to), false);
        else {
          loadInt(t, cases[c].k);
          jump(kOp_jeq, x, t, target(cases[c].to), false);
        }
      }
      return other(last);
    }
    size_t mid = lo + n / 2;
    Label low;
    if (!uns && small(cases[mid].k)) jump(kOp_jltsi, x, static_cast<uint32_t>(cases[mid].k), low, false);
    else {
      loadInt(t, cases[mid].k);
      jump(uns ? kOp_jltu : kOp_jlts, x, t, low, false);
    }
    search(mid, hi, false);
    place(low);
    search(lo, mid, last);
  };
  search(0, cases.size(), true);
  for (auto &[b, l] : back) {
    place(l);
    ins32(kOp_loop, 0, static_cast<int64_t>(blockAt[b]) - here());
  }
}

} // namespace golem::bytecode
