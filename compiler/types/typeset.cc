// Type sets of interfaces: all methods, sorted, and the intersection of the terms of all embedded elements (spec
// "Interface types"). Computed on first use, once the interface is complete.
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

namespace {

constexpr size_t kMaxTerms = 100;

struct Builder {
  Checker *check;
  Interface *iface;
  std::vector<Func *> methods;
  std::vector<Pos> positions; // where methods[i] comes from

  Func *find(Func *m, size_t &at) {
    for (size_t i = 0; i < methods.size(); i++)
      if (sameId(methods[i], m->pkg, m->name, false)) {
        at = i;
        return methods[i];
      }
    return nullptr;
  }

  void duplicate(Pos pos, Func *m, Pos other) {
    ErrorDesc err;
    check->addf(err, pos, Diag::TypesDuplicateMethod, m->name);
    check->addf(err, other, Diag::TypesOtherMethodDecl, m->name);
    check->report(err);
  }

  void add(Pos pos, Func *m, bool isExplicit) {
    size_t at = 0;
    Func *other = find(m, at);
    if (!other) {
      methods.push_back(m);
      positions.push_back(pos);
      return;
    }
    if (!check || (other == m && (!pos || check->allowVersion(14)))) return;
    Pos otherPos = positions[at];
    if (isExplicit) {
      duplicate(pos, m, otherPos);
      return;
    }
    // Methods may overlap if they agree; their types may not be complete yet.
    check->later([this_ = *this, pos, m, other, otherPos]() mutable {
      if ((pos && !this_.check->allowVersion(14)) || !identical(m->type, other->type)) this_.duplicate(pos, m, otherPos);
    });
  }

  // The terms of an embedded union.
  bool unionTerms(Union *u, Pos pos, TermList &out) {
    for (const Term &t : u->terms) {
      Type *ut = under(t.type);
      TermList terms;
      if (auto *i = dyn<Interface>(ut)) {
        terms = typeSet(i)->terms;
      } else if (!isValid(ut)) {
        continue;
      } else if (!(t.tilde && !identical(t.type, ut))) { // else ~T with T not its own underlying type: empty
        terms.list.push_back(t);
      }
      out = termUnion(out, terms);
      if (out.list.size() > kMaxTerms) {
        if (check) check->errorf(pos, Diag::TypesUnionLimit, kMaxTerms);
        return false;
      }
    }
    return true;
  }
};

// Keeps only comparable terms if one of the two sides asks for comparable types.
TermList intersectComparable(const TermList &x, bool xcomp, const TermList &y, bool ycomp, bool &comp) {
  TermList terms = termIntersect(x, y);
  comp = xcomp || ycomp;
  if (comp && !terms.all) {
    std::erase_if(terms.list, [](const Term &t) { return comparableType(t.type, false).has_value(); });
    comp = false;
  }
  return terms;
}

} // namespace

TypeSet *topTypeSet() {
  static auto *top = new TypeSet{{}, {true, {}}, false};
  return top;
}

bool typeSetComparable(TypeSet *s, std::vector<Type *> &seen) {
  if (s->terms.all) return s->comparable;
  return termsIs(s, [&](const Term *t) { return t && !comparableType(t->type, false, seen); });
}

TypeSet *typeSet(Interface *t) {
  if (TypeSet *s = __atomic_load_n(&t->tset, __ATOMIC_ACQUIRE)) return s;
  if (!t->complete) return topTypeSet(); // under construction; don't remember
  auto *check = static_cast<Checker *>(t->check);
  std::unique_lock<std::recursive_mutex> lock(globalLock(), std::defer_lock);
  if (!check) {
    lock.lock();
    if (t->tset) return t->tset;
  }
  auto *s = new TypeSet{{}, {true, {}}, false};
  // A recursive interface (reported elsewhere) finds this entry; for shared ones nobody else does before the lock is free.
  TypeSet **slot = &t->tset;
  if (check) *slot = s;
  Builder b{check, t, {}, {}};
  for (Func *m : t->methods) b.add(m->pos, m, true);
  TermList all{true, {}};
  bool allComparable = false;
  for (size_t i = 0; i < t->embeddeds.size(); i++) {
    Type *e = t->embeddeds[i];
    Pos pos = i < t->embedPos.size() ? t->embedPos[i] : Pos{};
    TermList terms{true, {}};
    bool comp = false;
    Type *u = under(e);
    if (auto *ei = dyn<Interface>(u)) {
      if (isTypeParam(e)) continue; // reported elsewhere
      TypeSet *es = ei == t ? topTypeSet() : typeSet(ei);
      if (pos && check && check->isImportedConstraint(e) && !check->verifyVersionf(pos, 18, Diag::FeatEmbedConstraint, e)) continue;
      comp = es->comparable;
      for (Func *m : es->methods) b.add(pos, m, false);
      terms = es->terms;
    } else if (auto *un = dyn<Union>(u)) {
      if (pos && check && !check->verifyVersionf(pos, 18, Diag::FeatEmbedElement, u)) continue;
      TermList ut;
      if (!b.unionTerms(un, pos, ut)) continue;
      terms = ut;
    } else {
      if (!isValid(u)) continue;
      if (pos && check && !check->verifyVersionf(pos, 18, Diag::FeatEmbedNonInterface, e)) continue;
      terms = TermList{false, {{false, e}}};
    }
    all = intersectComparable(all, allComparable, terms, comp, allComparable);
  }
  s->comparable = allComparable;
  std::sort(b.methods.begin(), b.methods.end(), [](Func *x, Func *y) { return compareMethods(x, y) < 0; });
  s->methods = std::move(b.methods);
  s->terms = std::move(all);
  __atomic_store_n(slot, s, __ATOMIC_RELEASE);
  return s;
}

std::span<Func *> interfaceMethods(Type *t) {
  auto *i = dynUnder<Interface>(t);
  if (!i) return {};
  return typeSet(i)->methods;
}

} // namespace golem::types
