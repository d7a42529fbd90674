// Devirtualization: which type an interface register holds.
#include "compiler/passes/devirtualize.h"
#include <algorithm>

namespace golem::passes {

using gir::Kind;
using gir::Opcode;
using gir::Reg;
using gir::Value;

namespace {
// "Holds no value so far": nil, or assigned only to itself.
gir::Type none;
} // namespace

void InterfaceValues::start(const gir::Function &f) {
  sources_.clear();
  for (Reg r : f.params)
    if (f.regs[r].type->kind == Kind::Interface) sources_[r].push_back({Opcode::unreachable_, {}, nullptr});
  for (Reg r : f.captures)
    if (f.regs[r].type->kind == Kind::Interface) sources_[r].push_back({Opcode::unreachable_, {}, nullptr});
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) add(f, op);
}

void InterfaceValues::add(const gir::Function &f, const gir::Op &op) {
  for (Reg r : op.results)
    if (f.regs[r].type->kind == Kind::Interface)
      sources_[r].push_back({op.code, op.args.empty() ? Value::none() : op.args[0], op.args.data()});
}

void InterfaceValues::remove(const gir::Op &op) {
  for (Reg r : op.results)
    if (auto it = sources_.find(r); it != sources_.end())
      std::erase_if(it->second, [&](const Source &s) { return s.code == op.code && s.op == op.args.data(); });
}

gir::Type *InterfaceValues::walk(const gir::Function &f, Value v, bool &maybeNil, std::vector<Reg> &seen) {
  if (v.isConst()) {
    maybeNil = true;
    return &none;
  }
  if (!v.isReg()) return nullptr;
  if (std::find(seen.begin(), seen.end(), v.index) != seen.end()) return &none;
  seen.push_back(v.index);
  auto it = sources_.find(v.index);
  if (it == sources_.end()) return nullptr;
  gir::Type *type = &none;
  if (it->second.size() > 1) maybeNil = true; // the other definitions may come later
  for (const Source &s : it->second) {
    gir::Type *t = nullptr;
    switch (s.code) {
    case Opcode::box_: t = gir::typeOf(f, s.from); break;
    case Opcode::assertok_: maybeNil = true; [[fallthrough]];
    case Opcode::copy_: case Opcode::bits_: case Opcode::iface2iface_: case Opcode::assert_: {
      gir::Type *from = gir::typeOf(f, s.from);
      t = from && from->kind == Kind::Interface ? walk(f, s.from, maybeNil, seen) : nullptr;
      break;
    }
    case Opcode::zero_:
      maybeNil = true;
      continue;
    default: return nullptr;
    }
    if (t == &none) continue;
    if (!t || (type != &none && type != t)) return nullptr;
    type = t;
  }
  return type;
}

gir::Type *InterfaceValues::concreteType(const gir::Function &f, Value v, bool &maybeNil) {
  std::vector<Reg> seen;
  gir::Type *t = walk(f, v, maybeNil, seen);
  return t == &none ? nullptr : t;
}

const gir::Method *implementation(const gir::Type *t, const gir::Type *iface, int64_t index) {
  if (!t->methodsKnown) return nullptr;
  const gir::Method *found = nullptr;
  for (size_t i = 0; i < iface->methods.size(); i++) {
    const gir::Method &want = iface->methods[i];
    const gir::Method *has = nullptr;
    for (const gir::Method &m : t->methods)
      if (m.name == want.name && m.pkgPath == want.pkgPath && m.sig == want.sig) has = &m;
    if (!has) return nullptr;
    if (static_cast<int64_t>(i) == index) found = has;
  }
  return found;
}

} // namespace golem::passes
