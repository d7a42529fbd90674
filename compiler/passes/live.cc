// -gcflags=-live: what golem keeps in the frame for the collector while a call runs. In: a function after escape analysis. Out: lines in
// gc's words: "live at call to f: a b", "stack object x T".
//
// What a call must leave alone is in the frame (no register survives a call, docs/internals/abi.md), so the values that are read after it
// are what the collector scans. They are found here by backward liveness over GIR, on which llvm/slotlive.cc's sets of slots rest: it
// sees the same reads after register allocation, and may find less when optimization removes some. A variable in memory is live while
// something may read it through its address or what was computed from that. Values without a name are called .autotmp_N.
#include "compiler/passes/passes.h"
#include <algorithm>
#include <set>

namespace golem::passes {

using gir::kNone;
using gir::Opcode;
using gir::Reg;
using gir::Value;

namespace {

struct Live {
  const gir::Module &m;
  const gir::Function &f;
  std::vector<std::pair<uint32_t, std::string>> &out;
  size_t regs = f.regs.size(), count = regs + f.vars.size();
  std::vector<std::set<uint32_t>> holds = std::vector<std::set<uint32_t>>(count); // of registers and variables: variables whose address they may hold
  std::vector<uint32_t> address = std::vector<uint32_t>(regs, kNone);             // registers that are the address of a whole variable
  std::vector<bool> slot = std::vector<bool>(count);                              // what has a place in the frame
  std::vector<bool> kept = std::vector<bool>(regs);                               // by a keepalive operation

  bool onStack(uint32_t v) const { return f.vars[v].placement == gir::Placement::Stack && f.vars[v].type->hasPointers(); }

  void collect() {
    std::vector<uint32_t> constant(regs); // definitions that need no place: addresses, functions, zero
    std::vector<uint32_t> defs(regs);
    for (const gir::Block &b : f.blocks)
      for (const gir::Op &op : b.ops) {
        for (Reg r : op.results) {
          defs[r]++;
          bool free = op.code == Opcode::addr_ || op.code == Opcode::addrof_ || op.code == Opcode::funcval_ || op.code == Opcode::zero_;
          constant[r] += free;
          if (op.code == Opcode::addr_ && onStack(op.var)) {
            holds[r].insert(op.var);
            address[r] = op.var;
          }
        }
        if (op.code == Opcode::keepalive_ && op.args[0].isReg()) kept[op.args[0].index] = true;
      }
    for (Reg r = 0; r < regs; r++) slot[r] = (f.regs[r].type->hasPointers() || kept[r]) && (defs[r] == 0 || constant[r] != defs[r]);
    for (uint32_t v = 0; v < f.vars.size(); v++) slot[regs + v] = onStack(v);
    // Whatever is computed from an address, returned by a call that got it, or loaded from where it was stored, may be that address.
    auto give = [&](std::set<uint32_t> &to, const std::set<uint32_t> &from) {
      size_t n = to.size();
      to.insert(from.begin(), from.end());
      return to.size() != n;
    };
    for (bool changed = true; changed;) {
      changed = false;
      for (const gir::Block &b : f.blocks)
        for (const gir::Op &op : b.ops) {
          std::set<uint32_t> all;
          for (Value v : op.args)
            if (v.isReg()) all.insert(holds[v.index].begin(), holds[v.index].end());
          if (all.empty()) continue;
          if (op.code == Opcode::load_ || op.code == Opcode::move_)
            for (uint32_t v : std::set<uint32_t>(all)) all.insert(holds[regs + v].begin(), holds[regs + v].end());
          for (Reg r : op.results)
            if (f.regs[r].type->hasPointers()) changed |= give(holds[r], all);
          if (op.code == Opcode::store_ || op.code == Opcode::move_ || gir::hasEffect(op.code, 'C'))
            for (Value v : op.args)
              if (v.isReg())
                for (uint32_t into : std::set<uint32_t>(holds[v.index])) changed |= give(holds[regs + into], all);
        }
    }
  }

  void read(std::vector<bool> &live, Value v) const {
    if (!v.isReg()) return;
    if (slot[v.index]) live[v.index] = true;
    for (uint32_t var : holds[v.index]) live[regs + var] = true;
  }
  // Liveness before the operation, from that after it.
  void step(const gir::Op &op, std::vector<bool> &live) const {
    for (Reg r : op.results) live[r] = false;
    if (op.code == Opcode::declare_) live[regs + op.var] = false;
    for (size_t i = 0; i < op.args.size(); i++) {
      bool written = i == 0 && (op.code == Opcode::store_ || op.code == Opcode::move_ || op.code == Opcode::clearmem_) && op.args[0].isReg();
      if (!written || holds[op.args[0].index].empty()) {
        read(live, op.args[i]);
        continue;
      }
      // Into a variable: what it held is no longer wanted if all of it is written.
      uint32_t var = address[op.args[0].index];
      const gir::Type *what = op.code == Opcode::store_ ? gir::typeOf(f, op.args[1]) : op.type;
      if (var != kNone && what == f.vars[var].type) live[regs + var] = false;
    }
  }
  bool isCall(const gir::Op &op, std::string &name) const {
    if (op.code == Opcode::call_) {
      name = std::string(gir::withoutDirectories(op.sym));
      name = "call to " + name.substr(name.find('.') + 1);
      return true;
    }
    if (gir::hasEffect(op.code, 'C')) {
      name = "indirect call";
      return true;
    }
    bool heap = op.site != kNone && f.sites[op.site].placement == gir::Placement::Heap;
    if (heap && op.code == Opcode::new_) name = "call to newobject";
    else if (heap && gir::hasEffect(op.code, 'A')) name = std::string("call to ") + gir::opInfo(op.code).name;
    else return false;
    return true;
  }
  std::string nameOf(size_t i) const {
    std::string_view n = i < regs ? f.regs[i].name : f.vars[i - regs].name;
    return n.empty() || (i < regs && kept[i]) ? ".autotmp_" + std::to_string(i) : std::string(n);
  }

  void run() {
    collect();
    std::vector<std::vector<bool>> in(f.blocks.size(), std::vector<bool>(count));
    auto after = [&](const gir::Block &b) {
      std::vector<bool> live(count);
      for (gir::BlockId to : b.ops.back().blocks)
        for (size_t i = 0; i < count; i++) live[i] = live[i] || in[to][i];
      return live;
    };
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t b = f.blocks.size(); b-- > 0;) {
        if (f.blocks[b].ops.empty()) continue;
        std::vector<bool> live = after(f.blocks[b]);
        for (size_t i = f.blocks[b].ops.size(); i-- > 0;) step(f.blocks[b].ops[i], live);
        if (live == in[b]) continue;
        in[b] = std::move(live);
        changed = true;
      }
    }
    for (const gir::Block &b : f.blocks) {
      if (b.ops.empty()) continue;
      std::vector<bool> live = after(b);
      for (size_t i = b.ops.size(); i-- > 0;) {
        const gir::Op &op = b.ops[i];
        for (Reg r : op.results) live[r] = false;
        std::string call;
        if (isCall(op, call)) {
          std::set<std::string> names;
          for (size_t k = 0; k < count; k++)
            if (live[k]) names.insert(nameOf(k));
          if (!names.empty()) {
            std::string s = "live at " + call + ":";
            for (const std::string &n : names) s += " " + n;
            out.push_back({op.pos, std::move(s)});
          }
        }
        step(op, live);
      }
    }
    // Variables with an address, and what is kept for somebody who has it as a number.
    std::vector<bool> taken(f.vars.size());
    for (const gir::Block &b : f.blocks)
      for (const gir::Op &op : b.ops) {
        for (size_t i = 0; i < op.args.size(); i++) {
          bool plain = i == 0 && (op.code == Opcode::load_ || op.code == Opcode::store_ || op.code == Opcode::clearmem_);
          if (op.args[i].isReg() && address[op.args[i].index] != kNone && !plain) taken[address[op.args[i].index]] = true;
        }
        if (op.code == Opcode::keepalive_ && op.args[0].isReg() && slot[op.args[0].index])
          out.push_back({op.pos, "stack object " + nameOf(op.args[0].index) + " " + gir::shownType(m, f.regs[op.args[0].index].type)});
      }
    for (uint32_t v = 0; v < f.vars.size(); v++)
      if (taken[v] && slot[regs + v]) out.push_back({f.vars[v].pos, "stack object " + nameOf(regs + v) + " " + gir::shownType(m, f.vars[v].type)});
  }
};

} // namespace

void liveAtCalls(const gir::Module &m, const gir::Function &f, std::vector<std::pair<uint32_t, std::string>> &out) {
  if (gir::hasBody(f) && !(f.flags & (gir::kWrapper | gir::kAvailable))) Live{m, f, out}.run();
}

} // namespace golem::passes
