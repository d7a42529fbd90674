// What a run allocated, by the line that did: written by the runtime at exit (runtime/prof/allocsites.cc), joined to the sites here.
//
// In: lines "bytes objects", tab, then the frames of one stack, innermost first, each "file:line", tab-separated. A stack counts for
// the innermost frame whose line has sites on the heap; several sites on a line share, which the report can't tell apart.
#include "compiler/inspect/inspect.h"
#include <algorithm>
#include <filesystem>
#include <sstream>

namespace golem::inspect {

bool joinProfile(std::string_view profile, std::vector<Site> &sites, Totals &totals, std::string &err) {
  std::map<std::string, std::vector<Site *>> byLine;
  std::error_code ec;
  std::string cwd = std::filesystem::current_path(ec).string();
  for (Site &s : sites) {
    s.allocatedBytes = s.allocatedObjects = 0;
    if (s.placement != "heap") continue;
    std::string file = s.file.starts_with("./") ? cwd + s.file.substr(1) : s.file;
    byLine[file + ":" + std::to_string(s.line)].push_back(&s);
  }
  std::istringstream in{std::string(profile)};
  size_t n = 0;
  for (std::string line; std::getline(in, line);) {
    n++;
    std::istringstream fields(line);
    int64_t bytes = 0, objects = 0;
    if (!(fields >> bytes >> objects) || bytes < 0 || objects < 0) {
      err = std::to_string(n) + ":1: not a line of a golem allocation profile";
      return false;
    }
    totals.bytes += bytes;
    totals.objects += objects;
    bool found = false;
    std::string frame;
    std::getline(fields, frame, '\t');
    while (!found && std::getline(fields, frame, '\t'))
      if (auto it = byLine.find(frame); it != byLine.end()) {
        found = true;
        for (Site *s : it->second) {
          s->allocatedBytes += bytes;
          s->allocatedObjects += objects;
        }
      }
    if (!found) {
      totals.elsewhereBytes += bytes;
      totals.elsewhereObjects += objects;
    }
  }
  return true;
}

std::string rankedText(const std::vector<Site> &sites, const Totals &totals) {
  std::vector<const Site *> order;
  for (const Site &s : sites)
    if (s.allocatedBytes > 0) order.push_back(&s);
  std::stable_sort(order.begin(), order.end(), [](const Site *a, const Site *b) { return a->allocatedBytes > b->allocatedBytes; });
  auto pad = [](std::string s, size_t n) { return s.size() < n ? std::string(n - s.size(), ' ') + s : s; };
  std::string out = pad("bytes", 14) + pad("objects", 12) + pad("share", 8) + "  site\n";
  auto share = [&](int64_t b) {
    return std::to_string(totals.bytes ? (b * 1000 / totals.bytes) / 10 : 0) + "." + std::to_string(totals.bytes ? b * 1000 / totals.bytes % 10 : 0) + "%";
  };
  for (const Site *s : order)
    out += pad(std::to_string(s->allocatedBytes), 14) + pad(std::to_string(s->allocatedObjects), 12) + pad(share(s->allocatedBytes), 8) + "  " + s->file + ":" +
           std::to_string(s->line) + ":" + std::to_string(s->column) + ": " + s->verdict + (s->cause.empty() ? "" : ": " + s->cause) + "\n";
  out += pad(std::to_string(totals.elsewhereBytes), 14) + pad(std::to_string(totals.elsewhereObjects), 12) + pad(share(totals.elsewhereBytes), 8) +
         "  elsewhere: other packages, the runtime\n";
  return out + pad(std::to_string(totals.bytes), 14) + pad(std::to_string(totals.objects), 12) + pad("100%", 8) + "  in all\n";
}

} // namespace golem::inspect
