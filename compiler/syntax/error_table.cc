// The table of messages that syntax_errgen made from errors.txt.
#include "compiler/syntax/error_table.h"
#include <algorithm>
#include <cstdint>
#include <iterator>

namespace golem::syntax {

namespace {
// symbol -1: any token in that state
struct Entry {
  int16_t state, symbol;
  const char *message;
};
constexpr Entry kEntries[] = {
#include "compiler/syntax/error_table.inc"
    {INT16_MAX, INT16_MAX, ""},
};

const char *find(int state, int symbol) {
  auto key = std::pair(state, symbol);
  auto it = std::lower_bound(std::begin(kEntries), std::end(kEntries), key,
                             [](const Entry &e, auto k) { return std::pair<int, int>(e.state, e.symbol) < k; });
  return it != std::end(kEntries) && it->state == state && it->symbol == symbol ? it->message : nullptr;
}
} // namespace

std::string_view errorMessage(int state, int symbol) {
  if (const char *m = find(state, symbol)) return m;
  if (const char *m = find(state, -1)) return m;
  return "";
}

} // namespace golem::syntax
