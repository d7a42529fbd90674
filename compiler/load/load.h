// Entry points of the room: what the user named on the command line in, parsed packages in dependency order out.
//
// Loading finds GOROOT and go.mod, chooses each package's files by build constraints, parses them (in parallel), resolves
// imports, and sorts the packages so that dependencies come first. The standard library is read through stdlib/packages.def
// and the overlay: see README.md. Errors go to the Diagnostics; packages with errors are marked and stay in the result.
#pragma once
#include "compiler/base/arena.h"
#include "compiler/base/diagnostics.h"
#include "compiler/base/names.h"
#include "compiler/syntax/parse.h"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace golem::load {

struct Package;

struct Options {
  std::string goroot;             // "": findGoroot()
  std::string overlay;            // stdlib/overlay; "": none
  std::string dir = ".";          // where relative names and the search for go.mod start
  std::vector<std::string> tags;  // -tags
  std::vector<std::string> implicit; // standard packages every program needs ("runtime"): loaded, first in the order
  bool tests = false;             // roots get their _test.go files; external tests become roots of their own
  // With tests: the source of the program that runs them, given the package (null if it has only external tests) and its
  // external tests (null without). It becomes the last root, package main "<path>.test". "": none (reported, or no tests).
  std::function<std::string(const Package *p, const Package *external, Diagnostics &)> testMain;
  bool rootsOnly = false;         // only find out which packages the arguments name: nothing is imported
  bool skimDependencies = false;  // bodies only of roots; the others on demand (syntax::parseBody)
  bool ignoreConstraints = false; // take every file that is named on the command line, whatever its constraints say
  bool internal = false;          // the standard library's internal packages may be imported, as by itself
  bool trimPath = false;          // files are recorded under their packages' import paths
  std::string mod;                // -mod=mod|vendor|readonly; "": GOFLAGS
  bool genericMethods = false;    // Go 1.27: methods may declare type parameters
  unsigned threads = 0;           // 0: as many as the machine has
};

struct Import {
  std::string path;   // as written in the source
  Package *pkg;       // null if it could not be found (reported)
  Pos pos;            // first mention
  bool byTests = false; // only _test.go files import it
};

// The module that a package comes from, as debug.ReadBuildInfo tells it.
struct ModuleRef {
  std::string path, version;       // version empty: a main module
  std::string newPath, newVersion; // what replaces it; newVersion empty: a directory. newPath empty: nothing
  std::string sum;                 // go.sum's line for the files; empty for directories and vendored ones
};

// Which files of a standard package are compiled.
enum class View : uint8_t {
  Amd64,   // Go's own choice for GOARCH=amd64
  Generic, // the choice for an unnamed 64-bit GOARCH: no _amd64 files, portable bodies instead of assembly
};

struct Package {
  std::string path;     // import path: "fmt", "vendor/golang.org/x/text/…", "example.com/m/p", "command-line-arguments"
  std::string linkPath; // in symbol names and panics: "main" for package main, else path
  std::string dir;      // absolute directory of the sources
  golem::Name name;     // from the package clauses
  std::vector<syntax::File *> files; // in file name order
  std::vector<Import> imports;       // one for each distinct path, sorted by path
  std::string goVersion;             // "go1.21": from go.mod; the standard library has GOROOT's
  bool isStd = false, isUnsafe = false, isRoot = false, isMain = false;
  bool isTest = false;         // has _test.go files (tests) or is the external test package of `testOf`
  Package *testOf = nullptr;   // of an external test package and of the program that runs the tests
  bool failed = false;         // something was reported while it was loaded
  View view = View::Amd64;
  bool provided = false;       // listed in packages.def: the runtime has its body-less functions
  bool replaced = false;       // taken whole from the overlay
  ModuleRef module;            // path empty: the standard library, or no module
  std::string godebug;         // of a program: the settings it starts with, "key=value,key=value"
  uint32_t index = 0;          // position in Program::packages
  uint64_t contentHash = 0;    // of names and bytes of the files chosen
  std::map<std::string, std::vector<std::string>> embeds; // //go:embed patterns: files, relative to dir
  uint64_t hashWithoutTests = 0; // the same without the _test.go files
  bool testsChangeTypes = false; // _test.go files declare methods of generic types of the other files
  std::vector<std::string> otherFiles; // .s files of the view, .c … : what a Go compiler would need besides (names only)

  // As messages name it: with the test it belongs to, "strings [strings.test]".
  std::string shown() const;
  // The package an import declaration's path means; null if unknown.
  Package *import(std::string_view path) const;
  Arena arena; // of the trees
};

struct Program {
  std::vector<std::unique_ptr<Package>> owned;
  std::vector<Package *> packages; // dependencies first; ties by path
  std::vector<Package *> roots;    // what was named, in order
  std::string goroot;
  std::string goVersion;           // GOROOT's, e.g. "go1.26.8"
  std::string modulePath, moduleDir, moduleGoVersion; // of the main module; empty without go.mod
  bool ok = true;                  // nothing was reported
  Package *find(std::string_view path) const;
};

// args: .go files, directories, import paths, patterns ("./...", "std", "net/..."), or nothing for the package in dir.
std::unique_ptr<Program> load(const Options &options, const std::vector<std::string> &args, SourceManager &sources, Diagnostics &diags);

// Explicit option, $GOROOT, `go env GOROOT`, /usr/local/go, /usr/lib/go-*. "" if there is none.
std::string findGoroot(const std::string &explicitRoot);
// The release in GOROOT/VERSION ("go1.26.8"); "" if unreadable.
std::string gorootVersion(const std::string &goroot);
// The value of a flag such as "-mod" in GOFLAGS; "": it isn't there.
std::string goFlag(std::string_view name);

} // namespace golem::load
