// One self-contained page (page.inc): the sources with their sites coloured, a site's path drawn over the code when it is clicked.
#include "compiler/inspect/inspect.h"

namespace golem::inspect {

namespace {

const char kPage[] =
#include "compiler/inspect/page.inc"
    ;

// Inside <script>, a string must not end it.
std::string scriptSafe(std::string s) {
  for (size_t at = 0; (at = s.find('<', at)) != std::string::npos; at += 6) s.replace(at, 1, "\\u003c");
  return s;
}

void replace(std::string &page, std::string_view mark, const std::string &with) {
  size_t at = page.find(mark);
  if (at != std::string::npos) page.replace(at, mark.size(), with);
}

} // namespace

std::string html(const std::vector<Site> &sites, Sources &sources, std::string_view title) {
  // Files of sites first, in their order, then those that only paths lead through.
  std::vector<std::string> files;
  auto add = [&](const std::string &f) {
    for (const std::string &have : files)
      if (have == f) return;
    files.push_back(f);
  };
  for (const Site &s : sites) add(s.file);
  for (const Site &s : sites)
    for (const FlowStep &step : s.path) add(step.file);
  std::string text = "[";
  for (size_t i = 0; i < files.size(); i++) {
    text += std::string(i ? ",\n" : "\n") + "{\"name\": " + jsonString(files[i]) + ", \"lines\": [";
    const std::vector<std::string> &lines = sources.lines(files[i]);
    for (size_t n = 0; n < lines.size(); n++) text += (n ? "," : "") + jsonString(lines[n]);
    text += "]}";
  }
  std::string page(kPage);
  std::string escaped;
  for (char c : title) escaped += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  replace(page, "@TITLE@", escaped);
  replace(page, "@TITLE@", escaped);
  replace(page, "@FILES@", scriptSafe(text + "]"));
  replace(page, "@REPORT@", scriptSafe(json(sites)));
  return page;
}

} // namespace golem::inspect
