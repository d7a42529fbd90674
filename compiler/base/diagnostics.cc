// Diagnostics: formatting, sorting and the ten-errors rule. See diagnostics.h.
#include "compiler/base/diagnostics.h"
#include <algorithm>

namespace golem {

namespace {
struct Entry {
  const char *name, *text;
};
constexpr Entry kEntries[] = {
#define DIAG(id, text) {#id, text},
#include "compiler/base/diagnostics.def"
};
} // namespace

const char *diagName(Diag d) { return kEntries[static_cast<size_t>(d)].name; }
const char *diagFormat(Diag d) { return kEntries[static_cast<size_t>(d)].text; }

std::string formatDiag(Diag d, std::initializer_list<std::string_view> args) {
  std::string out;
  for (const char *p = diagFormat(d); *p; p++) {
    if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
      size_t i = static_cast<size_t>(p[1] - '0');
      if (i < args.size()) out += args.begin()[i];
      p += 2;
      continue;
    }
    out += *p;
  }
  return out;
}

void Diagnostics::report(Pos pos, Diag id, std::initializer_list<std::string_view> args, bool soft) { reportText(pos, id, formatDiag(id, args), soft); }

void Diagnostics::reportText(Pos pos, Diag id, std::string text, bool soft) {
  std::lock_guard<std::mutex> lock(mu_);
  reports_.push_back({id, pos, std::move(text), soft});
}

std::string Diagnostics::render(int limit) {
  std::lock_guard<std::mutex> lock(mu_);
  std::stable_sort(reports_.begin(), reports_.end(), [](const Report &a, const Report &b) { return a.pos < b.pos; });
  std::string out;
  int n = 0;
  Position last;
  std::string lastText;
  for (const Report &r : reports_) {
    Position p = sm_.position(r.pos);
    // gc's FlushErrors: the same message at the same place is printed once.
    if (n > 0 && p.line == last.line && p.col == last.col && p.file == last.file && r.text == lastText) continue;
    if (limit && n == limit) {
      out += "too many errors\n";
      break;
    }
    if (p.line) {
      out += p.file;
      out += ":" + std::to_string(p.line) + ":";
      if (p.col) out += std::to_string(p.col) + ":";
      out += " ";
    }
    out += r.text + "\n";
    last = p;
    lastText = r.text;
    n++;
  }
  return out;
}

} // namespace golem
