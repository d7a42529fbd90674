// Build constraints, as go/build applies them (go help buildconstraint). The old "// +build" lines are ignored: Go tools have
// kept //go:build lines beside them since 1.17.
#include "compiler/load/context.h"
#include "compiler/syntax/constraint.h"
#include <algorithm>
#include <iterator>

namespace golem::load {

namespace {
constexpr std::string_view kKnownOS[] = {"aix",   "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios",     "js",
                                         "linux", "nacl",    "netbsd", "openbsd",   "plan9",   "solaris", "wasip1",  "windows", "zos"};
constexpr std::string_view kKnownArch[] = {"386",     "amd64",  "amd64p32", "arm",      "armbe",     "arm64",       "arm64be", "loong64",
                                           "mips",    "mipsle", "mips64",   "mips64le", "mips64p32", "mips64p32le", "ppc",     "ppc64",
                                           "ppc64le", "riscv",  "riscv64",  "s390",     "s390x",     "sparc",       "sparc64", "wasm"};
template <class T> bool contains(const T &list, std::string_view s) { return std::find(std::begin(list), std::end(list), s) != std::end(list); }
} // namespace

bool Context::tag(std::string_view t) const {
  if (t == "linux" || t == "unix" || t == "gc") return true;
  if (t == "amd64") return amd64;
  if (t.starts_with("go1.")) {
    int n = 0;
    for (char c : t.substr(4)) {
      if (c < '0' || c > '9' || n > 10000) return tags.contains(t);
      n = n * 10 + (c - '0');
    }
    if (t.size() > 4 && n >= 1 && n <= goMinor) return true;
  }
  return tags.contains(t);
}

bool Context::fileName(std::string_view name) const {
  if (name.empty() || name[0] == '_' || name[0] == '.') return false;
  name = name.substr(0, name.find('.'));
  size_t first = name.find('_');
  if (first == std::string_view::npos) return true;
  // What stands before the first '_' is never a suffix: "linux.go" is no linux file.
  std::vector<std::string_view> parts;
  for (size_t at = first + 1;;) {
    size_t end = name.find('_', at);
    parts.push_back(name.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  if (!parts.empty() && parts.back() == "test") parts.pop_back();
  size_t n = parts.size();
  if (n >= 2 && contains(kKnownOS, parts[n - 2]) && contains(kKnownArch, parts[n - 1])) return tag(parts[n - 2]) && tag(parts[n - 1]);
  if (n >= 1 && (contains(kKnownOS, parts[n - 1]) || contains(kKnownArch, parts[n - 1]))) return tag(parts[n - 1]);
  return true;
}

Constraint checkConstraint(std::string_view text, const Context &ctx, size_t &at, std::string &err) {
  size_t i = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  bool found = false;
  Constraint result = Constraint::Fits;
  while (i < text.size()) {
    char c = text[i];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      i++;
    } else if (text.substr(i).starts_with("//")) {
      size_t end = std::min(text.find('\n', i), text.size());
      std::string_view line = text.substr(i, end - i);
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
      if (line.starts_with("//go:build") && (line.size() == 10 || line[10] == ' ' || line[10] == '\t')) {
        at = i;
        if (found) return Constraint::Twice;
        found = true;
        syntax::BuildExpr e;
        if (!syntax::parseBuildExpr(line.substr(10), e, &err)) return Constraint::Malformed;
        if (!syntax::evalBuildExpr(e, [&](std::string_view t) { return ctx.tag(t); })) result = Constraint::Excludes;
      }
      i = end;
    } else if (text.substr(i).starts_with("/*")) {
      size_t end = text.find("*/", i + 2);
      if (end == std::string_view::npos) return result;
      i = end + 2;
    } else {
      break;
    }
  }
  return result;
}

} // namespace golem::load
