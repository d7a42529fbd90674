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

std::string_view withoutDirectories(std::string_view symbol) {
  size_t slash = symbol.substr(0, symbol.find_first_of("([")).rfind('/'); // type arguments and receivers have paths of their own
  return slash == std::string_view::npos ? symbol : symbol.substr(slash + 1);
}

} // namespace golem::gir
