// Builder: appends operations to a function, block by block. Used by lowering and by passes that make code.
#pragma once
#include "compiler/gir/gir.h"

namespace golem::gir {

class Builder {
public:
  Builder(Module &m, Function &f) : m(m), f(f) {}
  Module &m;
  Function &f;
  BlockId cur = kNone;
  uint32_t pos = 0;
  int loopDepth = 0; // of blocks under construction

  Reg reg(Type *t, std::string_view name = {}) {
    f.regs.push_back({t, name, false});
    return static_cast<Reg>(f.regs.size() - 1);
  }
  uint32_t var(Type *t, std::string_view name = {}) {
    Variable v{};
    v.type = t;
    v.name = name;
    v.pos = pos;
    v.loopDepth = loopDepth;
    f.vars.push_back(v);
    return static_cast<uint32_t>(f.vars.size() - 1);
  }
  BlockId block() {
    f.blocks.emplace_back();
    return static_cast<BlockId>(f.blocks.size() - 1);
  }
  void at(BlockId b) {
    cur = b;
    if (b != kNone && f.blocks[b].ops.empty()) f.blocks[b].loopDepth = loopDepth;
  }
  // False after a terminator: code that follows can't be reached.
  bool live() const { return cur != kNone && (f.blocks[cur].ops.empty() || !isTerminator(f.blocks[cur].ops.back().code)); }

  Value constant(Const c) {
    f.consts.push_back(c);
    return Value::constant(static_cast<uint32_t>(f.consts.size() - 1));
  }
  Value intConst(int64_t i, Type *t) {
    Const c;
    c.kind = Const::K::Int;
    c.type = t;
    c.i = i;
    return constant(c);
  }
  Value intConst(int64_t i) { return intConst(i, m.types->intType()); }
  Value boolConst(bool b) { return intConst(b, m.types->boolType()); }
  Value zeroConst(Type *t) {
    Const c;
    c.type = t;
    return constant(c);
  }
  Value stringConst(std::string_view s, Type *t) {
    Const c;
    c.kind = Const::K::String;
    c.type = t;
    c.s = m.arena.copy(s);
    return constant(c);
  }

  // Appends an op. The reference is valid until the next append to this block.
  Op &emit(Opcode code, std::initializer_list<Value> args = {}, std::initializer_list<Reg> results = {}) {
    return emitv(code, {args.begin(), args.size()}, {results.begin(), results.size()});
  }
  Op &emitv(Opcode code, std::span<const Value> args, std::span<const Reg> results) {
    Op op;
    op.code = code;
    op.pos = pos;
    op.args = m.arena.copy(args.data(), args.size());
    op.results = m.arena.copy(results.data(), results.size());
    auto &ops = f.blocks[cur].ops;
    ops.push_back(op);
    return ops.back();
  }
  // One-result op of the given type.
  Value value(Opcode code, Type *t, std::initializer_list<Value> args = {}) {
    Reg r = reg(t);
    emitv(code, {args.begin(), args.size()}, {&r, 1});
    return Value::reg(r);
  }
  Op &last() { return f.blocks[cur].ops.back(); }

  void jump(BlockId b) {
    if (!live()) return;
    Op &op = emit(Opcode::jump_);
    op.blocks = m.arena.copy(&b, 1);
  }
  void branch(Value c, BlockId t, BlockId e) {
    if (!live()) return;
    Op &op = emit(Opcode::branch_, {c});
    BlockId bs[2] = {t, e};
    op.blocks = m.arena.copy(bs, 2);
  }
  void ret(std::span<const Value> vals) {
    if (!live()) return;
    emitv(Opcode::return_, vals, {});
  }
  uint32_t site(SiteKind k, Type *t, std::string_view expr) {
    Site s{};
    s.kind = k;
    s.pos = pos;
    s.type = t;
    s.expr = expr;
    s.loopDepth = loopDepth;
    f.sites.push_back(s);
    return static_cast<uint32_t>(f.sites.size() - 1);
  }
  Type *typeOf(Value v) const { return gir::typeOf(f, v); }
};

} // namespace golem::gir
