// Package variables with //go:embed: their contents become static data. The loader has found the files of each pattern.
//
// string: the bytes, read-only; []byte: a writable copy; embed.FS: a pointer to []file {name, data string; hash [16]byte},
// directories included with a '/' at the end, sorted by directory and then by element, as package embed documents.
#include "compiler/lower/lowering.h"
#include "compiler/syntax/parse.h"
#include <algorithm>
#include <cstring>
#include <set>

namespace golem::lower {

using K = syn::NodeKind;

namespace {
std::pair<std::string_view, std::string_view> splitName(std::string_view name) {
  if (name.ends_with('/')) name.remove_suffix(1);
  size_t slash = name.rfind('/');
  if (slash == name.npos) return {".", name};
  return {name.substr(0, slash), name.substr(slash + 1)};
}
} // namespace

// The directives in front of decl: those after the previous declaration that has any.
static std::vector<std::string> filesOf(const Options &opts, const syn::File *file, Pos after, Pos decl, bool withDirs) {
  std::set<std::string> have;
  for (const syn::EmbedDirective &d : file->embeds) {
    if (!(after < d.pos && d.pos < decl)) continue;
    std::vector<std::string> patterns;
    std::string_view rest;
    syntax::parseEmbedPatterns(d.args, patterns, rest);
    for (const std::string &p : patterns) {
      auto it = opts.embeds->find(p);
      if (it == opts.embeds->end()) continue;
      for (const std::string &f : it->second) {
        have.insert(f);
        for (size_t slash = f.rfind('/'); withDirs && slash != f.npos; slash = slash ? f.rfind('/', slash - 1) : f.npos) have.insert(f.substr(0, slash + 1));
      }
    }
  }
  std::vector<std::string> out(have.begin(), have.end());
  std::sort(out.begin(), out.end(), [](const std::string &a, const std::string &b) { return splitName(a) < splitName(b); });
  return out;
}

void PackageLowerer::embedFiles(types::Var *v, const syn::File *file, Pos after, Pos decl) {
  gir::Global *g = m.globalByName.find(globalSymbol(v))->second;
  auto *named = v->type->kind == types::TypeKind::Named ? static_cast<types::Named *>(v->type) : nullptr;
  bool isFS = named && named->obj->name.str() == "FS" && named->obj->pkg && named->obj->pkg->path == "embed";
  gir::Type *t = g->type;
  bool isString = t->kind == Kind::String, isBytes = t->kind == Kind::Slice && t->elem->kind == Kind::Uint8;
  if (!isFS && !isString && !isBytes) {
    diags.report(v->pos, Diag::Generic, {"go:embed cannot apply to var of type " + types::typeString(v->type, pkg)});
    return;
  }
  std::vector<std::string> files = filesOf(opts, file, after, decl, isFS);
  if (!isFS && files.size() > 1) {
    diags.report(v->pos, Diag::Generic, {"invalid go:embed: multiple files for type " + types::typeString(v->type, pkg)});
    return;
  }
  auto content = [&](const std::string &name) {
    std::string text, err;
    if (!readFile(opts.dir + "/" + name, text, err)) diags.report(v->pos, Diag::Generic, {"embed " + name + ": " + err});
    return m.arena.copy(text);
  };
  auto put = [&](gir::Global *to, int64_t offset, gir::Const c) { to->init.push_back({offset, c}); };
  auto number = [&](int64_t n, gir::Type *type) {
    gir::Const c;
    c.kind = gir::Const::K::Int;
    c.type = type;
    c.i = n;
    return c;
  };
  auto text = [&](std::string_view s) {
    gir::Const c;
    c.kind = gir::Const::K::String;
    c.type = tt.basic(Kind::String);
    c.s = s;
    return c;
  };
  auto address = [&](const gir::Global *of) {
    gir::Const c;
    c.kind = gir::Const::K::Global;
    c.type = tt.basic(Kind::UnsafePointer);
    c.s = m.arena.copy(of->name);
    return c;
  };
  gir::Type *word = tt.basic(Kind::Int), *u64 = tt.basic(Kind::Uint64), *u8 = tt.basic(Kind::Uint8);
  if (files.empty()) return; // reported by the loader
  if (isString) {
    std::string_view data = content(files[0]);
    if (!data.empty()) put(g, 0, text(data));
    return;
  }
  if (isBytes) {
    std::string_view data = content(files[0]);
    if (data.empty()) {
      // Empty, but not nil.
      gir::Global *z = m.addGlobal(g->name + ".data", tt.arrayOf(u8, 1));
      tt.layout(z->type);
      put(g, 0, address(z));
      return;
    }
    gir::Global *d = m.addGlobal(g->name + ".data", tt.arrayOf(u8, static_cast<int64_t>(data.size())));
    tt.layout(d->type);
    size_t i = 0;
    for (; i + 8 <= data.size(); i += 8) {
      int64_t n;
      std::memcpy(&n, data.data() + i, 8);
      if (n) put(d, static_cast<int64_t>(i), number(n, u64));
    }
    for (; i < data.size(); i++)
      if (data[i]) put(d, static_cast<int64_t>(i), number(static_cast<unsigned char>(data[i]), u8));
    put(g, 0, address(d));
    put(g, 8, number(static_cast<int64_t>(data.size()), word));
    put(g, 16, number(static_cast<int64_t>(data.size()), word));
    return;
  }
  constexpr int64_t kFileBytes = 48;
  auto n = static_cast<int64_t>(files.size());
  gir::Global *list = m.addGlobal(g->name + ".files", tt.arrayOf(tt.basic(Kind::Uintptr), 3 + n * kFileBytes / 8));
  tt.layout(list->type);
  gir::Const self = address(list);
  self.i = 24; // the slice's elements follow its header
  put(list, 0, self);
  put(list, 8, number(n, word));
  put(list, 16, number(n, word));
  for (int64_t i = 0; i < n; i++) {
    const std::string &f = files[static_cast<size_t>(i)];
    put(list, 24 + i * kFileBytes, text(m.arena.copy(f)));
    if (f.ends_with('/')) continue;
    std::string_view data = content(f);
    if (!data.empty()) put(list, 24 + i * kFileBytes + 16, text(data));
    // The hash is for build systems that compare binaries; package embed does not read it.
  }
  list->readonly = true;
  put(g, 0, address(list));
}

void PackageLowerer::embedAll() {
  if (!opts.embeds || opts.embeds->empty()) return;
  for (syn::File *f : pkg->files) {
    if (f->embeds.empty()) continue;
    Pos after{};
    for (syn::Decl *d : f->decls) {
      if (d->kind != K::VarDecl) continue;
      auto *vd = static_cast<syn::VarDecl *>(d);
      if (!(vd->pragma & syn::kPragmaEmbed) || vd->names.size() != 1) continue;
      if (auto *o = pkg->scope->lookup(vd->names[0]->value); o && o->kind == types::ObjectKind::Var)
        embedFiles(static_cast<types::Var *>(o), f, after, vd->pos);
      after = vd->pos;
    }
  }
}

} // namespace golem::lower
