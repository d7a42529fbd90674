// Unification of types: inside of compiler/types, used by inference.
#pragma once
#include "compiler/types/checker.h"

namespace golem::types {

enum UnifyMode : unsigned {
  kInexact = 0,
  kAssign = 1, // types of an assignment: inexact at the top, elements exact
  kExact = 2,  // types must be identical after inference
};

class Unifier {
public:
  Unifier(std::span<TypeParam *const> tparams, std::span<Type *const> targs, bool interfaceInference);
  bool unify(Type *x, Type *y, unsigned mode) { return nify(x, y, mode, nullptr); }
  Type *at(TypeParam *t) { return handles_[slot(t)].type; }
  void set(TypeParam *t, Type *type) { handles_[slot(t)].type = type; }
  int unknowns() const;
  std::vector<Type *> inferred(std::span<TypeParam *const> tparams);

private:
  struct Pair {
    Interface *x, *y;
    const Pair *prev;
  };
  struct Handle {
    Type *type = nullptr;
  };
  int index(TypeParam *t) const;
  size_t slot(TypeParam *t) const { return static_cast<size_t>(joined_[static_cast<size_t>(index(t))]); }
  TypeParam *bound(Type *t) const; // t as one of our type parameters, or null
  bool join(TypeParam *x, TypeParam *y);
  bool nify(Type *x, Type *y, unsigned mode, const Pair *p);
  bool boundParam(TypeParam *px, Type *y, unsigned mode, const Pair *p);
  bool interfaces(Interface *xi, Interface *yi, const Pair *p, bool subset);
  bool structural(Type *x, Type *y, unsigned mode, const Pair *p);

  std::span<TypeParam *const> tparams_;
  std::vector<int> joined_; // parameter -> handle; joined parameters share one
  std::vector<Handle> handles_;
  int depth_ = 0;
  bool interfaceInference_;
};

} // namespace golem::types
