// Unions of terms in constraints: A | ~B | C (spec "General interfaces").
#include "compiler/types/checker.h"

namespace golem::types {

namespace {
// The leaves of A | B | C, and the binary operations in between.
void flatten(Expr *e, std::vector<Expr *> &binary, std::vector<Expr *> &leaves) {
  std::vector<syn::Operation *> spine;
  while (auto *o = nodeAs<syn::Operation>(e)) {
    if (o->op != syn::Op::Or || !o->y) break;
    spine.push_back(o);
    e = o->x;
  }
  leaves.push_back(e);
  for (size_t i = spine.size(); i-- > 0;) {
    binary.push_back(spine[i]);
    leaves.push_back(spine[i]->y);
  }
}
constexpr size_t kMaxTerms = 100;
} // namespace

Term Checker::parseTilde(Expr *tx) {
  Expr *x = tx;
  bool tilde = false;
  if (auto *o = nodeAs<syn::Operation>(x); o && o->op == syn::Op::Tilde) {
    x = o->x;
    tilde = true;
  }
  Type *t = typ(x);
  // A type parameter can't be embedded or be a term.
  if (isTypeParam(t)) {
    if (tilde) errorf(x, Diag::TypesTermTypeParam, tx);
    else errorf(x, Diag::TypesTermTypeParamBare);
    t = invalidType();
  }
  if (tilde) {
    auto *u = newType<Union>();
    Term term{true, t};
    u->terms = keep(&term, 1);
    recordTypeAndValue(tx, OperandMode::TypeExpr, u, nullptr);
  }
  return {tilde, t};
}

Type *Checker::parseUnion(Expr *e) {
  std::vector<Expr *> blist, tlist;
  flatten(e, blist, tlist);
  std::vector<Term> terms;
  bool overflow = false;
  for (size_t i = 0; i < tlist.size(); i++) {
    Term term = parseTilde(tlist[i]);
    if (tlist.size() == 1 && !term.tilde) return term.type; // a single type
    if (terms.size() >= kMaxTerms) {
      if (!overflow) errorf(tlist[i], Diag::TypesUnionLimit, kMaxTerms);
      overflow = true;
    } else {
      terms.push_back(term);
    }
  }
  if (overflow) return invalidType();
  auto *u = newType<Union>();
  u->terms = keep(terms);
  for (Expr *b : blist) recordTypeAndValue(b, OperandMode::TypeExpr, u, nullptr);
  auto leaves = keep(tlist);
  later([this, u, leaves] {
    for (size_t i = 0; i < u->terms.size(); i++) {
      const Term &t = u->terms[i];
      if (!isValid(t.type)) continue;
      Type *ut = under(t.type);
      auto *iface = dyn<Interface>(ut);
      if (t.tilde) {
        if (iface) {
          errorf(leaves[i], Diag::TypesTildeInterface, t.type);
          continue;
        }
        if (!identical(ut, t.type)) {
          errorf(leaves[i], Diag::TypesTildeUnderlying, t.type, ut);
          continue;
        }
      }
      if (iface) { // there are several terms
        TypeSet *s = typeSet(iface);
        if (!s->methods.empty()) errorf(leaves[i], Diag::TypesUnionMethods, t);
        else if (t.type == universeComparable()) errorf(leaves[i], Diag::TypesUnionComparable);
        else if (s->comparable) errorf(leaves[i], Diag::TypesUnionEmbedsComparable, t);
        continue;
      }
      for (size_t j = 0; j < i; j++) {
        const Term &o = u->terms[j];
        if (isAnyInterface(o.type) || termDisjoint(o, t)) continue;
        softErrorf(leaves[i], Diag::TypesUnionOverlap, t, o);
        break;
      }
    }
  });
  return u;
}

} // namespace golem::types
