// stdlib/packages.def as data. See there for the meaning.
#include "compiler/load/stdlib.h"

namespace golem::load {

StdEntry stdEntry(std::string_view path) {
  static constexpr StdEntry entries[] = {
#define PACKAGE(path, view, overlay, tags) {path, View::view, Overlay::overlay, tags},
#include "stdlib/packages.def"
  };
  for (const StdEntry &e : entries)
    if (path == e.path) return e;
  return {"", View::Amd64, Overlay::Merge, ""};
}

const std::vector<std::string> &stdTags() {
  static const std::vector<std::string> tags = {
#define STD_TAG(tag) tag,
#include "stdlib/packages.def"
  };
  return tags;
}

const std::vector<std::string> &toolTags() {
  static const std::vector<std::string> tags = {
#define TOOL_TAG(tag) tag,
#include "stdlib/packages.def"
  };
  return tags;
}

} // namespace golem::load
