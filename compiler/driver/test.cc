// `golem test`: for each package a program that runs its tests (test_main.cc) is built and run in the package's directory; what it
// prints and how it ends becomes the line "ok  \tpath\t0.012s" or "FAIL\t…", in go test's words and with its exit status.
//
// Each build is a child process that writes its messages to a file: it leaves nothing behind in this process, and the next
// package is built while the tests of this one run. Tests run one package after the other, in the order of the packages.
#include "compiler/driver/test.h"
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {
struct TestPackage {
  std::string path, dir;
  std::vector<std::string> args; // what load() is asked for
};
// How the child that builds a test ends.
enum BuildResult { kBuilt, kBuildFailed, kSetupFailed, kNoTestFiles };
struct Build {
  pid_t pid = 0;
  std::string exe, log;
};

struct Run {
  TestFlags flags;
  std::string modulePath, goroot;
  std::vector<TestPackage> packages;
  std::string tmpDir;
  int status = 0;
};

// ---- which packages ----

bool findPackages(Run &r) {
  SourceManager sources;
  Diagnostics diags(sources);
  load::Options lo;
  lo.goroot = r.flags.build.goroot;
  lo.overlay = overlayDir();
  lo.dir = r.flags.build.dir;
  lo.tags = allTags(r.flags.build);
  lo.tests = lo.rootsOnly = true;
  std::unique_ptr<load::Program> program = load::load(lo, r.flags.packages, sources, diags);
  r.modulePath = program->modulePath;
  r.goroot = program->goroot;
  bool files = !r.flags.packages.empty() && r.flags.packages[0].ends_with(".go");
  auto nameOf = [&](const load::Package *p) { // a directory without a package is shown as it was named
    if (!p->failed || !p->files.empty()) return p->path;
    std::error_code ec;
    fs::path rel = fs::path(p->dir).lexically_relative(fs::absolute(lo.dir, ec).lexically_normal());
    return p->isStd ? p->path : rel == "." || rel.string().starts_with("..") ? rel.string() : "./" + rel.string();
  };
  auto add = [&](const load::Package *p) {
    auto same = [&](const TestPackage &t) { return t.dir == p->dir; };
    if (std::any_of(r.packages.begin(), r.packages.end(), same)) return;
    std::vector<std::string> args = {p->isStd ? p->path : p->dir};
    if (files) args = r.flags.packages;
    else if (r.flags.packages.empty()) args.clear();
    r.packages.push_back({nameOf(p), p->dir, std::move(args)});
  };
  for (const load::Package *p : program->roots) add(p->testOf ? p->testOf : p);
  // What is wrong inside a package its build will say; what is wrong with the arguments nobody else says.
  if (!r.packages.empty() && program->roots.size() >= r.flags.packages.size()) return true;
  std::fputs(diags.render(r.flags.build.errorLimit).c_str(), stderr);
  if (r.packages.empty() && diags.count() == 0) std::fprintf(stderr, "golem: no packages to test\n");
  return diags.count() == 0 && !r.packages.empty();
}

// ---- building ----

int buildTest(const Run &r, const TestPackage &p, const std::string &exe) {
  BuildOptions o = r.flags.build;
  o.args = p.args;
  Checked c;
  load::Options extra;
  extra.tests = true;
  extra.implicit = {"internal/testbinary"}; // testing.Testing() is true
  extra.testMain = [&](const load::Package *own, const load::Package *external, Diagnostics &diags) {
    return testMainSource(own, external, r.modulePath, diags);
  };
  if (!loadProgram(c, o, extra, true)) return kSetupFailed;
  const load::Package *mainPkg = nullptr;
  for (const load::Package *root : c.program->roots)
    if (root->isMain) mainPkg = root;
  if (compileAndLink(c, o, mainPkg, exe) != 0) return kBuildFailed;
  return mainPkg ? kBuilt : kNoTestFiles;
}

// The last element of the import path; of a module's major version directory the one before.
std::string binaryName(const TestPackage &p) {
  if (p.path == "command-line-arguments") return fs::path(p.dir).filename().string() + ".test";
  std::string path = p.path, last = path.substr(path.rfind('/') + 1);
  bool version = last.size() > 1 && last[0] == 'v' && last[1] != '0' && last != "v1" && last.find_first_not_of("0123456789", 1) == std::string::npos;
  if (version && last.size() < path.size()) {
    path.resize(path.size() - last.size() - 1);
    last = path.substr(path.rfind('/') + 1);
  }
  return last + ".test";
}

Build startBuild(const Run &r, size_t i) {
  Build b;
  std::string dir = r.tmpDir + "/b" + std::to_string(i);
  std::error_code ec;
  fs::create_directories(dir, ec);
  b.exe = dir + "/" + binaryName(r.packages[i]);
  b.log = dir + "/log";
  std::fflush(nullptr);
  b.pid = ::fork();
  if (b.pid != 0) return b;
  guardTempFiles(); // the thread that waits for signals stayed behind
  int fd = ::open(b.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || ::dup2(fd, 2) < 0) ::_exit(kSetupFailed);
  int status = buildTest(r, r.packages[i], b.exe);
  std::fflush(nullptr);
  ::_exit(status);
}

int finishBuild(const Build &b) {
  int ws = 0;
  while (::waitpid(b.pid, &ws, 0) < 0 && errno == EINTR) {}
  if (WIFEXITED(ws) && WEXITSTATUS(ws) <= kNoTestFiles) return WEXITSTATUS(ws);
  FILE *f = std::fopen(b.log.c_str(), "a");
  if (f) {
    if (WIFSIGNALED(ws)) std::fprintf(f, "golem: internal error: the compiler ended by signal %d (%s)\n", WTERMSIG(ws), ::strsignal(WTERMSIG(ws)));
    else std::fprintf(f, "golem: internal error: the compiler ended with status %d\n", WEXITSTATUS(ws));
    std::fclose(f);
  }
  return kBuildFailed;
}

// ---- running ----

// Where a package's output goes: straight to stdout, into a buffer that is shown when the test is over, or both; with -json
// through the converter.
struct Sink {
  bool show = false, keep = false;
  TestEvents *events = nullptr;
  std::string kept;
  void write(std::string_view s) {
    if (events) events->feed(s);
    else if (show) std::fwrite(s.data(), 1, s.size(), stdout), std::fflush(stdout);
    if (keep) kept += s;
  }
};

// The environment: PWD is the package's directory, and the go tool that belongs to GOROOT comes first.
std::vector<std::string> testEnvironment(const Run &r, const std::string &dir) {
  std::vector<std::string> env;
  std::string path;
  for (char **e = environ; *e; e++) {
    std::string_view v = *e;
    if (v.starts_with("PWD=")) continue;
    if (v.starts_with("PATH=")) path = v.substr(5);
    else env.emplace_back(v);
  }
  env.push_back("PATH=" + r.goroot + "/bin" + (path.empty() ? "" : ":" + path));
  env.push_back("PWD=" + dir);
  return env;
}

struct Ended {
  int waitStatus = 0;
  bool killed = false, incomplete = false;
  double seconds = 0;
};

// Runs the test binary, passing its output on. A test that outlives its own -test.timeout gets SIGQUIT, then SIGKILL.
Ended runBinary(const Run &r, const TestPackage &p, const std::string &exe, Sink &sink, bool direct, double killAfter, double waitDelay) {
  std::vector<std::string> args = {exe, "-test.paniconexit0"};
  if (!r.flags.fuzz.empty()) args.push_back("-test.fuzzcachedir=" + Cache().dir() + "/../fuzz/" + p.path);
  args.insert(args.end(), r.flags.toTest.begin(), r.flags.toTest.end());
  std::vector<std::string> env = testEnvironment(r, p.dir);
  std::vector<char *> argv, envp;
  for (std::string &a : args) argv.push_back(a.data());
  for (std::string &e : env) envp.push_back(e.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);

  Ended end;
  int pipes[2] = {-1, -1};
  if (!direct && ::pipe2(pipes, O_CLOEXEC) != 0) {
    sink.write(std::string("golem: pipe: ") + std::strerror(errno) + "\n");
    end.waitStatus = 1 << 8;
    return end;
  }
  std::fflush(nullptr);
  auto start = Clock::now();
  auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  leaveSignalsToChild(true);
  pid_t pid = ::fork();
  if (pid == 0) {
    unblockSignals();
    int null = ::open("/dev/null", O_RDONLY);
    if (null >= 0) ::dup2(null, 0), ::close(null);
    if (!direct) ::dup2(pipes[1], 1);
    ::dup2(1, 2);
    if (::chdir(p.dir.c_str()) == 0) ::execve(exe.c_str(), argv.data(), envp.data());
    ::dprintf(2, "golem: %s: %s\n", exe.c_str(), std::strerror(errno));
    ::_exit(127);
  }
  if (!direct) ::close(pipes[1]);
  int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  bool exited = false, open = !direct;
  double deadline = killAfter > 0 ? killAfter : 1e18;
  int signals = 0;
  std::vector<char> buf(1 << 16);
  while (!exited || open) {
    pollfd fds[2] = {{open ? pipes[0] : -1, POLLIN, 0}, {exited ? -1 : pidfd, POLLIN, 0}};
    double left = deadline - elapsed();
    int ms = left > 3600 ? 3600000 : std::max(0, static_cast<int>(left * 1000) + 1);
    ::poll(fds, 2, ms);
    if (fds[0].revents) {
      ssize_t n = ::read(pipes[0], buf.data(), buf.size());
      if (n > 0) sink.write({buf.data(), static_cast<size_t>(n)});
      else if (n == 0 || errno != EINTR) open = false;
    }
    if (!exited && fds[1].revents) {
      while (::waitpid(pid, &end.waitStatus, 0) < 0 && errno == EINTR) {}
      exited = true;
      end.seconds = elapsed();
      if (waitDelay > 0) deadline = elapsed() + waitDelay; // a child of the test may still hold the pipe
    }
    if (elapsed() < deadline) continue;
    if (exited) {
      end.incomplete = open;
      break;
    }
    ::kill(pid, signals++ ? SIGKILL : SIGQUIT);
    end.killed = true;
    deadline = elapsed() + std::max(waitDelay, 1.0);
  }
  if (pidfd >= 0) ::close(pidfd);
  if (!direct) ::close(pipes[0]);
  leaveSignalsToChild(false);
  return end;
}

std::string durationText(double seconds) { // like time.Duration's, for whole seconds
  auto s = static_cast<long>(seconds);
  std::string out;
  if (s >= 3600) out += std::to_string(s / 3600) + "h";
  if (s >= 60) out += std::to_string(s / 60 % 60) + "m";
  return out + std::to_string(s % 60) + "s";
}

std::string exitText(int ws) {
  if (!WIFSIGNALED(ws)) return "exit status " + std::to_string(WEXITSTATUS(ws));
  std::string name = ::strsignal(WTERMSIG(ws));
  for (char &c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return "signal: " + name + (WCOREDUMP(ws) ? " (core dumped)" : "");
}

bool printed(const std::string &out, std::string_view line) { return out.starts_with(line) || out.find("\n" + std::string(line)) != std::string::npos; }

// One package, built: runs it and shows its output. False if it failed.
bool testOne(Run &r, const TestPackage &p, const Build &b, int built) {
  const TestFlags &f = r.flags;
  std::string log, err;
  readFile(b.log, log, err);
  bool stream = !f.packagesGiven || !f.bench.empty() || !f.fuzz.empty();
  bool showPass = f.verbose || !f.list.empty() || f.help;
  Sink sink;
  std::unique_ptr<TestEvents> events;
  if (f.json) {
    if (!log.empty()) emitBuildEvents(1, p.path, log);
    events = std::make_unique<TestEvents>(1, p.path);
    sink.events = events.get();
  } else if (!log.empty()) {
    std::fputs(log.c_str(), stderr);
  }
  sink.keep = !stream;
  sink.show = stream || f.json || (showPass && (r.packages.size() == 1 || f.serial));
  auto finish = [&](bool ok, const std::string &failedBuild = "") {
    if (events) events->finish(ok ? TestEvents::Outcome::Pass : TestEvents::Outcome::Fail, failedBuild);
    else if (!sink.show) std::fputs(sink.kept.c_str(), stdout);
    std::fflush(stdout);
    return ok;
  };
  if (built == kBuildFailed || built == kSetupFailed) {
    sink.write("FAIL\t" + p.path + (built == kBuildFailed ? " [build failed]\n" : " [setup failed]\n"));
    return finish(false, built == kBuildFailed ? p.path + " [" + p.path + ".test]" : p.path);
  }
  if (built == kNoTestFiles) {
    sink.write("?   \t" + p.path + "\t[no test files]\n");
    return finish(true);
  }

  double killAfter = 0, waitDelay = 0;
  if (f.timeout > 0 && f.fuzz.empty() && f.bench.empty()) {
    waitDelay = std::max(5.0, f.timeout / 10);
    killAfter = f.timeout + std::max(60.0, waitDelay);
  }
  Ended end = runBinary(r, p, b.exe, sink, stream && !f.json, killAfter, waitDelay);
  char time[32];
  std::snprintf(time, sizeof time, "%.3fs", end.seconds);
  bool newline = sink.kept.empty() || sink.kept.ends_with('\n');
  if (WIFEXITED(end.waitStatus) && WEXITSTATUS(end.waitStatus) == 0 && !end.killed && !end.incomplete) {
    std::string note;
    if (printed(sink.kept, "testing: warning: no tests to run\n")) note = " [no tests to run]";
    if (printed(sink.kept, "testing: warning: no fuzz tests to fuzz\n")) note = " [no fuzz tests to fuzz]";
    if (!showPass && !f.json) sink.kept.clear();
    if (!newline) sink.write("\n");
    sink.write("ok  \t" + p.path + "\t" + time + note + "\n");
    return finish(true);
  }
  if (end.killed) sink.write("*** Test killed with quit: ran too long (" + durationText(killAfter) + ").\n");
  else if (end.incomplete) sink.write("*** Test I/O incomplete " + durationText(waitDelay) + " after exiting.\n");
  if (!WIFEXITED(end.waitStatus) || sink.kept.empty()) sink.write(exitText(end.waitStatus) + "\n");
  else if (!newline) sink.write("\n");
  sink.write(std::string(f.json || f.verboseJson ? "\x16" : "") + "FAIL\t" + p.path + "\t" + time + "\n");
  return finish(false);
}

// -c and -o: the binary goes where the user wants it.
bool install(const Run &r, const TestPackage &p, const std::string &exe) {
  std::error_code ec;
  fs::path cwd = fs::absolute(r.flags.build.dir, ec);
  fs::path target = cwd / binaryName(p);
  if (!r.flags.output.empty()) {
    if (r.flags.output == "/dev/null") return true;
    target = cwd / r.flags.output;
    // Renaming would replace a device.
    if (fs::exists(target, ec) && !fs::is_regular_file(target, ec) && !fs::is_directory(target, ec)) {
      std::fprintf(stderr, "golem: %s: is not a file\n", target.c_str());
      return false;
    }
    if (r.flags.output.ends_with('/') || fs::is_directory(target, ec)) {
      fs::create_directories(target, ec);
      target /= binaryName(p);
    }
  }
  std::string tmp = target.string() + ".golem-tmp" + std::to_string(::getpid());
  addTemp(tmp);
  bool ok = fs::copy_file(exe, tmp, fs::copy_options::overwrite_existing, ec);
  if (ok) fs::rename(tmp, target, ec);
  removeTemp(tmp);
  if (ec) std::fprintf(stderr, "golem: %s: %s\n", target.c_str(), ec.message().c_str());
  return !ec;
}

int testAll(Run &r) {
  size_t n = r.packages.size();
  std::vector<Build> builds(n);
  std::vector<int> results(n, -1);
  const TestFlags &f = r.flags;
  auto result = [&](size_t i) {
    if (results[i] < 0) {
      if (!builds[i].pid) builds[i] = startBuild(r, i);
      results[i] = finishBuild(builds[i]);
    }
    return results[i];
  };
  if (!f.bench.empty()) // nothing else runs while something is measured
    for (size_t i = 0; i < n; i++) result(i);
  for (size_t i = 0; i < n; i++) {
    int built = result(i);
    if (i + 1 < n && !f.serial && results[i + 1] < 0) builds[i + 1] = startBuild(r, i + 1);
    bool ok = true;
    if (f.compileOnly && built == kBuilt) {
      ok = install(r, r.packages[i], builds[i].exe);
    } else if (!f.compileOnly || built != kNoTestFiles) {
      ok = testOne(r, r.packages[i], builds[i], built);
      if (built == kBuilt && !f.output.empty()) ok &= install(r, r.packages[i], builds[i].exe);
    }
    if (!ok) r.status = 1;
    std::error_code ec;
    fs::remove_all(r.tmpDir + "/b" + std::to_string(i), ec);
    if (!ok && f.failFast && built == kBuilt) {
      if (i + 1 < n && builds[i + 1].pid) finishBuild(builds[i + 1]);
      break;
    }
  }
  if (r.status != 0 && !f.json && f.fuzz.empty() && f.packagesGiven) std::printf("FAIL\n");
  std::fflush(stdout);
  return r.status;
}
} // namespace

int test(const std::vector<std::string> &args) {
  Run r;
  if (!parseTestFlags(args, r.flags)) return 2;
  if (!findPackages(r)) return 1;
  const TestFlags &f = r.flags;
  std::error_code ec;
  bool toDirectory = f.output.ends_with('/') || f.output == "/dev/null" || fs::is_directory(fs::path(f.build.dir) / f.output, ec);
  if (r.packages.size() > 1 && !f.output.empty() && !toDirectory) {
    std::fprintf(stderr, "golem: with multiple packages, -o must refer to a directory or /dev/null\n");
    return 1;
  }
  if (r.packages.size() > 1 && !f.fuzz.empty()) {
    std::fprintf(stderr, "golem: cannot use -fuzz flag with multiple packages\n");
    return 1;
  }
  r.tmpDir = makeTempDir("golem-test");
  if (r.tmpDir.empty()) {
    std::fprintf(stderr, "golem: cannot make a temporary directory: %s\n", std::strerror(errno));
    return 1;
  }
  int status = testAll(r);
  removeTemp(r.tmpDir);
  return status;
}

} // namespace golem::driver
