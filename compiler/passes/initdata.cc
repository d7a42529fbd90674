// Objects that a package variable's initializer gets from an inlined function, as in `var ErrX = errors.New("x")`: initialization runs once,
// so the object can be a variable of its own instead of an allocation. In: a module after inlining. Out: such `new`s of the package's
// init are addresses of globals.
//
// As in gc (cmd/compile/internal/staticinit, tryStaticAssignInlinedCall) only objects of constants and of other such variables' values
// count, which reach nothing but the variable: others stay allocations, and -m says so.
#include "compiler/passes/passes.h"
#include <unordered_set>
#include <vector>

namespace golem::passes {

using gir::kNone;
using gir::Opcode;
using gir::Reg;
using gir::Value;

namespace {

struct Uses {
  std::vector<const gir::Op *> definition; // of a register; null: none or several
  std::vector<std::vector<gir::Op *>> of;  // operations that read a register

  explicit Uses(gir::Function &f) : definition(f.regs.size()), of(f.regs.size()) {
    std::vector<uint32_t> count(f.regs.size());
    for (gir::Block &b : f.blocks)
      for (gir::Op &op : b.ops) {
        for (Reg r : op.results) definition[r] = count[r]++ ? nullptr : &op;
        for (Value v : op.args)
          if (v.isReg()) of[v.index].push_back(&op);
      }
  }
  std::unordered_set<std::string_view> known; // variables that hold the address of such an object
  bool isConstant(Value v) const {
    while (v.isReg() && definition[v.index] && definition[v.index]->code == Opcode::copy_) v = definition[v.index]->args[0];
    if (!v.isReg()) return v.isConst();
    const gir::Op *op = definition[v.index];
    return op && op->code == Opcode::load_ && isGlobal(op->args[0]) && known.count(definition[op->args[0].index]->sym);
  }
  bool isGlobal(Value v) const { return v.isReg() && definition[v.index] && definition[v.index]->code == Opcode::addrof_; }
  // An address in the object: constants are stored there, and nothing else happens with it.
  bool onlyFilled(Reg field, std::vector<gir::Op *> &stores) const {
    for (gir::Op *op : of[field]) {
      if (op->code != Opcode::store_ || !op->args[0].isReg() || op->args[0].index != field || !isConstant(op->args[1])) return false;
      stores.push_back(op);
    }
    return true;
  }
  // The object's address goes to package variables only.
  bool onlyKept(Reg object, std::vector<gir::Op *> &stores, std::vector<std::string_view> &holders) const {
    for (gir::Op *op : of[object]) {
      switch (op->code) {
      case Opcode::fieldaddr_:
        if (!onlyFilled(op->results[0], stores)) return false;
        break;
      case Opcode::copy_: case Opcode::box_:
        if (!onlyKept(op->results[0], stores, holders)) return false;
        break;
      case Opcode::store_:
        if (op->args[0].isReg() && op->args[0].index == object) { // *object = constant
          if (!isConstant(op->args[1])) return false;
          stores.push_back(op);
        } else if (isGlobal(op->args[0])) holders.push_back(definition[op->args[0].index]->sym);
        else return false;
        break;
      default: return false;
      }
    }
    return true;
  }
};

} // namespace

void layOutInitialized(gir::Module &m) {
  constexpr std::string_view kTask = "..inittask";
  gir::Function *init = nullptr;
  std::string prefix;
  for (auto &f : m.funcs)
    if (f->name.ends_with(kTask)) {
      prefix = f->name.substr(0, f->name.size() - kTask.size());
      if (auto it = m.byName.find(prefix + ".init"); it != m.byName.end()) init = it->second;
    }
  if (!init || !gir::hasBody(*init)) return;
  Uses uses(*init);
  int made = 0;
  for (gir::Block &b : init->blocks) {
    if (b.loopDepth) continue;
    for (gir::Op &op : b.ops) {
      if (op.code != Opcode::new_ || op.site == kNone || m.positions[op.pos].inlinedAt == kNone || uses.definition[op.results[0]] != &op) continue;
      std::vector<gir::Op *> stores;
      std::vector<std::string_view> holders;
      if (!uses.onlyKept(op.results[0], stores, holders)) continue;
      uses.known.insert(holders.begin(), holders.end());
      std::string name = prefix + "..sinl_" + std::to_string(made++);
      m.addGlobal(name, op.type)->pos = op.pos;
      init->sites[op.site].placement = gir::Placement::Gone;
      op.code = Opcode::addrof_;
      op.site = kNone;
      op.type = nullptr;
      op.sym = m.arena.copy(name);
      for (gir::Op *s : stores) s->flags &= static_cast<uint8_t>(~gir::kInit); // not a fresh object's
    }
  }
}

} // namespace golem::passes
