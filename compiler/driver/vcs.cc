// Version control stamps of programs (go's -buildvcs): vcs, vcs.revision, vcs.time, vcs.modified, and the main module's version. In: the loaded
// program. Out: what debug.ReadBuildInfo says of them. Only git, asked by its command.
//
// When and what is cmd/go's (internal/load/pkg.go, setBuildInfo): the main package, its module and the current directory must be in one repository;
// the version is that of a tag of the commit, or a pseudo-version after the highest tag before it (golang.org/ref/mod, "Pseudo-versions").
#include "compiler/driver/driver.h"
#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;

namespace {

// What git prints. Its exit status; 127: there is no git.
int git(const std::string &repo, std::vector<std::string> args, std::string &out) {
  int fd[2];
  if (::pipe2(fd, O_CLOEXEC) != 0) return 127;
  args.insert(args.begin(), {"git", "-C", repo, "-c", "log.showsignature=false"});
  std::vector<char *> argv;
  for (std::string &a : args) argv.push_back(a.data());
  argv.push_back(nullptr);
  pid_t pid = ::fork();
  if (pid == 0) {
    int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, 0);
    ::dup2(fd[1], 1);
    ::dup2(null, 2);
    ::execvp("git", argv.data());
    ::_exit(127);
  }
  ::close(fd[1]);
  char buf[4096];
  for (ssize_t n; pid > 0 && (n = ::read(fd[0], buf, sizeof buf)) > 0;) out.append(buf, static_cast<size_t>(n));
  ::close(fd[0]);
  int status = 0;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// The directory with .git around this one; "": there is none.
std::string repositoryOf(const std::string &dir) {
  std::error_code ec;
  fs::path p = fs::absolute(dir, ec).lexically_normal();
  if (!p.has_filename()) p = p.parent_path(); // "x/."
  for (;; p = p.parent_path()) {
    if (fs::exists(p / ".git", ec)) return p.string();
    if (p == p.parent_path()) return {};
  }
}

struct Semver {
  std::array<uint64_t, 3> n{};
  std::string pre; // with its "-"
};
bool number(std::string_view &s, uint64_t &n) {
  size_t len = 0;
  for (n = 0; len < s.size() && s[len] >= '0' && s[len] <= '9' && len < 18; len++) n = n * 10 + static_cast<uint64_t>(s[len] - '0');
  if (len == 0 || (len > 1 && s[0] == '0')) return false;
  s.remove_prefix(len);
  return true;
}
// "v1.2.3", "v1.2.3-rc.1": canonical versions only.
bool parse(std::string_view s, Semver &v) {
  if (s.empty() || s[0] != 'v') return false;
  s.remove_prefix(1);
  for (size_t i = 0; i < 3; i++) {
    if (i && (s.empty() || s[0] != '.')) return false;
    if (i) s.remove_prefix(1);
    if (!number(s, v.n[i])) return false;
  }
  if (!s.empty() && (s[0] != '-' || s.size() == 1 || s.find('+') != s.npos)) return false;
  v.pre = s;
  return true;
}
// Semantic versioning, item 11.
bool comesBefore(const Semver &a, const Semver &b) {
  if (a.n != b.n) return a.n < b.n;
  if (a.pre.empty() || b.pre.empty()) return !a.pre.empty() && b.pre.empty();
  std::string_view x = std::string_view(a.pre).substr(1), y = std::string_view(b.pre).substr(1);
  while (!x.empty() && !y.empty()) {
    std::string_view p = x.substr(0, x.find('.')), q = y.substr(0, y.find('.'));
    x.remove_prefix(std::min(x.size(), p.size() + 1));
    y.remove_prefix(std::min(y.size(), q.size() + 1));
    if (p == q) continue;
    bool pn = p.find_first_not_of("0123456789") == p.npos, qn = q.find_first_not_of("0123456789") == q.npos;
    if (pn != qn) return pn; // numbers come before words
    if (pn && p.size() != q.size()) return p.size() < q.size();
    return p < q;
  }
  return x.empty() && !y.empty();
}

// The highest version among tags, one a line, that the module may have.
bool highest(const std::string &tags, const std::string &prefix, uint64_t lowestMajor, uint64_t highestMajor, Semver &best, std::string &text) {
  bool any = false;
  for (size_t at = 0; at < tags.size();) {
    size_t end = std::min(tags.find('\n', at), tags.size());
    std::string_view tag(tags.data() + at, end - at);
    at = end + 1;
    Semver v;
    if (!tag.starts_with(prefix) || !parse(tag.substr(prefix.size()), v) || v.n[0] < lowestMajor || v.n[0] > highestMajor) continue;
    if (any && !comesBefore(best, v)) continue;
    any = true;
    text = tag.substr(prefix.size());
    best = std::move(v);
  }
  return any;
}

std::string utc(time_t t, const char *format) {
  tm parts{};
  ::gmtime_r(&t, &parts);
  char buf[64];
  return std::string(buf, std::strftime(buf, sizeof buf, format, &parts));
}

std::string moduleVersion(const load::Program &prog, const std::string &repo, const std::string &revision, time_t when) {
  // A path that ends in /vN, from 2 on, has versions of that major number only; others have v0 and v1.
  uint64_t lowest = 0, most = 1;
  std::string_view path = prog.modulePath;
  if (size_t slash = path.rfind("/v"); slash != path.npos) {
    std::string_view digits = path.substr(slash + 2);
    if (uint64_t n = 0; number(digits, n) && digits.empty() && n >= 2) lowest = most = n;
  }
  std::string prefix = fs::path(prog.moduleDir).lexically_relative(repo).string();
  prefix = prefix == "." ? "" : prefix + "/";
  std::string tags, version;
  if (!prefix.empty() && git(repo, {"cat-file", "-e", "HEAD:" + prefix + "go.mod"}, tags) != 0) return {}; // the commit has no such module
  Semver v;
  git(repo, {"tag", "--points-at", "HEAD"}, tags);
  if (highest(tags, prefix, lowest, most, v, version)) return version;
  tags.clear();
  git(repo, {"tag", "--merged", "HEAD"}, tags);
  std::string stamp = utc(when, "%Y%m%d%H%M%S") + "-" + revision.substr(0, 12);
  if (!highest(tags, prefix, lowest, most, v, version)) return "v" + std::to_string(lowest) + ".0.0-" + stamp;
  if (!v.pre.empty()) return version + ".0." + stamp;
  return "v" + std::to_string(v.n[0]) + "." + std::to_string(v.n[1]) + "." + std::to_string(v.n[2] + 1) + "-0." + stamp;
}

} // namespace

bool versionControl(const BuildOptions &o, const load::Program &prog, const load::Package &mainPkg, VersionControl &out) {
  bool asked = o.buildVcs == "true";
  if ((!asked && o.buildVcs != "auto") || prog.modulePath.empty() || mainPkg.isStd || mainPkg.path == "command-line-arguments") return true;
  std::string repo = repositoryOf(o.dir);
  if (repo.empty()) return true;
  auto elsewhere = [&](const char *what, const std::string &dir) {
    std::string other = repositoryOf(dir);
    if (other == repo) return false;
    out.problem = asked ? std::string(what) + " is in repository \"" + other + "\" but current directory is in repository \"" + repo + "\"" : "";
    return true;
  };
  if (elsewhere("main package", mainPkg.dir) || elsewhere("main module", prog.moduleDir)) return out.problem.empty();
  std::string status, log;
  int code = git(repo, {"status", "--porcelain"}, status);
  if (code == 127 && !asked) return true; // no git
  if (code != 0) {
    out.problem = code == 127 ? "exec: \"git\": executable file not found in $PATH" : "exit status " + std::to_string(code);
    return false;
  }
  bool modified = !status.empty();
  out.settings = "build\tvcs=git\n";
  code = git(repo, {"log", "-1", "--format=%H:%ct"}, log);
  if (code != 0 && !modified) { // a repository without commits has files that aren't in it
    out.problem = "exit status " + std::to_string(code);
    return false;
  }
  if (size_t colon = log.find(':'); code == 0 && colon != log.npos) {
    std::string revision = log.substr(0, colon);
    auto when = static_cast<time_t>(std::strtoll(log.c_str() + colon + 1, nullptr, 10));
    out.settings += "build\tvcs.revision=" + revision + "\nbuild\tvcs.time=" + utc(when, "%Y-%m-%dT%H:%M:%SZ") + "\n";
    out.moduleVersion = moduleVersion(prog, repo, revision, when);
    if (modified && !out.moduleVersion.empty()) out.moduleVersion += "+dirty";
  }
  out.settings += std::string("build\tvcs.modified=") + (modified ? "true" : "false") + "\n";
  return true;
}

} // namespace golem::driver
