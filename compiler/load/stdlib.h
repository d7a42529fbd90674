// stdlib/packages.def as data.
#pragma once
#include "compiler/load/load.h"

namespace golem::load {

enum class Overlay : uint8_t { Merge, Replace };
struct StdEntry {
  const char *path;
  View view;
  Overlay overlay;
  const char *tags;
};
// The entry of a package, or the default.
StdEntry stdEntry(std::string_view path);
const std::vector<std::string> &stdTags();
const std::vector<std::string> &toolTags();

} // namespace golem::load
