// `golem escape`: findings in, text or JSON out, in position order, each source construct once.
//
// The words are gc's: "moved to heap: x", "… escapes to heap", "… does not escape"; after them comes the cause. The
// verdict is about the flow of the value; maps and channels are on the heap even if they don't escape, and that is said.
#include "compiler/escape/escape.h"
#include <algorithm>
#include <filesystem>
#include <tuple>

namespace golem::escape {

namespace {

std::string jsonString(std::string_view s) {
  std::string out = "\"";
  for (unsigned char c : s) {
    if (c == '"' || c == '\\') (out += '\\') += static_cast<char>(c);
    else if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (c < 0x20) {
      char buf[8];
      std::snprintf(buf, sizeof buf, "\\u%04x", c);
      out += buf;
    } else out += static_cast<char>(c);
  }
  return out + "\"";
}

// gc elides with three dots.
std::string gcText(std::string_view s) {
  std::string out(s);
  for (size_t i; (i = out.find("\xe2\x80\xa6")) != std::string::npos;) out.replace(i, 3, "...");
  return out;
}

struct Row {
  std::string file, what, verdict, cause, function;
  uint32_t line = 0, col = 0;
  gir::Placement placement = gir::Placement::Undecided;
  const Finding *finding = nullptr;
  bool variable = false;
  auto key() const { return std::tie(file, line, col, what, variable); }
};

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

// In what other way a value that doesn't escape is placed, worth a word.
std::string_view note(const gir::Site &s) {
  switch (s.kind) {
  case gir::SiteKind::Makemap: case gir::SiteKind::MapLit: return s.placement == gir::Placement::Heap ? "a map for more than eight entries is on the heap" : "";
  case gir::SiteKind::Makechan: return "channels are on the heap always";
  default: return {};
  }
}

bool matches(const gir::Module &m, const gir::Function &f, std::string_view want) {
  if (want.empty() || f.name == want) return true;
  std::string_view n = f.name, prefix = m.path;
  if (n.starts_with("main.")) prefix = "main";
  if (n.starts_with(prefix) && n.size() > prefix.size()) n.remove_prefix(prefix.size() + 1);
  return n == want || (n.starts_with(want) && n.substr(want.size()).starts_with(".func"));
}

} // namespace

std::string report(const gir::Module &m, std::vector<Finding> &findings, std::string_view func, bool json) {
  std::error_code ec;
  std::string cwd = std::filesystem::current_path(ec).string() + "/";
  std::vector<Row> rows;
  for (const Finding &f : findings) {
    if (!matches(m, *f.function, func) || (f.function->flags & gir::kAvailable)) continue;
    Row r;
    uint32_t pos;
    if (f.site != gir::kNone) {
      const gir::Site &s = f.function->sites[f.site];
      if (s.expr.empty() || s.kind == gir::SiteKind::Append) continue;
      pos = s.pos;
      r.what = gcText(s.expr);
      r.placement = s.placement;
      r.verdict = r.what + (f.escapes ? " escapes to heap" : " does not escape");
      r.cause = f.escapes ? causeText(f.cause) : note(s);
    } else {
      const gir::Variable &v = f.function->vars[f.variable];
      if (v.name.empty() || v.name[0] == '.' || v.name[0] == '#') continue;
      pos = v.pos;
      r.what = v.name;
      r.placement = v.placement;
      r.variable = true;
      r.verdict = f.escapes ? "moved to heap: " + r.what : r.what + " does not escape";
      r.cause = causeText(f.cause);
    }
    while (m.positions[pos].inlinedAt != gir::kNone) pos = m.positions[pos].inlinedAt;
    const gir::SrcPos &p = m.positions[pos];
    if (p.line == 0 || p.file >= m.files.size()) continue;
    r.file = m.files[p.file];
    if (r.file.starts_with(cwd)) r.file = "./" + r.file.substr(cwd.size());
    r.line = p.line;
    r.col = p.col;
    r.function = f.function->name;
    r.finding = &f;
    rows.push_back(std::move(r));
  }
  // Instances of a generic function: an escaping one speaks for all.
  std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
    if (a.key() != b.key()) return a.key() < b.key();
    return a.finding->escapes > b.finding->escapes;
  });
  rows.erase(std::unique(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.key() == b.key(); }), rows.end());
  std::string out = json ? "[" : "";
  bool any = false;
  for (const Row &r : rows) {
    std::string line = std::to_string(r.line), col = std::to_string(r.col);
    if (!json) {
      out += r.file + ":" + line + ":" + col + ": " + r.verdict + (r.cause.empty() ? "" : ": " + r.cause) + "\n";
      continue;
    }
    out += any ? ",\n " : "\n ";
    any = true;
    out += "{\"file\": " + jsonString(r.file) + ", \"line\": " + line + ", \"column\": " + col + ", \"function\": " + jsonString(r.function) +
           ", \"expr\": " + jsonString(r.what) + ", \"verdict\": " + jsonString(r.verdict) + ", \"escapes\": " + (r.finding->escapes ? "true" : "false") +
           ", \"placement\": \"" + placementText(r.placement) + "\", \"cause\": " + jsonString(r.cause) + ", \"path\": [";
    for (size_t i = 0; i < r.finding->path.size(); i++) {
      const Step &s = r.finding->path[i];
      const gir::SrcPos &p = m.positions[s.pos];
      out += std::string(i ? ", " : "") + "{\"line\": " + std::to_string(p.line) + ", \"column\": " + std::to_string(p.col) + ", \"flow\": " + jsonString(s.what) + "}";
    }
    out += "]}";
  }
  if (json) out += any ? "\n]\n" : "]\n";
  return out;
}

} // namespace golem::escape
