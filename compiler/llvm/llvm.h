// The LLVM back end: a GIR module in, an object file (or text) out; and the linker. The only room that includes an LLVM or
// lld header, behind this one. Thread-safe: every call has its own LLVM context, but link() must run alone.
#pragma once
#include "compiler/gir/gir.h"
#include <string>
#include <vector>

namespace golem::llvm_backend {

// DWARF: nothing, functions and lines, or variables and types as well.
enum class DebugInfo : uint8_t { None, Lines, Variables };
struct EmitOptions {
  int optLevel = 2;      // 0 … 3
  DebugInfo debug = DebugInfo::Lines;
  bool verify = false;   // LLVM's own verifier
};

enum class Output { Object, Assembly, IR, OptimizedIR };

// Once per process, before anything else.
void initialize();

// Compiles a module. On failure returns false; err names the pass.
bool emit(const gir::Module &m, const EmitOptions &opts, Output what, std::string &out, std::string &err);

// The object that ties a program together: the array of init functions in dependency order (those that exist), and the note
// "golem-build-id:ID".
struct ProgramInfo {
  std::string buildId;
  std::string goVersion;      // runtime.Version
  std::string modinfo;        // debug.ReadBuildInfo's text
  std::vector<std::pair<std::string, std::string>> setStrings; // string variables by symbol, and what they hold before any initialization
  std::string defaultGodebug; // the settings it starts with: "key=value,key=value"
};
bool emitStart(const std::vector<std::string> &initSymbols, const ProgramInfo &info, std::string &out, std::string &err);

// Links object files and archives into a static executable.
enum class Strip : uint8_t { None, Debug, All };
bool link(const std::vector<std::string> &inputs, const std::string &output, Strip strip, bool keepAll, std::string &err);

} // namespace golem::llvm_backend
