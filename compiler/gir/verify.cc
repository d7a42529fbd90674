// The verifier: rules of docs/internals/gir.md that can be checked mechanically. A function in, complaints out.
#include "compiler/gir/gir.h"
#include <cstring>

namespace golem::gir {

namespace {
struct Verifier {
  const Module &m;
  const Function &f;
  std::string out;
  size_t block = 0, index = 0;

  void fail(const std::string &what) {
    if (out.size() > 4000) return;
    out += f.name + ": b" + std::to_string(block) + "[" + std::to_string(index) + "]: " + what + "\n";
  }

  // Same representation: lowering may mix a defined type and its underlying type only through `bits`.
  void same(const Op &op, Type *a, Type *b) {
    if (a != b) fail(std::string(opInfo(op.code).name) + ": types differ: " + (a ? typeText(a) : "none") + " and " + (b ? typeText(b) : "none"));
  }

  void op(const Op &op, bool lastInBlock) {
    const OpInfo &info = opInfo(op.code);
    if (info.args[0] != '*' && op.args.size() != static_cast<size_t>(info.args[0] - '0')) fail(std::string(info.name) + ": wrong number of operands");
    if (info.results[0] != '*' && op.results.size() != static_cast<size_t>(info.results[0] - '0')) fail(std::string(info.name) + ": wrong number of results");
    if (isTerminator(op.code) != lastInBlock)
      fail(std::string(info.name) + (lastInBlock ? ": block does not end in a terminator" : ": terminator inside a block"));
    for (Value v : op.args) {
      if (v.isReg() && v.index >= f.regs.size()) return fail("register out of range");
      if (v.isConst() && v.index >= f.consts.size()) return fail("constant out of range");
      if (v.isConst() && !f.consts[v.index].type) return fail("constant without type");
    }
    for (Reg r : op.results)
      if (r >= f.regs.size()) return fail("result register out of range");
    for (BlockId b : op.blocks)
      if (b >= f.blocks.size()) return fail("block out of range");
    if (std::strchr(info.aux, 'V') && op.var >= f.vars.size()) return fail("variable out of range");
    if (op.site != kNone && op.site >= f.sites.size()) return fail("site out of range");
    if (op.pos >= m.positions.size()) return fail("position out of range");
    auto arg = [&](size_t i) { return i < op.args.size() ? typeOf(f, op.args[i]) : nullptr; };
    auto res = [&](size_t i) { return i < op.results.size() ? f.regs[op.results[i]].type : nullptr; };
    switch (op.code) {
    case Opcode::copy_: same(op, arg(0), res(0)); break;
    case Opcode::add_: case Opcode::sub_: case Opcode::mul_: case Opcode::div_: case Opcode::rem_: case Opcode::and_: case Opcode::or_:
    case Opcode::xor_: case Opcode::andnot_: case Opcode::min_: case Opcode::max_:
      same(op, arg(0), arg(1));
      same(op, arg(0), res(0));
      break;
    case Opcode::shl_: case Opcode::shr_: case Opcode::neg_: case Opcode::not_: case Opcode::com_: same(op, arg(0), res(0)); break;
    case Opcode::eq_: case Opcode::ne_: case Opcode::lt_: case Opcode::le_: case Opcode::gt_:
    case Opcode::ge_: same(op, arg(0), arg(1)); break;
    case Opcode::load_:
      if (arg(0)->kind == Kind::Pointer) same(op, arg(0)->elem, res(0));
      break;
    case Opcode::store_:
      if (arg(0)->kind == Kind::Pointer) same(op, arg(0)->elem, arg(1));
      break;
    case Opcode::addr_: same(op, res(0)->elem, f.vars[op.var].type); break;
    case Opcode::branch_:
      if (op.blocks.size() != 2) fail("branch needs two blocks");
      if (arg(0)->kind != Kind::Bool) fail("branch on a value that is not boolean");
      break;
    case Opcode::jump_:
      if (op.blocks.size() != 1) fail("jump needs one block");
      break;
    case Opcode::switch_:
      if (op.blocks.size() != op.args.size()) fail("switch: one block per constant and a default");
      break;
    case Opcode::return_:
      if (op.args.size() != f.results.size()) fail("return: wrong number of results");
      else
        for (size_t i = 0; i < op.args.size(); i++) same(op, arg(i), f.results[i]);
      break;
    default: break; // the table's counts are all that these ask for
    }
  }

  // Rule 3: a register is written before it is read on every path (forward dataflow of definitely-written sets).
  void definiteAssignment() {
    size_t n = f.regs.size(), nb = f.blocks.size();
    std::vector<std::vector<bool>> in(nb, std::vector<bool>(n, true));
    std::vector<bool> reached(nb);
    std::vector<bool> entry(n);
    for (Reg r : f.params) entry[r] = true;
    for (Reg r : f.captures) entry[r] = true;
    in[0] = entry;
    std::vector<BlockId> work{0};
    reached[0] = true;
    auto flow = [&](BlockId to, const std::vector<bool> &state) {
      bool changed = !reached[to];
      reached[to] = true;
      for (size_t i = 0; i < n; i++)
        if (in[to][i] && !state[i]) {
          in[to][i] = false;
          changed = true;
        }
      if (changed) work.push_back(to);
    };
    while (!work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      std::vector<bool> state = in[b];
      for (const Op &op : f.blocks[b].ops) {
        if (f.recoverBlock != kNone && hasEffect(op.code, 'P')) flow(f.recoverBlock, state);
        for (Reg r : op.results) state[r] = true;
      }
      if (!f.blocks[b].ops.empty())
        for (BlockId t : f.blocks[b].ops.back().blocks) flow(t, state);
    }
    for (size_t b = 0; b < nb; b++) {
      if (!reached[b]) continue;
      std::vector<bool> state = in[b];
      block = b;
      index = 0;
      for (const Op &op : f.blocks[b].ops) {
        for (Value v : op.args)
          if (v.isReg() && !state[v.index]) fail("%" + std::to_string(v.index) + " may be read before it is written");
        for (Reg r : op.results) state[r] = true;
        index++;
      }
    }
  }

  void run() {
    if (f.blocks.empty()) return;
    for (block = 0; block < f.blocks.size(); block++) {
      const Block &b = f.blocks[block];
      if (b.ops.empty()) {
        fail("empty block");
        continue;
      }
      for (index = 0; index < b.ops.size(); index++) op(b.ops[index], index + 1 == b.ops.size());
    }
    if (out.empty() && f.regs.size() * f.blocks.size() < 50'000'000) definiteAssignment();
  }
};
} // namespace

std::string verify(const Module &m, const Function &f) {
  Verifier v{m, f, {}};
  v.run();
  return std::move(v.out);
}

} // namespace golem::gir
