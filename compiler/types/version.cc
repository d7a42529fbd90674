// Language versions: "go1.21" and "go1.21.3" are version 21; anything malformed is no version, which allows everything.
#include "compiler/types/checker.h"

namespace golem::types {

int parseVersion(std::string_view s) {
  constexpr std::string_view kPrefix = "go1";
  if (!s.starts_with(kPrefix)) return kNoVersion;
  s.remove_prefix(kPrefix.size());
  if (s.empty()) return 0; // go1
  if (s[0] != '.') return kNoVersion;
  s.remove_prefix(1);
  int n = 0;
  size_t i = 0;
  for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; i++) {
    if (n > 10000) return kNoVersion;
    n = n * 10 + (s[i] - '0');
  }
  if (i == 0) return kNoVersion;
  // What may follow: a release number or a pre-release such as rc1.
  if (i < s.size() && s[i] != '.' && s.compare(i, 2, "rc") != 0 && s.compare(i, 4, "beta") != 0 && s[i] != '-') return kNoVersion;
  return n;
}

std::string versionString(int v) { return v == 0 ? "go1" : "go1." + std::to_string(v); }

} // namespace golem::types
