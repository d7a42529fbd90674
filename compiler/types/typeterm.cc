// Terms and lists of terms: the part of a type set that names types (spec "General interfaces").
//
//   T   stands for {T}        ~t  for all types whose underlying type is t
// A TermList is a union of such sets, kept disjoint; `all` is the set of all types.
#include "compiler/types/checker.h"

namespace golem::types {

bool termDisjoint(const Term &x, const Term &y) {
  Type *ux = y.tilde ? under(x.type) : x.type;
  Type *uy = x.tilde ? under(y.type) : y.type;
  return !identical(ux, uy);
}

bool termIncludes(const Term &x, Type *t) { return identical(x.type, x.tilde ? under(t) : t); }

namespace {
bool termWithin(const Term &x, const Term &y) { return !termDisjoint(x, y) && (!x.tilde || y.tilde); }

// Drops terms that others cover.
TermList normalize(std::vector<Term> in) {
  TermList out;
  std::vector<bool> used(in.size());
  for (size_t i = 0; i < in.size(); i++) {
    if (used[i]) continue;
    Term x = in[i];
    for (size_t j = i + 1; j < in.size(); j++) {
      if (used[j] || termDisjoint(x, in[j])) continue;
      if (!x.tilde && in[j].tilde) x = in[j];
      used[j] = true;
    }
    out.list.push_back(x);
  }
  return out;
}
} // namespace

TermList termUnion(const TermList &a, const TermList &b) {
  if (a.all || b.all) return {true, {}};
  std::vector<Term> both = a.list;
  both.insert(both.end(), b.list.begin(), b.list.end());
  return normalize(std::move(both));
}

TermList termIntersect(const TermList &a, const TermList &b) {
  if (a.all) return b;
  if (b.all) return a;
  std::vector<Term> both;
  for (const Term &x : a.list)
    for (const Term &y : b.list)
      if (!termDisjoint(x, y)) both.push_back(!x.tilde || y.tilde ? x : y);
  return normalize(std::move(both));
}

bool termSubset(const TermList &a, const TermList &b) {
  if (b.all) return true;
  if (a.all) return false;
  for (const Term &x : a.list) {
    bool found = false;
    for (const Term &y : b.list) found = found || termWithin(x, y);
    if (!found) return false;
  }
  return true;
}

bool termEqual(const TermList &a, const TermList &b) {
  if (a.all || b.all) return a.all == b.all;
  return termSubset(a, b) && termSubset(b, a);
}

} // namespace golem::types
