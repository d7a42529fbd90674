// The loader's state; inside the room only. One worker reads one package at a time: lists its directory, chooses files, parses
// them into the package's arena, resolves its imports, which queues packages nobody has asked for yet.
#pragma once
#include "compiler/load/context.h"
#include "compiler/load/load.h"
#include "compiler/load/module.h"
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

namespace golem::load {

// What a package is made of, settled before it is read.
struct Source {
  std::vector<std::string> files; // explicit (command line, relative import of a file); else the directory is listed
  bool listed = true;
  bool tests = false;             // with the package's own _test.go files
  bool externalTest = false;      // only the files of package p_test
  std::string text;               // nonempty: the package is this one file, _testmain.go
  bool optional = false;          // came from a pattern: without files it is dropped silently
  std::string printDir;           // directory as messages show it
  ModuleRef module;
};

class Loader {
public:
  Loader(const Options &options, SourceManager &sources, Diagnostics &diags, Program &program) : opt(options), sm(sources), diags(diags), prog(program) {}
  bool setUp();
  bool roots(const std::vector<std::string> &args); // args.cc
  void readAll();
  void addTestMain();
  void sort();
  void godebug(); // godebug.cc
  void trimPath(const Package &p, SourceFile &f) const;

private:
  // ---- packages ----
  // The package with this path, queued for reading if it is new.
  Package *request(const std::string &path, const std::string &dir, bool isStd, std::string goVersion, Source src);
  void read(Package *p, const Source &src);                 // package.cc
  bool chooseFiles(Package *p, const Source &src);
  void resolveEmbeds(Package *p, const syntax::File *file); // embed.cc
  void resolveImports(Package *p, const Source &src);
  Package *resolve(Package *importer, std::string_view path, Pos pos); // resolve.cc
  Package *resolveRelative(Package *importer, std::string_view path, Pos pos);
  bool internalAllowed(const Package *importer, std::string_view path, const Package *imported, const std::string &dir) const;
  void fail(Package *p, Pos pos, Diag d, std::initializer_list<std::string_view> args = {});

  // ---- arguments (args.cc) ----
  Package *rootDirectory(const std::string &arg, const std::string &dir, bool optional);
  bool rootFiles(const std::vector<std::string> &args);
  bool rootPattern(const std::string &pattern);
  void rootStd(const std::string &pattern);
  void addRoot(Package *p);
  void addExternalTest(Package *p, const Source &src); // the package beside p that holds its external tests
  std::string shownDir(const std::string &dir) const; // relative to where the user stands, if below

  std::string stdDir(std::string_view path) const { return prog.goroot + "/src/" + std::string(path); }
  bool stdExists(const std::string &path) const;

  void worker();
  void visit(Package *p, std::vector<std::pair<Package *, Pos>> &chain);

  const Options &opt;
  SourceManager &sm;
  Diagnostics &diags;
  Program &prog;
  Context base_; // tags of user packages
  Modules modules;
  std::string cwd;
  std::mutex mu; // guards what follows
  std::condition_variable wake;
  std::map<std::string, Package *, std::less<>> byPath;
  std::deque<std::pair<Package *, Source>> queue;
  unsigned busy = 0;
  std::vector<uint8_t> colour; // by Package::index while sorting: 0 new, 1 open, 2 done
};

uint64_t mixHash(uint64_t h, std::string_view s); // into a content hash
bool pathMatches(std::string_view pattern, std::string_view path); // "net/..." and friends

} // namespace golem::load
