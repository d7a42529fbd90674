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

// What holds values of type `type` and of t; false if that is more than one type, or unknown.
bool merge(gir::Type *&type, gir::Type *t) {
  if (t == &none) return true;
  if (!t || (type != &none && type != t)) return false;
  type = t;
  return true;
}
} // namespace

void InterfaceValues::start(const gir::Function &f) {
  sources_.clear();
  variableAt_.clear();
  stores_.clear();
  auto unknown = [&](Reg r) {
    if (f.regs[r].type->kind == Kind::Interface) sources_[r].push_back({Opcode::unreachable_, {}, nullptr, nullptr});
  };
  for (Reg r : f.params) unknown(r);
  auto known = captured_.find(f.name);
  for (size_t i = 0; i < f.captures.size(); i++) {
    if (known != captured_.end() && i < known->second.size() && known->second[i].type)
      sources_[f.captures[i]].push_back({known->second[i].maybeNil ? Opcode::assertok_ : Opcode::box_, {}, nullptr, known->second[i].type});
    else unknown(f.captures[i]);
  }
  for (Reg r = 0; r < f.regs.size(); r++)
    if (f.regs[r].untracked) unknown(r); // gc doesn't follow results
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) add(f, op);
  scanVariables(f);
}

// What f does through the given registers, which are extended by their copies.
InterfaceValues::Stores InterfaceValues::storesThrough(const gir::Function &f, std::vector<bool> &pointers) {
  Stores s;
  for (bool changed = true; changed;) {
    changed = false;
    for (const gir::Block &b : f.blocks)
      for (const gir::Op &op : b.ops)
        if (op.code == Opcode::copy_ && op.args[0].isReg() && pointers[op.args[0].index] && !pointers[op.results[0]]) pointers[op.results[0]] = changed = true;
  }
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      for (Reg r : op.results)
        if (pointers[r] && op.code != Opcode::addr_ && op.code != Opcode::copy_) s.unknown = true;
      for (size_t i = 0; i < op.args.size(); i++) {
        if (!op.args[i].isReg() || !pointers[op.args[i].index]) continue;
        if (op.code == Opcode::store_ && i == 0) s.values.push_back(op.args[1]);
        else if (op.code == Opcode::closure_) s.literals.push_back({op.sym, i});
        else if (op.code != Opcode::load_ && op.code != Opcode::copy_ && op.code != Opcode::nilcheck_) s.unknown = true;
      }
    }
  return s;
}

void InterfaceValues::scanVariables(const gir::Function &f) {
  variableAt_.clear();
  stores_.clear();
  bool calls = false;
  size_t ops = 0;
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      ops++;
      calls = calls || op.code == Opcode::calliface_;
    }
  if (!calls || f.vars.size() * ops > 50'000'000) return;
  for (uint32_t v = 0; v < f.vars.size(); v++) {
    if (f.vars[v].type->kind != Kind::Interface || f.vars[v].untracked) continue;
    std::vector<bool> pointers(f.regs.size());
    for (const gir::Block &b : f.blocks)
      for (const gir::Op &op : b.ops)
        if (op.code == Opcode::addr_ && op.var == v) pointers[op.results[0]] = true;
    Stores s = storesThrough(f, pointers);
    if (s.unknown) continue;
    for (Reg r = 0; r < pointers.size(); r++)
      if (pointers[r]) variableAt_[r] = v;
    stores_[v] = std::move(s);
  }
}

void InterfaceValues::finish(const gir::Function &f) {
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      if (op.code != Opcode::closure_) continue;
      auto [it, fresh] = captured_.try_emplace(op.sym);
      it->second.resize(op.args.size(), {nullptr, false});
      for (size_t i = 0; i < op.args.size(); i++) {
        gir::Type *at = gir::typeOf(f, op.args[i]);
        if (!at || at->kind != Kind::Interface) continue;
        bool maybeNil = false;
        gir::Type *t = concreteType(f, op.args[i], maybeNil);
        if (fresh) it->second[i] = {t, maybeNil};
        else if (it->second[i].type != t) it->second[i].type = nullptr;
        else it->second[i].maybeNil = it->second[i].maybeNil || maybeNil;
      }
    }
}

// The type of all that a function literal stores through a captured pointer; `none` if it stores nothing.
gir::Type *InterfaceValues::storedByLiteral(std::string_view sym, size_t capture, bool &maybeNil, int depth) const {
  auto it = m_.byName.find(sym);
  if (it == m_.byName.end() || depth > 8 || capture >= it->second->captures.size()) return nullptr;
  const gir::Function &g = *it->second;
  std::vector<bool> pointers(g.regs.size());
  pointers[g.captures[capture]] = true;
  Stores s = storesThrough(g, pointers);
  if (s.unknown) return nullptr;
  InterfaceValues inside(m_);
  inside.start(g);
  gir::Type *type = &none;
  for (Value v : s.values) {
    std::vector<Reg> seen;
    if (!merge(type, inside.walk(g, v, maybeNil, seen))) return nullptr;
  }
  for (auto &[lit, i] : s.literals)
    if (!merge(type, storedByLiteral(lit, i, maybeNil, depth + 1))) return nullptr;
  return type;
}

void InterfaceValues::add(const gir::Function &f, const gir::Op &op) {
  for (Reg r : op.results)
    if (f.regs[r].type->kind == Kind::Interface) sources_[r].push_back({op.code, op.args.empty() ? Value::none() : op.args[0], op.args.data(), nullptr});
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
    if (s.type) { // captured
      maybeNil = maybeNil || s.code == Opcode::assertok_;
      t = s.type;
    } else switch (s.code) {
      case Opcode::load_: {
        auto at = s.from.isReg() ? variableAt_.find(s.from.index) : variableAt_.end();
        if (at == variableAt_.end()) return nullptr;
        maybeNil = true;
        const Stores &st = stores_.at(at->second);
        t = &none;
        for (Value x : st.values)
          if (!merge(t, walk(f, x, maybeNil, seen))) return nullptr;
        for (auto &[lit, i] : st.literals)
          if (!merge(t, storedByLiteral(lit, i, maybeNil, 0))) return nullptr;
        break;
      }
      case Opcode::box_: t = gir::typeOf(f, s.from); break;
      case Opcode::assertok_: maybeNil = true; [[fallthrough]];
      case Opcode::copy_: case Opcode::bits_: case Opcode::iface2iface_: case Opcode::assert_: {
        gir::Type *from = gir::typeOf(f, s.from);
        t = from && from->kind == Kind::Interface ? walk(f, s.from, maybeNil, seen) : nullptr;
        break;
      }
      case Opcode::zero_: maybeNil = true; continue;
      default: return nullptr;
      }
    if (t == &none) continue;
    if (!t || (type != &none && type != t)) return nullptr;
    // Two struct types that are identical are two types for gc.
    if (type == t && t->kind == Kind::Struct && t->name.empty()) return nullptr;
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
