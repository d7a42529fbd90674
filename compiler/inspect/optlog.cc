// gc's optimization log (-gcflags=-json=0,DIR), the format that gopls reads: for each source file a header and one LSP diagnostic a line.
// Explanations and remarks of a package in; all its files' contents out, each behind a line with its name and size.
//
// What gc logs from its back end (nilcheck, isInBounds, copy) is not there: golem's checks are decided elsewhere.
#include "compiler/inspect/inspect.h"
#include <algorithm>
#include <charconv>

namespace golem::inspect {

namespace {

// As encoding/json writes strings.
std::string goString(std::string_view s) {
  std::string out;
  for (char c : jsonString(s)) {
    if (c == '<') out += "\\u003c";
    else if (c == '>') out += "\\u003e";
    else if (c == '&') out += "\\u0026";
    else out += c;
  }
  return out;
}
// The path of url.URL{Scheme: "file"} and url.PathEscape: the first keeps slashes and what is allowed in paths.
std::string escaped(std::string_view s, std::string_view keep) {
  std::string out;
  for (unsigned char c : s) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        std::string_view("-_.~").find(static_cast<char>(c)) != std::string_view::npos || keep.find(static_cast<char>(c)) != std::string_view::npos) {
      out += static_cast<char>(c);
      continue;
    }
    char buf[4];
    std::snprintf(buf, sizeof buf, "%%%02X", c);
    out += buf;
  }
  return out;
}

struct Log {
  const gir::Module &m;
  struct Entry {
    uint32_t pos;
    std::string_view code;
    std::string message, related;
  };
  std::vector<Entry> entries;

  std::string range(uint32_t pos) const {
    const gir::SrcPos &p = m.positions[pos];
    std::string at = "{\"line\":" + std::to_string(p.line) + ",\"character\":" + std::to_string(p.col) + "}";
    return "\"range\":{\"start\":" + at + ",\"end\":" + at + "}";
  }
  // One element of relatedInformation.
  void relate(std::string &out, uint32_t pos, std::string_view message) const {
    const gir::SrcPos &p = m.positions[pos];
    if (p.line == 0 || p.file >= m.files.size()) return;
    if (!out.empty()) out += ",";
    out += "{\"location\":{\"uri\":" + goString("file://" + escaped(m.files[p.file], "/$&+:=@")) + "," + range(pos) + "},\"message\":" + goString(message) +
           "}";
  }
  // The places inside of inlined functions, the outermost first.
  void inlined(std::string &out, uint32_t pos) const {
    std::vector<uint32_t> chain;
    for (; m.positions[pos].inlinedAt != gir::kNone; pos = m.positions[pos].inlinedAt) chain.push_back(pos);
    for (size_t i = chain.size(); i-- > 0;) relate(out, chain[i], "inlineLoc");
  }
  void add(uint32_t pos, std::string_view code, std::string message, const std::vector<escape::Explanation::Line> &lines = {}) {
    Entry e{pos, code, std::move(message), {}};
    inlined(e.related, pos);
    for (const escape::Explanation::Line &l : lines) {
      relate(e.related, gir::outermost(m, l.pos), "escflow:  " + l.text);
      inlined(e.related, l.pos);
    }
    entries.push_back(std::move(e));
  }
};

} // namespace

std::string optimizationLog(const gir::Module &m, const std::vector<escape::Explanation> &explanations, std::string_view package, std::string_view version) {
  Log log{m, {}};
  for (const gir::Remark &r : m.remarks) {
    auto after = [&](std::string_view start, std::string_view mark, std::string &rest) {
      if (!std::string_view(r.text).starts_with(start)) return false;
      size_t at = r.text.find(mark);
      if (at == r.text.npos) return false;
      rest = r.text.substr(at + mark.size());
      return true;
    };
    std::string rest;
    if (after("can inline ", " with cost ", rest)) log.add(r.pos, "canInlineFunction", "cost: " + rest.substr(0, rest.find(' ')));
    else if (r.from == gir::Remark::kOnlyLogged && after("cannot inline call: ", "cannot inline call: ", rest)) log.add(r.pos, "cannotInlineCall", rest);
    else if (after("cannot inline ", ": repeated recursive cycle", rest)) continue;
    else if (after("cannot inline ", ": ", rest)) log.add(r.pos, "cannotInlineFunction", rest);
  }
  for (const escape::Explanation &e : explanations) {
    if (e.leaks) {
      log.add(e.pos, "leak", e.what + e.derefs, e.lines);
      continue;
    }
    // Where the heap is the first destination gc finds out while it makes the graph, and says so with another code.
    size_t flows = static_cast<size_t>(std::count_if(e.lines.begin(), e.lines.end(), [](auto &l) { return l.flow; }));
    bool direct = flows == 1 && !e.lines.empty() && e.lines[0].text.starts_with("  flow: {heap} ← &");
    log.add(e.pos, direct ? "escapes" : "escape", e.what, e.lines);
    if (!e.variable) log.add(e.pos, "escape", "");
  }
  auto key = [&](const Log::Entry &e) {
    const gir::SrcPos &p = m.positions[gir::outermost(m, e.pos)];
    return std::make_tuple(p.file, p.line, p.col);
  };
  std::erase_if(log.entries, [&](const Log::Entry &e) { return std::get<1>(key(e)) == 0 || std::get<0>(key(e)) >= m.files.size(); });
  std::stable_sort(log.entries.begin(), log.entries.end(), [&](const Log::Entry &a, const Log::Entry &b) { return key(a) < key(b); });
  // Instances of a generic function say the same.
  log.entries.erase(std::unique(log.entries.begin(), log.entries.end(),
                                [&](const Log::Entry &a, const Log::Entry &b) {
                                  return key(a) == key(b) && a.code == b.code && a.message == b.message && a.related == b.related;
                                }),
                    log.entries.end());
  std::string out;
  for (size_t i = 0; i < log.entries.size();) {
    uint32_t file = std::get<0>(key(log.entries[i]));
    std::string text = "{\"version\":0,\"package\":" + goString(package) + ",\"goos\":\"linux\",\"goarch\":\"amd64\",\"gc_version\":" + goString(version) +
                       ",\"file\":" + goString(m.files[file]) + "}\n";
    for (; i < log.entries.size() && std::get<0>(key(log.entries[i])) == file; i++) {
      const Log::Entry &e = log.entries[i];
      text += "{" + log.range(gir::outermost(m, e.pos)) + ",\"severity\":3,\"code\":\"" + std::string(e.code) +
              "\",\"source\":\"go compiler\",\"message\":" + goString(e.message) + (e.related.empty() ? "" : ",\"relatedInformation\":[" + e.related + "]") +
              "}\n";
    }
    std::string base = m.files[file].substr(m.files[file].rfind('/') + 1);
    base = base.substr(0, base.rfind(".go"));
    out += escaped(base, "$&+:=@") + ".json " + std::to_string(text.size()) + "\n" + text;
  }
  return out;
}

bool logFiles(std::string_view text, std::vector<std::pair<std::string, std::string>> &files) {
  while (!text.empty()) {
    size_t end = text.find('\n'), space = text.substr(0, end).rfind(' ');
    if (end == text.npos || space == text.npos) return false;
    size_t size = 0;
    std::from_chars(text.data() + space + 1, text.data() + end, size);
    if (size > text.size() - end - 1) return false;
    files.push_back({std::string(text.substr(0, space)), std::string(text.substr(end + 1, size))});
    text.remove_prefix(end + 1 + size);
  }
  return true;
}

std::string logDirectory(std::string_view package) { return escaped(package, "$&+:=@"); }

} // namespace golem::inspect
