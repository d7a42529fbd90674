// The GODEBUG settings that a program starts with. In: the godebug lines of go.mod or go.work, the //go:debug lines of package
// main (and of the tests, for a test program), the go version of the main module, and the table of settings in GOROOT. Out:
// Package::godebug, "key=value,key=value", sorted. go.dev/doc/godebug; the order of precedence is cmd/go's defaultGODEBUG.
#include "compiler/load/loader.h"
#include <algorithm>

namespace golem::load {

namespace {
struct Setting {
  int changed = 0;   // 21: go1.21 changed the behaviour
  std::string old;   // the value that brings back what was before
  int removed = 0;   // go1.removed doesn't know it any more
};

// The value of `field:` in a composite literal of Go's table.
std::string_view fieldOf(std::string_view literal, std::string_view field) {
  size_t at = literal.find(field);
  if (at == literal.npos) return {};
  literal.remove_prefix(at + field.size());
  while (literal.starts_with(' ')) literal.remove_prefix(1);
  if (literal.starts_with('"')) {
    literal.remove_prefix(1);
    return literal.substr(0, literal.find('"'));
  }
  return literal.substr(0, literal.find_first_not_of("0123456789"));
}

// internal/godebugs/table.go, a setting a line: {Name: "panicnil", Package: "runtime", Changed: 21, Old: "1"},
std::map<std::string, Setting, std::less<>> knownSettings(const std::string &goroot) {
  std::map<std::string, Setting, std::less<>> known;
  std::string text, err;
  if (!readFile(goroot + "/src/internal/godebugs/table.go", text, err)) return known;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    std::string_view name = fieldOf(line, "{Name:");
    if (name.empty()) continue;
    Setting &s = known[std::string(name)];
    s.changed = std::atoi(std::string(fieldOf(line, "Changed:")).c_str());
    s.removed = std::atoi(std::string(fieldOf(line, "Removed:")).c_str());
    s.old = fieldOf(line, "Old:");
  }
  return known;
}

// The minor release: 21 of "go1.21", "1.21.3", "1.21rc2"; -1 if it is no version.
int minorOf(std::string_view version) {
  if (version.starts_with("go")) version.remove_prefix(2);
  if (!version.starts_with("1.") || version.size() < 3 || version[2] < '0' || version[2] > '9') return -1;
  return std::atoi(std::string(version.substr(2)).c_str());
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}
} // namespace

void Loader::godebug() {
  bool programs = std::any_of(prog.roots.begin(), prog.roots.end(), [](const Package *p) { return p->isMain && !p->failed; });
  if (!programs && (!modules.found() || modules.settings().godebug.empty())) return;
  const auto known = knownSettings(prog.goroot);
  const int release = minorOf(prog.goVersion);
  using Settings = std::map<std::string, std::string, std::less<>>;
  auto problem = [&](std::string_view verb, std::string_view k, std::string_view v) -> std::string {
    if (k.find_first_of(" \t") != k.npos) return "key contains space";
    if (v.find_first_of(" \t") != v.npos) return "value contains space";
    if (k.find(',') != k.npos) return "key contains comma";
    if (v.find(',') != v.npos) return "value contains comma";
    if (k == "default") {
      if (!v.starts_with("go") || minorOf(v) < 0) return "value for default= must be goVERSION";
      if (minorOf(v) > release) return "default=" + std::string(v) + " too new (toolchain is " + prog.goVersion + ")";
      return "";
    }
    auto it = known.find(k);
    if (it == known.end() && !known.empty()) return "unknown " + std::string(verb) + " \"" + std::string(k) + "\"";
    if (it != known.end() && it->second.removed)
      return "use of removed " + std::string(verb) + " \"" + std::string(k) + "\", see https://go.dev/doc/godebug#go-1" + std::to_string(it->second.removed);
    return "";
  };

  Settings fromModule;
  if (modules.found())
    for (const ModFile::Godebug &g : modules.settings().godebug) {
      if (std::string why = problem("godebug", g.key, g.value); !why.empty()) {
        diags.report(Pos{}, Diag::LoadGoMod, {std::to_string(g.line), why});
        return;
      }
      fromModule[g.key] = g.value;
    }

  // The //go:debug lines stand before the package clause.
  auto directives = [&](const Package &p, Settings &out) {
    constexpr std::string_view kVerb = "//go:debug";
    for (const syntax::File *f : p.files) {
      std::string_view text = f->source->text;
      for (size_t at = 0; at < text.size();) {
        std::string_view line = text.substr(at, text.find('\n', at) - at);
        size_t start = at;
        at += line.size() + 1;
        if (line.starts_with("package ")) break;
        if (!line.starts_with(kVerb)) continue;
        std::string_view args = line.substr(kVerb.size());
        if (!args.empty() && args[0] != ' ' && args[0] != '\t' && args[0] != '\r') continue;
        args = trim(args);
        size_t eq = args.find('=');
        std::string_view k = args.substr(0, eq), v = eq == args.npos ? std::string_view() : args.substr(eq + 1);
        std::string why = eq == args.npos ? "missing key=value" : problem("//go:debug setting", k, v);
        if (!why.empty()) {
          diags.report(f->source->pos(static_cast<uint32_t>(start)), Diag::LoadGoDebug, {why});
          continue;
        }
        out[std::string(k)] = v;
      }
    }
  };

  for (Package *p : prog.roots) {
    if (!p->isMain || p->failed) continue;
    Settings given = fromModule;
    directives(*p, given);
    if (p->testOf)
      for (const Package *q : prog.roots)
        if (q == p->testOf || (q != p && q->testOf == p->testOf)) directives(*q, given);
    int version = prog.moduleGoVersion.empty() ? release : minorOf(prog.moduleGoVersion);
    if (auto d = given.find("default"); d != given.end()) {
      version = minorOf(d->second);
      given.erase(d);
    }
    for (const auto &[name, s] : known)
      if (!s.removed && version >= 0 && version < s.changed) given.emplace(name, s.old);
    p->godebug.clear();
    for (const auto &[k, v] : given) p->godebug += (p->godebug.empty() ? "" : ",") + k + "=" + v;
  }
}

} // namespace golem::load
