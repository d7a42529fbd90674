// golem run: builds a program into a temporary directory and runs it there.
#include "compiler/driver/driver.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;

std::string defaultOutput(const BuildOptions &o) {
  std::string first = o.args.empty() ? "." : o.args[0];
  fs::path p(first);
  if (first.size() > 3 && first.compare(first.size() - 3, 3, ".go") == 0) return p.stem().string();
  std::error_code ec;
  return fs::weakly_canonical(fs::path(o.dir) / p, ec).filename().string();
}

void setChoices(const BuildOptions &o) {
  if (!o.seed.empty()) ::setenv("GOLEMSEED", o.seed.c_str(), 1);
  if (!o.record.empty()) ::setenv("GOLEMRECORD", o.record.c_str(), 1);
  if (!o.replay.empty()) ::setenv("GOLEMREPLAY", o.replay.c_str(), 1);
}

int runProgram(const BuildOptions &o, const std::vector<std::string> &args) {
  std::string dir = makeTempDir("golem-run");
  if (dir.empty()) {
    std::fprintf(stderr, "golem: cannot make a temporary directory: %s\n", std::strerror(errno));
    return 1;
  }
  std::string exe = dir + "/" + (o.args.empty() ? std::string("main") : defaultOutput(o));
  int status = build(o, exe);
  if (status == 0) {
    leaveSignalsToChild(true);
    pid_t pid = ::fork();
    if (pid == 0) {
      unblockSignals();
      setChoices(o);
      std::vector<char *> av;
      av.push_back(exe.data());
      for (const std::string &a : args) av.push_back(const_cast<char *>(a.c_str()));
      av.push_back(nullptr);
      ::execv(exe.c_str(), av.data());
      std::fprintf(stderr, "golem: %s: %s\n", exe.c_str(), std::strerror(errno));
      ::_exit(127);
    }
    ::signal(SIGQUIT, SIG_IGN); // the program gets the terminal's signals; we clean up after it
    int ws = 0;
    while (::waitpid(pid, &ws, 0) < 0 && errno == EINTR) {}
    if (WIFSIGNALED(ws)) {
      std::fprintf(stderr, "signal: %s\n", ::strsignal(WTERMSIG(ws)));
      status = 1;
    } else {
      status = WEXITSTATUS(ws);
      if (status) std::fprintf(stderr, "exit status %d\n", status);
    }
  }
  removeTemp(dir);
  return status;
}

} // namespace golem::driver
