// Stores with write barriers, copies, zeroing, variables and new objects.
//
// The barrier is one inline-asm blob per pointer word: flag test, cold call, store. The blob is marked with the comment
// "golem_wb", by which pcln.cc finds it and lists its PC range: an asynchronous preemption inside would lose an object.
#include "compiler/llvm/emitter.h"
#include <llvm/IR/InlineAsm.h>

namespace golem::llvm_backend {

llvm::Value *FuncEmitter::callRuntime(std::string_view name, std::initializer_list<llvm::Value *> args) {
  llvm::FunctionCallee c = me.runtimeFn(name);
  auto *fnv = llvm::cast<llvm::Function>(c.getCallee());
  return emitCall(c.getFunctionType(), fnv, llvm::ArrayRef<llvm::Value *>(args.begin(), args.size()), llvm::CallingConv::C, !fnv->doesNotThrow());
}

llvm::Value *FuncEmitter::typePtr(const gir::Type *t) { return me.descriptor(t); }

bool FuncEmitter::onHeap(uint32_t site) const { return site == gir::kNone || f.sites[site].placement != gir::Placement::Stack; }

llvm::Value *FuncEmitter::newObject(const gir::Type *t) { return callRuntime("newobject", {typePtr(t)}); }

void FuncEmitter::zeroMem(llvm::Value *p, int64_t bytes, uint32_t align) {
  if (bytes) B.CreateMemSet(p, llvm::ConstantInt::get(me.i8, 0), static_cast<uint64_t>(bytes), llvm::Align(std::max<uint32_t>(align, 1)));
}

void FuncEmitter::declare() {
  const gir::Variable &v = f.vars[op->var];
  if (v.placement != gir::Placement::Stack) B.CreateStore(newObject(v.type), vars[op->var], varKeptForPad(op->var));
  else zeroMem(vars[op->var], v.type->size, v.type->align);
}

llvm::Value *FuncEmitter::varAddr(uint32_t v) {
  if (f.vars[v].placement != gir::Placement::Stack) return B.CreateLoad(me.ptr, vars[v], varKeptForPad(v));
  return vars[v];
}

void FuncEmitter::barrierStore(llvm::Value *p, llvm::Value *v) {
  auto *ft = llvm::FunctionType::get(me.voidTy, {me.ptr, me.ptr}, false);
  static const char kBlob[] = "cmpl $$0, golem_writeBarrier # golem_wb\n"
                              "\tjne .Lgolemwb${:uid}c\n"
                              ".Lgolemwb${:uid}s:\tmovq $1, $0\n"
                              "\t.subsection 1\n"
                              ".Lgolemwb${:uid}c:\tleaq $0, %r10\n"
                              "\tmovq $1, %r11\n"
                              "\tleaq -128(%rsp), %rsp\n"
                              "\tcallq golem_gcwb\n"
                              "\tleaq 128(%rsp), %rsp\n"
                              "\tjmp .Lgolemwb${:uid}s\n"
                              "\t.previous";
  auto *ia = llvm::InlineAsm::get(ft, kBlob, "=*m,r,~{r10},~{r11},~{memory},~{dirflag},~{fpsr},~{flags}", true);
  auto *c = B.CreateCall(ft, ia, {p, v});
  c->addParamAttr(0, llvm::Attribute::get(me.ctx, llvm::Attribute::ElementType, me.ptr));
  c->setDoesNotThrow();
}

namespace {
// Does the value point outside the collected heap for sure (constants, static data)?
bool isStaticPointer(llvm::Value *v) { return llvm::isa<llvm::Constant>(v); }
} // namespace

// Stores v, word by word where it holds pointers.
void FuncEmitter::storeWords(const gir::Type *t, llvm::Value *v, llvm::Value *p, int64_t off, uint8_t flags) {
  if (t->size == 0) return;
  auto word = [&](llvm::Value *w, int64_t o) {
    if ((flags & gir::kInit) && isStaticPointer(w)) B.CreateStore(w, gep(p, o));
    else barrierStore(gep(p, o), w);
  };
  if (!t->hasPointers()) {
    B.CreateAlignedStore(v, gep(p, off), llvm::Align(t->align));
    return;
  }
  switch (t->kind) {
  case Kind::String: case Kind::Slice:
    for (unsigned i = 1; i < static_cast<unsigned>(t->size / 8); i++) B.CreateStore(extract(v, i), gep(p, off + 8 * i));
    word(extract(v, 0), off);
    break;
  case Kind::Interface:
    // The first word is a descriptor or itab, never an object of the heap.
    B.CreateStore(extract(v, 0), gep(p, off));
    word(extract(v, 1), off + 8);
    break;
  case Kind::Struct:
    for (size_t i = 0; i < t->fields.size(); i++)
      if (t->fields[i].type->size) storeWords(t->fields[i].type, extract(v, static_cast<unsigned>(i)), p, off + t->fields[i].offset, flags);
    break;
  case Kind::Array:
    for (int64_t i = 0; i < t->len; i++) storeWords(t->elem, extract(v, static_cast<unsigned>(i)), p, off + i * t->elem->size, flags);
    break;
  default: word(v, off); break;
  }
}

void FuncEmitter::storeValue(const gir::Type *t, llvm::Value *v, llvm::Value *p, uint8_t flags) {
  if (!t->hasPointers() || (flags & gir::kNoWB)) {
    B.CreateAlignedStore(v, p, llvm::Align(t->align));
    return;
  }
  storeWords(t, v, p, 0, flags);
}

void FuncEmitter::copyMem(const gir::Type *t, llvm::Value *dst, llvm::Value *src, uint8_t flags) {
  if (t->hasPointers() && !(flags & gir::kNoWB)) callRuntime("typedmemmove", {typePtr(t), dst, src});
  else B.CreateMemCpy(dst, llvm::Align(t->align), src, llvm::Align(t->align), static_cast<uint64_t>(t->size));
}

} // namespace golem::llvm_backend
