// What interface registers of a function can hold, for devirtualization. As in gc this looks at all the definitions of a variable,
// not at their order: if every value that is assigned to it has one type (or is nil), so has the variable.
#pragma once
#include "compiler/gir/gir.h"

namespace golem::passes {

class InterfaceValues {
public:
  explicit InterfaceValues(const gir::Module &m) : m_(m) {}
  void start(const gir::Function &f);
  // Looks at variables in memory; f is complete, and what is added later has variables of its own.
  void scanVariables(const gir::Function &f);
  // f is complete: what its function literals capture is known from now on.
  void finish(const gir::Function &f);
  void add(const gir::Function &f, const gir::Op &op);
  void remove(const gir::Op &op); // its results are defined otherwise from now on
  // The type of the values in v; null if unknown. maybeNil: v may also be nil.
  gir::Type *concreteType(const gir::Function &f, gir::Value v, bool &maybeNil);

private:
  struct Source {
    gir::Opcode code;
    gir::Value from; // operand that is copied, boxed, asserted
    const gir::Value *op; // identifies the operation
    gir::Type *type;      // known already
  };
  // A variable, or the variable that a captured pointer points at, as far as this function deals with it.
  struct Stores {
    bool unknown = false; // its address goes elsewhere
    std::vector<gir::Value> values;
    std::vector<std::pair<std::string_view, size_t>> literals; // that capture its address, and as which capture
  };
  gir::Type *walk(const gir::Function &f, gir::Value v, bool &maybeNil, std::vector<gir::Reg> &seen);
  static Stores storesThrough(const gir::Function &f, std::vector<bool> &pointers);
  gir::Type *storedByLiteral(std::string_view sym, size_t capture, bool &maybeNil, int depth) const;
  const gir::Module &m_;
  std::unordered_map<gir::Reg, std::vector<Source>> sources_;
  std::unordered_map<gir::Reg, uint32_t> variableAt_; // registers that hold the address of a variable
  std::unordered_map<uint32_t, Stores> stores_;       // by variable
  struct Captured {
    gir::Type *type;
    bool maybeNil;
  };
  std::unordered_map<std::string_view, std::vector<Captured>> captured_; // interface values in function literals
};

// The method of t that method `index` of the interface type means; null unless t implements all of it.
const gir::Method *implementation(const gir::Type *t, const gir::Type *iface, int64_t index);

} // namespace golem::passes
