// The text formats of modules: go.mod and go.work (same grammar), go.sum, vendor/modules.txt; and semantic versions.
#include "compiler/load/module.h"
#include "compiler/syntax/parse.h"
#include <algorithm>

namespace golem::load {

namespace {
// The words of a line; quoted ones unquoted; a // comment ends it.
bool words(std::string_view line, std::vector<std::string> &out) {
  out.clear();
  for (size_t i = 0; i < line.size();) {
    char c = line[i];
    if (c == ' ' || c == '\t' || c == '\r') {
      i++;
    } else if (line.substr(i).starts_with("//")) {
      break;
    } else if (c == '"' || c == '`') {
      size_t end = line.find(c, i + 1);
      std::string w;
      if (end == std::string_view::npos || !syntax::unquote(line.substr(i, end + 1 - i), w)) return false;
      out.push_back(w);
      i = end + 1;
    } else if (c == '(' || c == ')') {
      out.push_back(std::string(1, c));
      i++;
    } else {
      size_t end = i;
      while (end < line.size() && std::string_view(" \t\r()").find(line[end]) == std::string_view::npos) end++;
      out.push_back(std::string(line.substr(i, end - i)));
      i = end;
    }
  }
  return true;
}
} // namespace

bool parseModFile(std::string_view text, ModFile &out, Diagnostics *diags) {
  bool ok = true;
  std::string block; // directive of the parenthesized block we are in
  std::vector<std::string> w;
  int lineNo = 0;
  out.goVersion = "go1.16";
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    lineNo++;
    auto fail = [&](const std::string &msg) {
      if (diags) diags->report(Pos{}, Diag::LoadGoMod, {std::to_string(lineNo), msg});
      ok = false;
    };
    if (!words(line, w)) {
      fail("unterminated string");
      continue;
    }
    if (w.empty()) continue;
    if (!block.empty() && w[0] == ")") {
      block.clear();
      continue;
    }
    std::string verb = block;
    if (verb.empty()) {
      verb = w[0];
      w.erase(w.begin());
      if (!w.empty() && w[0] == "(") {
        block = verb;
        continue;
      }
    }
    auto need = [&](size_t n) {
      if (w.size() >= n) return true;
      fail("usage: " + verb + (verb == "require" ? " module/path v1.2.3" : verb == "replace" ? " module/path [v1.2.3] => other/module v1.4" : " argument"));
      return false;
    };
    if (verb == "module") {
      if (need(1)) out.path = w[0];
    } else if (verb == "go") {
      if (!need(1)) continue;
      // "1.21", "1.21.3", "1.22rc1": the language version is major.minor
      const std::string &v = w[0];
      size_t dot = v.find('.');
      size_t e = dot == std::string::npos ? v.size() : v.find_first_not_of("0123456789", dot + 1);
      if (v.empty() || v[0] < '1' || v[0] > '9' || dot == std::string::npos) fail("invalid go version '" + v + "': must match format 1.23");
      else out.goVersion = "go" + v.substr(0, e);
    } else if (verb == "require") {
      if (need(2)) out.require.push_back({w[0], w[1]});
    } else if (verb == "replace") {
      size_t arrow = 0;
      while (arrow < w.size() && w[arrow] != "=>") arrow++;
      if (arrow == 0 || arrow + 1 >= w.size()) {
        need(99);
        continue;
      }
      out.replace.push_back({w[0], arrow > 1 ? w[1] : "", w[arrow + 1], arrow + 2 < w.size() ? w[arrow + 2] : ""});
    } else if (verb == "exclude") {
      if (need(2)) out.exclude.push_back({w[0], w[1]});
    } else if (verb == "use") { // go.work
      if (need(1)) out.use.push_back(w[0]);
    } else if (verb == "godebug") {
      size_t eq = w.empty() ? std::string::npos : w[0].find('=');
      if (w.size() != 1 || eq == std::string::npos) fail("usage: godebug key=value");
      else out.godebug.push_back({w[0].substr(0, eq), w[0].substr(eq + 1), lineNo});
    } else if (verb != "retract" && verb != "toolchain" && verb != "tool" && verb != "ignore") {
      fail("unknown directive: " + verb);
    }
  }
  return ok;
}

// go.sum: "path version h1:…" a line.
void parseSums(std::string_view text, std::map<std::string, std::string> &out) {
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    size_t a = line.find(' '), b = a == line.npos ? a : line.find(' ', a + 1);
    if (b == line.npos || !line.substr(b + 1).starts_with("h1:")) continue;
    out.emplace(line.substr(0, b), line.substr(b + 1));
  }
}

// vendor/modules.txt:  # path version [=> path [version]] / ## explicit; go 1.20 / package paths.
void parseVendorList(std::string_view text, std::vector<VendorModule> &out) {
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    std::vector<std::string> w;
    bool meta = line.starts_with("## "), mod = line.starts_with("# ");
    if (!words(line.substr(meta ? 3 : mod ? 2 : 0), w) || w.empty()) continue;
    if (mod) {
      VendorModule m;
      m.path = w[0];
      size_t arrow = std::find(w.begin(), w.end(), "=>") - w.begin();
      if (arrow > 1) m.version = w[1];
      for (size_t i = arrow; i < w.size(); i++) m.replacement += (i > arrow + 1 ? "@" : "") + (i > arrow ? w[i] : "");
      out.push_back(m);
    } else if (meta && !out.empty()) {
      for (size_t i = 0; i < w.size(); i++) {
        if (w[i].starts_with("explicit")) out.back().isExplicit = true;
        if (w[i] == "go" && i + 1 < w.size()) out.back().goVersion = "go" + w[i + 1].substr(0, w[i + 1].find('.', w[i + 1].find('.') + 1));
      }
    } else if (!out.empty()) {
      out.back().packages.insert(w[0]);
    }
  }
}

// semver.org's precedence; "+incompatible" and other build metadata don't count.
int compareVersions(std::string_view a, std::string_view b) {
  auto split = [](std::string_view v, std::string_view &pre) {
    if (v.starts_with("v")) v.remove_prefix(1);
    v = v.substr(0, v.find('+'));
    size_t dash = v.find('-');
    pre = dash == v.npos ? std::string_view() : v.substr(dash + 1);
    return v.substr(0, dash);
  };
  // Dot-separated identifiers: numeric ones by value and before the others.
  auto compareDotted = [](std::string_view x, std::string_view y) {
    while (!x.empty() || !y.empty()) {
      if (x.empty() || y.empty()) return x.empty() ? -1 : 1;
      std::string_view p = x.substr(0, x.find('.')), q = y.substr(0, y.find('.'));
      x.remove_prefix(std::min(x.size(), p.size() + 1));
      y.remove_prefix(std::min(y.size(), q.size() + 1));
      if (p == q) continue;
      bool pn = p.find_first_not_of("0123456789") == p.npos, qn = q.find_first_not_of("0123456789") == q.npos;
      if (pn != qn) return pn ? -1 : 1;
      if (pn && p.size() != q.size()) return p.size() < q.size() ? -1 : 1;
      return p < q ? -1 : 1;
    }
    return 0;
  };
  std::string_view preA, preB;
  std::string_view coreA = split(a, preA), coreB = split(b, preB);
  if (int c = compareDotted(coreA, coreB)) return c;
  if (preA.empty() || preB.empty()) return preA.empty() == preB.empty() ? 0 : preA.empty() ? 1 : -1;
  return compareDotted(preA, preB);
}

} // namespace golem::load
