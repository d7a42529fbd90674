// What inlining a function costs, in gc's units: nodes of the syntax tree as gc's "unified IR" has them, calls 57 more. The budget of
// a function is 80. The numbers decide which calls passes/inline.cc expands and which bodies of other packages are lowered.
#pragma once
#include "compiler/types/types.h"
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace golem::lower {

struct InlineInfo {
  int cost = -1;      // -1: it can't be inlined
  bool big = false;   // so long that only cheap callees are inlined into it
  std::string reason; // why not, in gc's words; only when costs are counted to the end
};

struct InlineUnit;

class InlineCosts {
public:
  InlineCosts();
  ~InlineCosts();
  bool race = false;     // -race: //go:norace functions keep bodies of their own
  bool countAll = false; // for -m=2: don't stop counting where the budget ends
  std::optional<std::unordered_set<const types::Package *>> cheapCalls; // compiled with -l=4: a call that isn't expanded costs 1. Unset: not known yet
  // A declared function or method (of a generic type: the generic one). Computes those of the whole package at first.
  const InlineInfo &of(types::Func *fn);
  // A function literal, or a loop over a function whose body becomes one; its package's costs are known already.
  const InlineInfo &ofLiteral(const syntax::Node *n);
  // The function literal that a variable holds from its declaration on, or (in fn) the function; null: neither is known.
  const syntax::Node *literalIn(types::Var *v, types::Func *&fn);
  bool captures(const syntax::Node *literal) const;
  // The function that performs the call of a go or defer statement; evaluated: the operands that are temporaries in it.
  InlineInfo ofWrapper(types::Package *p, syntax::CallExpr *call, const std::unordered_map<const syntax::Expr *, int> &evaluated);

private:
  friend struct InlineCounter;
  friend struct InlineVisitor;
  void package(types::Package *p);
  std::unordered_map<types::Package *, bool> done_;
  std::unordered_map<types::Func *, std::unique_ptr<InlineUnit>> funcs_;
  std::unordered_map<const syntax::Node *, std::unique_ptr<InlineUnit>> lits_;
  std::vector<std::unique_ptr<InlineUnit>> inits_; // of package variables
  std::unordered_map<types::Var *, InlineUnit *> definedIn_; // local variables with a value: the outermost function
};

bool isGcIntrinsic(types::Func *f);

} // namespace golem::lower
