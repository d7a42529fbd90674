// For the terminal: the report by function, one site's reasons, assertions in comments, allow lists.
#include "compiler/inspect/inspect.h"
#include <algorithm>
#include <sstream>

namespace golem::inspect {

namespace {

std::string position(const std::string &file, uint32_t line, uint32_t column) { return file + ":" + std::to_string(line) + ":" + std::to_string(column); }

std::string trimmed(std::string_view s) {
  size_t from = s.find_first_not_of(" \t"), to = s.find_last_not_of(" \t\r");
  return from == std::string_view::npos ? "" : std::string(s.substr(from, to - from + 1));
}

std::string sizeText(const Site &s) {
  if (s.placement != "heap") return {};
  if (s.bytes < 0) return "size known at run time";
  std::string out = std::to_string(s.bytes) + " B";
  if (s.classBytes > s.bytes) out += " (takes " + std::to_string(s.classBytes) + ")";
  return out;
}

} // namespace

bool parseWhere(std::string_view text, Where &w) {
  std::vector<std::string_view> parts;
  for (size_t from = 0;;) {
    size_t colon = text.find(':', from);
    parts.push_back(text.substr(from, colon == std::string_view::npos ? colon : colon - from));
    if (colon == std::string_view::npos) break;
    from = colon + 1;
  }
  auto number = [](std::string_view s, uint32_t &out) {
    uint64_t v = 0;
    for (char c : s) {
      if (c < '0' || c > '9' || v > 100'000'000) return false;
      v = v * 10 + static_cast<uint64_t>(c - '0');
    }
    out = static_cast<uint32_t>(v);
    return !s.empty() && v > 0;
  };
  w = {};
  size_t i = 0;
  if (uint32_t n; !number(parts[0], n)) {
    if (parts[0].empty()) return false;
    w.file = parts[i++];
  }
  if (i == parts.size() || !number(parts[i++], w.line)) return false;
  if (i < parts.size() && !number(parts[i++], w.column)) return false;
  return i == parts.size();
}

bool at(const Site &s, const Where &w) {
  if (s.line != w.line || (w.column && s.column != w.column)) return false;
  if (w.file.empty() || s.file == w.file) return true;
  std::string_view file = w.file;
  if (file.starts_with("./")) file.remove_prefix(2);
  return s.file.ends_with(file) && (s.file.size() == file.size() || s.file[s.file.size() - file.size() - 1] == '/');
}

std::string text(const std::vector<Site> &sites, Sources &sources) {
  // Functions in the order of their first site.
  std::vector<std::string> functions;
  std::map<std::string, std::vector<const Site *>> by;
  size_t heap = 0, stack = 0;
  for (const Site &s : sites) {
    auto &list = by[s.function];
    if (list.empty()) functions.push_back(s.function);
    list.push_back(&s);
    (s.placement == "heap" ? heap : stack)++;
  }
  std::string out;
  for (const std::string &f : functions) {
    out += f + "\n";
    uint32_t shown = 0;
    for (const Site *s : by[f]) {
      std::string line = std::to_string(s->line);
      if (s->line != shown) out += std::string(line.size() < 6 ? 6 - line.size() : 0, ' ') + line + " | " + trimmed(sources.line(s->file, s->line)) + "\n";
      shown = s->line;
      out += "    " + position(s->file, s->line, s->column) + ": " + s->verdict + (s->cause.empty() ? "" : ": " + s->cause);
      if (std::string size = sizeText(*s); !size.empty()) out += " [" + size + "]";
      if (s->escapesInGc && !s->escapes) out += " (gc puts it on the heap)";
      out += "\n";
    }
  }
  return out + std::to_string(heap) + " on the heap, " + std::to_string(stack) + " not\n";
}

std::string why(const std::vector<Site> &sites, const Where &w, Sources &sources) {
  std::string out;
  for (const Site &s : sites) {
    if (!at(s, w)) continue;
    out += position(s.file, s.line, s.column) + ": " + s.verdict;
    if (std::string size = sizeText(s); !size.empty()) out += " [" + size + "]";
    out += "\n";
    if (!s.escapes) {
      out += s.cause.empty() ? "  nothing keeps it longer than its function runs\n" : "  " + s.cause + "\n";
      continue;
    }
    std::string flow;
    for (const FlowStep &step : s.path) {
      std::string file = step.file.substr(step.file.rfind('/') + 1);
      flow += (flow.empty() ? "" : " \xe2\x86\x92 ") + step.text + " at " + file + ":" + std::to_string(step.line);
    }
    out += "  " + (flow.empty() ? s.cause : flow) + "\n";
    for (const FlowStep &step : s.path)
      out += "    " + position(step.file, step.line, step.column) + ": " + step.text + "\n      | " + trimmed(sources.line(step.file, step.line)) + "\n";
    if (!s.path.empty()) out += "  in a word: " + s.cause + "\n";
    if (!s.suggestion.empty()) out += "  try: " + s.suggestion + "\n";
  }
  return out;
}

std::string checkAssertions(const std::vector<Site> &sites, const std::vector<std::string> &files, Sources &sources) {
  std::string out;
  for (const std::string &file : files) {
    const std::vector<std::string> &lines = sources.lines(file);
    for (uint32_t n = 1; n <= lines.size(); n++) {
      size_t comment = lines[n - 1].find("//escape:");
      if (comment == std::string::npos) continue;
      std::string want = lines[n - 1].substr(comment + 9);
      want = want.substr(0, want.find_first_of(" \t"));
      std::string here = position(file, n, static_cast<uint32_t>(comment + 1)) + ": ";
      if (want != "stack" && want != "heap") {
        out += here + "unknown assertion //escape:" + want + " (stack or heap)\n";
        continue;
      }
      size_t found = 0, wrong = 0;
      for (const Site &s : sites) {
        if (s.file != file || s.line != n) continue;
        found++;
        if ((s.placement == "heap") == (want == "heap")) continue;
        wrong++;
        if (want == "stack") out += position(s.file, s.line, s.column) + ": " + s.verdict + (s.cause.empty() ? "" : ": " + s.cause) + " (//escape:stack)\n";
      }
      if (!found) out += here + "nothing on this line can be allocated\n";
      else if (want == "heap" && wrong == found) out += here + "nothing on this line is on the heap\n";
    }
  }
  return out;
}

bool parseAllowed(std::string_view text, std::vector<std::vector<std::string>> &allowed, std::string &err) {
  std::istringstream in{std::string(text)};
  size_t n = 0;
  for (std::string line; std::getline(in, line);) {
    n++;
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    std::istringstream words(line);
    std::vector<std::string> row(3);
    words >> row[0] >> row[1];
    std::getline(words, row[2]);
    row[2] = trimmed(row[2]);
    if (row[2].empty()) {
      err = std::to_string(n) + ":1: want package, function and expression";
      return false;
    }
    allowed.push_back(std::move(row));
  }
  return true;
}

std::vector<const Site *> notAllowed(const std::vector<Site> &sites, const std::vector<std::vector<std::string>> &allowed) {
  auto fits = [](const std::string &want, const std::string &is) { return want == "*" || want == is; };
  std::vector<const Site *> out;
  for (const Site &s : sites) {
    if (s.placement != "heap") continue;
    bool ok = std::any_of(allowed.begin(), allowed.end(),
                          [&](const auto &row) { return fits(row[0], s.package) && fits(row[1], s.function) && fits(row[2], s.expr); });
    if (!ok) out.push_back(&s);
  }
  return out;
}

} // namespace golem::inspect
