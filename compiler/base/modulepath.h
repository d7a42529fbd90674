// The form that module paths and versions have in the module cache and in proxy addresses. Shared by the loader and by golem-modules,
// which links nothing of golem's; so it is a header alone.
#pragma once
#include <string>
#include <string_view>

namespace golem {

// An upper-case letter becomes '!' and the lower-case one, for file systems that don't tell them apart.
inline std::string escapeModulePath(std::string_view path) {
  std::string out;
  for (char c : path) {
    if (c >= 'A' && c <= 'Z') {
      out += '!';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

} // namespace golem
