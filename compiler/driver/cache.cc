// The object cache. See driver.h.
#include "compiler/driver/driver.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace golem::driver {

namespace fs = std::filesystem;

namespace {
// Two rounds of a 64-bit multiply-xorshift hash with different seeds; collisions would need intent, and the cache is private.
uint64_t hash64(std::string_view s, uint64_t seed) {
  uint64_t h = seed ^ (s.size() * 0x9e3779b97f4a7c15ull);
  size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    uint64_t w;
    std::memcpy(&w, s.data() + i, 8);
    h = (h ^ w) * 0xff51afd7ed558ccdull;
    h ^= h >> 32;
  }
  uint64_t tail = 0;
  std::memcpy(&tail, s.data() + i, s.size() - i);
  h = (h ^ tail) * 0xc4ceb9fe1a85ec53ull;
  h ^= h >> 29;
  h *= 0x94d049bb133111ebull;
  return h ^ (h >> 31);
}
std::string cacheRoot() {
  if (const char *e = std::getenv("GOLEMCACHE"); e && *e) return e;
  if (const char *x = std::getenv("XDG_CACHE_HOME"); x && *x) return std::string(x) + "/golem";
  if (const char *h = std::getenv("HOME"); h && *h) return std::string(h) + "/.cache/golem";
  return "/tmp/golem-cache-" + std::to_string(::getuid());
}
} // namespace

std::string hashKey(std::string_view data) {
  char buf[40];
  std::snprintf(buf, sizeof buf, "%016llx%016llx", static_cast<unsigned long long>(hash64(data, 0x243f6a8885a308d3ull)),
                static_cast<unsigned long long>(hash64(data, 0x13198a2e03707344ull)));
  return buf;
}

Cache::Cache() : dir_(cacheRoot() + "/objects") {
  std::error_code ec;
  fs::create_directories(dir_, ec);
}

std::string Cache::path(const std::string &key) const { return dir_ + "/" + key.substr(0, 2) + "/" + key; }

namespace {
// "\ngolem2 <hash> <size>\n", after the data.
std::string trailer(std::string_view data) { return "\ngolem2 " + hashKey(data) + " " + std::to_string(data.size()) + "\n"; }
} // namespace

bool Cache::get(const std::string &key, std::string &data) {
  std::string err;
  std::string p = path(key);
  if (!readFile(p, data, err)) return false;
  size_t mark = data.rfind("\ngolem2 ");
  if (mark == std::string::npos || trailer(std::string_view(data).substr(0, mark)) != std::string_view(data).substr(mark)) {
    ::unlink(p.c_str()); // damaged: as if it were not there
    data.clear();
    return false;
  }
  data.resize(mark);
  return true;
}

bool Cache::writable() const { return ::access(dir_.c_str(), W_OK | X_OK) == 0; }

bool Cache::verify(const std::string &key) {
  std::string data;
  return get(key, data);
}

bool Cache::put(const std::string &key, const std::string &data) {
  std::string p = path(key);
  std::error_code ec;
  fs::create_directories(fs::path(p).parent_path(), ec);
  std::string tmp = p + ".tmp" + std::to_string(::getpid());
  int fd = ::open(tmp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return false;
  const std::string end = trailer(data);
  int failure = 0;
  for (const std::string *part : {&data, &end}) {
    size_t at = 0;
    while (!failure && at < part->size()) {
      ssize_t n = ::write(fd, part->data() + at, part->size() - at);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) failure = n < 0 ? errno : ENOSPC;
      else at += static_cast<size_t>(n);
    }
  }
  if (::close(fd) != 0 && !failure) failure = errno;
  if (!failure && ::rename(tmp.c_str(), p.c_str()) != 0) failure = errno;
  if (failure) {
    ::unlink(tmp.c_str());
    errno = failure;
  }
  return failure == 0;
}

bool Cache::clean(std::string &err) {
  std::error_code ec;
  fs::remove_all(cacheRoot() + "/objects", ec);
  if (ec) err = ec.message();
  return !ec;
}

} // namespace golem::driver
