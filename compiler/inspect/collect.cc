// Findings of the analysis to sites of the report: names, sizes, the path in words, a suggestion.
#include "compiler/inspect/inspect.h"
#include "runtime/heap/sizeclasses.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <tuple>
#include <unordered_map>

namespace golem::inspect {

using escape::Cause;
using gir::SiteKind;

namespace {

// gc elides with three dots.
std::string gcText(std::string_view s) {
  std::string out(s);
  for (size_t i; (i = out.find("\xe2\x80\xa6")) != std::string::npos;) out.replace(i, 3, "...");
  return out;
}

struct Kind {
  std::string_view name, word; // gir's, and the report's
};
Kind kindOf(SiteKind k) {
  switch (k) {
#define SITEKIND(name, word) \
  case SiteKind::name: return {#name, word};
#include "compiler/inspect/sitekinds.def"
  }
  return {};
}

const char *placementText(gir::Placement p) {
  switch (p) {
  case gir::Placement::Undecided: return "undecided";
  case gir::Placement::Stack: return "stack";
  case gir::Placement::Heap: return "heap";
  case gir::Placement::Static: return "static";
  case gir::Placement::Gone: return "gone";
  }
  return "";
}

// A value can be on the heap although it doesn't escape.
std::string_view otherwise(const gir::Site &s) {
  if (s.placement != gir::Placement::Heap) return {};
  switch (s.kind) {
  case SiteKind::Makemap: case SiteKind::MapLit: return "a map for more than eight entries is on the heap";
  case SiteKind::Makechan: return "channels are on the heap always";
  default: return {};
  }
}

// The row that fits first. Rows are few.
std::string_view suggestion(SiteKind kind, Cause cause) {
  struct Row {
    std::string_view kind;
    Cause cause;
    std::string_view text;
  };
  static constexpr Row rows[] = {
#define SUGGEST(k, c, text) {#k, Cause::c, text},
#include "compiler/inspect/suggest.def"
  };
  for (const Row &r : rows)
    if (r.cause == cause && (r.kind == "Any" || r.kind == kindOf(kind).name)) return r.text;
  return {};
}

// The objects of a function's sites: bytes, or -1 where only the run knows.
std::unordered_map<uint32_t, int64_t> sizes(const gir::Function &f) {
  std::unordered_map<uint32_t, int64_t> out;
  auto constant = [&](gir::Value v) -> int64_t {
    if (!v.isConst()) return -1;
    const gir::Const &c = f.consts[v.index];
    return c.kind == gir::Const::K::Int ? c.i : c.kind == gir::Const::K::Zero ? 0 : -1;
  };
  for (const gir::Block &b : f.blocks)
    for (const gir::Op &op : b.ops) {
      if (op.site == gir::kNone) continue;
      int64_t n = -1;
      const gir::Site &s = f.sites[op.site];
      switch (op.code) {
      case gir::Opcode::new_: n = op.type->size; break;
      case gir::Opcode::box_: n = op.args.empty() || op.args[0].isNone() ? -1 : gir::typeOf(f, op.args[0])->size; break;
      case gir::Opcode::closure_: // the code pointer and what is captured
        n = 8;
        for (gir::Value v : op.args) n = (n + gir::typeOf(f, v)->align - 1) / gir::typeOf(f, v)->align * gir::typeOf(f, v)->align + gir::typeOf(f, v)->size;
        n = (n + 7) / 8 * 8;
        break;
      case gir::Opcode::makeslice_:
        if (op.args.size() > 1 && s.type)
          if (int64_t cap = constant(op.args[1]); cap >= 0) n = cap * s.type->size;
        break;
      default: break;
      }
      if (auto [it, fresh] = out.emplace(op.site, n); !fresh && it->second != n) it->second = -1;
    }
  return out;
}

// What the heap takes for an object: its size class with the word that some begin with, or whole pages.
int64_t classBytes(int64_t bytes, bool pointers) {
  if (bytes <= 0) return bytes;
  auto n = static_cast<uintptr_t>(bytes);
  if (n > kMaxSmallSize - kMallocHeader) return static_cast<int64_t>(roundupsize(n, !pointers));
  return kClasses.size[sizeToClass(n + (pointers && n > kHeapBitsMax ? kMallocHeader : 0))];
}

bool matches(const gir::Module &m, const gir::Function &f, std::string_view want) {
  if (want.empty() || f.name == want) return true;
  std::string_view n = f.name, prefix = m.path;
  if (n.starts_with("main.")) prefix = "main";
  if (n.starts_with(prefix) && n.size() > prefix.size()) n.remove_prefix(prefix.size() + 1);
  return n == want || (n.starts_with(want) && n.substr(want.size()).starts_with(".func"));
}

struct Place {
  const gir::Module &m;
  std::string cwd;
  explicit Place(const gir::Module &mod) : m(mod) {
    std::error_code ec;
    cwd = std::filesystem::current_path(ec).string() + "/";
  }
  std::string shown(const std::string &file) const { return file.starts_with(cwd) ? "./" + file.substr(cwd.size()) : file; }
  // Where pos is in the source, as written: inlined code is where its own source is. outer: where it was inlined to.
  bool find(uint32_t pos, bool outer, std::string &file, uint32_t &line, uint32_t &col) const {
    const gir::SrcPos &p = m.positions[outer ? gir::outermost(m, pos) : pos];
    if (p.line == 0 || p.file >= m.files.size()) return false;
    file = shown(m.files[p.file]);
    line = p.line;
    col = p.col;
    return true;
  }
  std::vector<KnownStep> steps(const std::vector<escape::Step> &path) const {
    std::vector<KnownStep> out;
    for (const escape::Step &s : path) {
      KnownStep k{{}, std::string(s.callee), s.param};
      if (!find(s.pos, false, k.step.file, k.step.line, k.step.column)) continue;
      k.step.text = gcText(s.what);
      out.push_back(std::move(k));
    }
    return out;
  }
};

// The steps inside the function that keeps a value, and inside those that it passes it to.
void follow(const KnownPaths &known, const KnownStep &from, std::vector<FlowStep> &out) {
  constexpr size_t kMostSteps = 40; // and each function once: recursion comes back to the same parameter
  std::vector<std::pair<std::string, uint32_t>> seen;
  KnownStep at = from;
  while (!at.callee.empty() && out.size() < kMostSteps) {
    std::pair<std::string, uint32_t> where{at.callee, at.param};
    auto it = known.find(where);
    if (it == known.end() || it->second.empty() || std::find(seen.begin(), seen.end(), where) != seen.end()) return;
    seen.push_back(std::move(where));
    for (const KnownStep &s : it->second) out.push_back(s.step);
    at = it->second.back();
  }
}

auto key(const Site &s) { return std::tie(s.file, s.line, s.column, s.expr, s.variable); }

} // namespace

void learn(const gir::Module &m, const std::vector<escape::ParamPath> &paths, KnownPaths &known) {
  Place place(m);
  for (const escape::ParamPath &p : paths)
    if (auto [it, fresh] = known.try_emplace({p.function->name, p.row}); fresh) it->second = place.steps(p.path);
}

std::vector<std::string> sourceFiles(const gir::Module &m) {
  Place place(m);
  std::vector<std::string> out;
  for (const std::string &f : m.files) out.push_back(place.shown(f));
  return out;
}

void collect(const gir::Module &m, const std::vector<escape::Finding> &findings, const KnownPaths &known, std::string_view func, std::vector<Site> &out) {
  Place place(m);
  size_t start = out.size();
  std::unordered_map<const gir::Function *, std::unordered_map<uint32_t, int64_t>> sizesOf;
  for (const escape::Finding &f : findings) {
    const gir::Function &fn = *f.function;
    if (!matches(m, fn, func) || (fn.flags & gir::kAvailable)) continue;
    Site s;
    uint32_t pos;
    const gir::Type *type;
    SiteKind kind = SiteKind::Variable;
    if (f.site != gir::kNone) {
      const gir::Site &site = fn.sites[f.site];
      if (site.expr.empty() || site.kind == SiteKind::Append) continue;
      kind = site.kind;
      pos = site.pos;
      type = site.type;
      s.expr = gcText(site.expr);
      s.placement = placementText(site.placement);
      s.verdict = s.expr + (f.escapes ? " escapes to heap" : " does not escape");
      s.cause = f.escapes ? escape::causeText(f.cause) : otherwise(site);
      auto [it, fresh] = sizesOf.try_emplace(&fn);
      if (fresh) it->second = sizes(fn);
      if (auto size = it->second.find(f.site); size != it->second.end()) s.bytes = size->second;
    } else {
      const gir::Variable &v = fn.vars[f.variable];
      if (v.name.empty() || v.name[0] == '.' || v.name[0] == '#') continue;
      pos = v.pos;
      type = v.type;
      s.expr = v.name;
      s.placement = placementText(v.placement);
      s.variable = true;
      s.verdict = f.escapes ? "moved to heap: " + s.expr : s.expr + " does not escape";
      s.cause = escape::causeText(f.cause);
      s.bytes = v.type->size;
    }
    if (!place.find(pos, true, s.file, s.line, s.column)) continue;
    s.package = m.path;
    s.function = fn.name;
    s.kind = kindOf(kind).word;
    s.escapes = f.escapes;
    s.escapesInGc = f.escapesInGc;
    s.classBytes = classBytes(s.bytes, !type || type->hasPointers());
    if (f.escapes) s.suggestion = suggestion(kind, f.cause);
    for (const KnownStep &step : place.steps(f.path)) {
      s.path.push_back(step.step);
      follow(known, step, s.path);
    }
    out.push_back(std::move(s));
  }
  // Instances of a generic function: an escaping one speaks for all.
  auto first = out.begin() + static_cast<long>(start);
  std::stable_sort(first, out.end(), [](const Site &a, const Site &b) { return key(a) != key(b) ? key(a) < key(b) : a.escapes > b.escapes; });
  out.erase(std::unique(first, out.end(), [](const Site &a, const Site &b) { return key(a) == key(b); }), out.end());
}

const std::vector<std::string> &Sources::lines(const std::string &file) {
  auto [it, fresh] = files_.try_emplace(file);
  if (!fresh) return it->second;
  std::ifstream in(file, std::ios::binary);
  for (std::string l; std::getline(in, l);) {
    if (!l.empty() && l.back() == '\r') l.pop_back();
    it->second.push_back(std::move(l));
  }
  return it->second;
}
const std::string &Sources::line(const std::string &file, uint32_t number) {
  static const std::string none;
  const std::vector<std::string> &all = lines(file);
  return number == 0 || number > all.size() ? none : all[number - 1];
}

} // namespace golem::inspect
