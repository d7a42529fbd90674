// Tables expanded from ops.def and the small helpers of gir.h.
#include "compiler/gir/gir.h"
#include <cstring>

namespace golem::gir {

namespace {
constexpr OpInfo kOps[] = {
#define OP(name, args, results, aux, effects, doc) {#name, args, results, aux, effects, doc},
#include "compiler/gir/ops.def"
};
} // namespace

const OpInfo &opInfo(Opcode c) { return kOps[static_cast<size_t>(c)]; }
bool hasEffect(Opcode c, char effect) { return std::strchr(opInfo(c).effects, effect) != nullptr; }
bool isTerminator(Opcode c) { return hasEffect(c, 'X'); }

Type *typeOf(const Function &f, Value v) {
  switch (v.kind) {
  case Value::Reg: return f.regs[v.index].type;
  case Value::Const: return f.consts[v.index].type;
  case Value::None: return nullptr;
  }
  return nullptr;
}

Function *Module::addFunction(std::string fname) {
  auto &f = funcs.emplace_back(std::make_unique<Function>());
  f->name = std::move(fname);
  byName[f->name] = f.get();
  return f.get();
}
Global *Module::addGlobal(std::string gname, Type *type) {
  auto &g = globals.emplace_back(std::make_unique<Global>());
  g->name = std::move(gname);
  g->type = type;
  globalByName[g->name] = g.get();
  return g.get();
}

std::string symbolPrefix(std::string_view path) {
  std::string s;
  size_t slash = path.rfind('/');
  for (size_t i = 0; i < path.size(); i++) {
    unsigned char c = static_cast<unsigned char>(path[i]);
    bool afterSlash = slash == std::string_view::npos || i > slash;
    if (c <= ' ' || c == '%' || c == '"' || c >= 0x7f || (c == '.' && afterSlash)) {
      static const char hex[] = "0123456789abcdef";
      s += '%';
      s += hex[c >> 4];
      s += hex[c & 15];
    } else s += static_cast<char>(c);
  }
  return s;
}

std::string symbolPrefix(const Module &m) { return m.name == "main" ? m.name : symbolPrefix(m.path); }

uint32_t outermost(const Module &m, uint32_t pos) {
  while (m.positions[pos].inlinedAt != kNone) pos = m.positions[pos].inlinedAt;
  return pos;
}

std::vector<BlockId> reachable(const Function &f) {
  std::vector<bool> reached(f.blocks.size());
  std::vector<BlockId> work{0}, all;
  if (f.recoverBlock != kNone) work.push_back(f.recoverBlock);
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    if (reached[b]) continue;
    reached[b] = true;
    all.push_back(b);
    if (!f.blocks[b].ops.empty())
      for (BlockId to : f.blocks[b].ops.back().blocks) work.push_back(to);
  }
  return all;
}

std::vector<bool> frameAddresses(const Function &f, const std::function<bool(const Op &)> &makes) {
  std::vector<uint32_t> defs(f.regs.size());
  for (Reg r : f.params) defs[r]++;
  for (Reg r : f.captures) defs[r]++;
  for (const Block &b : f.blocks)
    for (const Op &op : b.ops)
      for (Reg r : op.results) defs[r]++;
  std::vector<bool> in(f.regs.size());
  for (bool changed = true; changed;) {
    changed = false;
    for (const Block &b : f.blocks)
      for (const Op &op : b.ops) {
        if (op.results.size() != 1 || defs[op.results[0]] != 1 || in[op.results[0]]) continue;
        bool part = op.code == Opcode::fieldaddr_ || op.code == Opcode::elemaddr_ || op.code == Opcode::bits_ || op.code == Opcode::copy_;
        bool of = part && op.args[0].isReg() && in[op.args[0].index];
        if (of || makes(op)) in[op.results[0]] = changed = true;
      }
  }
  return in;
}

std::string_view withoutDirectories(std::string_view symbol) {
  size_t slash = symbol.substr(0, symbol.find_first_of("([")).rfind('/'); // type arguments and receivers have paths of their own
  return slash == std::string_view::npos ? symbol : symbol.substr(slash + 1);
}

} // namespace golem::gir
