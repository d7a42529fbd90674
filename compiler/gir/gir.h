// GIR: golem's mid-level IR (docs/internals/gir.md). Functions of blocks of typed Go operations over mutable registers and
// variables. ops.def lists the operations; this header is the data; build.h helps to make it.
#pragma once
#include "compiler/base/source.h"
#include "compiler/gir/type.h"
#include <functional>
#include <memory>

namespace golem::gir {

enum class Opcode : uint8_t {
#define OP(name, args, results, aux, effects, doc) name##_,
#include "compiler/gir/ops.def"
};
struct OpInfo {
  const char *name, *args, *results, *aux, *effects, *doc;
};
const OpInfo &opInfo(Opcode c);
bool isTerminator(Opcode c);
bool hasEffect(Opcode c, char effect); // letters of ops.def

using Reg = uint32_t;
using BlockId = uint32_t;
constexpr uint32_t kNone = ~0u;

// An operand: nothing, a register, or an entry of the function's constant table.
struct Value {
  enum K : uint32_t { None, Reg, Const } kind : 2 = None;
  uint32_t index : 30 = 0;
  static Value none() { return {None, 0}; }
  static Value reg(uint32_t r) { return {Reg, r}; }
  static Value constant(uint32_t c) { return {Const, c}; }
  bool isReg() const { return kind == Reg; }
  bool isConst() const { return kind == Const; }
  bool isNone() const { return kind == None; }
  friend bool operator==(Value a, Value b) { return a.kind == b.kind && a.index == b.index; }
};

// A compile-time value. Zero stands for the zero value of any type (nil, empty string, false, 0).
struct Const {
  enum class K : uint8_t { Zero, Int, Float, Complex, String, Global, Func } kind = K::Zero;
  Type *type = nullptr;
  int64_t i = 0;            // Int (also bool, and unsigned values as their bits)
  double f = 0, im = 0;     // Float, Complex
  std::string_view s;       // String bytes; Global: symbol whose address (+ i) it is; Func: plain function as func value
};

enum class Placement : uint8_t { Undecided, Stack, Heap, Static, Gone };
// A possible allocation. `expr` is the source text gc would print for it.
enum class SiteKind : uint8_t {
  New,
  AddrLit,
  SliceLit,
  MapLit,
  Makeslice,
  Makemap,
  Makechan,
  Closure,
  MethodValue,
  Box,
  Append,
  Concat,
  Convert,
  Variadic,
  Variable,
  Defer,
  Go
};
struct Site {
  SiteKind kind;
  uint32_t pos = 0;
  Type *type = nullptr; // of the object (element for slices)
  std::string_view expr;
  int32_t loopDepth = 0;
  Placement placement = Placement::Undecided;
  std::string_view reason; // why it is on the heap
  // Of an append: the variable of the frame that may be the slice's array. ladder: there it has as many elements as the next size class
  // of the heap, and grows from one to the next (the array moves to the heap later); else all of them, and it is used once.
  uint32_t buffer = kNone;
  bool ladder = false;
};

struct Variable {
  Type *type;
  std::string_view name; // source name; empty for temporaries
  uint32_t pos = 0;
  int32_t loopDepth = 0;
  Placement placement = Placement::Undecided;
  uint32_t site = kNone;  // for the report
  std::string_view reason;
  bool untracked = false; // a named result, or its address is taken: what it holds isn't followed
};
struct Register {
  Type *type;
  std::string_view name; // source variable or parameter it stands for; else empty
  bool untracked = false; // a named result: what it holds isn't followed
};

enum OpFlag : uint8_t {
#define OP_FLAG(name, bit, word) name = bit,
#include "compiler/gir/flags.def"
};

struct Op {
  Opcode code;
  uint8_t flags = 0;
  uint32_t pos = 0;          // index into Module::positions
  uint32_t site = kNone;
  uint32_t var = kNone;
  int64_t imm = 0;
  Type *type = nullptr;
  std::string_view sym;
  std::span<Value> args;
  std::span<Reg> results;
  std::span<BlockId> blocks;
};

struct Block {
  std::vector<Op> ops;   // the last one is a terminator
  int32_t loopDepth = 0; // loops of the source around it, a label that is jumped back to counting as one until its block ends
};

// A parameter as it is written, receiver first.
struct Param {
  std::string_view name; // empty: unnamed or blank
  uint32_t pos = 0;
};
// What lowering has to say under -m about one place.
struct Note {
  uint32_t pos;
  std::string_view text;
  bool named = false; // the name of the function it is in comes first
};

// What gc says under "flow:" about a way from one location to another inside a statement (lower/explain.cc; only for -m=2 and -json).
struct FlowNote {
  uint32_t pos;
  std::string_view text, why;
  int32_t derefs = 0; // from the source up to here
};
struct FlowText {
  static constexpr int32_t kAnyDerefs = INT32_MAX; // through a call
  std::string_view dst, src; // a variable's or result's name, "{heap}", or "#file:line:col" of a site
  int32_t derefs = 0;
  uint32_t param = UINT32_MAX; // with kAnyDerefs: which parameter of the innermost call it is, receiver first
  uint32_t pos = 0;
  std::vector<FlowNote> notes; // innermost first
  int32_t tempDerefs = -1;     // range: the way has two parts, over a temporary; dereferences of the second one,
  uint32_t tempNotes = 0;      // and notes of the first
};

enum FuncFlag : uint32_t {
#define FUNC_FLAG(name, bit, word) name = bit,
#include "compiler/gir/flags.def"
};

// gc's limits for inlining, in units of inlineCost: lowering counts by them, the pass decides by them.
constexpr int32_t kInlineBudget = 80;
constexpr int32_t kInlineBigCallerMax = 20;              // what may be inlined into a function with kBig
constexpr int32_t kInlineCalledOnce = 10 * kInlineBudget; // a function literal with one call
constexpr int32_t kMakeBuffer = 32; // bytes of the frame that make([]T, n) may use, as gc (cmd/compile/internal/walk, variableMakeThreshold)

// A closure's captured value that gc captures by reference: a range loop's variable whose closure is made in a deeper loop. gc counts the
// assignment of each iteration as a change. (cmd/compile/internal/escape, reassigned.) For -m.
struct LoopCapture {
  uint32_t site; // the closure's
  uint32_t arg;  // which captured value
  std::string_view name;
  uint32_t pos;      // of the variable
  int32_t loopDepth; // the same
};

// What a debugger is told of a function: the blocks of its source that declare variables, and these. Lowering makes both when asked
// (lower::Options::locals); like notes they are no part of the text form.
struct Scope {
  uint32_t parent;     // kNone: the function's own, which is not in the table
  uint32_t begin, end; // positions of its first and last token
};
struct Local {
  enum K : uint8_t { Reg, Var, Ref } kind; // Ref: a register that holds the variable's address
  uint32_t index;
  std::string_view name;
  uint32_t pos;
  uint32_t scope = kNone; // index into Function::scopes
  uint32_t param = 0;     // parameters and results in the order of the source, from 1; 0: neither
};

struct Function {
  std::string name;                // symbol, as gc writes it
  std::string cname;               // body-less function bound to a golem_ face: C convention
  uint32_t flags = 0;
  uint32_t pos = 0;
  Type *sig = nullptr;             // Func type; the receiver, if any, is the first parameter
  std::vector<Reg> params;
  std::vector<Type *> results;
  std::vector<Param> written;      // parameters in the source; empty for functions the source doesn't have
  std::vector<std::string_view> resultNames; // "~r0" for unnamed ones
  std::vector<Note> notes;
  std::vector<FlowText> flowTexts;
  std::vector<LoopCapture> loopCaptures;
  std::vector<Scope> scopes;       // outer ones first
  std::vector<Local> locals;
  std::vector<Reg> captures;       // closures: captured values in layout order after the code pointer
  std::vector<Register> regs;
  std::vector<Variable> vars;
  std::vector<Const> consts;
  std::vector<Site> sites;
  std::vector<Block> blocks;       // blocks[0] is the entry
  BlockId recoverBlock = kNone;    // kHasDefer: where the recovery pad continues
  int32_t inlineCost = -1;         // what inlining it costs, in gc's units; -1: it can't be inlined
};

// The site of an append that may take an array of the frame; null: another op, or none.
inline const Site *bufferedSite(const Function &f, const Op &op) {
  bool is = op.code == Opcode::append_ && op.site != kNone && f.sites[op.site].buffer != kNone;
  return is ? &f.sites[op.site] : nullptr;
}

struct StaticItem {
  int64_t offset;
  Const value;
};
struct Global {
  std::string name;
  Type *type = nullptr;
  uint32_t pos = 0;
  bool dupOK = false;
  bool readonly = false;
  bool external = false;
  std::vector<StaticItem> init; // what is not zero; pointers to other globals allowed
};

struct SrcPos {
  uint32_t file = 0; // index into Module::files
  uint32_t line = 0, col = 0;
  uint32_t inlinedAt = kNone; // position of the call
  uint32_t func = kNone;      // with inlinedAt: index into Module::inlinedNames of the callee this code came from
};

// What a stage tells about the code when asked (-gcflags=-m).
struct Remark {
  static constexpr uint8_t kOnlyLogged = 255; // as a level: for the optimization log (inspect/optlog.cc)
  uint32_t pos = 0;
  uint8_t from = 1, to = 9; // the levels of -m that show it
  std::string text;
};

// The code of one package.
struct Module {
  std::string path;       // package path
  std::string name;       // package name
  TypeTable *types = nullptr;
  Arena arena;            // spans of ops, strings
  std::vector<std::unique_ptr<Function>> funcs;
  std::unordered_map<std::string_view, Function *> byName;
  std::vector<std::unique_ptr<Global>> globals;
  std::unordered_map<std::string_view, Global *> globalByName;
  std::vector<std::string> files;
  std::vector<SrcPos> positions{1}; // 0: none
  std::vector<std::string> inlinedNames;
  std::vector<Remark> remarks;
  std::vector<Type *> descriptors;  // types whose descriptors code mentions (beyond those seen in ops)
  bool hasInit = false;             // defines <path>..inittask

  Function *addFunction(std::string name);
  Global *addGlobal(std::string name, Type *type);
};

// Is f's code here?
inline bool hasBody(const Function &f) { return !f.blocks.empty() && !(f.flags & kExternal); }
// A symbol without the directories of its package's path: "b.(*T).M" of "a/b.(*T).M".
std::string_view withoutDirectories(std::string_view symbol);
// gc's symbol prefix for a package: its link path with dots after the last slash and odd bytes escaped.
std::string symbolPrefix(std::string_view linkPath);
std::string symbolPrefix(const Module &m); // of what the module defines
// Where the code at this position was inlined to in the end; the position itself, if it wasn't.
uint32_t outermost(const Module &m, uint32_t pos);
// The blocks that can be reached, from the entry or by a recovery. (Any call may panic.)
std::vector<BlockId> reachable(const Function &f);
// By register: does it surely hold an address in the function's frame? makes: the operations that make one from something else than such
// an address. Registers with several definitions don't.
std::vector<bool> frameAddresses(const Function &f, const std::function<bool(const Op &)> &makes);

// Types of operands.
Type *typeOf(const Function &f, Value v);

std::string print(const Module &m);
std::string print(const Module &m, const Function &f);
// Parses the text form; on error returns null and sets err ("line N: …").
std::unique_ptr<Module> parseModule(std::string_view text, TypeTable &types, std::string &err);
// Checks the rules of docs/internals/gir.md; returns the complaints, empty if none.
std::string verify(const Module &m, const Function &f);

} // namespace golem::gir
