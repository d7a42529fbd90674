// The driver: from command line to result. build.cc is the table of contents of a compilation; main.cc reads the flags.
#pragma once
#include "compiler/escape/escape.h"
#include "compiler/load/load.h"
#include "compiler/llvm/llvm.h"
#include "compiler/lower/lower.h"
#include "compiler/types/types.h"
#include <cstdio>
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
  std::vector<std::string> tags, gcflags, ldflags;
  int optLevel = 2;
  std::string mod;                  // -mod
  std::string buildVcs;             // -buildvcs: true, auto, false; "": as GOFLAGS or the command has it
  bool verbose = false, printCommands = false, keepAll = false, trimPath = false;
  llvm_backend::Strip strip = llvm_backend::Strip::None;
  struct SetString {
    std::string package, name, value;
  };
  std::vector<SetString> setStrings; // -ldflags=-X
  bool vm = false;                  // link golem-vm: std and the bytecode machine, without the main package (vm_cmd.cc)
  bool allBytecode = false;         // golem vm: std is interpreted, too
  bool verifyIR = false, noCache = false, timePasses = false;
  bool race = false;                // -race: the race detector
  bool checkEscape = false;         // the collector of the program checks escape analysis (runtime/gc/checkescape.cc)
  bool needMain = false;            // golem run: it must be a program
  int errorLimit = 10;
  std::string seed, record, replay; // golem run --seed, --record, --replay: GOLEMSEED … of the program (docs/seed.md)
};

// The compiler's flags for one package (gcflags.cc).
struct GcFlags {
  int m = 0, l = 0;              // -m, -l: what to say, and no inlining
  bool n = false;                // -N: not optimized
  bool dwarf = true;             // -dwarf=false: no debug information
  bool smallFrames = false, mutationsCalls = false;
  bool live = false;             // -live: what is kept in the frame over calls
  bool checkptr = false;         // -d=checkptr: nothing is checked, but what gc leaves a call for the check stays one
  bool race = false;             // -race, also the build's: instrumented for the race detector
  bool complete = true;          // -complete=0: functions may be defined elsewhere
  std::string path;              // -p: what the package of files on the command line is called
  std::string log;               // -json=0,DIR: gc's optimization log goes there
  std::string problem;           // what is wrong with the flags
  bool says() const { return m > 0 || live || !log.empty(); }
  bool explains() const { return m > 1 || !log.empty(); }
  std::string code() const;      // those that change the object
  std::string messages(const std::string &objectKey) const; // where -m's lines are in the cache
};
GcFlags gcFlags(const BuildOptions &o, const load::Package &p);
std::string gcFlagsProblem(const BuildOptions &o, const load::Program &program); // of the first package whose flags have one; ""
// Reads o.ldflags into the other options (ldflags.cc). False: err says what is wrong.
bool applyLdFlags(BuildOptions &o, std::string &err);
escape::Options escapeOptions(const GcFlags &f);
std::string shortPath(const std::string &path);
// A package's part of gc's optimization log into its directory under dir. False: an error was printed.
bool writeLog(const load::Package &p, const std::string &dir, const std::string &log);
// -m's lines, headed by the package's path as go build does.
void printMessages(const load::Package &p, const std::string &lines, FILE *to);

// Loaded and checked packages of one run.
struct Checked {
  SourceManager sources;
  Diagnostics diags{sources};
  std::unique_ptr<load::Program> program;
  std::unordered_map<const load::Package *, types::Package *> typed;
  types::Config config(const BuildOptions &o, const load::Package *p);
};

// Loads what o.args names; `extra` says what is special about it (tests, virtual files). Prints what is wrong to stderr and
// returns false on errors, as all functions here do.
bool loadProgram(Checked &c, const BuildOptions &o, load::Options extra, bool withRuntime);
// Type-checks the packages for which `wanted` says so (null: all) and all that they import, dependencies first.
bool checkPackages(Checked &c, const BuildOptions &o, const std::vector<bool> *wanted = nullptr);
std::vector<std::string> allTags(const BuildOptions &o); // -tags, and those of other flags
bool loadAndCheck(Checked &c, const BuildOptions &o, bool withRuntime);
// From loaded packages to the executable at `output`: what the cache doesn't hold is checked and compiled (workers.cc), then
// everything is linked, unless `output` is that program already. Without a main package it only compiles. Exit status.
int compileAndLink(Checked &c, const BuildOptions &o, const load::Package *mainPkg, const std::string &output);
// loadProgram and compileAndLink. Exit status.
int build(const BuildOptions &o, const std::string &output);
// The variables that -X sets, by symbol, with their values. Checks the packages that they are in; false, reported, if one is no string.
bool stringVariables(Checked &c, const BuildOptions &o, std::vector<std::pair<std::string, std::string>> &out);
// What git says of the main package's repository (vcs.cc). False: it said something is wrong.
struct VersionControl {
  std::string settings, moduleVersion; // lines of debug.BuildInfo; ""
  std::string problem;
};
bool versionControl(const BuildOptions &o, const load::Program &prog, const load::Package &mainPkg, VersionControl &out);
llvm_backend::ProgramInfo programInfo(const BuildOptions &o, const load::Program &prog, const load::Package &mainPkg, const VersionControl &vcs); // info.cc
int check(const BuildOptions &o);
int test(const std::vector<std::string> &args); // the words after `golem test`
// Runs what o.args name: builds it into a temporary directory. The program's status (run.cc).
void setChoices(const BuildOptions &o); // seed, record and replay into the environment
int runProgram(const BuildOptions &o, const std::vector<std::string> &args);
std::string defaultOutput(const BuildOptions &o); // the name go build would give it

// golem escape (inspect_cmd.cc): docs/escape.md. Strings are file names but for func and why; "": not asked for.
struct InspectOptions {
  std::string func, why, html, sarif, diff, failOn, allow, profile;
  bool json = false, assertions = false, run = false, gc = false;
  std::vector<std::string> runArgs;
};
int inspectEscape(const BuildOptions &o, const InspectOptions &io);

// golem vm (vm_cmd.cc).
struct FsRule {
  std::string dir;
  bool write;
};
struct VmOptions {
  int64_t maxSteps = 0, maxMemory = 0, timeoutNs = 0; // 0: no limit
  bool noNet = false;
  std::vector<FsRule> fs; // all that it may see of the file system; empty: no limit
  bool untrusted() const { return maxSteps || maxMemory || timeoutNs || noNet || !fs.empty(); }
};
bool parseFsRule(const std::string &text, FsRule &out); // "DIR", "DIR:ro", "DIR:rw" (sandbox.cc)
// For this process and all it starts, for ever. False: an error was printed.
bool closeDoors(const VmOptions &vo, const std::string &programDir);
int vmBuild(const BuildOptions &o);
// The user's packages as a file's bytes; `shared`: symbols that earlier files of the process have (with all descriptors). False: an error
// was printed.
bool compileBytecode(Checked &c, const BuildOptions &o, std::string &out, const std::vector<std::string> *shared = nullptr);
// Compiles o.args and makes the directory that the machine runs it from, with these packages of std besides; exe: what to start.
bool prepareProgram(const BuildOptions &o, const std::vector<std::string> &packages, const std::string &name, std::string &exe);
int vmRepl(const BuildOptions &o, const std::vector<std::string> &packages); // repl.cc
int vmDis(const BuildOptions &o);
int vmRun(const BuildOptions &o, const VmOptions &vo, const std::vector<std::string> &args);

// Where the time goes (times.cc): --time-passes. A StageTime adds the CPU time of its life to a stage.
enum class Stage : uint8_t { Load, Check, Lower, Inline, Escape, Llvm, Link };
constexpr size_t kStages = 7;
class StageTime {
public:
  explicit StageTime(Stage s);
  ~StageTime();
  StageTime(const StageTime &) = delete;
  StageTime &operator=(const StageTime &) = delete;

private:
  Stage stage_;
  int64_t start_;
};
void printTimes(FILE *to);

// Where things are (config.cc).
std::string overlayDir();           // stdlib/overlay
std::string runtimeArchive();       // libgolemrt.a
std::string raceArchive();          // libgolemrace.a, for -race
std::string vmArchive();            // libgolemvm.a
extern const char *const codeId;    // changes whenever the rooms change that make code: part of every object's key (codeid.cmake)
std::string executableId();         // changes whenever this compiler or its runtime changes
std::string versionText();

// Files and directories that an interrupt removes (tempfiles.cc).
void guardTempFiles();                     // once, before any thread starts
// A directory of our own under $TMPDIR, on the list; "" if that fails (errno).
bool writeFile(const std::string &path, const std::string &data); // false: errno
std::string makeTempDir(const char *name);
void addTemp(const std::string &path);
void removeTemp(const std::string &path);  // from disk and from the list
void leaveSignalsToChild(bool on);
void unblockSignals();                     // in a child, before exec

// The object cache (cache.cc): content-addressed files under $GOLEMCACHE (default ~/.cache/golem), written beside their
// names and renamed, so that concurrent builds do no harm. A file is the data and a line with its checksum at the end: lld reads an
// object in place. Thread-safe.
class Cache {
public:
  Cache();                                         // the user's
  explicit Cache(std::string dir) : dir_(std::move(dir)) {} // a private one
  // Reads and verifies; a damaged file is removed and counts as absent.
  bool get(const std::string &key, std::string &data);
  bool verify(const std::string &key); // the same without keeping the data
  // False when the file could not be written (errno says why); a cache is best effort, so callers may go on.
  bool put(const std::string &key, const std::string &data);
  std::string path(const std::string &key) const;
  const std::string &dir() const { return dir_; }
  bool writable() const;
  static bool clean(std::string &err);

private:
  std::string dir_;
};
std::string hashKey(std::string_view data); // 128-bit, hexadecimal

// Escape summaries of the packages built so far (escape_facts.cc). Each package's are in the cache under a key of their
// own; they are read when a package that comes after it is compiled.
class EscapeFacts {
public:
  explicit EscapeFacts(Cache &c) : cache_(c) {}
  void fromCache(const std::string &key) { pending_.push_back(key); }
  // Analyzes; with a key also stores m's summaries. False: they could not be written.
  bool analyze(gir::Module &m, const std::string &key, const escape::Options &options = {});
  // Does the function keep its argument i, or hand it on to anything? True for functions without a summary.
  bool leaks(std::string_view callee, uint32_t i) const;

private:
  Cache &cache_;
  escape::Facts facts_;
  std::vector<std::string> pending_;
};

// One compilation's packages by index in load::Program::packages.
struct Job {
  Checked &c;
  const BuildOptions &o;
  Cache &cache;
  std::vector<std::string> keys; // of the packages' objects
  std::vector<bool> have;        // in the cache
};

// A package's GIR, inlined as its flags say. Null with a text for stderr in `err`.
std::unique_ptr<gir::Module> lowerAndInline(Checked &c, const BuildOptions &o, const load::Package &p, lower::Program &prog, std::string &err);

// The passes that need to know where objects are.
void afterEscape(gir::Module &m, const BuildOptions &o, const GcFlags &flags, const EscapeFacts &facts);

// A package as object file or as text of the stage that o.emit names (compile.cc). factsKey: where its escape summaries go; "":
// nowhere. messages: -m's lines, if wanted. False with a text for stderr in `err`.
bool compileTo(Checked &c, const BuildOptions &o, const load::Package &p, lower::Program &prog, EscapeFacts &facts, const std::string &factsKey,
               std::string &out, std::string &err, std::string *messages = nullptr);

// Compiles packages into the cache (compile.cc). False with a text for stderr in `err`.
class PackageCompiler {
public:
  explicit PackageCompiler(Job &job) : job_(job), facts_(job.cache), prog_(job.c.sources) {}
  bool compile(uint32_t index, std::string &err);
  // A package that is in the cache now: its escape summaries count for those after it.
  void finished(uint32_t index) { facts_.fromCache(job_.keys[index]); }

private:
  Job &job_;
  EscapeFacts facts_;
  lower::Program prog_;
};

// Fills job.keys (build.cc).
void packageKeys(Job &job);

// Compiles every package that job doesn't have, in dependency order, in worker processes (workers.cc). Exit status.
int compileMissing(Job &job);

} // namespace golem::driver
