// The compact line table: section golem_pcln holds one record per function, written by compiler/llvm/pcln.cc next to the
// function's code (link-ordered with its section, so that a dropped function drops its record). Read by tracebacks,
// runtime.Callers, recover (wrapper flag), preemption. Records stand in link order of the functions, so they are sorted by entry.
//
// Invariant: a reader walks record to record by `length`; lld may pad with zero bytes between input sections, so a reader
// skips 8-byte words that are zero.
#pragma once
#include <stdint.h>

namespace golem::abi {

enum PclnFlags : uint32_t {
  kPclnWrapper = 1,   // compiler-made adapter: hidden in tracebacks, transparent to recover
  kPclnHasDefer = 2,  // owns a DeferFrame and a recovery pad
  kPclnRuntime = 4,   // function of package runtime: hidden in tracebacks unless GOTRACEBACK=system
  kPclnLive = 16,     // a table of live frame words stands at the record's end
  kPclnNoArgs = 8,    // has no parameters: tracebacks print (), not (...)
  kPclnPastEnd = 32,  // with kPclnLive: a word of the frame may point just past the object that it stands for (a loop's pointer)
};

// A PclnInlined with this callLine is no call: code of its parent that a line directive places in another file.
constexpr uint32_t kPclnOtherFile = 0xffffffff;
// In a callLine: the callee is a compiler-made adapter (kPclnWrapper).
constexpr uint32_t kPclnInlinedWrapper = 0x80000000;

// A call that was inlined into the function. Entries are ordered so that parent < own index.
struct PclnInlined {
  const char *name; // callee, symbol as gc writes it
  const char *file; // file of the callee's code
  int32_t parent;   // -1: inlined directly into the function; else index of the enclosing inlined call
  uint32_t callLine; // line of the call in the parent
};

struct PclnRecord {
  uint32_t length; // bytes of the record with its stream, multiple of 8
  uint32_t flags;
  const void *entry, *end; // code range [entry, end)
  const char *name;        // NUL-terminated
  const char *file;
  uint32_t startLine;
  uint32_t numInlined;
  // PclnInlined inlined[numInlined];
  // then the stream, rows in ascending pc, each valid until the next row's pc or `end`:
  //   uleb128 pc delta from the previous row (first: from entry)
  //   sleb128 line delta from the previous row (first: from startLine)
  //   uleb128 inlined index + 1 (0: code of the function itself)
  // ended by a row that consists of the single byte pair {0, 0, 0} with pc delta 0 after the first row.
  //
  // With kPclnLive the record's last 8 bytes say how many bytes before its end the table of live words begins. At a call the frame
  // is [CFA - 8 - 8*words, CFA - 8); what no set names there is dead:
  //   uleb128 words, uleb128 number of sets
  //   each set: uleb128 number of runs; each run: uleb128 dead words, uleb128 live words, from the low end; one byte with a bit for
  //     each of rbx, rbp, r12, r13, r14, r15 that keeps a value over the call
  //   rows in ascending return address, each valid until the next row's: uleb128 delta (first: from entry), uleb128 set; a delta
  //   of 0 ends them. Return addresses of calls that the prologue makes (__morestack) are not meant.
};

} // namespace golem::abi
