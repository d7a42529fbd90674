// The escape inspector: what `golem escape` shows (README.md). Findings of the analysis go in; sites in position order come
// out, and from those every format: text, JSON, HTML, SARIF, gc's optimization log, the difference of two runs.
#pragma once
#include "compiler/escape/escape.h"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace golem::inspect {

// One step of a value's way to the place that keeps it.
struct FlowStep {
  std::string file;
  uint32_t line = 0, column = 0; // 1-based; column in bytes, as in gc's messages
  std::string text;              // "p = &x", "passed to f as p"
};

// A place in the source that allocates, or a variable that may have to.
struct Site {
  std::string package, function, file;
  uint32_t line = 0, column = 0;
  std::string expr;       // source text; a variable's name
  std::string kind;       // "variable", "new", "closure" … (sitekinds.def)
  std::string verdict;    // gc's words: "moved to heap: x", "&T{...} escapes to heap"
  std::string placement;  // "stack", "heap", "static", "gone" (no memory at all)
  bool escapes = false;
  bool escapesInGc = false; // gc's verdict, which -m prints
  std::string cause;      // causes.def; for what is on the heap without escaping, why
  int64_t bytes = -1;     // of one object; -1: known only when it runs
  int64_t classBytes = -1; // what the heap takes for it: its size class, or whole pages
  std::vector<FlowStep> path;
  std::string suggestion; // a known remedy, or ""
  int64_t allocatedBytes = -1, allocatedObjects = -1; // measured by a run (profile.cc); -1: not measured
  bool variable = false;
};

// Lines of source files, read when asked for.
class Sources {
public:
  // The line without its end; "" if there is no such line.
  const std::string &line(const std::string &file, uint32_t number);
  const std::vector<std::string> &lines(const std::string &file);

private:
  std::map<std::string, std::vector<std::string>> files_;
};

// How functions come to keep their parameters: steps by symbol and row, gathered package by package, so that a path goes on inside
// the functions that are called.
struct KnownStep {
  FlowStep step;
  std::string callee; // where it goes on; "": nowhere
  uint32_t param = 0;
};
using KnownPaths = std::map<std::pair<std::string, uint32_t>, std::vector<KnownStep>>;
void learn(const gir::Module &m, const std::vector<escape::ParamPath> &paths, KnownPaths &known);

std::vector<std::string> sourceFiles(const gir::Module &m); // as sites name them

// The sites of a package in position order, each construct once (instances of a generic function together). func: only this
// function and its closures, by symbol or by name without the package; "": all.
void collect(const gir::Module &m, const std::vector<escape::Finding> &findings, const KnownPaths &known, std::string_view func, std::vector<Site> &out);

// Which sites are asked about: "LINE", "LINE:COL", each also as "FILE:LINE…".
struct Where {
  std::string file;
  uint32_t line = 0, column = 0;
};
bool parseWhere(std::string_view text, Where &w);
bool at(const Site &s, const Where &w);

std::string text(const std::vector<Site> &sites, Sources &sources);
std::string why(const std::vector<Site> &sites, const Where &w, Sources &sources); // "" if nothing is there
std::string json(const std::vector<Site> &sites);
std::string html(const std::vector<Site> &sites, Sources &sources, std::string_view title);
std::string sarif(const std::vector<Site> &sites, std::string_view version);

// What differs: sites matched by package, function, expression and kind, in their order there; lines may have moved.
struct Change {
  const Site *before = nullptr, *after = nullptr; // one of them, or both with different placements
};
std::vector<Change> diff(const std::vector<Site> &before, const std::vector<Site> &after);
std::string text(const std::vector<Change> &changes);

// Comments "//escape:stack" and "//escape:heap" at the end of a line: what that line's sites have to be. Complaints as
// "file:line:col: message", "" if all hold.
std::string checkAssertions(const std::vector<Site> &sites, const std::vector<std::string> &files, Sources &sources);

// Sites on the heap that the list does not allow. A line of the list: "package function expression", * for any; # comments.
bool parseAllowed(std::string_view text, std::vector<std::vector<std::string>> &allowed, std::string &err);
std::vector<const Site *> notAllowed(const std::vector<Site> &sites, const std::vector<std::vector<std::string>> &allowed);

// Allocations of a run, as the runtime writes them under GOLEMALLOCSITES: added to the sites of their lines. Returns bytes that
// belong to no site of the list.
struct Totals {
  int64_t bytes = 0, objects = 0, elsewhereBytes = 0, elsewhereObjects = 0;
};
bool joinProfile(std::string_view profile, std::vector<Site> &sites, Totals &totals, std::string &err);
std::string rankedText(const std::vector<Site> &sites, const Totals &totals);

// gc's optimization log of a package (optlog.cc), and its files' names and contents. logDirectory: the one that they are in.
std::string optimizationLog(const gir::Module &m, const std::vector<escape::Explanation> &explanations, std::string_view package, std::string_view version);
bool logFiles(std::string_view text, std::vector<std::pair<std::string, std::string>> &files);
std::string logDirectory(std::string_view package);

// For tests and other writers.
std::string jsonString(std::string_view s);

} // namespace golem::inspect
