// Which files belong to a package: file name suffixes and //go:build lines, evaluated for linux/amd64.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace golem::load {

struct Context {
  bool amd64 = true;                    // false: an unnamed 64-bit architecture (the generic view)
  int goMinor = 26;                     // release tags go1.1 … go1.<minor>
  std::set<std::string, std::less<>> tags; // further tags that hold

  bool tag(std::string_view t) const;
  // "foo_linux_amd64_test.go": do the suffixes fit? Names that begin with '_' or '.' never do.
  bool fileName(std::string_view name) const;
};

enum class Constraint { Fits, Excludes, Malformed, Twice };
// Looks for the //go:build line in front of the package clause. `at` is the offset of the comment, `err` what is wrong.
Constraint checkConstraint(std::string_view text, const Context &ctx, size_t &at, std::string &err);

// A file name without suffixes other than _test: "foo_linux_test.go" is a test.
inline bool isTestFile(std::string_view name) { return name.ends_with("_test.go"); }

} // namespace golem::load
