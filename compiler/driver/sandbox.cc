// The doors that golem vm run closes before it starts a program one doesn't trust: files outside --fs by Landlock, sockets by seccomp. The
// kernel enforces both, for the program and all that it starts, whatever code runs in it.
#include "compiler/driver/driver.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace golem::driver {

namespace {

// linux/landlock.h as of ABI 6; older headers lack some of it.
struct RulesetAttr {
  uint64_t fs, net, scoped;
};
struct [[gnu::packed]] PathAttr {
  uint64_t allowed;
  int32_t parent;
};
enum : uint64_t { kExecute = 1, kWriteFile = 2, kReadFile = 4, kReadDir = 8, kRefer = 1 << 13, kTruncate = 1 << 14 };
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;

bool fail(const char *what) {
  std::fprintf(stderr, "golem: %s: %s\n", what, std::strerror(errno));
  return false;
}

bool allow(int ruleset, const std::string &path, uint64_t access, bool must) {
  int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return !must || fail(path.c_str());
  std::error_code ec;
  if (!std::filesystem::is_directory(path, ec)) access &= kExecute | kWriteFile | kReadFile | kTruncate;
  PathAttr a{access, fd};
  bool ok = ::syscall(kAddRule, ruleset, 1, &a, 0) == 0 || fail(path.c_str());
  ::close(fd);
  return ok;
}

bool limitFiles(const std::vector<FsRule> &rules, const std::string &programDir) {
  long abi = ::syscall(kCreateRuleset, nullptr, 0, 1);
  if (abi < 1) return fail("--fs needs Landlock (Linux 5.13), which this kernel does not offer");
  uint64_t all = abi >= 3 ? (kTruncate << 1) - 1 : abi >= 2 ? (kRefer << 1) - 1 : kRefer - 1;
  constexpr uint64_t read = kReadFile | kReadDir;
  RulesetAttr attr{all, 0, abi >= 6 ? 3u : 0u}; // no signals to, no abstract sockets of other processes
  size_t size = abi >= 6 ? sizeof attr : abi >= 4 ? 16 : 8;
  int ruleset = static_cast<int>(::syscall(kCreateRuleset, &attr, size, 0));
  if (ruleset < 0) return fail("--fs: landlock");
  bool ok = allow(ruleset, programDir, read | kExecute, true);
  // What the standard library looks at by itself.
  for (const char *p : {"/etc/localtime", "/usr/share/zoneinfo", "/proc/self", "/sys/kernel/mm", "/sys/fs/cgroup", "/dev/urandom"})
    ok = ok && allow(ruleset, p, read, false);
  ok = ok && allow(ruleset, "/dev/null", kReadFile | kWriteFile, false);
  for (const FsRule &r : rules) ok = ok && allow(ruleset, r.dir, r.write ? all & ~kExecute : read, true);
  if (ok && ::syscall(kRestrictSelf, ruleset, 0) != 0) ok = fail("--fs: landlock");
  ::close(ruleset);
  return ok;
}

// socket(2) fails with EPERM; so does what would get around: io_uring, and the 32-bit and x32 system calls.
bool limitNetwork() {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xc000003e, 1, 0), // x86-64
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 425, 1, 0), // io_uring_setup
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
  };
  sock_fprog prog{sizeof code / sizeof code[0], code};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0 || fail("--no-net: seccomp");
}

} // namespace

bool parseFsRule(const std::string &text, FsRule &out) {
  out.dir = text;
  out.write = false;
  for (const char *suffix : {":ro", ":rw", "(ro)", "(rw)"})
    if (text.size() > std::strlen(suffix) && text.ends_with(suffix)) {
      out.dir.resize(text.size() - std::strlen(suffix));
      out.write = std::strstr(suffix, "rw") != nullptr;
    }
  std::error_code ec;
  if (std::filesystem::is_directory(out.dir, ec)) return true;
  std::fprintf(stderr, "golem: --fs %s: %s is not a directory\n", text.c_str(), out.dir.c_str());
  return false;
}

bool closeDoors(const VmOptions &vo, const std::string &programDir) {
  if (vo.fs.empty() && !vo.noNet) return true;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail("no_new_privs");
  if (!vo.fs.empty() && !limitFiles(vo.fs, programDir)) return false;
  return !vo.noNet || limitNetwork();
}

} // namespace golem::driver
