// Lowering: a checked package in, a GIR module out. Everything about Go's source ends here: evaluation order, closures and
// captures, defer, range, select, switch, generics (fully monomorphized), method wrappers, package initialization.
#pragma once
#include "compiler/gir/messages.h"
#include "compiler/lower/inlcost.h"
#include "compiler/types/types.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace golem::lower {

struct Options {
  // Costs of inlining are computed; functions of other packages that can be inlined are lowered, too (gir::kAvailable).
  bool inlining = false;
  bool remarks = false; // what can be inlined is noted in Module::remarks
  bool explain = false; // Function::flowTexts are made
  bool locals = false;  // Function::locals and scopes are made
  const std::map<std::string, std::vector<std::string>> *embeds = nullptr; // //go:embed patterns: files below dir
  std::string dir;
};

// What all packages of one build share.
struct Program {
  explicit Program(SourceManager &sm) : sources(sm) {}
  SourceManager &sources;
  gir::TypeTable types;
  // types::Type → gir::Type for types without type parameters.
  std::unordered_map<types::Type *, gir::Type *> typeCache;
  // Number of a type declared inside a function among those of its package, from 1: part of its symbol.
  std::unordered_map<types::TypeName *, uint32_t> localTypeNumber;
  InlineCosts costs;
  gir::InlineNames names; // of the package that was lowered last
};

// Internal errors ("lower: …: unsupported …") are reported as diagnostics with the source position; the module is then null.
std::unique_ptr<gir::Module> lowerPackage(Program &prog, types::Package *pkg, Diagnostics &diags, const Options &opts = {});

} // namespace golem::lower
