// The bytecode back end: GIR of user packages in, one .gbc out (format.h; docs/internals/vm.md).
//
// Program collects packages, dependencies first; each Module must outlive the call that adds it only.
#pragma once
#include "compiler/gir/gir.h"
#include <memory>

namespace golem::bytecode {

struct ProgramData;
class Program {
public:
  Program();
  ~Program();
  // Adds a package's functions, variables and descriptors. False on an internal error.
  bool add(const gir::Module &m, std::string &err);
  bool definesFunction(const std::string &symbol) const;
  // A variable, or every descriptor, that files of one process have in common.
  void share(const std::string &symbol);
  void shareTypes();
  // The finished file. inits: symbols of all packages' inittasks in order; std: StdKind (format.h).
  std::string finish(const std::vector<std::string> &inits, const std::string &mainSymbol, uint64_t std);

private:
  std::unique_ptr<ProgramData> d_;
};

// The inittasks that a file names without defining them, of packages that golem-vm must have; whether std is bytecode, too.
bool externalInits(const std::string &file, std::vector<std::string> &out, bool &allBytecode, std::string &err);

// The text of a file, one instruction a line with its source position; what is wrong when it isn't valid.
bool disassemble(const std::string &file, std::string &out, std::string &err);

} // namespace golem::bytecode
