// Literals: basic, function and composite (spec "Constant expressions", "Function literals", "Composite literals").
#include "compiler/types/literals.h"
#include "compiler/types/checker.h"
#include <algorithm>

namespace golem::types {

namespace {

void appendRune(std::string &s, uint32_t r) {
  if (r > 0x10ffff || (r >= 0xd800 && r < 0xe000)) r = 0xfffd;
  if (r < 0x80) {
    s += static_cast<char>(r);
  } else if (r < 0x800) {
    s += static_cast<char>(0xc0 | r >> 6);
    s += static_cast<char>(0x80 | (r & 63));
  } else if (r < 0x10000) {
    s += static_cast<char>(0xe0 | r >> 12);
    s += static_cast<char>(0x80 | (r >> 6 & 63));
    s += static_cast<char>(0x80 | (r & 63));
  } else {
    s += static_cast<char>(0xf0 | r >> 18);
    s += static_cast<char>(0x80 | (r >> 12 & 63));
    s += static_cast<char>(0x80 | (r >> 6 & 63));
    s += static_cast<char>(0x80 | (r & 63));
  }
}

// The escape sequence at s[i] (after the backslash); i moves past it. isByte: \x and octal escapes denote bytes.
uint32_t escape(std::string_view s, size_t &i, bool &isByte) {
  isByte = false;
  char c = s[i++];
  auto hex = [&](size_t n) {
    uint32_t v = 0;
    for (size_t k = 0; k < n && i < s.size(); k++, i++) {
      char h = s[i];
      v = v << 4 | static_cast<uint32_t>(h <= '9' ? h - '0' : (h | 32) - 'a' + 10);
    }
    return v;
  };
  switch (c) {
  case 'a': return '\a';
  case 'b': return '\b';
  case 'f': return '\f';
  case 'n': return '\n';
  case 'r': return '\r';
  case 't': return '\t';
  case 'v': return '\v';
  case 'x': isByte = true; return hex(2);
  case 'u': return hex(4);
  case 'U': return hex(8);
  case '0':
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
  case '6':
  case '7': {
    isByte = true;
    auto v = static_cast<uint32_t>(c - '0');
    for (int k = 0; k < 2 && i < s.size(); k++, i++) v = v << 3 | static_cast<uint32_t>(s[i] - '0');
    return v;
  }
  default: return static_cast<unsigned char>(c); // \\ \' \"
  }
}

// The constant key as text that is equal for equal values of any kind, for finding duplicates.
std::string keyText(V v) {
  if (constant::kind(v) == constant::Kind::Complex)
    if (V f = constant::toFloat(v)) v = f;
  if (constant::kind(v) == constant::Kind::Float)
    if (V i = constant::toInt(v)) v = i;
  return std::to_string(static_cast<int>(constant::kind(v))) + constant::exactString(v);
}

} // namespace

std::string unquoteString(std::string_view lit) {
  std::string out;
  if (lit.size() < 2) return out;
  std::string_view s = lit.substr(1, lit.size() - 2);
  out.reserve(s.size());
  if (lit[0] == '`') {
    for (char c : s)
      if (c != '\r') out += c; // spec "String literals": carriage returns are discarded
    return out;
  }
  for (size_t i = 0; i < s.size();) {
    if (s[i] != '\\' || i + 1 >= s.size()) {
      out += s[i++];
      continue;
    }
    i++;
    bool isByte = false;
    uint32_t v = escape(s, i, isByte);
    if (isByte) out += static_cast<char>(v);
    else appendRune(out, v);
  }
  return out;
}

bool unquoteRune(std::string_view lit, int32_t &out) {
  if (lit.size() < 3) return false;
  std::string_view s = lit.substr(1, lit.size() - 2);
  if (s[0] == '\\') {
    if (s.size() < 2) return false;
    size_t i = 1;
    bool isByte = false;
    out = static_cast<int32_t>(escape(s, i, isByte));
    return true;
  }
  auto c = static_cast<unsigned char>(s[0]);
  size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
  uint32_t r = n == 1 ? c : n == 2 ? c & 31u : n == 3 ? c & 15u : c & 7u;
  for (size_t k = 1; k < n && k < s.size(); k++) r = r << 6 | (static_cast<unsigned char>(s[k]) & 63u);
  out = static_cast<int32_t>(r);
  return true;
}

// Newer forms of number literals need newer versions.
void Checker::langCompat(syn::BasicLit *lit) {
  std::string_view s = lit->value;
  if (s.size() <= 2 || allowVersion(13)) return;
  if (s.find('_') != std::string_view::npos) {
    versionErrorf(lit, 13, Diag::FeatUnderscore);
    return;
  }
  if (s[0] != '0') return;
  char radix = static_cast<char>(s[1] | 32);
  if (radix == 'b') versionErrorf(lit, 13, Diag::FeatBinary);
  else if (radix == 'o') versionErrorf(lit, 13, Diag::FeatOctal);
  else if (lit->lit != syn::LitKind::Int && radix == 'x') versionErrorf(lit, 13, Diag::FeatHexFloat);
}

void Checker::basicLit(Operand &x, syn::BasicLit *e) {
  BasicKind kind = BasicKind::UntypedInt;
  V v = nullptr;
  bool number = e->lit == syn::LitKind::Int || e->lit == syn::LitKind::Float || e->lit == syn::LitKind::Imag;
  if (number) {
    langCompat(e);
    constexpr size_t kLimit = 10000; // longer literals can't be represented anyway
    if (e->value.size() > kLimit) {
      errorf(e, Diag::TypesLongConst, e->value.substr(0, 10), e->value.size());
      x.mode = OperandMode::Invalid;
      return;
    }
  }
  switch (e->lit) {
  case syn::LitKind::Int: v = constant::fromIntLiteral(e->value); break;
  case syn::LitKind::Float:
    kind = BasicKind::UntypedFloat;
    v = constant::fromFloatLiteral(e->value);
    break;
  case syn::LitKind::Imag:
    kind = BasicKind::UntypedComplex;
    v = constant::fromImagLiteral(e->value);
    break;
  case syn::LitKind::Rune: {
    kind = BasicKind::UntypedRune;
    int32_t r = 0;
    if (unquoteRune(e->value, r)) v = constant::makeInt64(r);
    break;
  }
  case syn::LitKind::String:
    kind = BasicKind::UntypedString;
    v = constant::makeString(unquoteString(e->value));
    break;
  }
  if (!v) {
    errorf(e, Diag::TypesMalformedConst, e->value);
    x.mode = OperandMode::Invalid;
    return;
  }
  x.mode = OperandMode::Constant;
  x.type = types::typ(kind);
  x.val = v;
  x.expr = e;
  if (kind == BasicKind::UntypedInt) overflow(x, e->pos);
}

void Checker::funcLit(Operand &x, syn::FuncLit *e) {
  auto *sig = dyn<Signature>(typ(e->type));
  if (!sig) {
    x.mode = OperandMode::Invalid;
    return;
  }
  if (e->body) {
    // The body may refer to a type whose declaration is under way: check it soon, but not now. It belongs to the
    // declaration at hand, and sees its iota. (Even when bodies are ignored: a package-level literal is part of an
    // initializer.)
    DeclInfo *decl = env.decl;
    V iota = env.iota;
    later([this, decl, sig, e, iota] { funcBody(decl, sig, e->body, iota); });
  }
  x.mode = OperandMode::Value;
  x.type = sig;
}

// Go 1.27: a key may select a promoted field, if no pointer is embedded on the way and no other key overlaps it.
bool Checker::promotedKey(Operand &x, syn::KeyValueExpr *kv, syn::Name *key, Type *base, std::vector<std::vector<int>> &paths) {
  std::vector<int> path;
  bool indirect = false;
  auto *f = objAs<Var>(lookupFieldOrMethod(base, true, pkg, key->value, path, indirect));
  if (!f || path.size() < 2) return false;
  key->obj = f;
  key->isDef = false;
  if (indirect) {
    errorf(kv->key, Diag::TypesLitThroughPointer, key->value, base);
    return true;
  }
  assignment(x, f->type, {"struct literal"});
  for (auto &p : paths) {
    size_t n = std::min(p.size(), path.size());
    if (!std::equal(p.begin(), p.begin() + static_cast<long>(n), path.begin())) continue;
    errorf(kv, Diag::TypesLitOverlap, key->value);
    return true;
  }
  paths.push_back(path);
  return true;
}

void Checker::structLit(Operand &x, syn::CompositeLit *e, Struct *t, Type *base) {
  if (e->elems.empty()) return;
  if (nodeAs<syn::KeyValueExpr>(e->elems[0])) {
    std::vector<bool> visited(t->fields.size());
    std::vector<std::vector<int>> promoted; // paths of keys that select promoted fields (Go 1.27)
    for (Expr *el : e->elems) {
      auto *kv = nodeAs<syn::KeyValueExpr>(el);
      if (!kv) {
        errorf(el, Diag::TypesLitMixture);
        continue;
      }
      auto *key = nodeAs<syn::Name>(kv->key);
      x = Operand{};
      // The value may be a generic function; its type arguments come from the field then.
      int i = key ? fieldIndex(t->fields, pkg, key->value, false) : -1;
      Target buf;
      const Target *target = nullptr;
      if (i >= 0 && env.version >= 27) target = newTarget(buf, t->fields[static_cast<size_t>(i)]->type, key->value.str());
      expr(target, x, kv->value);
      if (!key) {
        errorf(kv, Diag::TypesLitFieldName, kv->key);
        continue;
      }
      if (i < 0 && env.version >= 27) {
        if (promotedKey(x, kv, key, base, promoted)) continue;
      }
      if (i < 0) {
        int j = fieldIndex(t->fields, pkg, key->value, true);
        Object *alt = j >= 0 ? t->fields[static_cast<size_t>(j)] : nullptr;
        errorf(kv->key, Diag::TypesInvalidTypeArg, lookupErrorText(base, key->value, alt, true));
        continue;
      }
      Var *f = t->fields[static_cast<size_t>(i)];
      key->obj = f;
      key->isDef = false;
      assignment(x, f->type, {"struct literal"});
      if (visited[static_cast<size_t>(i)]) {
        errorf(kv, Diag::TypesLitDuplicateField, key->value);
        continue;
      }
      visited[static_cast<size_t>(i)] = true;
      for (auto &p : promoted)
        if (p[0] == i) {
          errorf(kv, Diag::TypesLitOverlap, key->value);
          break;
        }
      promoted.push_back({i});
    }
    return;
  }
  for (size_t i = 0; i < e->elems.size(); i++) {
    if (auto *kv = nodeAs<syn::KeyValueExpr>(e->elems[i])) {
      errorf(kv, Diag::TypesLitMixture);
      continue;
    }
    x = Operand{};
    expr(nullptr, x, e->elems[i]);
    if (i >= t->fields.size()) {
      errorf(x, Diag::TypesLitTooMany, base);
      break;
    }
    Var *f = t->fields[i];
    if (!f->name.isExported() && f->pkg != pkg) {
      errorf(x, Diag::TypesLitImplicitUnexported, f->name, base);
      continue;
    }
    assignment(x, f->type, {"struct literal"});
  }
  if (e->elems.size() < t->fields.size()) errorf(e->rbrace, Diag::TypesLitTooFew, base);
}

void Checker::mapLit(Operand &x, syn::CompositeLit *e, Map *t) {
  bool ifaceKey = isInterface(t->key);
  std::unordered_map<std::string, std::vector<Type *>> visited;
  for (Expr *el : e->elems) {
    auto *kv = nodeAs<syn::KeyValueExpr>(el);
    if (!kv) {
      errorf(el, Diag::TypesLitMissingKey);
      continue;
    }
    x = Operand{};
    exprWithHint(x, kv->key, t->key);
    assignment(x, t->key, {"map literal"});
    if (x.invalid()) continue;
    if (x.isConst() && x.val) {
      // In a map with interface keys, values of different types are different keys.
      auto [it, fresh] = visited.try_emplace(keyText(x.val));
      bool duplicate = !fresh && !ifaceKey;
      if (ifaceKey) {
        for (Type *k : it->second) duplicate = duplicate || identical(k, x.type);
        it->second.push_back(x.type);
      }
      if (duplicate) {
        errorf(x, Diag::TypesLitDuplicateKey, x.val);
        continue;
      }
    }
    x = Operand{};
    exprWithHint(x, kv->value, t->elem);
    assignment(x, t->elem, {"map literal"});
  }
}

// Checks the elements of an array or slice literal; the result is its length.
int64_t Checker::indexedElts(ExprList elts, Type *t, int64_t length) {
  // Without keys there can't be duplicates.
  std::unordered_set<int64_t> visited;
  bool keys = false;
  for (Expr *e : elts) keys = keys || e->kind == NodeKind::KeyValueExpr;
  int64_t index = 0, max = 0;
  for (Expr *e : elts) {
    bool valid = false;
    Expr *val = e;
    if (auto *kv = nodeAs<syn::KeyValueExpr>(e)) {
      int64_t i = -1;
      if (isValid(this->index(kv->key, length, i))) {
        if (i >= 0) {
          index = i;
          valid = true;
        } else {
          errorf(e, Diag::TypesLitIndexConst, kv->key);
        }
      }
      val = kv->value;
    } else if (length >= 0 && index >= length) {
      errorf(e, Diag::TypesLitIndexBounds, index, length);
    } else {
      valid = true;
    }
    if (keys && valid && !visited.insert(index).second) errorf(e, Diag::TypesLitDuplicateIndex, index);
    index++;
    max = std::max(max, index);
    Operand x;
    exprWithHint(x, val, t);
    assignment(x, t, {"array or slice literal"});
  }
  return max;
}

void Checker::compositeLit(Operand &x, syn::CompositeLit *e, Type *hint) {
  Type *t = nullptr, *base = nullptr;
  bool isElem = false; // an element without type in an enclosing literal
  if (e->type) {
    auto *at = nodeAs<syn::ArrayType>(e->type);
    if (at && !at->len) { // [...]T: the length comes later
      t = newArray(varType(at->elem), -1);
    } else {
      t = typ(e->type);
    }
    base = t;
  } else if (hint) {
    t = base = hint;
    // *T stands for &T{}.
    bool ptr = false;
    if (Type *u = commonUnder(base, nullptr)) {
      Type *b = deref(u, ptr);
      if (ptr) base = b;
    }
    isElem = true;
  } else {
    errorf(e, Diag::TypesLitMissingType);
    t = base = invalidType();
  }
  Type *u = commonUnder(base, nullptr);
  switch (u ? u->kind : TypeKind::Tuple) {
  case TypeKind::Struct: structLit(x, e, static_cast<Struct *>(u), base); break;
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(u);
    int64_t n = indexedElts(e->elems, a->elem, a->len);
    // Also for a length that is unknown after an error: the literal's is a good guess.
    if (a->len < 0) {
      a->len = n;
      if (e->type) recordTypeAndValue(e->type, OperandMode::TypeExpr, a, nullptr);
    }
    break;
  }
  case TypeKind::Slice: indexedElts(e->elems, static_cast<Slice *>(u)->elem, -1); break;
  case TypeKind::Map: mapLit(x, e, static_cast<Map *>(u)); break;
  case TypeKind::Basic: case TypeKind::Pointer: case TypeKind::Tuple: case TypeKind::Signature: case TypeKind::Union:
  case TypeKind::Interface: case TypeKind::Chan: case TypeKind::Named: case TypeKind::TypeParam: case TypeKind::Alias:
    for (Expr *el : e->elems) {
      // A key may be a field name of a struct that we don't know.
      if (auto *kv = nodeAs<syn::KeyValueExpr>(el)) el = kv->value;
      use(el);
    }
    if (!u || isValid(u)) {
      errorf(e, Diag::TypesLitInvalid, isElem ? " element" : "", t, u ? "" : diagFormat(Diag::CauseNoCommonUnderlying));
      x.mode = OperandMode::Invalid;
      return;
    }
    break;
  }
  x.mode = OperandMode::Value;
  x.type = t;
}

} // namespace golem::types
