// SARIF 2.1.0 (OASIS), as code review tools read it: one result for each site on the heap, its path as a code flow.
#include "compiler/inspect/inspect.h"

namespace golem::inspect {

namespace {

// A relative reference where the file is below the working directory.
std::string uri(std::string_view file) {
  std::string out = file.starts_with("./") ? "" : file.starts_with("/") ? "file://" : "";
  if (file.starts_with("./")) file.remove_prefix(2);
  for (unsigned char c : file) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 std::string_view("/._-~").find(static_cast<char>(c)) != std::string_view::npos;
    if (plain) {
      out += static_cast<char>(c);
    } else {
      char buf[4];
      std::snprintf(buf, sizeof buf, "%%%02X", c);
      out += buf;
    }
  }
  return out;
}

std::string location(const std::string &file, uint32_t line, uint32_t column, std::string_view message) {
  std::string out = "{\"physicalLocation\": {\"artifactLocation\": {\"uri\": " + jsonString(uri(file)) +
                    "}, \"region\": {\"startLine\": " + std::to_string(line) + ", \"startColumn\": " + std::to_string(column) + "}}";
  if (!message.empty()) out += ", \"message\": {\"text\": " + jsonString(message) + "}";
  return out + "}";
}

} // namespace

std::string sarif(const std::vector<Site> &sites, std::string_view version) {
  std::string out = "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": "
                    "{\"name\": \"golem escape\", \"version\": " +
                    jsonString(version) +
                    ", \"rules\": [{\"id\": \"heap\", \"shortDescription\": {\"text\": \"allocated on the heap\"}}]}}, "
                    "\"columnKind\": \"utf16CodeUnits\", \"results\": [";
  bool any = false;
  for (const Site &s : sites) {
    if (s.placement != "heap") continue;
    std::string message = s.verdict + (s.cause.empty() ? "" : ": " + s.cause) + (s.suggestion.empty() ? "" : ". Try: " + s.suggestion);
    out += any ? ",\n " : "\n ";
    any = true;
    out += "{\"ruleId\": \"heap\", \"level\": \"note\", \"message\": {\"text\": " + jsonString(message) + "}, \"locations\": [" +
           location(s.file, s.line, s.column, "") +
           "], \"partialFingerprints\": {\"site/v1\": " + jsonString(s.package + "|" + s.function + "|" + s.kind + "|" + s.expr) + "}";
    if (!s.path.empty()) {
      out += ", \"codeFlows\": [{\"threadFlows\": [{\"locations\": [";
      for (size_t i = 0; i < s.path.size(); i++)
        out += std::string(i ? ", " : "") + "{\"location\": " + location(s.path[i].file, s.path[i].line, s.path[i].column, s.path[i].text) + "}";
      out += "]}]}]";
    }
    out += "}";
  }
  return out + (any ? "\n]}]}\n" : "]}]}\n");
}

} // namespace golem::inspect
