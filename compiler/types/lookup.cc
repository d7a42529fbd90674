// Fields and methods: finding them through embedding (spec "Selectors"), and whether a type has the methods of an interface.
#include "compiler/types/checker.h"

namespace golem::types {

int fieldIndex(std::span<Var *> fields, Package *pkg, Ident name, bool foldCase) {
  if (name.isBlank()) return -1;
  for (size_t i = 0; i < fields.size(); i++)
    if (sameId(fields[i], pkg, name, foldCase)) return static_cast<int>(i);
  return -1;
}

Func *findMethod(const std::vector<Func *> &methods, Package *pkg, Ident name, bool foldCase, int &index) {
  if (name.isBlank()) return nullptr;
  for (size_t i = 0; i < methods.size(); i++)
    if (sameId(methods[i], pkg, name, foldCase)) {
      index = static_cast<int>(i);
      return methods[i];
    }
  return nullptr;
}

namespace {

// An embedded type at some depth, with the path to it.
struct Embedded {
  Type *type;
  std::vector<int> index;
  bool indirect;  // a pointer was followed on the way
  bool multiples; // the type appears several times at this depth
};

void consolidate(std::vector<Embedded> &list) {
  if (list.size() <= 1) return;
  size_t n = 0;
  for (size_t i = 0; i < list.size(); i++) {
    size_t k = 0;
    while (k < n && !identical(list[k].type, list[i].type)) k++;
    if (k < n) {
      list[k].multiples = true;
      continue;
    }
    if (n != i) list[n] = std::move(list[i]);
    n++;
  }
  list.erase(list.begin() + static_cast<long>(n), list.end());
}

} // namespace

// Breadth-first over the embedded types. The shallowest depth where the name appears decides; there it must be unique.
// Not found: null, with `index` non-empty for an ambiguous name, or `indirect` if only *T has the method.
Object *lookupImpl(Type *t, bool addressable, Package *pkg, Ident name, bool foldCase, std::vector<int> &index, bool &indirect) {
  index.clear();
  indirect = false;
  if (name.isBlank()) return nullptr;
  bool isPtr = false;
  Type *base = deref(t, isPtr);
  if (isPtr && isAnyInterface(base)) return nullptr; // pointers to interfaces have no methods

  std::vector<Embedded> current, next;
  current.push_back({base, {}, isPtr, false});
  std::vector<Named *> seen;
  Object *found = nullptr;
  while (!current.empty()) {
    next.clear();
    for (const Embedded &e : current) {
      auto match = [&](Object *o, int i) {
        index = e.index;
        index.push_back(i);
        if (found || e.multiples) return false;
        found = o;
        indirect = e.indirect;
        return true;
      };
      if (Named *n = asNamed(e.type)) {
        bool before = false;
        for (Named *s : seen) before = before || s == n || (!n->targs.empty() && identical(s, n));
        if (before) continue; // a shallower occurrence hides this one
        seen.push_back(n);
        int i = -1;
        if (Func *m = lookupMethod(n, pkg, name, foldCase, i)) {
          if (!match(m, i)) {
            indirect = false;
            return nullptr;
          }
          continue;
        }
      }
      Type *u = under(e.type);
      if (auto *s = dyn<Struct>(u)) {
        for (size_t i = 0; i < s->fields.size(); i++) {
          Var *f = s->fields[i];
          if (sameId(f, pkg, name, foldCase)) {
            if (!match(f, static_cast<int>(i))) {
              indirect = false;
              return nullptr;
            }
            continue;
          }
          if (!found && f->embedded) {
            bool ptr = false;
            Type *ft = deref(f->type, ptr);
            // Types that can have neither fields nor methods needn't be searched.
            Embedded &in = next.emplace_back();
            in.type = ft;
            in.index = e.index;
            in.index.push_back(static_cast<int>(i));
            in.indirect = e.indirect || ptr;
            in.multiples = e.multiples;
          }
        }
      } else if (auto *it = dyn<Interface>(u)) {
        int i = -1;
        if (Func *m = findMethod(typeSet(it)->methods, pkg, name, foldCase, i)) {
          if (!match(m, i)) {
            indirect = false;
            return nullptr;
          }
        }
      }
    }
    if (found) {
      // Spec "Calls": x.m() means (&x).m() if x is addressable and only &x has m.
      if (auto *f = objAs<Func>(found); f && hasPtrRecv(f) && !indirect && !addressable) {
        index.clear();
        indirect = true;
        return nullptr;
      }
      return found;
    }
    consolidate(next);
    std::swap(current, next);
  }
  index.clear();
  indirect = false;
  return nullptr;
}

Object *lookupFieldOrMethodFold(Type *t, bool addressable, Package *pkg, Ident name, bool foldCase, std::vector<int> &index, bool &indirect) {
  // A named pointer type has the fields of its base, but no methods.
  if (Named *n = asNamed(t)) {
    if (auto *p = dynUnder<Pointer>(n)) {
      Object *o = lookupImpl(p, false, pkg, name, foldCase, index, indirect);
      if (objAs<Func>(o)) {
        index.clear();
        indirect = false;
        return nullptr;
      }
      return o;
    }
  }
  return lookupImpl(t, addressable, pkg, name, foldCase, index, indirect);
}

Object *lookupFieldOrMethod(Type *t, bool addressable, Package *pkg, Ident name, std::vector<int> &index, bool &indirect) {
  return lookupFieldOrMethodFold(t, addressable, pkg, name, false, index, indirect);
}

namespace {
enum class Missing { None, NotFound, WrongName, Unexported, WrongSig, Ambiguous, PtrRecv, Field };

std::string say(Diag id, std::initializer_list<std::string_view> args) { return formatDiag(id, args); }

std::string interfacePtrText(Checker *check, Type *t) {
  auto *p = dynUnder<Pointer>(t);
  return say(isTypeParam(p->elem) ? Diag::CausePtrToTypeParam : Diag::CausePtrToInterface, {typeText(check, t)});
}

std::string missingText(Checker *check, Missing state, Type *v, Type *t, Func *m, Func *f) {
  std::string_view name = m->name.str();
  switch (state) {
  case Missing::None: return "";
  case Missing::NotFound:
    if (isInterfacePtr(v)) return "(" + interfacePtrText(check, v) + ")";
    if (isInterfacePtr(t)) return "(" + interfacePtrText(check, t) + ")";
    return say(Diag::CauseMissingMethod, {name});
  case Missing::WrongName: return say(Diag::CauseMissingMethodHave, {name, funcText(check, f, false), funcText(check, m, false)});
  case Missing::Unexported: return say(Diag::CauseUnexportedMethod, {name});
  case Missing::WrongSig: {
    std::string have = funcText(check, f, false), want = funcText(check, m, false);
    if (have == want) { // tell packages apart
      have = funcText(check, f, true);
      want = funcText(check, m, true);
    }
    if (have == want) return say(Diag::CauseWrongMethod, {name});
    return say(Diag::CauseWrongMethodHave, {name, have, want});
  }
  case Missing::Ambiguous: return say(Diag::CauseAmbiguous, {typeText(check, v), name});
  case Missing::PtrRecv: return say(Diag::CausePtrRecv, {name});
  case Missing::Field: return say(Diag::CauseField, {typeText(check, v), name});
  }
  return "";
}
} // namespace

// The first method of interface t that v lacks, or null. For an interface v with isStatic unset, only methods that both
// have must agree (type assertions).
Func *missingMethod(Checker *check, Type *v, Type *t, bool isStatic, const Equivalent *eq, std::string *cause) {
  const auto &methods = typeSet(static_cast<Interface *>(under(t)))->methods;
  if (methods.empty()) return nullptr;
  auto same = [&](Type *a, Type *b) { return eq ? (*eq)(a, b) : identical(a, b); };
  Missing state = Missing::None;
  Func *m = nullptr, *f = nullptr;
  if (auto *vi = dynUnder<Interface>(v)) {
    TypeSet *vs = typeSet(vi);
    for (Func *want : methods) {
      m = want;
      int i = -1;
      f = findMethod(vs->methods, m->pkg, m->name, false, i);
      if (!f) {
        if (!isStatic) continue;
        state = Missing::NotFound;
        break;
      }
      if (f != m && !same(f->type, m->type)) {
        state = Missing::WrongSig;
        break;
      }
    }
  } else {
    std::vector<int> index;
    bool indirect = false;
    for (Func *want : methods) {
      m = want;
      Object *o = lookupImpl(v, false, m->pkg, m->name, false, index, indirect);
      if (!o) {
        if (!index.empty()) {
          state = Missing::Ambiguous;
        } else if (indirect) {
          state = Missing::PtrRecv;
        } else {
          state = Missing::NotFound;
          if (cause) {
            f = objAs<Func>(lookupImpl(v, false, m->pkg, m->name, true, index, indirect));
            if (f) state = f->name == m->name ? Missing::Unexported : Missing::WrongName;
          }
        }
        break;
      }
      f = objAs<Func>(o);
      if (!f) {
        state = Missing::Field;
        break;
      }
      if (check) check->objDecl(f);
      if (!same(f->type, m->type)) {
        state = Missing::WrongSig;
        break;
      }
    }
  }
  if (state == Missing::None) return nullptr;
  if (cause) {
    if (f && check) check->objDecl(f);
    *cause = missingText(check, state, v, t, m, f);
  }
  return m;
}

} // namespace golem::types
