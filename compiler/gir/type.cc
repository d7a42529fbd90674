// The canonical type table: unique construction, layout (gc's sizes for amd64), text.
#include "compiler/gir/type.h"
#include <algorithm>

namespace golem::gir {

namespace {
bool isEmpty(const Type *t) {
  if (t->kind == Kind::Array) return t->len == 0 || isEmpty(t->elem);
  return t->kind == Kind::Struct && std::all_of(t->fields.begin(), t->fields.end(), [](const Field &f) { return isEmpty(f.type); });
}
} // namespace

// The field that is all of a struct of one word; -1: there is none. Behind an empty last field there is padding.
int Type::onlyField() const {
  int only = -1;
  for (size_t i = 0; i < fields.size(); i++) {
    if (isEmpty(fields[i].type)) {
      if (i + 1 == fields.size()) return -1;
      continue;
    }
    if (only >= 0) return -1;
    only = static_cast<int>(i);
  }
  return only;
}

bool Type::isDirectIface() const {
  switch (kind) {
  case Kind::Pointer: case Kind::Chan: case Kind::Map: case Kind::Func: case Kind::UnsafePointer: return true;
  case Kind::Array: return len == 1 && elem->isDirectIface();
  case Kind::Struct: return onlyField() >= 0 && fields[static_cast<size_t>(onlyField())].type->isDirectIface();
  case Kind::Invalid: case Kind::Bool: case Kind::Int: case Kind::Int8: case Kind::Int16: case Kind::Int32: case Kind::Int64:
  case Kind::Uint: case Kind::Uint8: case Kind::Uint16: case Kind::Uint32: case Kind::Uint64: case Kind::Uintptr: case Kind::Float32:
  case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::Interface: case Kind::Slice: case Kind::String: return false;
  }
  return false;
}

namespace {
struct BasicRow {
  Kind kind;
  const char *name;
  int size, align, ptr;
};
constexpr BasicRow kBasics[] = {
    {Kind::Bool, "bool", 1, 1, 0},           {Kind::Int, "int", 8, 8, 0},
    {Kind::Int8, "int8", 1, 1, 0},           {Kind::Int16, "int16", 2, 2, 0},
    {Kind::Int32, "int32", 4, 4, 0},         {Kind::Int64, "int64", 8, 8, 0},
    {Kind::Uint, "uint", 8, 8, 0},           {Kind::Uint8, "uint8", 1, 1, 0},
    {Kind::Uint16, "uint16", 2, 2, 0},       {Kind::Uint32, "uint32", 4, 4, 0},
    {Kind::Uint64, "uint64", 8, 8, 0},       {Kind::Uintptr, "uintptr", 8, 8, 0},
    {Kind::Float32, "float32", 4, 4, 0},     {Kind::Float64, "float64", 8, 8, 0},
    {Kind::Complex64, "complex64", 8, 4, 0}, {Kind::Complex128, "complex128", 16, 8, 0},
    {Kind::String, "string", 16, 8, 8},      {Kind::UnsafePointer, "unsafe.Pointer", 8, 8, 8},
};

void quote(std::string &out, std::string_view s) {
  out += '"';
  for (char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    out += c;
  }
  out += '"';
}

// `display`: package names as reflect prints them; otherwise GIR's unique text.
void write(std::string &out, const Type *t, bool display);

void writeSig(std::string &out, const Type *t, bool display) {
  out += '(';
  for (size_t i = 0; i < t->params.size(); i++) {
    if (i) out += ", ";
    if (t->variadic && i + 1 == t->params.size()) {
      out += "...";
      write(out, t->params[i]->elem, display);
    } else write(out, t->params[i], display);
  }
  out += ')';
  if (t->results.size() == 1) {
    out += ' ';
    write(out, t->results[0], display);
  } else if (t->results.size() > 1) {
    out += " (";
    for (size_t i = 0; i < t->results.size(); i++) {
      if (i) out += ", ";
      write(out, t->results[i], display);
    }
    out += ')';
  }
}

std::string_view lastElem(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void write(std::string &out, const Type *t, bool display) {
  if (!t->name.empty()) {
    if (t->display.empty()) out += t->name; // predeclared
    else if (display) out += t->display;
    else {
      out += '\'';
      out += t->name;
      out += '\'';
    }
    return;
  }
  switch (t->kind) {
  case Kind::Array:
    out += '[' + std::to_string(t->len) + ']';
    write(out, t->elem, display);
    break;
  case Kind::Slice:
    out += "[]";
    write(out, t->elem, display);
    break;
  case Kind::Pointer:
    out += '*';
    write(out, t->elem, display);
    break;
  case Kind::Map:
    out += "map[";
    write(out, t->key, display);
    out += ']';
    write(out, t->elem, display);
    break;
  case Kind::Chan:
    if (t->dir == kRecvDir) out += "<-chan ";
    else if (t->dir == kSendDir) out += "chan<- ";
    else out += "chan ";
    if (t->dir != kSendDir && t->dir != kRecvDir && t->elem->kind == Kind::Chan && t->elem->name.empty() && t->elem->dir == kRecvDir) {
      out += '(';
      write(out, t->elem, display);
      out += ')';
    } else write(out, t->elem, display);
    break;
  case Kind::Func:
    out += "func";
    writeSig(out, t, display);
    break;
  case Kind::Interface:
    if (t->methods.empty()) {
      out += "interface {}";
      break;
    }
    out += "interface {";
    for (size_t i = 0; i < t->methods.size(); i++) {
      const Method &m = t->methods[i];
      out += i ? "; " : " ";
      if (!m.pkgPath.empty()) {
        out += display ? lastElem(m.pkgPath) : m.pkgPath;
        out += display ? "." : "·"; // GIR: a separator that can't be in a path
      }
      out += m.name;
      writeSig(out, m.sig, display);
    }
    out += " }";
    break;
  case Kind::Struct:
    if (t->fields.empty()) {
      out += "struct {}";
      break;
    }
    out += "struct {";
    for (size_t i = 0; i < t->fields.size(); i++) {
      const Field &f = t->fields[i];
      out += i ? "; " : " ";
      if (!display && !f.pkgPath.empty()) {
        out += f.pkgPath;
        out += "·";
      }
      if (!display && f.embedded) out += "embed ";
      if (!display || !f.embedded) {
        out += f.name;
        out += ' ';
      }
      write(out, f.type, display);
      if (!f.tag.empty()) {
        out += ' ';
        quote(out, f.tag);
      }
    }
    out += " }";
    break;
  case Kind::Invalid: case Kind::Bool: case Kind::Int: case Kind::Int8: case Kind::Int16: case Kind::Int32: case Kind::Int64:
  case Kind::Uint: case Kind::Uint8: case Kind::Uint16: case Kind::Uint32: case Kind::Uint64: case Kind::Uintptr: case Kind::Float32:
  case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::String: case Kind::UnsafePointer: out += "invalid"; break;
  }
}

// Types are told apart by their text with component ids, which is short and unique.
std::string idKey(char tag, std::initializer_list<const Type *> parts, int64_t n = 0) {
  std::string k(1, tag);
  for (const Type *p : parts) k += std::to_string(p->id) + ',';
  return k + std::to_string(n);
}
} // namespace

std::string typeText(const Type *t) {
  std::string s;
  write(s, t, false);
  return s;
}
std::string displayText(const Type *t) {
  std::string s;
  write(s, t, true);
  return s;
}

TypeTable::TypeTable() {
  for (const BasicRow &b : kBasics) {
    Type *t = make(b.kind);
    t->name = b.name;
    t->size = b.size;
    t->align = static_cast<uint32_t>(b.align);
    t->ptrBytes = b.ptr;
    t->complete = true;
    basics_[static_cast<size_t>(b.kind)] = t;
    named_[t->name] = t;
  }
  any_ = interfaceOf({});
}

Type *TypeTable::make(Kind k) {
  Type &t = types_.emplace_back();
  t.kind = k;
  t.id = static_cast<uint32_t>(types_.size());
  t.underlying = &t;
  return &t;
}

Type *TypeTable::pointerTo(Type *elem) {
  Type *&t = byKey_[idKey('*', {elem})];
  if (!t) {
    t = make(Kind::Pointer);
    t->elem = elem;
  }
  return t;
}
Type *TypeTable::sliceOf(Type *elem) {
  Type *&t = byKey_[idKey('s', {elem})];
  if (!t) {
    t = make(Kind::Slice);
    t->elem = elem;
  }
  return t;
}
Type *TypeTable::arrayOf(Type *elem, int64_t len) {
  Type *&t = byKey_[idKey('a', {elem}, len)];
  if (!t) {
    t = make(Kind::Array);
    t->elem = elem;
    t->len = len;
  }
  return t;
}
Type *TypeTable::chanOf(Type *elem, uint8_t dir) {
  Type *&t = byKey_[idKey('c', {elem}, dir)];
  if (!t) {
    t = make(Kind::Chan);
    t->elem = elem;
    t->dir = dir;
  }
  return t;
}
Type *TypeTable::mapOf(Type *key, Type *elem) {
  Type *&t = byKey_[idKey('m', {key, elem})];
  if (!t) {
    t = make(Kind::Map);
    t->key = key;
    t->elem = elem;
  }
  return t;
}
Type *TypeTable::funcOf(std::span<Type *const> params, std::span<Type *const> results, bool variadic) {
  std::string k = variadic ? "F" : "f";
  for (Type *p : params) k += std::to_string(p->id) + ',';
  k += ':';
  for (Type *r : results) k += std::to_string(r->id) + ',';
  Type *&t = byKey_[k];
  if (!t) {
    t = make(Kind::Func);
    t->params = arena_.copy(params.data(), params.size());
    t->results = arena_.copy(results.data(), results.size());
    t->variadic = variadic;
  }
  return t;
}
Type *TypeTable::structOf(std::span<const Field> fields) {
  std::string k = "{";
  for (const Field &f : fields) {
    k += f.pkgPath;
    k += '.';
    k += f.name;
    k += f.embedded ? '^' : ' ';
    k += std::to_string(f.type->id);
    k += '`';
    k += f.tag;
    k += std::to_string(f.tag.size());
    k += ';';
  }
  Type *&t = byKey_[k];
  if (!t) {
    t = make(Kind::Struct);
    t->fields = arena_.copy(fields.data(), fields.size());
    for (Field &f : t->fields) {
      f.name = save(f.name);
      f.pkgPath = save(f.pkgPath);
      f.tag = save(f.tag);
    }
  }
  return t;
}
Type *TypeTable::interfaceOf(std::span<const Method> methods) {
  std::string k = "i";
  for (const Method &m : methods) {
    k += m.pkgPath;
    k += '.';
    k += m.name;
    k += std::to_string(m.sig->id) + ';';
  }
  Type *&t = byKey_[k];
  if (!t) {
    t = make(Kind::Interface);
    t->methods = arena_.copy(methods.data(), methods.size());
    t->methodsKnown = true;
    for (Method &m : t->methods) {
      m.name = save(m.name);
      m.pkgPath = save(m.pkgPath);
    }
  }
  return t;
}
Type *TypeTable::findNamed(std::string_view linkName) {
  auto it = named_.find(linkName);
  return it == named_.end() ? nullptr : it->second;
}
Type *TypeTable::named(std::string_view linkName, std::string_view display, std::string_view pkgPath) {
  if (Type *t = findNamed(linkName)) return t;
  Type *t = make(Kind::Invalid);
  t->name = save(linkName);
  t->display = save(display);
  t->pkgPath = save(pkgPath);
  named_[t->name] = t;
  return t;
}
void TypeTable::setUnderlying(Type *t, Type *u) {
  t->kind = u->kind;
  t->variadic = u->variadic;
  t->dir = u->dir;
  t->len = u->len;
  t->elem = u->elem;
  t->key = u->key;
  t->fields = u->fields;
  t->params = u->params;
  t->results = u->results;
  if (u->kind == Kind::Interface) {
    t->methods = u->methods;
    t->methodsKnown = true;
  }
  t->underlying = u;
  if (u->complete) {
    t->size = u->size;
    t->align = u->align;
    t->ptrBytes = u->ptrBytes;
    t->comparable = u->comparable;
    t->complete = true;
  }
}

void TypeTable::layout(Type *t) {
  if (t->complete) return;
  auto word = [&](int64_t words, int64_t ptrs, bool cmp) {
    t->size = words * 8;
    t->align = 8;
    t->ptrBytes = ptrs * 8;
    t->comparable = cmp;
  };
  switch (t->kind) {
  case Kind::Pointer: case Kind::Chan: word(1, 1, true); break;
  case Kind::Map: case Kind::Func: word(1, 1, false); break;
  case Kind::Slice: word(3, 1, false); break;
  case Kind::Interface: word(2, 2, true); break;
  case Kind::Array:
    layout(t->elem);
    if (!t->elem->complete) return;
    t->size = t->elem->size * t->len;
    t->align = t->elem->align;
    t->comparable = t->elem->comparable;
    t->ptrBytes = t->len > 0 && t->elem->ptrBytes ? t->elem->size * (t->len - 1) + t->elem->ptrBytes : 0;
    break;
  case Kind::Struct: {
    int64_t off = 0;
    t->align = 1;
    t->ptrBytes = 0;
    t->comparable = true;
    for (Field &f : t->fields) {
      layout(f.type);
      if (!f.type->complete) return;
      int64_t a = f.type->align;
      off = (off + a - 1) / a * a;
      f.offset = off;
      if (f.type->ptrBytes) t->ptrBytes = off + f.type->ptrBytes;
      off += f.type->size;
      t->align = std::max(t->align, f.type->align);
      t->comparable = t->comparable && f.type->comparable;
    }
    // A trailing zero-size field gets a byte, so that its address stays inside the object.
    if (off > 0 && !t->fields.empty() && t->fields.back().type->size == 0) off++;
    t->size = (off + t->align - 1) / t->align * t->align;
    break;
  }
  case Kind::Invalid: case Kind::Bool: case Kind::Int: case Kind::Int8: case Kind::Int16: case Kind::Int32: case Kind::Int64:
  case Kind::Uint: case Kind::Uint8: case Kind::Uint16: case Kind::Uint32: case Kind::Uint64: case Kind::Uintptr: case Kind::Float32:
  case Kind::Float64: case Kind::Complex64: case Kind::Complex128: case Kind::String: case Kind::UnsafePointer:
    if (t->underlying != t) {
      layout(t->underlying);
      setUnderlying(t, t->underlying);
    }
    return;
  }
  t->complete = true;
}

} // namespace golem::gir
