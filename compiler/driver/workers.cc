// Packages compiled in parallel: one forked process for each core, each with the loaded and checked program in (copy on write) memory.
//
// The parent hands out packages whose dependencies are done, the one with most work behind it first; a worker puts object and
// escape summaries into the cache and answers with an index and a text for stderr. Processes rather than threads: the
// type tables of lowering need no locks, and a crash in the back end is an error message that names the package.
#include "compiler/driver/driver.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace golem::driver {

namespace {

struct Reply {
  uint32_t index;
  uint32_t failed;
  uint32_t textSize;
};

struct Worker {
  pid_t pid = -1;
  int in = -1, out = -1; // pipes to and from it, our ends
  uint32_t busyWith = UINT32_MAX;
};

bool readAll(int fd, void *p, size_t n) {
  auto *at = static_cast<char *>(p);
  while (n > 0) {
    ssize_t k = ::read(fd, at, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return false;
    at += k;
    n -= static_cast<size_t>(k);
  }
  return true;
}
bool writeAll(int fd, const void *p, size_t n) {
  auto *at = static_cast<const char *>(p);
  while (n > 0) {
    ssize_t k = ::write(fd, at, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return false;
    at += k;
    n -= static_cast<size_t>(k);
  }
  return true;
}

// A request is the number of packages finished elsewhere since the last one, their indices, and the package to compile.
[[noreturn]] void workerMain(Job &job, int in, int out) {
  PackageCompiler compiler(job);
  for (uint32_t i = 0; i < job.have.size(); i++)
    if (job.have[i] && !job.c.program->packages[i]->isUnsafe) compiler.finished(i);
  uint32_t n = 0;
  while (readAll(in, &n, sizeof n)) {
    std::vector<uint32_t> list(n + 1);
    if (!readAll(in, list.data(), list.size() * sizeof(uint32_t))) break;
    for (uint32_t i = 0; i < n; i++) compiler.finished(list[i]);
    std::string err;
    bool ok = compiler.compile(list[n], err);
    Reply r{list[n], !ok, static_cast<uint32_t>(err.size())};
    if (!writeAll(out, &r, sizeof r) || !writeAll(out, err.data(), err.size())) break;
  }
  ::_exit(0);
}

// "[12/60] fmt", on a terminal only.
class Progress {
public:
  explicit Progress(size_t total) : total_(total), tty_(::isatty(2)) {}
  void show(size_t done, const std::string &name) {
    if (!tty_ || total_ < 4) return;
    std::fprintf(stderr, "\r\033[K[%zu/%zu] %.60s", done, total_, name.c_str());
    shown_ = true;
  }
  void clear() {
    if (shown_) std::fputs("\r\033[K", stderr);
    shown_ = false;
  }

private:
  size_t total_;
  bool tty_, shown_ = false;
};

struct Schedule {
  std::vector<uint32_t> missing;               // in dependency order
  std::vector<uint32_t> waitsFor;              // missing dependencies that aren't done
  std::vector<std::vector<uint32_t>> dependents;
  std::vector<uint64_t> weight;                // bytes of source on the longest way to a root
  std::vector<uint32_t> ready;

  explicit Schedule(const Job &job) {
    const auto &ps = job.c.program->packages;
    waitsFor.assign(ps.size(), 0);
    dependents.resize(ps.size());
    weight.assign(ps.size(), 0);
    for (uint32_t i = 0; i < ps.size(); i++) {
      if (job.have[i]) continue;
      missing.push_back(i);
      for (const load::Import &im : ps[i]->imports)
        if (im.pkg && !job.have[im.pkg->index]) {
          waitsFor[i]++;
          dependents[im.pkg->index].push_back(i);
        }
    }
    for (size_t k = missing.size(); k-- > 0;) {
      uint32_t i = missing[k];
      for (uint32_t d : dependents[i]) weight[i] = std::max(weight[i], weight[d]);
      for (const syntax::File *f : ps[i]->files) weight[i] += f->source->text.size();
    }
    for (uint32_t i : missing)
      if (waitsFor[i] == 0) ready.push_back(i);
  }
  uint32_t next() {
    auto it = std::max_element(ready.begin(), ready.end(), [&](uint32_t a, uint32_t b) { return weight[a] < weight[b]; });
    uint32_t i = *it;
    ready.erase(it);
    return i;
  }
  void done(uint32_t i) {
    for (uint32_t d : dependents[i])
      if (--waitsFor[d] == 0) ready.push_back(d);
  }
};

bool start(Worker &w, Job &job, const std::vector<Worker> &others) {
  int toChild[2], fromChild[2];
  if (::pipe(toChild) != 0) return false;
  if (::pipe(fromChild) != 0) {
    ::close(toChild[0]);
    ::close(toChild[1]);
    return false;
  }
  std::fflush(stdout);
  std::fflush(stderr);
  w.pid = ::fork();
  if (w.pid == 0) {
    // The other workers must see the end of their pipe when the parent goes.
    for (const Worker &o : others)
      if (o.pid > 0) {
        ::close(o.in);
        ::close(o.out);
      }
    ::close(toChild[1]);
    ::close(fromChild[0]);
    unblockSignals(); // the parent's watching thread isn't here; an interrupt just ends a worker
    workerMain(job, toChild[0], fromChild[1]);
  }
  ::close(toChild[0]);
  ::close(fromChild[1]);
  w.in = toChild[1];
  w.out = fromChild[0];
  if (w.pid < 0) {
    ::close(w.in);
    ::close(w.out);
    return false;
  }
  return true;
}

} // namespace

int compileMissing(Job &job) {
  Schedule schedule(job);
  const auto &packages = job.c.program->packages;
  auto announce = [&](uint32_t i) {
    if (job.o.printCommands) std::fprintf(stderr, "golem compile %s\n", packages[i]->path.c_str());
  };
  size_t n = std::min<size_t>(std::max(1u, std::thread::hardware_concurrency()), schedule.missing.size());
  if (n <= 1) {
    PackageCompiler compiler(job);
    for (uint32_t i = 0; i < job.have.size(); i++) {
      if (packages[i]->isUnsafe) continue;
      if (!job.have[i]) {
        announce(i);
        if (std::string err; !compiler.compile(i, err)) {
          std::fputs(err.c_str(), stderr);
          return 1;
        }
      } else compiler.finished(i);
    }
    return 0;
  }
  std::vector<Worker> workers;
  for (size_t i = 0; i < n; i++) {
    Worker w;
    if (!start(w, job, workers)) break;
    workers.push_back(w);
  }
  if (workers.empty()) {
    std::fprintf(stderr, "golem: cannot start a compiler process: %s\n", std::strerror(errno));
    return 1;
  }
  auto oldPipe = ::signal(SIGPIPE, SIG_IGN); // a worker that died is noticed by its reply
  Progress progress(schedule.missing.size());
  std::vector<std::vector<uint32_t>> news(workers.size()); // finished since the worker's last request
  size_t finished = 0, running = 0;
  int status = 0;
  auto fail = [&](const std::string &text) {
    progress.clear();
    std::fputs(text.c_str(), stderr);
    status = 1;
  };
  auto feed = [&] {
    for (size_t k = 0; k < workers.size() && status == 0 && !schedule.ready.empty(); k++) {
      Worker &w = workers[k];
      if (w.pid < 0 || w.busyWith != UINT32_MAX) continue;
      uint32_t i = schedule.next();
      std::vector<uint32_t> request{static_cast<uint32_t>(news[k].size())};
      request.insert(request.end(), news[k].begin(), news[k].end());
      request.push_back(i);
      news[k].clear();
      w.busyWith = i;
      running++;
      announce(i);
      progress.show(finished, packages[i]->path);
      // A write to a dead worker fails with EPIPE; its reply pipe reports the death.
      if (!writeAll(w.in, request.data(), request.size() * sizeof(uint32_t))) continue;
    }
  };
  feed();
  while (running > 0) {
    std::vector<pollfd> fds;
    std::vector<size_t> who;
    for (size_t k = 0; k < workers.size(); k++)
      if (workers[k].busyWith != UINT32_MAX) {
        fds.push_back({workers[k].out, POLLIN, 0});
        who.push_back(k);
      }
    if (::poll(fds.data(), fds.size(), -1) < 0) continue;
    for (size_t j = 0; j < fds.size(); j++) {
      if (!fds[j].revents) continue;
      Worker &w = workers[who[j]];
      Reply r;
      running--;
      uint32_t index = w.busyWith;
      w.busyWith = UINT32_MAX;
      std::string text;
      if (readAll(w.out, &r, sizeof r) && (text.resize(r.textSize), readAll(w.out, text.data(), text.size()))) {
        if (r.failed) fail(text);
        finished++;
        for (size_t k = 0; k < workers.size(); k++)
          if (k != who[j]) news[k].push_back(index);
        job.have[index] = true;
        schedule.done(index);
        continue;
      }
      int ws = 0;
      ::waitpid(w.pid, &ws, 0);
      w.pid = -1;
      std::string how = WIFSIGNALED(ws) ? std::string("killed by signal ") + ::strsignal(WTERMSIG(ws)) : "exit status " + std::to_string(WEXITSTATUS(ws));
      fail("golem: internal error: the compiler process for package " + packages[index]->path + " ended: " + how + "\n");
    }
    feed();
  }
  progress.clear();
  for (Worker &w : workers) {
    ::close(w.in);
    ::close(w.out);
    if (w.pid > 0)
      while (::waitpid(w.pid, nullptr, 0) < 0 && errno == EINTR) {}
  }
  ::signal(SIGPIPE, oldPipe);
  return status;
}

} // namespace golem::driver
