// Method sets (spec "Method sets"): every method that values of a type have, promoted ones included. Lowering builds
// type descriptors and wrappers from them.
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

namespace {

struct Level {
  Type *type;
  std::vector<int> index;
  bool indirect, multiples;
};

struct Candidate {
  MethodEntry entry;
  bool collision = false;
};

// The entry of the same name that was found before, if any.
Candidate *findName(std::vector<Candidate> &list, const Object *o) {
  for (Candidate &c : list)
    if (sameId(c.entry.fn, o->pkg, o->name, false)) return &c;
  return nullptr;
}

} // namespace

std::vector<MethodEntry> methodSet(Type *t) {
  std::vector<MethodEntry> out;
  bool isPtr = false;
  Type *base = deref(t, isPtr);
  if (isPtr && isAnyInterface(base)) return out;
  if (Named *n = asNamed(t); n && dynUnder<Pointer>(n)) return out;

  std::vector<Candidate> all;
  std::vector<const Var *> fieldsAbove; // names of fields hide methods below them
  std::vector<Level> current{{base, {}, isPtr, false}}, next;
  std::vector<Named *> seen;
  while (!current.empty()) {
    next.clear();
    std::vector<Candidate> here;
    std::vector<const Var *> fieldsHere;
    for (const Level &e : current) {
      auto addMethod = [&](Func *m, int i) {
        if (Candidate *c = findName(here, m)) {
          c->collision = true;
          return;
        }
        std::vector<int> index = e.index;
        index.push_back(i);
        here.push_back({{m, std::move(index), e.indirect, hasPtrRecv(m)}, e.multiples});
      };
      if (Named *n = asNamed(e.type)) {
        bool before = false;
        for (Named *s : seen) before = before || identical(s, n);
        if (before) continue;
        seen.push_back(n);
        auto methods = declaredMethods(n);
        for (size_t i = 0; i < methods.size(); i++)
          if (!methods[i]->name.isBlank()) addMethod(methods[i], static_cast<int>(i));
      }
      Type *u = under(e.type);
      if (auto *s = dyn<Struct>(u)) {
        for (size_t i = 0; i < s->fields.size(); i++) {
          Var *f = s->fields[i];
          fieldsHere.push_back(f);
          if (!f->embedded) continue;
          bool ptr = false;
          Type *ft = deref(f->type, ptr);
          std::vector<int> index = e.index;
          index.push_back(static_cast<int>(i));
          bool known = false;
          for (Level &l : next)
            if (identical(l.type, ft)) known = l.multiples = true;
          if (!known) next.push_back({ft, std::move(index), e.indirect || ptr, e.multiples});
        }
      } else if (auto *it = dyn<Interface>(u)) {
        auto &ms = typeSet(it)->methods;
        for (size_t i = 0; i < ms.size(); i++) addMethod(ms[i], static_cast<int>(i));
      }
    }
    for (Candidate &c : here) {
      bool hidden = findName(all, c.entry.fn) != nullptr;
      for (const Var *f : fieldsAbove) hidden = hidden || sameId(f, c.entry.fn->pkg, c.entry.fn->name, false);
      // A field of that name at the same depth makes the name ambiguous.
      for (const Var *f : fieldsHere)
        if (sameId(f, c.entry.fn->pkg, c.entry.fn->name, false)) c.collision = true;
      if (!hidden) all.push_back(std::move(c));
    }
    fieldsAbove.insert(fieldsAbove.end(), fieldsHere.begin(), fieldsHere.end());
    std::swap(current, next);
  }
  for (Candidate &c : all) {
    if (c.collision) continue;
    if (c.entry.needsPtr && !c.entry.indirect) continue; // only *T has it
    out.push_back(std::move(c.entry));
  }
  std::sort(out.begin(), out.end(), [](const MethodEntry &a, const MethodEntry &b) { return compareMethods(a.fn, b.fn) < 0; });
  return out;
}

} // namespace golem::types
