// Escape analysis: which objects of a function may live in its frame (README.md; the model is told in graph.h and solve.cc).
// A module goes in; its sites and variables come out with a placement and a reason.
#pragma once
#include "compiler/gir/gir.h"
#include <string>
#include <unordered_map>
#include <vector>

namespace golem::escape {

enum class Cause : uint8_t {
#define CAUSE(name, text) name,
#include "compiler/escape/causes.def"
};
std::string_view causeText(Cause c);

// Labels: the least number of dereferences after which a location's value reaches a sink. -1: its address does.
constexpr int8_t kMaxDerefs = 4; // more count as this many
constexpr int8_t kNever = 100;

// What a function does with its parameters, receiver first, then captured values: for each the label to the heap, then
// those to each result.
struct Summary {
  uint32_t params = 0, results = 0; // params includes captures
  std::vector<int8_t> labels;       // params rows of 1 + results
  void reset(uint32_t p, uint32_t r);
  int8_t &heap(uint32_t p) { return labels[p * (1 + results)]; }
  int8_t &result(uint32_t p, uint32_t r) { return labels[p * (1 + results) + 1 + r]; }
  int8_t heap(uint32_t p) const { return labels[p * (1 + results)]; }
  int8_t result(uint32_t p, uint32_t r) const { return labels[p * (1 + results) + 1 + r]; }
  friend bool operator==(const Summary &, const Summary &) = default;
};

// Summaries by symbol, for the packages that import this one.
using Facts = std::unordered_map<std::string, Summary>;
std::string writeFacts(const gir::Module &m, const Facts &facts); // those of m's functions
bool readFacts(std::string_view text, Facts &facts);

// One line of the report.
struct Step {
  uint32_t pos;
  std::string what; // the location flowed to, with its dereferences
};
struct Finding {
  const gir::Function *function;
  uint32_t site = gir::kNone, variable = gir::kNone; // one of them
  bool escapes = false;
  Cause cause = Cause::None;
  std::vector<Step> path; // from the object to where it escapes
};

// Places every site and variable of m. facts: summaries of other packages' functions, to which m's are added; may be null.
void analyze(gir::Module &m, Facts *facts = nullptr, std::vector<Finding> *findings = nullptr);

// The report in position order. func: only this function (its symbol, or its name without the package).
std::string report(const gir::Module &m, std::vector<Finding> &findings, std::string_view func, bool json);

} // namespace golem::escape
