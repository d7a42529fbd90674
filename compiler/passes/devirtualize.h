// What interface registers of a function can hold, for devirtualization. As in gc this looks at all the definitions of a variable,
// not at their order: if every value that is assigned to it has one type (or is nil), so has the variable.
#pragma once
#include "compiler/gir/gir.h"

namespace golem::passes {

class InterfaceValues {
public:
  void start(const gir::Function &f);
  void add(const gir::Function &f, const gir::Op &op);
  void remove(const gir::Op &op); // its results are defined otherwise from now on
  // The type of the values in v; null if unknown. maybeNil: v may also be nil.
  gir::Type *concreteType(const gir::Function &f, gir::Value v, bool &maybeNil);

private:
  struct Source {
    gir::Opcode code;
    gir::Value from; // operand that is copied, boxed, asserted
    const gir::Value *op; // identifies the operation
  };
  gir::Type *walk(const gir::Function &f, gir::Value v, bool &maybeNil, std::vector<gir::Reg> &seen);
  std::unordered_map<gir::Reg, std::vector<Source>> sources_;
};

// The method of t that method `index` of the interface type means; null unless t implements all of it.
const gir::Method *implementation(const gir::Type *t, const gir::Type *iface, int64_t index);

} // namespace golem::passes
