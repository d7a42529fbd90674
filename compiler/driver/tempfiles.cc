// Temporary files that must not outlive an interrupted build. A thread waits for SIGINT, SIGTERM and SIGHUP (blocked
// everywhere else), removes what is registered, and ends the process by the same signal.
#include "compiler/driver/driver.h"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>
#include <unistd.h>

namespace golem::driver {

bool writeFile(const std::string &path, const std::string &data) {
  FILE *f = std::fopen(path.c_str(), "wb");
  if (!f) return false;
  bool ok = std::fwrite(data.data(), 1, data.size(), f) == data.size();
  return std::fclose(f) == 0 && ok;
}

namespace {
std::mutex mu;
std::set<std::string> &paths() {
  static auto *p = new std::set<std::string>;
  return *p;
}
bool passOn = false; // a program runs: the terminal's ^C is for it
sigset_t stopSignals() {
  sigset_t s;
  ::sigemptyset(&s);
  ::sigaddset(&s, SIGINT);
  ::sigaddset(&s, SIGTERM);
  ::sigaddset(&s, SIGHUP);
  return s;
}
void waitForSignal() {
  sigset_t s = stopSignals();
  for (;;) {
    int sig = 0;
    if (::sigwait(&s, &sig) != 0) continue;
    std::lock_guard<std::mutex> lock(mu);
    if (passOn) continue;
    std::error_code ec;
    for (const std::string &p : paths()) std::filesystem::remove_all(p, ec);
    ::signal(sig, SIG_DFL);
    ::pthread_sigmask(SIG_UNBLOCK, &s, nullptr);
    ::raise(sig);
    ::_exit(130);
  }
}
} // namespace

void guardTempFiles() {
  sigset_t s = stopSignals();
  ::pthread_sigmask(SIG_BLOCK, &s, nullptr);
  std::thread(waitForSignal).detach();
}
void addTemp(const std::string &path) {
  std::lock_guard<std::mutex> lock(mu);
  paths().insert(path);
}
std::string makeTempDir(const char *name) {
  const char *t = std::getenv("TMPDIR");
  std::string dir = std::string(t && *t ? t : "/tmp") + "/" + name + "-XXXXXX";
  if (!::mkdtemp(dir.data())) return "";
  addTemp(dir);
  return dir;
}

void removeTemp(const std::string &path) {
  std::error_code ec;
  std::filesystem::remove_all(path, ec);
  std::lock_guard<std::mutex> lock(mu);
  paths().erase(path);
}
void leaveSignalsToChild(bool on) {
  std::lock_guard<std::mutex> lock(mu);
  passOn = on;
}
void unblockSignals() {
  sigset_t s = stopSignals();
  ::sigprocmask(SIG_UNBLOCK, &s, nullptr);
}

} // namespace golem::driver
