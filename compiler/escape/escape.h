// Escape analysis: which objects of a function may live in its frame (README.md; the model is told in graph.h and solve.cc).
// A module goes in; its sites and variables come out with a placement and a reason.
#pragma once
#include "compiler/gir/gir.h"
#include <string>
#include <unordered_map>
#include <vector>

namespace golem::gir {
struct InlineNames;
}

namespace golem::escape {

enum class Cause : uint8_t {
#define CAUSE(name, text) name,
#include "compiler/escape/causes.def"
};
std::string_view causeText(Cause c);

// Labels: the least number of dereferences after which a location's value reaches a sink. -1: its address does.
constexpr int8_t kMaxDerefs = 60; // more count as this many
constexpr int8_t kNever = 100;

// What a function does with its parameters, receiver first, then captured values: for each the labels to the sinks, then
// those to the results.
struct Summary {
  // Elements: an array's elements are copied to the heap, by their type (reflect.Copy): so much of it leaks as they have pointers.
  enum Sink : uint32_t { Heap, Mutator, Callee, Elements, kSinks };
  static constexpr uint32_t kMaxResults = 5; // what goes to later ones counts as going to the heap, as with gc
  uint32_t params = 0, results = 0;          // params includes captures
  std::vector<int8_t> labels;                // params rows of kSinks + results
  std::vector<int8_t> gcLabels;              // those that gc finds, which -m's verdicts are made of; empty: the same
  void reset(uint32_t p, uint32_t r);
  int8_t &sink(uint32_t p, Sink s) { return labels[p * (kSinks + results) + s]; }
  int8_t &result(uint32_t p, uint32_t r) { return labels[p * (kSinks + results) + kSinks + r]; }
  int8_t sink(uint32_t p, Sink s) const { return labels[p * (kSinks + results) + s]; }
  int8_t result(uint32_t p, uint32_t r) const { return labels[p * (kSinks + results) + kSinks + r]; }
  friend bool operator==(const Summary &, const Summary &) = default;
};

// Summaries by symbol, for the packages that import this one.
using Facts = std::unordered_map<std::string, Summary>;
std::string writeFacts(const gir::Module &m, const Facts &facts); // those of m's functions
bool readFacts(std::string_view text, Facts &facts);

// The largest objects that may be in a frame (gc's; smaller with -smallframes).
struct Limits {
  int64_t variable = 128 << 10, implicit = 64 << 10;
};

// One step of a value's way, for the inspector: an assignment in words.
struct Step {
  uint32_t pos;
  std::string what;
  std::string_view callee = {}; // if it was passed to a function of another batch that keeps it: its symbol and the parameter's row,
  uint32_t param = 0;           // under which that function's own steps are found in ParamPath
};
// Where a parameter, or a captured value of a closure that stands alone, comes to be kept.
struct ParamPath {
  const gir::Function *function;
  uint32_t row;
  std::vector<Step> path;
};
struct Finding {
  const gir::Function *function;
  uint32_t site = gir::kNone, variable = gir::kNone; // one of them
  bool escapes = false;
  bool escapesInGc = false; // so gc's verdict is (-m); golem may know better
  Cause cause = Cause::None;
  std::vector<Step> path; // from the object to where it escapes
};
// One of -m's lines.
struct Verdict {
  const gir::Function *function;
  uint32_t pos;
  std::string text;
};

// -m=2's explanation of a verdict.
struct Explanation {
  const gir::Function *function;
  uint32_t pos;
  bool leaks;         // of a parameter
  bool variable;      // not an allocation
  std::string what;   // "x escapes to heap", "parameter p leaks to {heap}"
  std::string derefs; // of a parameter: " with derefs=1"
  struct Line {
    uint32_t pos; // of the note
    std::string text;
    bool flow; // else one of the notes under it
  };
  std::vector<Line> lines;
};

struct Options {
  Limits limits;
  bool mutationsCalls = false;                // -d=escapemutationscalls: parameters that are written through or called
  std::vector<Finding> *findings = nullptr;   // for the inspector
  std::vector<ParamPath> *paramPaths = nullptr; // the same
  std::vector<Verdict> *verdicts = nullptr;   // for -m
  std::vector<Explanation> *explanations = nullptr; // for -m=2 and -json; lowering has to have made Function::flowTexts
  const gir::InlineNames *names = nullptr;          // for -m: of what came with inlined bodies
};
// Places every site and variable of m. -m's verdicts and explanations are gc's, also where golem knows more and places better (graph.h).
// facts: summaries of other packages' functions, to which m's are added; may be null.
void analyze(gir::Module &m, Facts *facts = nullptr, const Options &options = {});

// -m's lines, those of the passes among them, with full file names. level: the number of -m's.
std::string gcReport(const gir::Module &m, const std::vector<Verdict> &verdicts, const std::vector<Explanation> &explanations, int level);
// The function's name as gc shows it: without its package.
std::string_view shownName(const gir::Function &f);

} // namespace golem::escape
