// Diagnostics: every message golem can print to a user about a source position is an entry of a .def file
// (diagnostics.def: id, gc's wording with {0} {1} placeholders). A Diagnostics object collects reports; print() sorts
// them by position, drops repeats on one line as gc does, and stops after ten.
#pragma once
#include "compiler/base/source.h"
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace golem {

enum class Diag : uint16_t {
#define DIAG(id, text) id,
#include "compiler/base/diagnostics.def"
};

const char *diagName(Diag d);
const char *diagFormat(Diag d);
// Replaces {0}, {1} … in the entry's text.
std::string formatDiag(Diag d, std::initializer_list<std::string_view> args);

struct Report {
  Diag id;
  Pos pos;
  std::string text;  // first line is the message; further lines ("\t…") are its continuation, as gc prints them
  bool soft = false; // types2's "soft" errors: reported, but checking of dependents goes on as if nothing happened
};

class Diagnostics {
public:
  explicit Diagnostics(SourceManager &sm) : sm_(sm) {}
  void report(Pos pos, Diag id, std::initializer_list<std::string_view> args, bool soft = false);
  void reportText(Pos pos, Diag id, std::string text, bool soft = false);
  bool hasErrors() const { return !reports_.empty(); }
  size_t count() const { return reports_.size(); }
  std::vector<Report> &reports() { return reports_; }
  // Sorted, deduplicated "file:line:col: message" lines; at most `limit` (0: all), then "too many errors".
  std::string render(int limit = 10);
  SourceManager &sources() { return sm_; }

private:
  SourceManager &sm_;
  std::mutex mu_;
  std::vector<Report> reports_;
};

} // namespace golem
