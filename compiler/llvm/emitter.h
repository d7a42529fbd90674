// Internal header of the room: ModuleEmitter (types, symbols, descriptors, runtime functions) and FuncEmitter (one function).
#pragma once
#include "compiler/abi/assign.h"
#include "compiler/abi/descriptor.h"
#include "compiler/gir/gir.h"
#include "compiler/llvm/llvm.h"
#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace golem::llvm_backend {

using gir::Kind;
using gir::Opcode;
using gir::Value;

// Where the words of arguments and results travel (docs/internals/abi.md). Whole values are in registers or in a block.
struct AbiSlot {
  gir::Type *type;
  std::vector<llvm::Type *> leaves; // empty for zero-size values
  bool inMemory = false;
  int64_t offset = 0; // in its block
};
struct AbiSignature {
  std::vector<AbiSlot> params, results;
  bool argBlock = false, resultBlock = false;
  int64_t argBytes = 0, resultBytes = 0;
  std::vector<llvm::Type *> llvmParams; // blocks, then leaves; for closures padded and with the context
  llvm::FunctionType *fnType = nullptr;
  size_t intWords = 0;
};

// kThreadBlock_g and so on: what compiled code and debuggers know of the runtime's structures.
enum : int64_t {
#define LAYOUT(st, field, offset) k##st##_##field = offset,
#include "runtime/abi/layouts.def"
};

constexpr unsigned kPrologueColumn = 1; // of positions in what a debugger takes for a function's prologue

struct FuncInfo {
  uint32_t flags = 0; // abi::PclnFlags
  std::string file;
  uint32_t startLine = 0;
};

struct ModuleEmitter {
  const gir::Module &m;
  EmitOptions opts;
  llvm::LLVMContext ctx;
  std::unique_ptr<llvm::Module> mod;
  llvm::Type *i1, *i8, *i16, *i32, *i64, *f32, *f64, *ptr, *voidTy;
  std::unordered_map<const gir::Type *, llvm::Type *> typeCache;
  std::unordered_map<std::string, llvm::FunctionCallee> runtimeFns;
  std::unordered_map<std::string, llvm::GlobalVariable *> strings;
  callabi::Descriptors types; // descriptors and itabs that this module needs
  std::unordered_map<const callabi::Blob *, llvm::GlobalVariable *> blobs;
  std::unordered_map<std::string, FuncInfo> funcInfo; // by symbol, for pcln
  std::unique_ptr<llvm::DIBuilder> di;
  llvm::DICompileUnit *cu = nullptr;
  std::vector<llvm::DIFile *> diFiles;
  std::unordered_map<std::string, llvm::DISubprogram *> inlinedSubprograms;
  std::string error;
  bool hasRecover = false; // some function of the module calls recover

  ModuleEmitter(const gir::Module &m, const EmitOptions &o);
  bool run();
  void fail(const std::string &what) {
    if (error.empty()) error = what;
  }

  // types.cc
  llvm::Type *type(const gir::Type *t);
  bool isBig(const gir::Type *t); // lives in memory also when it is in a GIR register
  void leaves(const gir::Type *t, std::vector<llvm::Type *> &out);
  // abi.cc
  AbiSignature signature(std::span<gir::Type *const> params, std::span<gir::Type *const> results, bool closure);
  llvm::Function *function(std::string_view name);                     // declared or defined GIR function
  llvm::FunctionCallee runtimeFn(std::string_view name);
  llvm::Constant *funcValue(std::string_view name);                    // static closure object of a plain function
  void setGoAttributes(llvm::Function *f, uint32_t flags);
  // data.cc
  llvm::Constant *stringData(std::string_view s);                      // pointer to bytes
  llvm::Constant *constant(const gir::Const &c);
  llvm::GlobalVariable *global(std::string_view name);
  void defineGlobal(const gir::Global &g);
  // descriptor.cc
  llvm::Constant *descriptor(const gir::Type *t);
  llvm::Constant *itab(const gir::Type *iface, const gir::Type *t);
  void emitDescriptors();
  llvm::Constant *blobAddress(const callabi::Blob *b);
  llvm::Constant *symbolAddress(const std::string &symbol);
  void defineBlob(const callabi::Blob &b);
  // debuginfo.cc
  void compileUnit();
  llvm::DISubprogram *subprogram(const gir::Function &f, llvm::Function *fn);
  llvm::DIFile *diFile(uint32_t i);
  enum class RuntimeType : uint8_t { Type, Itab, Iface, Eface };
  llvm::DIType *diRuntime[4] = {};
  std::unordered_map<const gir::Type *, llvm::DIType *> diTypes;
  std::unordered_map<const gir::Type *, int> diActive; // types that diType is making
  llvm::DIType *diType(const gir::Type *t);
  llvm::DIType *diBasic(Kind k);
  llvm::DIType *diPointer(llvm::DIType *to, const std::string &name = "");
  llvm::DICompositeType *diStruct(const std::string &name, int64_t size);
  llvm::DIType *diRuntimeType(RuntimeType which);
  llvm::DIType *diMap(const gir::Type *t);
  llvm::DIType *diChan(const gir::Type *t);
  std::string diName(const gir::Type *t);
  void describeTypes();
  void describeGlobal(const gir::Global &g, llvm::GlobalVariable *gv);
};

struct FuncEmitter {
  ModuleEmitter &me;
  const gir::Module &m;
  const gir::Function &f;
  llvm::Function *fn;
  llvm::IRBuilder<> B;
  AbiSignature sig;
  std::vector<llvm::AllocaInst *> regs;
  std::vector<llvm::Value *> vars;   // alloca of the variable, or of the pointer to it when it is on the heap
  std::vector<llvm::BasicBlock *> blocks;
  llvm::BasicBlock *pad = nullptr;
  llvm::AllocaInst *deferFrame = nullptr;
  llvm::Value *resultBlock = nullptr;
  llvm::DISubprogram *sp = nullptr;
  std::unordered_map<uint32_t, llvm::DILocation *> locs;
  const gir::Op *op = nullptr; // being emitted
  std::vector<bool> stackPtr;  // registers that always hold the address of (a part of) a stack slot of this frame

  FuncEmitter(ModuleEmitter &me, const gir::Function &f, llvm::Function *fn) : me(me), m(me.m), f(f), fn(fn), B(me.ctx) {}
  void run();
  // debuginfo.cc
  struct BlockScope {
    bool declares = false; // variables
    llvm::DIScope *block = nullptr;
  };
  std::vector<BlockScope> diScopes; // by scope of f
  std::vector<uint32_t> declaring;  // those that declare, outer ones first
  void findScopes();
  llvm::DIScope *scopeAt(uint32_t pos);
  llvm::DIScope *diScope(uint32_t scope);
  void describeLocals();
  llvm::DILocation *prologueLoc();
  bool placesParameter(const gir::Op &o) const;
  void emitOp(const gir::Op &o);
  void findStackPointers();
  uint8_t storeFlags(Value target) const { return static_cast<uint8_t>(op->flags | (target.isReg() && stackPtr[target.index] ? gir::kNoWB : 0)); }
  bool hasDefer() const { return f.flags & gir::kHasDefer; }
  std::vector<bool> kept;      // registers whose memory must be right whenever a panic may begin
  void findKeptForPad();
  bool keptForPad(gir::Reg r) const { return !kept.empty() && kept[r]; }
  std::vector<bool> keptVars;  // results on the heap: so is the memory that holds their address
  bool defersOnHeap = false;   // entries of this function's deferred calls may be newdefer's
  bool varKeptForPad(uint32_t v) const { return !keptVars.empty() && keptVars[v]; }

  // ---- operands ----
  gir::Type *typeOf(Value v) const { return gir::typeOf(f, v); }
  gir::Type *regType(gir::Reg r) const { return f.regs[r].type; }
  gir::Type *resType() const { return regType(op->results[0]); }
  llvm::Value *get(Value v);             // first-class value (not for big types)
  llvm::Value *getAddr(Value v);         // address of memory that holds it (temporary for small values)
  llvm::Value *arg(size_t i) { return get(op->args[i]); }
  void set(gir::Reg r, llvm::Value *v);
  void setFromMem(gir::Reg r, llvm::Value *p);
  void setResult(llvm::Value *v, size_t i = 0) {
    if (i < op->results.size()) set(op->results[i], v);
  }
  llvm::AllocaInst *allocaOf(llvm::Type *t, const llvm::Twine &name = "", uint64_t align = 0);
  llvm::AllocaInst *allocaOf(const gir::Type *t);
  llvm::Value *toBool(llvm::Value *i8v) { return B.CreateTrunc(i8v, me.i1); }
  llvm::Value *fromBool(llvm::Value *i1v) { return B.CreateZExt(i1v, me.i8); }
  llvm::Value *ci(int64_t v) { return llvm::ConstantInt::getSigned(me.i64, v); }
  llvm::Value *gep(llvm::Value *p, int64_t bytes);
  llvm::Value *extract(llvm::Value *agg, unsigned i) { return B.CreateExtractValue(agg, i); }
  llvm::Value *makeAgg(llvm::Type *t, std::initializer_list<llvm::Value *> parts);
  llvm::Value *typePtr(const gir::Type *t);
  llvm::DILocation *loc(uint32_t pos);
  llvm::BasicBlock *newBlock(const char *name) { return llvm::BasicBlock::Create(me.ctx, name, fn); }

  // ---- checks ----
  void trapUnless(llvm::Value *ok, int kind, llvm::Value *a, llvm::Value *b, bool implicitNull = false);
  void nilCheck(llvm::Value *p);

  // ---- calls ----
  llvm::Value *callRuntime(std::string_view name, std::initializer_list<llvm::Value *> args);
  llvm::Value *emitCall(llvm::FunctionType *ft, llvm::Value *callee, llvm::ArrayRef<llvm::Value *> args, llvm::CallingConv::ID cc, bool mayUnwind);
  void goCall(const AbiSignature &s, llvm::Value *callee, std::span<const Value> args, std::span<const gir::Reg> results, llvm::Value *closureCtx,
              llvm::Value *recvWord);
  void flatten(const gir::Type *t, llvm::Value *v, std::vector<llvm::Value *> &out);
  llvm::Value *unflatten(const gir::Type *t, llvm::ArrayRef<llvm::Value *> leaves, size_t &next);
  void cCall();        // body-less function bound to a golem_ face
  void call();
  void callClosure();
  void callInterface();
  void deferOp(bool toFrame);
  void runDefers();
  llvm::Value *currentG();
  void ret();
  void keepAlive(llvm::Value *v);

  // ---- memory (memory.cc) ----
  void storeValue(const gir::Type *t, llvm::Value *v, llvm::Value *p, uint8_t flags);
  void storeWords(const gir::Type *t, llvm::Value *v, llvm::Value *p, int64_t off, uint8_t flags);
  void barrierStore(llvm::Value *p, llvm::Value *v);
  void copyMem(const gir::Type *t, llvm::Value *dst, llvm::Value *src, uint8_t flags);
  void zeroMem(llvm::Value *p, int64_t bytes, uint32_t align);
  void declare();
  llvm::Value *varAddr(uint32_t v);
  bool onHeap(uint32_t site) const;
  llvm::Value *newObject(const gir::Type *t);

  // ---- groups ----
  void arith();
  void shift();
  void compare();
  llvm::Value *equal(const gir::Type *t, llvm::Value *x, llvm::Value *y); // i1
  struct ComparedPart {
    const gir::Type *type;
    llvm::Value *x, *y;
  };
  void comparedParts(const gir::Type *t, llvm::Value *x, llvm::Value *y, std::vector<ComparedPart> &parts);
  llvm::Value *aggregateEqual(const gir::Type *t, llvm::Value *x, llvm::Value *y); // i1
  llvm::Value *equalMem(const gir::Type *t, llvm::Value *p, llvm::Value *q);
  llvm::Value *stringEqual(llvm::Value *x, llvm::Value *y);
  void minMax();
  void convert();
  llvm::Value *convertNumber(llvm::Value *v, const gir::Type *from, const gir::Type *to);
  void bits();
  void stringConvert();
  void box();
  void ifaceToIface();
  void assertType(bool commaOk);
  void unbox();
  llvm::Value *dynamicType(const gir::Type *ifaceT, llvm::Value *iface);
  llvm::Value *unpackIface(const gir::Type *t, llvm::Value *data);
  void lenCap(bool cap);
  void sliceOp();
  struct Grown {
    llvm::Value *ptr, *len, *cap, *newLen;
  };
  std::unordered_map<uint32_t, llvm::AllocaInst *> bufferUsed; // by variable: has an append taken it for its array?
  Grown growFor(llvm::Value *slice, llvm::Value *n, const gir::Type *elem);
  void appendOp();
  void appendSliceOp();
  void appendMakeOp();
  void copySlice();
  void clearSlice();
  void makeSlice();
  void makeMap();
  void closureOp();
  void concat();
  void decodeRune();
  void mapOp();
  void chanOp();
  void selectOp();
  void runtimeOp();
  bool intrinsicCall(const std::function<void()> &ordinary); // intrinsics.def; false: not one
  llvm::Value *tmpBuf(uint32_t site, int64_t bytes);
};

llvm::FunctionType *cFunctionType(ModuleEmitter &me, const char *result, const char *params);

} // namespace golem::llvm_backend
