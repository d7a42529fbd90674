// What need not be computed: values that lie inside others, addresses that a load or store adds up itself, nil checks of pointers that were
// checked before; and the order of blocks in which jumps go forward and loops are whole.
//
// All of it rests on registers with one definition: it comes before every use (rule 3 of docs/internals/gir.md), so that a value derived
// from one by a second register with one definition can be derived again wherever that one is used. For "between them the first was defined
// anew, by the next round of a loop" the use would have to be reached from there without passing the second definition, which comes before
// it on every path.
#include "compiler/bytecode/emitter.h"
#include <algorithm>

namespace golem::bytecode {

using gir::Opcode;

// Blocks that can be reached, in reverse postorder. The last way of a branch is followed first: what comes behind a loop is then laid out behind
// the whole loop, and a branch's first way comes next.
void FuncEmitter::orderBlocks() {
  std::vector<bool> seen(f.blocks.size(), false);
  std::vector<uint32_t> post;
  auto visit = [&](uint32_t root) {
    if (seen[root]) return;
    std::vector<std::pair<uint32_t, size_t>> stack{{root, 0}};
    seen[root] = true;
    while (!stack.empty()) {
      auto &[b, n] = stack.back();
      std::span<gir::BlockId> to = f.blocks[b].ops.back().blocks;
      if (n == to.size()) {
        post.push_back(b);
        stack.pop_back();
        continue;
      }
      uint32_t s = to[to.size() - 1 - n++];
      if (seen[s]) continue;
      seen[s] = true;
      stack.push_back({s, 0});
    }
  };
  // Where a recovery continues comes last, with what only it leads to.
  if (f.flags & gir::kHasDefer && f.recoverBlock != 0) visit(f.recoverBlock);
  visit(0);
  blockOrder.assign(post.rbegin(), post.rend());
  // The entry, if a recovery leads back to it.
  if (auto entry = std::find(blockOrder.begin(), blockOrder.end(), 0u); entry != blockOrder.begin()) std::rotate(blockOrder.begin(), entry, entry + 1);
}

// A register of which nothing is stored: its value is at `at` of base's slots, or base plus `at` is the address that it stands for.
void FuncEmitter::findParts() {
  size_t n = f.regs.size();
  part.assign(n, {});
  std::vector<uint32_t> groupDefs(n, 0), names(n, 0), addressUses(n, 0);
  for (gir::Reg r : f.params) groupDefs[root(r)]++;
  for (gir::Reg r : f.captures) groupDefs[root(r)]++;
  for (gir::Reg r = 0; r < n; r++)
    if (root(r) != r) names[root(r)]++;
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &o : b.ops) {
      if (joined(o)) continue;
      for (gir::Reg r : o.results) groupDefs[root(r)]++;
      for (size_t i = 0; i < o.args.size(); i++) {
        bool address = (i == 0 && (o.code == Opcode::load_ || o.code == Opcode::store_ || o.code == Opcode::fieldaddr_ || o.code == Opcode::nilcheck_ ||
                                   o.code == Opcode::clearmem_)) ||
                       o.code == Opcode::move_;
        if (o.args[i].isReg() && address) addressUses[o.args[i].index]++;
      }
    }
  auto once = [&](gir::Reg r) { return groupDefs[root(r)] == 1; };
  constexpr int64_t kFar = 16000;
  for (uint32_t b : blockOrder)
    for (const gir::Op &o : f.blocks[b].ops) {
      if (o.results.size() != 1 || o.args.size() != 1 || !o.args[0].isReg() || joined(o)) continue;
      gir::Reg r = o.results[0], x = o.args[0].index;
      const gir::Type *rt = regType(r), *xt = regType(x);
      if (root(r) != r || !once(r) || !once(x) || defCount[r] != 1 || isBig(rt) || isBig(xt) || rt->size == 0) continue;
      if (o.code == Opcode::fieldaddr_) {
        int64_t off = xt->elem->fields[static_cast<size_t>(o.imm)].offset;
        if (names[r] || addressUses[r] != useCount[r]) continue;
        gir::Reg base = root(x);
        if (part[base].kind == Part::Address) {
          off += part[base].at;
          base = part[base].base;
        }
        if (off <= kFar) part[r] = {Part::Address, base, off};
        continue;
      }
      if (part[root(x)].kind == Part::Address) continue;
      int64_t off = -1;
      bool whole = rt->size == 8 || !isScalar(rt); // in slots as in memory
      switch (o.code) {
      case Opcode::copy_:
        off = rt->size == xt->size && isScalar(rt) == isScalar(xt) ? 0 : -1;
        whole = true;
        break;
      case Opcode::bits_: off = isScalar(rt) == isScalar(xt) && rt->size == xt->size ? 0 : -1; break;
      case Opcode::len_: off = xt->kind == Kind::String || xt->kind == Kind::Slice ? 8 : -1; break;
      case Opcode::cap_: off = xt->kind == Kind::Slice ? 16 : -1; break;
      case Opcode::dataptr_: case Opcode::slicearrptr_: off = 0; break;
      case Opcode::dataword_: off = 8; break;
      case Opcode::typeword_: off = xt->methods.empty() ? 0 : -1; break;
      case Opcode::real_: off = 0; break;
      case Opcode::imag_: off = rt->size; break;
      case Opcode::field_: off = xt->kind == Kind::Array ? o.imm * xt->elem->size : xt->fields[static_cast<size_t>(o.imm)].offset; break;
      default: break;
      }
      if (off < 0 || off % 8 || !whole) continue;
      gir::Reg base = root(x);
      if (part[base].kind == Part::Slots) {
        off += part[base].at;
        base = part[base].base;
      }
      part[r] = {Part::Slots, base, off};
    }
}

// The register whose slots hold r's value, or the base of the address that it stands for.
gir::Reg FuncEmitter::owner(gir::Reg r) const {
  r = root(r);
  while (part[r].kind != Part::None) r = root(part[r].base);
  return r;
}

// Nil checks of a pointer that was checked on every way here, or that an operation made which gives no nil.
void FuncEmitter::findChecked() {
  checked.clear();
  std::vector<uint32_t> id(f.regs.size(), kNone);
  uint32_t count = 0, checks = 0;
  // Copies that are the same slot are the same pointer.
  auto pointer = [&](gir::Reg r) {
    r = root(r);
    while (part[r].kind == Part::Slots && part[r].at == 0 && isScalar(regType(part[r].base))) r = root(part[r].base);
    return r;
  };
  for (uint32_t b : blockOrder)
    for (const gir::Op &o : f.blocks[b].ops)
      if (o.code == Opcode::nilcheck_ && o.args[0].isReg()) {
        checks++;
        uint32_t &i = id[pointer(o.args[0].index)];
        if (i == kNone) i = count++;
      }
  if (!checks) return;
  using Set = std::vector<bool>;
  std::vector<Set> in(f.blocks.size(), Set(count, true));
  in[0].assign(count, false);
  if (f.flags & gir::kHasDefer) in[f.recoverBlock].assign(count, false);
  auto through = [&](const gir::Op &o, Set &s, bool mark) {
    if (o.code == Opcode::nilcheck_) {
      if (!o.args[0].isReg()) return;
      uint32_t i = id[pointer(o.args[0].index)];
      if (s[i] && mark) checked.insert(&o);
      s[i] = true;
      return;
    }
    if (joined(o)) return;
    for (gir::Reg r : o.results) {
      if (part[root(r)].kind == Part::Slots && pointer(r) != root(r)) continue; // no new value
      uint32_t i = id[root(r)];
      if (i == kNone) continue;
      switch (o.code) {
      case Opcode::addr_: case Opcode::addrof_: case Opcode::new_: case Opcode::elemaddr_: case Opcode::fieldaddr_: case Opcode::closure_:
      case Opcode::funcval_: s[i] = true; break;
      case Opcode::copy_: {
        uint32_t from = o.args[0].isReg() ? id[pointer(o.args[0].index)] : kNone;
        s[i] = from != kNone && s[from];
        break;
      }
      default: s[i] = false; break;
      }
    }
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t b : blockOrder) {
      Set s = in[b];
      for (const gir::Op &o : f.blocks[b].ops) through(o, s, false);
      for (gir::BlockId to : f.blocks[b].ops.back().blocks)
        for (uint32_t i = 0; i < count; i++)
          if (in[to][i] && !s[i]) {
            in[to][i] = false;
            changed = true;
          }
    }
  }
  for (uint32_t b : blockOrder) {
    Set s = in[b];
    for (const gir::Op &o : f.blocks[b].ops) through(o, s, true);
  }
}

// The slot of a pointer and what is to be added to it.
uint32_t FuncEmitter::place(Value v, int64_t &off) {
  off = 0;
  if (v.isReg())
    if (const Part &x = part[root(v.index)]; x.kind == Part::Address) {
      off = x.at;
      return slot(x.base);
    }
  return get(v);
}

} // namespace golem::bytecode
