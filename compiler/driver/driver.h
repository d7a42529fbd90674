// The driver: from command line to result. build.cc is the table of contents of a compilation; main.cc reads the flags.
#pragma once
#include "compiler/escape/escape.h"
#include "compiler/load/load.h"
#include "compiler/llvm/llvm.h"
#include "compiler/lower/lower.h"
#include "compiler/types/types.h"
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace golem::driver {

struct BuildOptions {
  std::vector<std::string> args;    // files, directories, patterns
  std::string output;               // -o
  std::string goroot, lang, emit;   // --goroot, -lang, --emit=ast|gir|llvm|asm
  std::string dir = ".";            // -C
  std::vector<std::string> tags, gcflags;
  int optLevel = 2;
  bool verbose = false, printCommands = false, strip = false;
  bool verifyIR = false, noCache = false;
  int errorLimit = 10;
};

// Loaded and checked packages of one run.
struct Checked {
  SourceManager sources;
  Diagnostics diags{sources};
  std::unique_ptr<load::Program> program;
  std::unordered_map<const load::Package *, types::Package *> typed;
  types::Config config(const BuildOptions &o, const load::Package *p);
};

// Loads what o names; `extra` says what else (implicit packages, tests). Prints what is wrong and returns false.
bool loadProgram(Checked &c, const BuildOptions &o, const load::Options &extra, bool withRuntime);
// Compiles the packages of c and, if there is a mainPkg, links the executable at `output`. Exit status.
int compileAndLink(Checked &c, const BuildOptions &o, const load::Package *mainPkg, const std::string &output);
// Loads and type-checks. Prints what is wrong to stderr and returns false on errors.
bool loadAndCheck(Checked &c, const BuildOptions &o, bool withRuntime);
// Everything up to the executable at `output`. Exit status.
int build(const BuildOptions &o, const std::string &output);
int check(const BuildOptions &o);
int test(const std::vector<std::string> &args); // the words after `golem test`
int escape(const BuildOptions &o, const std::string &func, bool json);

// Where things are (config.cc).
std::string overlayDir();           // stdlib/overlay
std::string runtimeArchive();       // libgolemrt.a
std::string executableId();         // changes whenever this compiler or its runtime changes
std::string versionText();

// Files and directories that an interrupt removes (tempfiles.cc).
void guardTempFiles();                     // once, before any thread starts
void addTemp(const std::string &path);
void removeTemp(const std::string &path);  // from disk and from the list
void leaveSignalsToChild(bool on);
void unblockSignals();                     // in a child, before exec

// The object cache (cache.cc): content-addressed files under $GOLEMCACHE (default ~/.cache/golem), written beside their
// names and renamed, each with a checksum, so that concurrent builds and damaged files do no harm.
class Cache {
public:
  Cache();
  bool get(const std::string &key, std::string &data);
  void put(const std::string &key, const std::string &data); // best effort: a full or read-only cache is no error
  std::string path(const std::string &key) const;
  const std::string &dir() const { return dir_; }
  static bool clean(std::string &err);

private:
  std::string dir_;
};
std::string hashKey(std::string_view data); // 128-bit, hexadecimal

// Escape summaries of the packages built so far (escape_cmd.cc). A package whose object comes from the cache has them there
// too, under a key of their own; they are read when the first package after it is compiled.
class EscapeFacts {
public:
  explicit EscapeFacts(Cache &c) : cache_(c) {}
  void fromCache(const std::string &key) { pending_.push_back(key); }
  void analyze(gir::Module &m, const std::string &key, std::vector<escape::Finding> *findings = nullptr); // and remembers under key

private:
  Cache &cache_;
  escape::Facts facts_;
  std::vector<std::string> pending_;
};

} // namespace golem::driver
