// Modules: which module, in which version, provides an import path, and where its files are.
//
// modfile.cc reads the text formats, mvs.cc selects versions, module.cc finds packages and has missing modules fetched.
#pragma once
#include "compiler/base/modulepath.h"
#include "compiler/base/diagnostics.h"
#include "compiler/load/load.h"
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace golem::load {

struct ModFile { // also go.work
  std::string path, goVersion; // goVersion: "go1.21"; a go.mod without a go line means go1.16
  struct Require {
    std::string path, version;
  };
  struct Replace {
    std::string path, version, newPath, newVersion; // newVersion empty: newPath is a directory
  };
  std::vector<Require> require, exclude;
  std::vector<Replace> replace;
  std::vector<std::string> use; // go.work: directories
  struct Godebug {
    std::string key, value;
    int line; // in the file
  };
  std::vector<Godebug> godebug;
};
// Parses go.mod; complains about lines it does not understand.
bool parseModFile(std::string_view text, ModFile &out, Diagnostics *diags);

struct VendorModule {
  std::string path, version, replacement, goVersion;
  bool isExplicit = false;
  std::set<std::string, std::less<>> packages;
};
void parseVendorList(std::string_view text, std::vector<VendorModule> &out);
void parseSums(std::string_view text, std::map<std::string, std::string> &out); // "path version" → "h1:…"
int compareVersions(std::string_view a, std::string_view b);

// Where a package of some module is.
struct ModulePackage {
  std::string dir;       // directory of the package
  std::string moduleDir;
  std::string goVersion;
  std::string version;   // of the module; empty for main modules and directories
  std::string error;     // the package can't be had, in go's words
  ModuleRef module;
};

class Modules {
public:
  // Looks for go.mod (or go.work) in dir and its parents. mod: -mod, or "" for what GOFLAGS says. False if there is none or it is unusable (reported).
  bool open(const std::string &dir, const std::string &goroot, const std::string &mod, Diagnostics &diags);
  bool found() const { return !mains_.empty(); }
  // The main module around the working directory; with go.work there may be more.
  const std::string &dir() const { return mains_[0].dir; }
  const ModFile &main() const { return mains_[0].file; }
  // Go version and godebug lines that hold for programs: go.work's in a workspace, else the main module's.
  const ModFile &settings() const { return workDir_.empty() ? main() : work_; }
  // The package of an import path; nullopt if no module provides it. importer, importerDir: for messages. Thread-safe.
  std::optional<ModulePackage> find(std::string_view importPath, std::string_view importer, const std::string &importerDir);

private:
  struct Main {
    std::string dir;
    ModFile file;
  };
  // A module of the build list. Its files are looked for, and fetched, once.
  struct Module {
    std::string path, version;           // as selected
    std::string realPath, realVersion;   // after replace; realVersion empty: a directory
    std::string dir, goVersion, sum, error;
    bool missingSum = false;
    std::once_flag ready;
  };

  bool readMain(const std::string &dir, Diagnostics &diags);
  bool readWork(const std::string &file, Diagnostics &diags);
  bool checkVendor(Diagnostics &diags);
  bool selectVersions(Diagnostics &diags);                                        // mvs.cc
  bool readRequirements(const Module &m, ModFile &out, std::string &err);         // mvs.cc
  void prepare(Module &m);
  const ModFile::Replace *replacement(const std::string &path, const std::string &version, std::string *base) const;
  std::unique_ptr<Module> makeModule(const std::string &path, const std::string &version) const;
  std::string cacheFile(const Module &m, const char *suffix) const; // cache/download/PATH/@v/VERSION<suffix>
  bool fetch(const Module &m, bool onlyMod, std::string &err) const; // runs golem-modules
  std::optional<ModulePackage> findVendored(std::string_view path) const;

  std::vector<Main> mains_;
  ModFile work_; // replace lines of go.work
  std::string workDir_, cache_, goroot_;
  std::vector<std::string> sumFiles_;
  std::map<std::string, std::string> sums_;
  bool vendored_ = false;
  std::string vendorDir_;
  std::vector<VendorModule> vendorList_;
  std::vector<std::unique_ptr<Module>> build_; // longest path first
};

bool hasPathPrefix(std::string_view path, std::string_view prefix);

} // namespace golem::load
