// The report as JSON; docs/escape.md describes it.
#include "compiler/inspect/inspect.h"

namespace golem::inspect {

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

// One site a line, so that line tools work on it too.
std::string json(const std::vector<Site> &sites) {
  std::string out = "{\"version\": 1, \"tool\": \"golem escape\", \"sites\": [";
  bool any = false;
  for (const Site &s : sites) {
    out += any ? ",\n " : "\n ";
    any = true;
    auto text = [&](const char *name, std::string_view v) { out += std::string("\"") + name + "\": " + jsonString(v) + ", "; };
    auto number = [&](const char *name, int64_t v) { out += std::string("\"") + name + "\": " + std::to_string(v) + ", "; };
    out += "{";
    text("package", s.package);
    text("function", s.function);
    text("file", s.file);
    number("line", s.line);
    number("column", s.column);
    text("kind", s.kind);
    text("expr", s.expr);
    text("verdict", s.verdict);
    out += std::string("\"escapes\": ") + (s.escapes ? "true, " : "false, ");
    if (s.escapesInGc && !s.escapes) out += "\"escapesInGc\": true, ";
    text("placement", s.placement);
    text("cause", s.cause);
    if (s.bytes >= 0) number("bytes", s.bytes);
    if (s.classBytes >= 0) number("classBytes", s.classBytes);
    if (s.allocatedBytes >= 0) {
      number("allocatedBytes", s.allocatedBytes);
      number("allocatedObjects", s.allocatedObjects);
    }
    if (!s.suggestion.empty()) text("suggestion", s.suggestion);
    out += "\"path\": [";
    for (size_t i = 0; i < s.path.size(); i++) {
      const FlowStep &step = s.path[i];
      out += std::string(i ? ", " : "") + "{\"file\": " + jsonString(step.file) + ", \"line\": " + std::to_string(step.line) +
             ", \"column\": " + std::to_string(step.column) + ", \"flow\": " + jsonString(step.text) + "}";
    }
    out += "]}";
  }
  return out + (any ? "\n]}\n" : "]}\n");
}

} // namespace golem::inspect
