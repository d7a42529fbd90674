// The .gbc file: a header, tables of fixed-size records, and a checksum. Shared by compiler/bytecode, which writes it, and vm, which maps
// it read-only and builds what runs. Plain data, no pointers; everything refers by index or offset. Little endian.
//
// In the file come, in this order: Header, the tables of sections.. each at an offset that is a multiple of 8, at the end the
// checksum (8 bytes, FNV-1a over 64-bit words of all before it).
#pragma once
#include <stdint.h>

namespace golem::bytecode {

enum Instruction : uint16_t {
#define BC(name, operands, doc) kOp_##name,
#include "compiler/bytecode/opcodes.def"
  kOpcodes
};

// Jumps back of every kind.
constexpr bool goesBack(uint16_t op) { return op == kOp_loop || (op >= kOp_bjt && op <= kOp_binc_jltsi); }

constexpr uint64_t kMagic = 0x31434247'4d454c4f; // "OLEMGBC1" in memory
constexpr uint32_t kFormatVersion = 2;           // of the records below; opcodesHash tells the instructions
constexpr uint32_t kNone = 0xffffffff;

// Hash of names and operands of all instructions: a file with other ones is refused.
constexpr uint64_t opcodesHash() {
  constexpr const char *texts[] = {
#define BC(name, operands, doc) #name ":" operands,
#include "compiler/bytecode/opcodes.def"
  };
  uint64_t h = 14695981039346656037u;
  for (const char *s : texts)
    for (; *s; s++) h = (h ^ static_cast<unsigned char>(*s)) * 1099511628211u;
  return h;
}
constexpr uint64_t checksum(const uint64_t *w, uint64_t n) {
  uint64_t h = 14695981039346656037u;
  for (uint64_t i = 0; i < n; i++) h = (h ^ w[i]) * 1099511628211u, h ^= h >> 29;
  return h;
}

enum Section : uint32_t {
  kStrings,    // bytes: NUL-terminated texts; offset 0 is ""
  kSymbols,    // Symbol
  kFuncs,      // Func
  kCode,       // uint64_t
  kCodeRelocs, // Reloc; `at` counts words of kCode
  kSigs,       // Sig
  kLeaves,     // Leaf
  kData,       // Data
  kBytes,      // bytes of Data
  kDataRelocs, // Reloc; `at` counts bytes of kBytes
  kLines,      // bytes: line streams
  kInlined,    // Inlined
  kInits,      // uint32_t symbols: inittasks of all packages, dependencies first, native ones included
  kPins,       // Pin
  kSections
};
struct Range {
  uint64_t offset, count;
}; // bytes from the file's start; records
struct Header {
  uint64_t magic;
  uint32_t version, mainSym; // mainSym: symbol of main.main
  uint64_t opcodes;          // opcodesHash()
  uint64_t fileBytes;        // with the checksum
  uint64_t std;              // StdKind
  Range sections[kSections];
};

// What the file has of the standard library: nothing, or all but what is native in every golem-vm (golem vm build --all-bytecode). Other
// than the first, the second must not meet native code of the rest, which would be there twice.
enum StdKind : uint64_t { kStdNative, kStdBytecode };

enum SymbolKind : uint32_t { kSymExternal, kSymFunc, kSymData }; // external: golem-vm must have it
enum SymbolFlag : uint32_t {
  kSymPreferNative = 1, // defined here, but golem-vm's is taken if it has one: descriptors, itabs, std's instances
  kSymShared = 2,       // defined here, but that of an earlier file of this process is taken if there is one (golem vm repl)
};
struct Symbol {
  uint32_t name; // in kStrings; gc's spelling
  uint32_t kind, flags;
  uint32_t index; // of its Func or Data
};

enum FuncFlag : uint32_t { kFnWrapper = 1, kFnHasDefer = 2, kFnNoArgs = 8 }; // as abi::PclnFlags
struct Func {
  uint32_t sym;
  uint32_t frameSlots;  // even; header, out area and registers
  uint32_t code, codeWords;
  uint32_t sig;
  uint32_t recover;     // word of the code where a recovery continues, kNone: no defer
  uint32_t flags;
  uint32_t file, startLine; // file in kStrings
  uint32_t lines, lineBytes; // stream as abi::PclnRecord has it, pc counted in words of the code
  uint32_t inlined, inlinedCount;
  uint32_t nativeBytes; // of stack that the call of native code asks which asks most (nativeFrameBytes)
  uint32_t pins, pinCount;
  uint32_t temps; // from this slot on nothing is kept from one operation to the next
};
// Slots whose address is taken. Objects live as long as something points to them, which the collector finds out: from is 0, to kNone.
// The others are what one operation gives to a function: they are live where the saved pc is in (from, to] (words of the function).
struct Pin {
  uint32_t slot, count, from, to;
};
struct Inlined { // as abi::PclnInlined
  uint32_t name, file; // in kStrings
  int32_t parent;
  uint32_t callLine;
};

// How a signature's values travel between the out area and registers or memory blocks of native code (docs/internals/abi.md).
enum LeafKind : uint8_t {
  kLeafS8,
  kLeafU8,
  kLeafS16,
  kLeafU16,
  kLeafS32,
  kLeafU32,
  kLeafQ,
  kLeafF32,
  kLeafF64,
  kLeafBlock, // in a block of memory in native code; in slots here
  kLeafRef,   // in a block of memory in native code; here the slot has the address of the value, or of where the result is to be put
};
struct Leaf {
  uint8_t kind;
  uint8_t reg;    // integer or float register
  uint8_t whole;  // the value has a slot of its own: write all of it, extended
  uint8_t unused;
  uint32_t at;    // byte in the out area
  uint32_t block, bytes; // kLeafBlock, kLeafRef: byte in the argument or result block, size
};
struct Sig {
  uint32_t outBytes;            // results and arguments, multiple of 8
  uint32_t argBlock, resBlock;  // bytes of the blocks, 0: none
  uint32_t leaves, params, results; // Leaf records: parameters, then results
};

enum DataFlag : uint32_t { kDataReadonly = 1, kDataPointers = 2, kDataType = 4, kDataItab = 8, kDataInits = 16 };
struct Data {
  uint32_t sym, flags, align;
  uint32_t unused;
  uint64_t bytes, at; // size; place in kBytes, or ~0: zeros
};

enum RelocKind : uint32_t {
  kRelAddr64, // address of data, or of a function's code (of a trampoline, for one in bytecode)
  kRelAddr32,
  kRelCall,   // extension word F of `call`
};
struct Reloc {
  uint64_t at;
  uint32_t sym, kind;
  int64_t addend;
};

// Values of more bytes are passed by reference.
constexpr uint32_t kMaxBySlots = 1024;

// What a call of native code takes of the stack: registers are put together there, and blocks of memory (vm/interp.S).
constexpr uint64_t nativeFrameBytes(const Sig &s) {
  constexpr uint64_t kOwn = 32, kRegArgs = 208; // S, code, signature, closure; abi.RegArgs
  return ((kOwn + kRegArgs + ((s.argBlock + 7) & ~7u) + ((s.resBlock + 7) & ~7u) + 15) & ~uint64_t(15)) + 8;
}

// Frame: slots from the lowest address. The out area begins at kFrameHeader; a callee finds it at its own frameSlots + kFrameHeader.
constexpr uint32_t kFrameHeader = 4; // return marker, saved pc, function, closure

} // namespace golem::bytecode
