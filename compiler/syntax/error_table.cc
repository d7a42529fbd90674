// The table of messages that syntax_errgen made from errors.txt.
#include "compiler/syntax/error_table.h"
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <tuple>

namespace golem::syntax {

namespace {
// ask -1: however the parser got to state; symbol -1: any token
struct Entry {
  int16_t state, ask, symbol;
  const char *message;
};
constexpr Entry kEntries[] = {
#include "compiler/syntax/error_table.inc"
    {INT16_MAX, INT16_MAX, INT16_MAX, ""},
};

const char *find(int state, int ask, int symbol) {
  auto key = std::tuple(state, ask, symbol);
  auto it = std::lower_bound(std::begin(kEntries), std::end(kEntries), key,
                             [](const Entry &e, auto k) { return std::tuple<int, int, int>(e.state, e.ask, e.symbol) < k; });
  return it != std::end(kEntries) && it->state == state && it->ask == ask && it->symbol == symbol ? it->message : nullptr;
}
} // namespace

std::string_view errorMessage(int state, int askState, int symbol) {
  if (const char *m = find(state, askState, symbol)) return m;
  if (const char *m = find(state, askState, -1)) return m;
  if (const char *m = find(state, -1, -1)) return m;
  return "";
}

} // namespace golem::syntax
