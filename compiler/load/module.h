// go.mod: the main module's path and language version, and where the packages of required modules lie.
#pragma once
#include "compiler/base/diagnostics.h"
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace golem::load {

struct ModFile {
  std::string path, goVersion; // goVersion: "go1.21"; a go.mod without a go line means go1.16
  struct Require {
    std::string path, version;
  };
  struct Replace {
    std::string path, version, newPath, newVersion; // newVersion empty: newPath is a directory
  };
  std::vector<Require> require;
  std::vector<Replace> replace;
};
// Parses go.mod; complains about lines it does not understand.
bool parseModFile(std::string_view text, ModFile &out, Diagnostics *diags);

// Where a package of some module is.
struct ModulePackage {
  std::string dir;       // directory of the package
  std::string moduleDir;
  std::string goVersion;
  std::string module;    // path@version, for messages
  bool exists = false;   // moduleDir is there
};

class Modules {
public:
  // Looks for go.mod in dir and its parents. False if there is none or it is unusable (reported).
  bool open(const std::string &dir, Diagnostics &diags);
  bool found() const { return !dir_.empty(); }
  const std::string &dir() const { return dir_; }
  const ModFile &main() const { return main_; }
  // The package of an import path; nullopt if no module provides it. Thread-safe.
  std::optional<ModulePackage> find(std::string_view importPath) const;

private:
  std::string dir_, cache_;
  ModFile main_;
  bool vendored_ = false;
};

} // namespace golem::load
