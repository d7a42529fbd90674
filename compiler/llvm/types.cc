// gir::Type → llvm::Type with gc's layout, and the flattening into register words that the calling convention uses.
#include "compiler/llvm/emitter.h"

namespace golem::llvm_backend {

llvm::Type *ModuleEmitter::type(const gir::Type *t) {
  auto &cached = typeCache[t];
  if (cached) return cached;
  llvm::Type *r = nullptr;
  switch (t->kind) {
  case Kind::Bool: case Kind::Int8: case Kind::Uint8: r = i8; break;
  case Kind::Int16: case Kind::Uint16: r = i16; break;
  case Kind::Int32: case Kind::Uint32: r = i32; break;
  case Kind::Int: case Kind::Uint: case Kind::Int64: case Kind::Uint64: case Kind::Uintptr: r = i64; break;
  case Kind::Float32: r = f32; break;
  case Kind::Float64: r = f64; break;
  case Kind::Complex64: r = llvm::StructType::get(ctx, {f32, f32}); break;
  case Kind::Complex128: r = llvm::StructType::get(ctx, {f64, f64}); break;
  case Kind::String: r = llvm::StructType::get(ctx, {ptr, i64}); break;
  case Kind::Slice: r = llvm::StructType::get(ctx, {ptr, i64, i64}); break;
  case Kind::Interface: r = llvm::StructType::get(ctx, {ptr, ptr}); break;
  case Kind::Chan: case Kind::Func: case Kind::Map: case Kind::Pointer: case Kind::UnsafePointer: case Kind::Invalid: r = ptr; break;
  case Kind::Array: r = llvm::ArrayType::get(type(t->elem), static_cast<uint64_t>(t->len)); break;
  case Kind::Struct: {
    std::vector<llvm::Type *> fs;
    int64_t end = 0;
    for (const gir::Field &fd : t->fields) {
      fs.push_back(type(fd.type));
      end = fd.offset + fd.type->size;
    }
    // gc gives a trailing zero-size field a byte, which LLVM's layout doesn't.
    int64_t natural = (end + t->align - 1) / t->align * t->align;
    if (t->size > natural) fs.push_back(llvm::ArrayType::get(i8, static_cast<uint64_t>(t->size - end)));
    r = llvm::StructType::get(ctx, fs);
    break;
  }
  }
  return typeCache[t] = r;
}

namespace {
int countLeaves(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Array: return t->len == 0 ? 0 : t->len == 1 ? countLeaves(t->elem) : 1000;
  case Kind::Struct: {
    int n = 0;
    for (const gir::Field &f : t->fields) n += countLeaves(f.type);
    return n;
  }
  case Kind::Slice: return 3;
  case Kind::String: case Kind::Interface: case Kind::Complex64: case Kind::Complex128: return 2;
  default: return 1;
  }
}
} // namespace

bool ModuleEmitter::isBig(const gir::Type *t) { return t->size > 128 || countLeaves(t) > 16; }

void ModuleEmitter::leaves(const gir::Type *t, std::vector<llvm::Type *> &out) {
  std::vector<callabi::Leaf> ls;
  callabi::leavesOf(t, ls);
  for (const callabi::Leaf &l : ls) out.push_back(l.kind == Kind::Pointer ? ptr : type(m.types->basic(l.kind)));
}

} // namespace golem::llvm_backend
