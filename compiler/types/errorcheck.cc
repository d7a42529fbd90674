// See errorcheck.h.
#include "compiler/types/errorcheck.h"
#include "compiler/syntax/parse.h"
#include <cstring>
#include <fstream>
#include <regex.h>
#include <sstream>

namespace golem::types {

namespace {
// A Go regular expression as a POSIX extended one: close enough for what tests use.
std::string posixRegex(const std::string &s) {
  std::string out;
  for (size_t i = 0; i < s.size(); i++) {
    if (s.compare(i, 4, "(?s)") == 0 || s.compare(i, 4, "(?i)") == 0) {
      i += 3;
    } else if (s.compare(i, 3, "(?:") == 0) {
      out += '(';
      i += 2;
    } else if (s.compare(i, 2, "\\d") == 0) {
      out += "[0-9]";
      i++;
    } else if (s.compare(i, 2, "\\x") == 0 && i + 3 < s.size()) {
      out += static_cast<char>(std::strtol(s.substr(i + 2, 2).c_str(), nullptr, 16));
      i += 3;
    } else if (s.compare(i, 2, "\\n") == 0) {
      out += '\n';
      i++;
    } else if (s.compare(i, 2, "\\t") == 0) {
      out += '\t';
      i++;
    } else if (s[i] == '\\' && i + 1 < s.size()) {
      out += s[i];
      out += s[++i];
    } else if (s[i] == '?' && !out.empty() && (out.back() == '*' || out.back() == '+') && (out.size() < 2 || out[out.size() - 2] != '\\')) {
      continue; // non-greedy
    } else if (s[i] == '{' && (i + 1 >= s.size() || !isdigit(static_cast<unsigned char>(s[i + 1])))) {
      out += "\\{";
    } else {
      out += s[i];
    }
  }
  return out;
}

struct Expectation {
  std::string file;
  uint32_t line;
  std::string re;
  bool optional = false;
};

} // namespace

bool matchesRegex(const std::string &re, const std::string &text) {
  regex_t r;
  if (regcomp(&r, posixRegex(re).c_str(), REG_EXTENDED | REG_NOSUB) != 0) return text.find(re) != std::string::npos;
  bool ok = regexec(&r, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&r);
  return ok;
}

// The strings after ERROR on a line: "…" or `…`. Raw: what stands between double quotes, as testdir takes it; else a Go
// string literal.
std::vector<std::string> quotedStrings(const std::string &s, size_t at, bool raw) {
  std::vector<std::string> out;
  while (at < s.size()) {
    char q = s[at];
    if (q == '"') {
      size_t e = at + 1;
      while (e < s.size() && s[e] != '"') e += !raw && s[e] == '\\' ? 2 : 1;
      if (e >= s.size()) break;
      std::string lit = s.substr(at, e - at + 1), v;
      if (raw) v = lit.substr(1, lit.size() - 2);
      else if (!syntax::unquote(lit, v)) break;
      out.push_back(v);
      at = e + 1;
    } else if (q == '`' && !raw) {
      size_t e = s.find('`', at + 1);
      if (e == std::string::npos) break;
      out.push_back(s.substr(at + 1, e - at - 1));
      at = e + 1;
    } else if (q == ' ' || q == '\t' || raw) {
      at++;
    } else {
      break;
    }
  }
  return out;
}

namespace {
// cmd/internal/testdir's errorcheck: `// ERROR "a" "b"`, ERRORAUTO and GC_ERROR, LINE, LINE+n in expressions.
std::vector<Expectation> errorComments(const std::string &path) {
  std::vector<Expectation> out;
  std::ifstream in(path);
  std::string line;
  uint32_t n = 0;
  std::string base = path.substr(path.rfind('/') + 1);
  while (std::getline(in, line)) {
    n++;
    if (line.find("////") != std::string::npos) continue;
    size_t at = std::string::npos;
    for (const char *tag : {"// ERROR ", "// GC_ERROR ", "// ERRORAUTO ", "// GC_ERRORAUTO "}) {
      size_t i = line.find(tag);
      if (i != std::string::npos && (at == std::string::npos || i < at)) at = i + std::string(tag).size();
    }
    if (at == std::string::npos) continue;
    for (std::string s : quotedStrings(line, at, true)) {
      for (size_t i; (i = s.find("LINE")) != std::string::npos;) {
        long delta = 0;
        size_t e = i + 4;
        if (e < s.size() && (s[e] == '+' || s[e] == '-')) {
          char *endp = nullptr;
          delta = std::strtol(s.c_str() + e, &endp, 10);
          e = static_cast<size_t>(endp - s.c_str());
        }
        s = s.substr(0, i) + base + ":" + std::to_string(static_cast<long>(n) + delta) + s.substr(e);
      }
      out.push_back({path, n, s, false});
    }
  }
  return out;
}
} // namespace

bool compareErrors(SourceManager &sm, const std::vector<std::string> &files, const std::vector<Report> &got, std::string &why) {
  std::vector<Expectation> want;
  for (auto &f : files) {
    auto w = errorComments(f);
    want.insert(want.end(), w.begin(), w.end());
  }
  struct Got {
    std::string file;
    uint32_t line;
    std::string text;
    bool used = false;
  };
  std::vector<Got> list;
  for (const Report &r : got) {
    Position p = sm.position(r.pos);
    std::string text = r.text;
    // Positions in messages: base names only, as the test's output has them.
    for (auto &f : files) {
      std::string dir = f.substr(0, f.rfind('/') + 1);
      for (size_t i; !dir.empty() && (i = text.find(dir)) != std::string::npos;) text.erase(i, dir.size());
    }
    list.push_back({std::string(p.file), p.line, text, false});
  }
  bool ok = true;
  std::ostringstream os;
  auto base = [](const std::string &f) { return f.substr(f.rfind('/') + 1); };
  for (auto &w : want) {
    bool found = false;
    for (auto &g : list)
      if (g.line == w.line && base(g.file) == base(w.file) && matchesRegex(w.re, g.text)) {
        g.used = true;
        found = true;
      }
    if (!found) {
      ok = false;
      os << "  " << w.file.substr(w.file.rfind('/') + 1) << ":" << w.line << ": missing \"" << w.re << "\"";
      for (auto &g : list)
        if (g.line == w.line && base(g.file) == base(w.file)) os << "  got: " << g.text;
      os << "\n";
    }
  }
  for (auto &g : list) {
    if (g.used) continue;
    ok = false;
    os << "  " << g.file.substr(g.file.rfind('/') + 1) << ":" << g.line << ": unmatched: " << g.text << "\n";
  }
  why = os.str();
  return ok;
}

} // namespace golem::types
