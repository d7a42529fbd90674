// What a change moved: sites of two reports matched by what they are, not where. Lines move all the time.
#include "compiler/inspect/inspect.h"
#include <algorithm>

namespace golem::inspect {

std::vector<Change> diff(const std::vector<Site> &before, const std::vector<Site> &after) {
  auto key = [](const Site &s) { return s.package + "\n" + s.function + "\n" + s.kind + "\n" + s.expr; };
  std::map<std::string, std::pair<std::vector<const Site *>, std::vector<const Site *>>> by;
  for (const Site &s : before) by[key(s)].first.push_back(&s);
  for (const Site &s : after) by[key(s)].second.push_back(&s);
  std::vector<Change> out;
  for (auto &[k, lists] : by) {
    auto &[old, now] = lists;
    // As many as there are on both sides are the same ones, in order.
    size_t both = std::min(old.size(), now.size());
    for (size_t i = 0; i < both; i++)
      if ((old[i]->placement == "heap") != (now[i]->placement == "heap")) out.push_back({old[i], now[i]});
    for (size_t i = both; i < old.size(); i++)
      if (old[i]->placement == "heap") out.push_back({old[i], nullptr});
    for (size_t i = both; i < now.size(); i++)
      if (now[i]->placement == "heap") out.push_back({nullptr, now[i]});
  }
  auto where = [](const Change &c) { return c.after ? c.after : c.before; };
  std::sort(out.begin(), out.end(), [&](const Change &a, const Change &b) {
    const Site *x = where(a), *y = where(b);
    return std::tie(x->file, x->line, x->column) < std::tie(y->file, y->line, y->column);
  });
  return out;
}

std::string text(const std::vector<Change> &changes) {
  std::string out;
  size_t more = 0, fewer = 0;
  for (const Change &c : changes) {
    const Site &s = c.after ? *c.after : *c.before;
    bool heap = c.after && c.after->placement == "heap";
    (heap ? more : fewer)++;
    out += std::string(heap ? "+ " : "- ") + s.file + ":" + std::to_string(s.line) + ":" + std::to_string(s.column) + ": " + s.expr + " (" + s.kind + " in " +
           s.function + ") ";
    out += !c.before  ? "is new, on the heap"
           : !c.after ? "was on the heap and is gone"
           : heap     ? "moved from the stack to the heap"
                      : "moved from the heap to the stack";
    if (heap && !s.cause.empty()) out += ": " + s.cause;
    out += "\n";
  }
  return out + std::to_string(more) + " more on the heap, " + std::to_string(fewer) + " fewer\n";
}

} // namespace golem::inspect
