// Constants and package variables: bytes of strings, static data, which section a variable lives in.
#include "compiler/llvm/emitter.h"
#include <llvm/IR/Constants.h>
#include <map>

namespace golem::llvm_backend {

llvm::Constant *ModuleEmitter::stringData(std::string_view s) {
  if (s.empty()) return llvm::ConstantPointerNull::get(llvm::cast<llvm::PointerType>(ptr));
  auto &g = strings[std::string(s)];
  if (!g) {
    auto *init = llvm::ConstantDataArray::getString(ctx, llvm::StringRef(s.data(), s.size()), false);
    g = new llvm::GlobalVariable(*mod, init->getType(), true, llvm::GlobalValue::PrivateLinkage, init, "str");
    g->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    g->setAlignment(llvm::Align(1));
  }
  return g;
}

llvm::Constant *ModuleEmitter::constant(const gir::Const &c) {
  using K = gir::Const::K;
  llvm::Type *t = type(c.type);
  switch (c.kind) {
  case K::Zero: return llvm::Constant::getNullValue(t);
  case K::Int:
    if (t->isPointerTy()) return llvm::ConstantExpr::getIntToPtr(llvm::ConstantInt::getSigned(i64, c.i), t);
    if (t->isFloatingPointTy()) return llvm::ConstantFP::get(t, static_cast<double>(c.i));
    if (!t->isIntegerTy()) return llvm::Constant::getNullValue(t);
    return llvm::ConstantInt::get(ctx, llvm::APInt(64, static_cast<uint64_t>(c.i)).trunc(t->getIntegerBitWidth()));
  case K::Float:
    if (t->isIntegerTy()) return llvm::ConstantInt::getSigned(t, static_cast<int64_t>(c.f));
    return llvm::ConstantFP::get(t, c.f);
  case K::Complex: {
    auto *st = llvm::cast<llvm::StructType>(t);
    return llvm::ConstantStruct::get(st, {llvm::ConstantFP::get(st->getElementType(0), c.f), llvm::ConstantFP::get(st->getElementType(1), c.im)});
  }
  case K::String: return llvm::ConstantStruct::get(llvm::cast<llvm::StructType>(t), {stringData(c.s), llvm::ConstantInt::get(i64, c.s.size())});
  case K::Global: {
    llvm::Constant *g = global(c.s);
    if (c.i) g = llvm::ConstantExpr::getGetElementPtr(i8, g, llvm::ConstantInt::getSigned(i64, c.i));
    return g;
  }
  case K::Func: return funcValue(c.s);
  }
  return nullptr;
}

llvm::GlobalVariable *ModuleEmitter::global(std::string_view name) {
  llvm::StringRef n(name.data(), name.size());
  if (auto *g = mod->getNamedGlobal(n)) return g;
  auto it = m.globalByName.find(name);
  if (it != m.globalByName.end() && it->second->type->size == 0) return llvm::cast<llvm::GlobalVariable>(mod->getOrInsertGlobal("golem_zerobase", i64));
  llvm::Type *t = i8;
  if (it != m.globalByName.end()) t = type(it->second->type);
  return new llvm::GlobalVariable(*mod, t, false, llvm::GlobalValue::ExternalLinkage, nullptr, n);
}

void ModuleEmitter::defineGlobal(const gir::Global &g) {
  if (g.external || g.type->size == 0) return;
  llvm::GlobalVariable *gv = global(g.name);
  const gir::Type *t = g.type;
  gv->setAlignment(llvm::Align(std::max<uint32_t>(t->align, t->size >= 16 ? 16 : 1)));
  if (g.init.empty()) gv->setInitializer(llvm::Constant::getNullValue(gv->getValueType()));
  else {
    // A packed struct of the items and the gaps between them.
    std::map<int64_t, llvm::Constant *> items;
    for (const gir::StaticItem &it : g.init) items[it.offset] = constant(it.value);
    std::vector<llvm::Constant *> parts;
    int64_t at = 0;
    auto pad = [&](int64_t to) {
      if (to > at) parts.push_back(llvm::ConstantAggregateZero::get(llvm::ArrayType::get(i8, static_cast<uint64_t>(to - at))));
    };
    const llvm::DataLayout &dl = mod->getDataLayout();
    for (auto &[off, c] : items) {
      pad(off);
      parts.push_back(c);
      at = off + static_cast<int64_t>(dl.getTypeStoreSize(c->getType()));
    }
    pad(t->size);
    llvm::Constant *init = llvm::ConstantStruct::getAnon(ctx, parts, true);
    auto *ng = new llvm::GlobalVariable(*mod, init->getType(), g.readonly, llvm::GlobalValue::ExternalLinkage, init, "", gv);
    ng->setAlignment(gv->getAlign());
    ng->takeName(gv);
    gv->replaceAllUsesWith(ng);
    gv->eraseFromParent();
    gv = ng;
  }
  gv->setConstant(g.readonly);
  describeGlobal(g, gv);
  if (g.dupOK) {
    gv->setLinkage(llvm::GlobalValue::WeakAnyLinkage);
  }
  // The collector scans these two sections word by word; everything else holds no pointers into the heap.
  if (t->hasPointers() && !g.readonly) gv->setSection(g.init.empty() ? "golem_ptrbss" : "golem_ptrdata");
}

} // namespace golem::llvm_backend
