// Internal header of the room: ProgramData (symbols, signatures, data, code of the file), FuncEmitter (one function).
#pragma once
#include "compiler/abi/assign.h"
#include "compiler/abi/descriptor.h"
#include "compiler/bytecode/bytecode.h"
#include "compiler/bytecode/format.h"
#include <map>
#include <functional>
#include <unordered_set>

namespace golem::bytecode {

using gir::Kind;
using gir::Value;

// A signature: where its values are in the out area, and its record in the file.
struct SigInfo {
  uint32_t index = 0;
  std::vector<uint32_t> results, params; // slots, from the out area's begin
  std::vector<bool> resultInBlock, paramInBlock; // for native code they are in memory: only their own bytes of the slot are copied
  uint32_t outSlots = 0, nativeBytes = 0;
};

struct ProgramData {
  std::string strings = std::string(1, '\0');
  std::unordered_map<std::string, uint32_t> stringAt;
  std::vector<Symbol> symbols;
  std::vector<std::string> symbolNames;
  std::unordered_map<std::string, uint32_t> symbolAt; // named ones
  std::vector<Func> funcs;
  std::vector<uint64_t> code;
  std::vector<Reloc> codeRelocs, dataRelocs;
  std::vector<Sig> sigs;
  std::vector<Leaf> leaves;
  std::unordered_map<std::string, SigInfo> sigAt;
  std::vector<Data> datas;
  std::string bytes, lines;
  std::vector<Inlined> inlined;
  std::vector<Pin> pins;
  std::unordered_map<std::string, uint32_t> privateData; // by content

  uint32_t string(std::string_view s);
  uint32_t symbol(std::string_view name);          // external until it is defined
  bool defined(uint32_t sym) const { return symbols[sym].kind != kSymExternal; }
  // Data under a symbol; relocations are given relative to it.
  void defineData(uint32_t sym, std::string_view content, uint64_t size, uint32_t align, uint32_t flags, const std::vector<Reloc> &relocs, uint32_t symFlags);
  uint32_t privateBytes(std::string_view content, uint32_t align); // a symbol without a name, shared by content
  uint32_t newPrivate();
  uint32_t funcValue(std::string_view function);   // static object that holds its address
  const SigInfo &signature(std::span<gir::Type *const> params, std::span<gir::Type *const> results);
};

// One package.
struct ModuleEmitter {
  ProgramData &p;
  const gir::Module &m;
  callabi::Descriptors types;
  std::unordered_map<const callabi::Blob *, uint32_t> blobSyms;
  std::string error;
  ModuleEmitter(ProgramData &p, const gir::Module &m) : p(p), m(m), types(m) {}
  bool run();
  void fail(const std::string &what) {
    if (error.empty()) error = what;
  }
  uint32_t typeSymbol(const gir::Type *t);
  uint32_t blobSymbol(const callabi::Blob *b);
  void defineGlobal(const gir::Global &g);
  // A constant's bytes with relocations appended to relocs (at: its offset).
  void constantBytes(const gir::Const &c, std::string &out, std::vector<Reloc> &relocs, uint64_t at);
};

constexpr uint32_t kMaxFrameSlots = 0xffff; // an instruction names a slot in 16 bits
inline uint32_t slotsOf(const gir::Type *t) { return static_cast<uint32_t>((t->size + 7) / 8); }
// In a slot of its own, extended to 64 bits by its type; others have their memory layout.
inline bool isScalar(const gir::Type *t) {
  switch (t->kind) {
  case Kind::Array: case Kind::Struct: case Kind::String: case Kind::Slice: case Kind::Interface: case Kind::Complex64:
  case Kind::Complex128: return false;
  default: return true;
  }
}

// Passed by the address of the value (arguments) or of the place for it (results).
inline bool byRef(const gir::Type *t) { return t->size > kMaxBySlots; }

struct Label { // a place ahead; jumps to it are completed when it is placed
  std::vector<std::pair<uint32_t, bool>> uses; // word of the jump, whether its offset has 32 bits
  uint32_t back = kNone; // or the word behind, to which jumps go back
  std::vector<std::pair<uint32_t, uint32_t>> tables; // word of a jump table, word of its instruction
};

struct FuncEmitter {
  ModuleEmitter &me;
  ProgramData &p;
  const gir::Module &m;
  const gir::Function &f;
  std::vector<uint64_t> code;
  std::vector<Reloc> relocs;
  std::vector<uint32_t> regSlot, varSlot;
  std::map<uint32_t, uint32_t> bufferUsed; // by variable that appends may take for an array: the slot that tells whether one has
  std::vector<uint32_t> blockAt;           // word, kNone: not yet
  std::vector<Label> blockLabels;
  std::vector<uint32_t> useCount, defCount;
  uint32_t nextSlot = 0, tempBase = 0, tempSlot = 0, maxSlot = 0; // end of permanent slots, where temporaries begin, the op's next one, the most ever
  uint32_t frameSlots = 0;                 // of the pass before
  bool longJumps = false;
  uint32_t deferFrame = 0;
  std::unordered_map<uint64_t, uint32_t> opSlots; // permanent storage of ops, by block and index
  std::unordered_map<uint64_t, uint32_t> permanentSize;
  uint64_t opKey = 0;
  std::vector<bool> stackPtr;
  std::unordered_map<uint32_t, uint32_t> boxed; // constants with pointers: symbol + 1
  // Constants that loops use, each in a slot of its own from the entry on: what they are, and where.
  struct Kept {
    uint64_t bits;
    uint32_t sym, slot; // symbol of an address, kNone: a number
    int64_t addend;
  };
  std::vector<Kept> kept;
  bool keepConstant(const gir::Const &c, uint32_t &s);
  uint32_t keptNumber(uint64_t bits, uint32_t sym, int64_t addend);
  std::vector<Pin> pins;                   // of ops' own slots whose address is taken
  uint32_t opStart = 0;                    // word of this op's first instruction
  struct Row {
    uint32_t at, line, in;
  };
  std::vector<Row> rows;
  std::vector<Inlined> inlined;
  std::unordered_map<uint64_t, uint32_t> inlinedAt;
  const gir::Op *op = nullptr;
  const gir::Block *block = nullptr;
  size_t opIndex = 0;

  FuncEmitter(ModuleEmitter &me, const gir::Function &f) : me(me), p(me.p), m(me.m), f(f) {}
  void emit();       // both passes, then into ProgramData
  void pass();
  uint32_t ownPos = 0;
  void emitBlock();
  bool settled = false; // no more slots are found
  void endOp();
  uint32_t ownOut() const; // slots of its own results and parameters

  // ---- what doesn't fit a frame (big.cc) ----
  // A frame has at most 65,536 slots. Large variables are on the heap even where escape analysis has them on the stack; registers for large
  // values hold the address of an object with the value, which is made anew each time and never changes. What is large is decided
  // anew when a function turns out not to fit.
  int64_t bigLimit = 8192;
  bool isBig(const gir::Type *t) const { return t->size > bigLimit && (t->kind == Kind::Array || t->kind == Kind::Struct); }
  uint32_t regSlots(const gir::Type *t) const { return isBig(t) ? 1 : slotsOf(t); }
  bool inFrame(const gir::Variable &v) const { return !spilled && v.placement == gir::Placement::Stack && v.type->size <= bigLimit; }
  bool crowded() const { return bigLimit < 8192; }
  // The last resort: all registers and the addresses of variables are in an object; an op's operands are loaded for it.
  bool spilled = false;
  uint32_t spillSlot = 0;
  gir::Type *spillType = nullptr;
  std::vector<int64_t> spillReg, spillVar; // offsets
  std::vector<uint32_t> paramSlot;
  bool fitLess();      // after an attempt that didn't fit; false: it never will
  void spillAll();
  void reload(gir::Reg r);
  void spill(gir::Reg r);
  bool isSpilled(gir::Reg r) const { return spilled && spillReg[r] >= 0; }

  // ---- what need not be computed (simplify.cc) ----
  struct Part {
    enum Kind : uint8_t { None, Slots, Address } kind = None;
    gir::Reg base = 0;
    int64_t at = 0;
  };
  std::vector<Part> part;
  std::vector<uint32_t> blockOrder;
  std::unordered_set<const gir::Op *> checked; // nil checks that can't fail
  size_t blockIndex = 0;                       // in blockOrder, of the block being emitted
  void orderBlocks();
  void findParts();
  void findChecked();
  gir::Reg owner(gir::Reg r) const;
  bool isPart(const gir::Op &o) const { return o.results.size() == 1 && part[root(o.results[0])].kind != Part::None && root(o.results[0]) == o.results[0]; }
  bool comesNext(gir::BlockId b) const { return blockIndex + 1 < blockOrder.size() && blockOrder[blockIndex + 1] == b; }
  uint32_t place(Value v, int64_t &off);

  // ---- slots of registers (regs.cc) ----
  std::vector<gir::Reg> alias;
  gir::Reg root(gir::Reg r) const;
  void joinCopies();
  bool joined(const gir::Op &o) const;
  void placeForCalls(std::vector<bool> &placed);
  struct Span {
    uint32_t first, last;
  };
  std::vector<Span> spans;
  void findSpans(std::vector<Span> &span);
  uint32_t assignSlots(uint32_t next);
  static bool isIntrinsic(std::string_view function); // has an instruction of its own (call.cc)

  // ---- instructions ----
  uint32_t here() const { return static_cast<uint32_t>(code.size()); }
  uint32_t lastStart = kNone; // word of the instruction emitted last
  void ins(Instruction o, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0) {
    lastStart = here();
    code.push_back(uint64_t(o) | uint64_t(a & 0xffff) << 16 | uint64_t(b & 0xffff) << 32 | uint64_t(c & 0xffff) << 48);
  }
  void ins32(Instruction o, uint32_t a, int64_t i) {
    lastStart = here(), code.push_back(uint64_t(o) | uint64_t(a & 0xffff) << 16 | uint64_t(static_cast<uint32_t>(i)) << 32);
  }
  void word(uint64_t w) { code.push_back(w); }
  // The address of n slots, used by this op only. That of variables and permanent slots: object.
  void lea(uint32_t to, uint32_t s, uint32_t n) {
    ins(kOp_lea, to, s);
    pins.push_back({s, n ? n : 1, opStart, kNone});
  }
  void leaObject(uint32_t to, uint32_t s) { ins(kOp_lea, to, s); }
  void wordOf(uint32_t sym, int64_t addend = 0, uint32_t kind = kRelAddr64) {
    relocs.push_back({code.size(), sym, kind, addend});
    code.push_back(0);
  }
  void jump(Instruction o, uint32_t a, uint32_t b, Label &l, bool wide);  // forward
  void place(Label &l);
  void go(gir::BlockId to);                                         // unconditional
  bool repeatsCondition(gir::BlockId to); // go back to a loop's condition: here it is again
  bool repeating = false;
  uint32_t lastLabel = kNone;            // where a label was placed last
  void branchTo(gir::BlockId yes, gir::BlockId no, const std::function<void(Label &, bool)> &jumpIf); // jumpIf(label, sense)
  void position(uint32_t pos);
  uint32_t inlinedIndex(uint32_t pos);

  // ---- slots ----
  uint32_t temp(uint32_t n = 1);
  uint32_t permanent(uint32_t n);       // of this op, the same in every pass
  gir::Type *typeOf(Value v) const { return gir::typeOf(f, v); }
  gir::Type *regType(gir::Reg r) const { return f.regs[r].type; }
  gir::Type *resType() const { return regType(op->results[0]); }
  uint32_t slot(gir::Reg r) const { return regSlot[r]; }
  uint32_t get(Value v);                // first slot of the value; constants come into temporaries
  uint32_t arg(size_t i) { return get(op->args[i]); }
  uint32_t res(size_t i = 0) { return i < op->results.size() ? slot(op->results[i]) : temp(4); }
  const gir::Const *constant(Value v) const { return v.isConst() ? &f.consts[v.index] : nullptr; }
  bool intValue(Value v, int64_t &i) const; // an integer constant as its slot has it
  bool smallInt(Value v, int64_t &i) const; // one of 16 bits
  bool isZero(Value v) const { return v.isConst() && f.consts[v.index].kind == gir::Const::K::Zero; }
  void materialize(const gir::Const &c, uint32_t to);
  void loadInt(uint32_t to, int64_t v);
  void loadAddress(uint32_t to, uint32_t sym, int64_t addend = 0) {
    ins(kOp_ldq, to);
    wordOf(sym, addend);
  }
  void move(uint32_t to, uint32_t from, uint32_t n);
  void setParts(uint32_t to, std::initializer_list<uint32_t> from); // one slot each, as if at once
  void extend(const gir::Type *t, uint32_t to, uint32_t from);      // cut to t's width; a move when it has 64 bits
  uint32_t addressOf(Value v);          // slot with the address of memory that holds it
  void fromMemory(gir::Reg r, uint32_t addr, int64_t off = 0);      // loads r's type
  void loadValue(const gir::Type *t, uint32_t to, uint32_t addr, int64_t off);
  void fromSlots(const gir::Type *t, uint32_t to, uint32_t from, int64_t off); // of an aggregate in slots
  void storeValue(const gir::Type *t, uint32_t addr, int64_t off, Value v, uint8_t flags);
  void storeSlots(const gir::Type *t, uint32_t addr, int64_t off, uint32_t from, uint8_t flags, bool pointerIsStatic);
  uint32_t offsetAddr(uint32_t addr, int64_t &off); // makes off fit 16 bits
  uint8_t storeFlags(Value target) const { return static_cast<uint8_t>(op->flags | (target.isReg() && stackPtr[target.index] ? gir::kNoWB : 0)); }
  bool onHeap(uint32_t site) const { return crowded() || site == gir::kNone || f.sites[site].placement != gir::Placement::Stack; }
  void findStackPointers();
  void copyMemory(const gir::Type *t, uint32_t dst, uint32_t src, uint8_t flags);

  // ---- calls ----
  enum Shape { kNothing, kWord, kPair, kDouble, kFloat };
  void crt(std::string_view symbol, Shape shape, std::initializer_list<uint32_t> args, uint32_t to = 0, uint32_t doubles = 0) {
    crt(symbol, shape, std::vector<uint32_t>(args), to, doubles);
  }
  void crt(std::string_view symbol, Shape shape, const std::vector<uint32_t> &args, uint32_t to, uint32_t doubles);
  const SigInfo &callSig(std::span<gir::Type *const> params, std::span<gir::Type *const> results) { return p.signature(params, results); }
  void putArgs(const SigInfo &s, std::span<const Value> args, size_t first);
  void placeResults(const SigInfo &s, std::span<gir::Type *const> types);
  void takeResults(const SigInfo &s);
  void useSig(const SigInfo &s) { nativeBytes = std::max(nativeBytes, s.nativeBytes); }
  uint32_t nativeBytes = 0; // of the call of native code that asks most of the stack
  void completeNarrow(const gir::Type *t, bool inBlock, uint32_t slot);
  void toSlots(const gir::Type *t, uint32_t to, uint32_t object);
  void bigFromSlots(const gir::Type *t, uint32_t reg, uint32_t from);
  uint32_t bigValue(Value v);           // slot with the address of the object
  void bigFromMemory(const gir::Type *t, uint32_t to, uint32_t addr, int64_t off);
  void offsetInto(uint32_t to, uint32_t addr, int64_t off);
  uint32_t mapCall(const char *base, Shape shape, uint32_t out);
  void mapAccess(uint32_t out);         // pointer to the element and whether it is there
  std::vector<uint32_t> refs; // of results by reference, where the callee puts them
  void call();
  void faceCall(const gir::Function &callee);
  bool intrinsic();
  void callClosure();
  void callInterface();
  void deferOp(bool toFrame);
  void ret();
  void newObject(const gir::Type *t, uint32_t to);

  // ---- groups ----
  bool bigOp();      // an op on registers too big for the frame; false: it has none
  void emitOp();
  bool fused();      // several ops in one instruction; true: opIndex stands on the last
  void arith();
  void complexArith();
  void shift();
  void compare(uint32_t to);
  bool compareBranch(const gir::Op &cmp, const gir::Op &br);
  void equal(const gir::Type *t, Value x, Value y, uint32_t to);
  void minMax();
  void convert(const gir::Type *from, const gir::Type *to, uint32_t d, uint32_t s);
  void box();
  uint32_t dynamicType(const gir::Type *it, uint32_t x);
  void unpack(const gir::Type *t, uint32_t to, uint32_t data);
  void assertType(bool commaOk);
  void lenCap(bool cap);
  void sliceOp();
  struct Grown {
    uint32_t ptr, len, cap, newLen;
  };
  Grown growFor(uint32_t s, uint32_t n, const gir::Type *elem);
  void appendOp();
  void appendSliceOp();
  void appendMakeOp();
  void copySlice();
  void makeSlice();
  void closureOp();
  void concat();
  void stringConvert();
  uint32_t tmpBuf(int64_t bytes);
  void decodeRune();
  void mapOp();
  void makeMap();
  void chanOp();
  void selectOp();
  void runtimeOp();
  void switchOp();    // switch.cc
  void switchLinear();
  void index(uint32_t to, uint32_t base, uint32_t i, int64_t size);
};

} // namespace golem::bytecode
