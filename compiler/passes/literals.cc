// Function literals when calls have been inlined: those that are not needed any more go, of the others -m=2 says what they capture. In and out: a
// module.
#include "compiler/passes/passes.h"
#include <unordered_set>

namespace golem::passes {

using gir::kNone;
using gir::Opcode;
using gir::Value;

namespace {
// Function values that nobody asks for: their calls were all inlined. As far as messages go, `_ = f` asks, and what an inlined call returned
// stays; only variables go (cmd/compile/internal/deadlocals).
void dropUnusedValues(gir::Function &f, bool all) {
  std::vector<uint32_t> reads(f.regs.size());
  auto plain = [](const gir::Op &op) {
    return op.code == Opcode::copy_ || op.code == Opcode::bits_ || op.code == Opcode::closure_ || op.code == Opcode::funcval_;
  };
  bool any = false;
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      any = any || op.code == Opcode::closure_ || op.code == Opcode::funcval_;
      for (Value v : op.args)
        if (v.isReg()) reads[v.index]++;
    }
  if (!any) return;
  auto isFunc = [&](const gir::Op &op) { return f.regs[op.results[0]].type->kind == gir::Kind::Func; };
  for (bool changed = true; changed;) {
    changed = false;
    for (gir::Block &b : f.blocks)
      changed |= std::erase_if(b.ops, [&](const gir::Op &op) {
                   if (!plain(op) || reads[op.results[0]] || !isFunc(op)) return false;
                   if (!all && op.code == Opcode::copy_ && f.regs[op.results[0]].name.empty() && op.imm != kOfCapture) return false;
                   for (Value v : op.args)
                     if (v.isReg()) reads[v.index]--;
                   if (op.site != kNone) f.sites[op.site].placement = gir::Placement::Gone;
                   return true;
                 }) != 0;
  }
}
} // namespace

void dropInlinedLiterals(gir::Module &m, Dropped what) {
  bool all = what == Dropped::All;
  for (auto &fn : m.funcs) dropUnusedValues(*fn, all);
  for (;;) {
    std::unordered_set<std::string_view> used;
    for (auto &fn : m.funcs) {
      for (const gir::Const &c : fn->consts)
        if (c.kind == gir::Const::K::Func || c.kind == gir::Const::K::Global) used.insert(c.s);
      for (const gir::Block &b : fn->blocks)
        for (const gir::Op &op : b.ops) used.insert(op.sym);
    }
    for (auto &g : m.globals)
      for (const gir::StaticItem &i : g->init) used.insert(i.value.s);
    size_t before = m.funcs.size();
    std::vector<gir::FlowText> words; // they are still needed where the literals were inlined
    std::erase_if(m.funcs, [&](const std::unique_ptr<gir::Function> &fn) {
      if (!(fn->flags & gir::kClosure) || (fn->flags & gir::kWrapper) || used.count(fn->name) || (!all && fn->captures.empty())) return false;
      m.byName.erase(fn->name);
      words.insert(words.end(), fn->flowTexts.begin(), fn->flowTexts.end());
      return true;
    });
    if (!words.empty()) m.funcs.front()->flowTexts.insert(m.funcs.front()->flowTexts.end(), words.begin(), words.end());
    if (m.funcs.size() == before) return;
  }
}

void noteCaptures(gir::Module &m, gir::InlineNames &names) {
  for (auto &fn : m.funcs) {
    if ((fn->flags & gir::kAvailable) || gir::isGenerated(*fn)) continue;
    for (const gir::Block &b : fn->blocks)
      for (const gir::Op &op : b.ops) {
        if (op.code != Opcode::closure_) continue;
        auto known = names.captures.find(std::string(op.sym));
        if (known == names.captures.end()) continue;
        for (const gir::InlineNames::Capture &c : known->second) {
          auto yes = [](bool v) { return v ? "true" : "false"; };
          std::string home = c.home.empty() ? gir::shownName(m, names, fn->name) : c.home;
          m.remarks.push_back({c.home.empty() ? op.pos : c.pos, 2, 9,
                               home + " capturing by " + (c.byRef ? "ref" : "value") + ": " + c.name +
                                   " (addr=" + yes(c.addressed || names.addressed.count(std::to_string(c.pos) + c.name)) + " assign=" + yes(c.assigned) +
                                   " width=" + std::to_string(c.width) + ")"});
        }
      }
  }
}

} // namespace golem::passes
