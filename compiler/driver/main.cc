// golem's command line (CLI11): one subcommand each for build, run, check, escape, env, version, clean.
#include "compiler/driver/driver.h"
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

using namespace golem::driver;
namespace fs = std::filesystem;

namespace {

void commonFlags(CLI::App *a, BuildOptions &o) {
  a->add_option("--goroot", o.goroot, "Go source tree to use");
  a->add_option("-C", o.dir, "work in this directory");
  a->add_option("--tags,-t", o.tags, "build tags")->delimiter(',')->take_all();
  a->add_option("--lang", o.lang, "language version, for example go1.21");
  a->add_flag("-v", o.verbose, "print packages as they are compiled");
  a->add_flag("-x", o.printCommands, "print the steps");
  a->add_option("--errors", o.errorLimit, "stop after this many errors; 0: none");
}

// What programs are built with; go's flags, and a few of golem's.
void buildFlags(CLI::App *a, BuildOptions &o) {
  a->add_option("--gcflags", o.gcflags, "flags for the compiler, as go's")->allow_extra_args(false);
  a->add_option("--ldflags", o.ldflags, "flags for the linker: -s and -w strip, -X package.name=value sets a string, -keep keeps what nothing refers to")
      ->allow_extra_args(false);
  a->add_flag("--trimpath", o.trimPath, "record files under import paths instead of paths of this system");
  a->add_option("--mod", o.mod, "modules from the cache (readonly, mod) or from vendor/ (vendor)")->check(CLI::IsMember({"mod", "readonly", "vendor"}));
  a->add_option("-O,--O", o.optLevel, "optimization level 0 to 3")->check(CLI::Range(0, 3));
  a->add_flag("--verify", o.verifyIR, "verify GIR and LLVM IR");
  a->add_flag("--check-escape", o.checkEscape, "the program's collector checks that no pointer to a stack object is kept (docs/escape.md)");
  a->add_flag("--no-cache,-a", o.noCache, "compile everything anew");
  a->add_option("-p", "accepted as go's: golem uses all cores")->check(CLI::PositiveNumber);
  a->add_option("--buildmode", "exe")->check(CLI::IsMember({"default", "exe"}));
  a->add_flag("--buildvcs{true}", o.buildVcs,
              "record the state of the git repository in the program: true, false, or auto (build's default: if all of it is in one)")
      ->check(CLI::IsMember({"true", "false", "auto"}));
  a->add_option("--pgo", "accepted as go's: golem uses no profile");
  a->add_flag("--race", o.race, "the program reports data races when they happen (docs/race.md)");
}

// go's flags have one dash: -tags, -lang, -gcflags=…; CLI11 wants two for long names.
// The word before asks for one: --seed 7.
bool isValue(int i, char **argv) {
  for (const char *f : {"seed", "record", "replay",  "max-steps", "max-memory", "timeout", "fs",        "C",   "tags",   "lang", "goroot",
                        "o",    "O",      "gcflags", "ldflags",   "mod",        "p",       "buildmode", "pgo", "errors", "t"}) {
    std::string before = argv[i - 1];
    if (before == "--" + std::string(f) || before == "-" + std::string(f)) return true;
  }
  return false;
}
// "64MiB" as bytes, "1m30s" or "500ms" as nanoseconds; "" leaves out as it is. False: a message was printed.
bool parseSize(const std::string &s, int64_t &out) {
  if (s.empty()) return true;
  char *end;
  long long v = std::strtoll(s.c_str(), &end, 10);
  std::string unit = end;
  int shift = unit == "" || unit == "B" ? 0 : unit == "KiB" || unit == "K" ? 10 : unit == "MiB" || unit == "M" ? 20 : unit == "GiB" || unit == "G" ? 30 : -1;
  if (v <= 0 || shift < 0 || v > (int64_t{1} << 62 >> shift)) {
    std::fprintf(stderr, "golem: --max-memory %s: a size is expected, as 64MiB\n", s.c_str());
    return false;
  }
  out = static_cast<int64_t>(v) << shift;
  return true;
}
bool parseDuration(const std::string &s, int64_t &out) {
  const char *p = s.c_str();
  double total = 0;
  bool good = true;
  while (*p && good) {
    char *end;
    double v = std::strtod(p, &end);
    good = end != p && v >= 0;
    std::string unit;
    for (p = end; *p >= 'a' && *p <= 'z'; p++) unit += *p;
    double scale = unit == "h" ? 3600e9 : unit == "m" ? 60e9 : unit == "s" ? 1e9 : unit == "ms" ? 1e6 : unit == "us" ? 1e3 : unit == "ns" ? 1 : 0;
    good = good && scale > 0;
    total += v * scale;
  }
  if (!good || total > 9e18) {
    std::fprintf(stderr, "golem: --timeout %s: a duration is expected, as 10s\n", s.c_str());
    return false;
  }
  out = static_cast<int64_t>(total);
  return true;
}

std::vector<std::string> goStyle(int argc, char **argv) {
  static const char *kLong[] = {"tags",     "lang",    "gcflags", "ldflags",     "goroot",       "emit",     "json",   "func",
                                "seed",     "record",  "replay",  "max-steps",   "max-memory",   "timeout",  "no-net", "fs",
                                "cache",    "verify",  "O",       "no-cache",    "check-escape", "trimpath", "mod",    "buildmode",
                                "buildvcs", "pgo",     "race",    "time-passes", "all-bytecode", "why",      "html",   "sarif",
                                "diff",     "fail-on", "allow",   "assert",      "run",          "profile",  "gc"};
  std::vector<std::string> out;
  bool vmRuns = argc > 2 && std::strcmp(argv[1], "vm") == 0 && std::strcmp(argv[2], "run") == 0;
  bool rest = false, isRun = vmRuns || (argc > 1 && std::strcmp(argv[1], "run") == 0);
  const int first = vmRuns ? 2 : 1; // the word that names the subcommand
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    if (!rest && a.size() > 2 && a[0] == '-' && a[1] != '-') {
      std::string name = a.substr(1, a.find('=') == std::string::npos ? std::string::npos : a.find('=') - 1);
      for (const char *l : kLong)
        if (name == l) {
          a = "-" + a;
          break;
        }
    }
    if (!rest && a.starts_with("--") && a.find('=') == a.size() - 1) continue; // -gcflags= : nothing, and not the next word
    out.push_back(a);
    // In `run`, what follows the files belongs to the program.
    if (isRun && i > first && !rest && a[0] != '-' && !isValue(i, argv)) {
      bool goFile = a.size() > 3 && a.compare(a.size() - 3, 3, ".go") == 0;
      bool nextGo = i + 1 < argc && std::strlen(argv[i + 1]) > 3 && std::strcmp(argv[i + 1] + std::strlen(argv[i + 1]) - 3, ".go") == 0;
      if (!(goFile && nextGo)) {
        rest = true;
        if (i + 1 < argc) out.push_back("--");
      }
    }
  }
  return out;
}

} // namespace

int main(int argc, char **argv) {
  guardTempFiles();
  if (argc > 1 && std::strcmp(argv[1], "test") == 0) return test({argv + 2, argv + argc});
  CLI::App app{"golem compiles Go programs to native Linux/amd64 binaries"};
  app.require_subcommand(1);
  BuildOptions o;
  std::vector<std::string> rest;
  InspectOptions io;
  bool cleanCache = false;

  auto *b = app.add_subcommand("build", "compile packages\nExample: golem build -o hello hello.go");
  commonFlags(b, o);
  b->add_option("-o", o.output, "output file");
  buildFlags(b, o);
  b->add_option("--emit", o.emit, "print a stage instead: ast, gir, gir-opt (objects placed), llvm, llvm-opt, asm")
      ->check(CLI::IsMember({"ast", "gir", "gir-opt", "llvm", "llvm-opt", "asm"}));
  b->add_flag("--time-passes", o.timePasses, "print each stage's processor time, all processes together");
  b->add_option("packages", o.args, ".go files, a directory, or an import path");

  auto *r = app.add_subcommand("run", "compile and run\nExample: golem run hello.go arg1");
  commonFlags(r, o);
  buildFlags(r, o);
  r->add_option("--seed", o.seed, "a repeatable run: schedule, clock, map order and random numbers follow from the seed (docs/seed.md)");
  r->add_option("--record", o.record, "write the run's choices to this file (docs/seed.md)");
  r->add_option("--replay", o.replay, "the run that was recorded in this file, again")->excludes("--record");
  r->add_option("packages", rest, "files or directory, then the program's arguments");

  auto *c = app.add_subcommand("check", "type-check packages\nExample: golem check std");
  commonFlags(c, o);
  c->add_option("packages", o.args, "files, directories, patterns (./..., std)");

  auto *e = app.add_subcommand("escape", "show what is allocated on the heap, and why\nExample: golem escape hello.go");
  commonFlags(e, o);
  e->add_option("--func", io.func, "only this function and its closures");
  e->add_option("--why", io.why, "the whole flow of what is at LINE, LINE:COL, FILE:LINE or FILE:LINE:COL");
  e->add_flag("--json", io.json, "for programs (docs/escape.md)");
  e->add_option("--html", io.html, "write one self-contained page");
  e->add_option("--sarif", io.sarif, "write SARIF 2.1.0; -: to the standard output");
  e->add_option("--diff", io.diff, "what moved since this report of --json");
  e->add_option("--fail-on", io.failOn, "heap: status 1 if something is there that --allow doesn't name")->check(CLI::IsMember({"heap"}));
  e->add_option("--allow", io.allow, "what may be on the heap: lines of package, function, expression");
  e->add_flag("--assert", io.assertions, "check //escape:stack and //escape:heap comments");
  e->add_flag("--run", io.run, "run the program (arguments after --) and rank its sites by bytes allocated");
  e->add_option("--profile", io.profile, "the same from a file written under GOLEMALLOCSITES");
  e->add_flag("--gc", io.gc, "the lines of gc's -m");
  e->add_flag("--time-passes", o.timePasses, "print each stage's processor time");
  e->add_option("-O,--O", o.optLevel, "optimization level 0 to 3: without inlining at 0")->check(CLI::Range(0, 3));
  e->add_option("--gcflags", o.gcflags, "flags for the compiler, as go's")->allow_extra_args(false);
  e->add_option("packages", o.args, "files or packages");

  VmOptions vo;
  std::string timeout, memory;
  std::vector<std::string> fsRules;
  auto *v = app.add_subcommand("vm", "bytecode: run at once, without a native build\nExample: golem vm run hello.go");
  v->require_subcommand(1);
  auto *vb = v->add_subcommand("build", "compile to a bytecode file");
  commonFlags(vb, o);
  vb->add_option("-o", o.output, "output file");
  vb->add_flag("--all-bytecode", o.allBytecode, "the standard library, too: a check of the compiler");
  vb->add_option("packages", o.args, ".go files, a directory, or an import path");
  auto *vd = v->add_subcommand("dis", "show a program's bytecode");
  commonFlags(vd, o);
  vd->add_flag("--all-bytecode", o.allBytecode, "the standard library, too");
  vd->add_option("packages", o.args, "a .gbc file, .go files, a directory, or an import path");
  auto *vp = v->add_subcommand("repl", "type Go and see what it does\nExample: golem vm repl net/url");
  commonFlags(vp, o);
  vp->add_option("packages", rest, "packages of std that the session needs besides the usual ones");
  auto *vr = v->add_subcommand("run", "compile to bytecode in memory and run it\nExample: golem vm run --max-steps 1000000 prog.go arg1");
  commonFlags(vr, o);
  vr->add_option("--seed", o.seed, "a repeatable run (docs/seed.md)");
  vr->add_option("--record", o.record, "write the run's choices to this file (docs/seed.md)");
  vr->add_option("--replay", o.replay, "the run that was recorded in this file, again")->excludes("--record");
  vr->add_flag("--all-bytecode", o.allBytecode, "interpret the standard library, too: slow, a check of the compiler");
  vr->add_option("--max-steps", vo.maxSteps, "end the program after so many calls and loop rounds")->check(CLI::PositiveNumber);
  vr->add_option("--max-memory", memory, "end it when heap and stacks need more: bytes, or with KiB, MiB, GiB");
  vr->add_option("--timeout", timeout, "end it after this time: 10s, 500ms, 2m");
  vr->add_flag("--no-net", vo.noNet, "no sockets");
  vr->add_option("--fs", fsRules, "the only part of the file system that it may use: DIR or DIR:ro to read, DIR:rw to write")->allow_extra_args(false);
  vr->add_option("packages", rest, "a .gbc file, .go files or a directory, then the program's arguments");

  app.add_subcommand("test", "run the tests of packages\nExample: golem test -v -run Name ./..."); // flags: test_flags.cc
  auto *env = app.add_subcommand("env", "print golem's settings");
  auto *ver = app.add_subcommand("version", "print golem's version");
  auto *cl = app.add_subcommand("clean", "remove cached files\nExample: golem clean --cache");
  cl->add_flag("--cache", cleanCache, "remove the whole object cache");

  // golem escape --run ... -- ARGS
  if (argc > 1 && std::strcmp(argv[1], "escape") == 0)
    for (int i = 2; i < argc; i++)
      if (std::strcmp(argv[i], "--") == 0) {
        io.runArgs.assign(argv + i + 1, argv + argc);
        argc = i;
      }
  std::vector<std::string> args = goStyle(argc, argv);
  // The words behind a nested subcommand's "--" are not its own to CLI11.
  std::vector<std::string> programArgs;
  if (args.size() > 1 && args[0] == "vm" && args[1] == "run")
    if (auto dashes = std::find(args.begin(), args.end(), "--"); dashes != args.end()) {
      programArgs.assign(dashes + 1, args.end());
      args.erase(dashes, args.end());
    }
  std::reverse(args.begin(), args.end()); // CLI11 takes them last first
  try {
    app.parse(args);
  } catch (const CLI::ParseError &err) {
    int code = app.exit(err);
    return code == 0 ? 0 : 2;
  }
  if (std::string err; !applyLdFlags(o, err)) {
    std::fprintf(stderr, "golem: -ldflags: %s\n", err.c_str());
    return 2;
  }
  if (o.buildVcs.empty()) o.buildVcs = golem::load::goFlag("-buildvcs");
  if (*b) {
    if (o.buildVcs.empty()) o.buildVcs = "auto";
    std::string out = o.output.empty() ? defaultOutput(o) : o.output;
    std::error_code ec;
    if (fs::is_directory(out, ec)) out += "/" + defaultOutput(o);
    int status = build(o, out);
    if (o.timePasses) printTimes(stderr);
    return status;
  }
  if (o.buildVcs == "auto") o.buildVcs.clear(); // only build stamps unless it is told to
  if (*r) {
    // Files first: those that end in .go, or one directory.
    size_t n = 0;
    while (n < rest.size() && rest[n].size() > 3 && rest[n].ends_with(".go")) n++;
    if (n == 0 && !rest.empty()) n = 1;
    o.args.assign(rest.begin(), rest.begin() + static_cast<long>(n));
    o.needMain = true;
    return runProgram(o, {rest.begin() + static_cast<long>(n), rest.end()});
  }
  if (*v) {
    if (*vb) return vmBuild(o);
    if (*vd) return vmDis(o);
    if (*vp) return vmRepl(o, rest);
    if (!parseSize(memory, vo.maxMemory) || !parseDuration(timeout, vo.timeoutNs)) return 2;
    for (const std::string &r : fsRules)
      if (!parseFsRule(r, vo.fs.emplace_back())) return 2;
    size_t n = 0;
    while (n < rest.size() && rest[n].size() > 3 && rest[n].ends_with(".go")) n++;
    if (n == 0 && !rest.empty()) n = 1;
    o.args.assign(rest.begin(), rest.begin() + static_cast<long>(n));
    programArgs.insert(programArgs.begin(), rest.begin() + static_cast<long>(n), rest.end());
    return vmRun(o, vo, programArgs);
  }
  if (*c) return check(o);
  if (*e) {
    int status = inspectEscape(o, io);
    if (o.timePasses) printTimes(stderr);
    return status;
  }
  if (*env) {
    std::string goroot = golem::load::findGoroot(o.goroot);
    std::printf("GOROOT=\"%s\"\nGOVERSION=\"%s\"\nGOLEMCACHE=\"%s\"\nGOLEMRUNTIME=\"%s\"\nGOLEMOVERLAY=\"%s\"\nGOOS=\"linux\"\nGOARCH=\"amd64\"\n",
                goroot.c_str(), golem::load::gorootVersion(goroot).c_str(), Cache().dir().c_str(), runtimeArchive().c_str(), overlayDir().c_str());
    return 0;
  }
  if (*ver) {
    std::printf("%s (%s)\n", versionText().c_str(), golem::load::gorootVersion(golem::load::findGoroot("")).c_str());
    return 0;
  }
  if (*cl) {
    std::string err;
    if (!Cache::clean(err)) {
      std::fprintf(stderr, "golem: %s\n", err.c_str());
      return 1;
    }
    return 0;
  }
  return 2;
}
