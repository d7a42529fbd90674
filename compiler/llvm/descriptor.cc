// Type descriptors, itabs and the names in them as LLVM constants. What they hold is compiler/abi's; here its bytes and relocations become
// packed structs. Each public one is a comdat, so a program has one of each and identity is pointer identity.
#include "compiler/llvm/emitter.h"
#include <llvm/IR/Constants.h>

namespace golem::llvm_backend {

// A blob's address. What it holds is known when all of them are built; until then a declaration of opaque bytes stands for it.
llvm::Constant *ModuleEmitter::blobAddress(const callabi::Blob *b) {
  bool text = b->symbol.empty() && b->relocs.empty() && b->align == 1 && !b->writable;
  if (text) return stringData(b->bytes); // shared with the program's literals
  auto &g = blobs[b];
  if (!g) g = new llvm::GlobalVariable(*mod, i8, true, llvm::GlobalValue::ExternalLinkage, nullptr, b->symbol.empty() ? "typedata" : b->symbol);
  return g;
}

llvm::Constant *ModuleEmitter::symbolAddress(const std::string &symbol) {
  if (llvm::GlobalValue *g = mod->getNamedValue(symbol)) return g;
  if (symbol.starts_with("type:")) return new llvm::GlobalVariable(*mod, i8, true, llvm::GlobalValue::ExternalLinkage, nullptr, symbol);
  if (symbol.starts_with("golem_")) return llvm::cast<llvm::Constant>(mod->getOrInsertFunction(symbol, llvm::FunctionType::get(voidTy, false)).getCallee());
  return function(symbol);
}

llvm::Constant *ModuleEmitter::descriptor(const gir::Type *t) {
  if (callabi::Blob *b = types.typeBlob(t)) return blobAddress(b);
  return symbolAddress(callabi::Descriptors::typeSymbol(t));
}

llvm::Constant *ModuleEmitter::itab(const gir::Type *iface, const gir::Type *t) {
  std::string err;
  callabi::Blob *b = types.itab(iface, t, err);
  if (!err.empty()) fail(err);
  return blobAddress(b);
}

void ModuleEmitter::defineBlob(const callabi::Blob &b) {
  std::vector<llvm::Constant *> parts;
  size_t at = 0;
  auto bytes = [&](size_t to) {
    if (to > at) parts.push_back(llvm::ConstantDataArray::getString(ctx, llvm::StringRef(b.bytes.data() + at, to - at), false));
  };
  for (const callabi::Reloc &r : b.relocs) {
    bytes(static_cast<size_t>(r.offset));
    llvm::Constant *p = r.blob ? blobAddress(r.blob) : symbolAddress(r.symbol);
    if (!error.empty()) return;
    parts.push_back(r.width == 8 ? p : llvm::ConstantExpr::getTrunc(llvm::ConstantExpr::getPtrToInt(p, i64), i32)); // NameOff, TypeOff, TextOff
    at = static_cast<size_t>(r.offset + r.width);
  }
  bytes(b.bytes.size());
  llvm::Constant *init = llvm::ConstantStruct::getAnon(ctx, parts, true);
  auto *decl = llvm::cast<llvm::GlobalVariable>(blobAddress(&b));
  auto *g = new llvm::GlobalVariable(*mod, init->getType(), !b.writable, llvm::GlobalValue::PrivateLinkage, init, "");
  g->takeName(decl);
  g->setAlignment(llvm::Align(b.align));
  if (!b.symbol.empty()) {
    // A descriptor is not linkonce in the defining package: others refer to it without defining it.
    g->setLinkage(b.kind == callabi::Blob::Type ? llvm::GlobalValue::WeakODRLinkage : llvm::GlobalValue::LinkOnceODRLinkage);
    g->setSection(b.kind == callabi::Blob::Type ? "golem_types" : "golem_itabs");
    g->setComdat(mod->getOrInsertComdat(g->getName()));
  }
  decl->replaceAllUsesWith(g);
  decl->eraseFromParent();
  blobs[&b] = g;
}

void ModuleEmitter::emitDescriptors() {
  for (gir::Type *t : m.descriptors) descriptor(t);
  types.finish();
  for (auto &b : types.blobs()) {
    bool text = b->symbol.empty() && b->relocs.empty() && b->align == 1 && !b->writable;
    if (!text) defineBlob(*b);
  }
}

} // namespace golem::llvm_backend
