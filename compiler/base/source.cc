// SourceManager, name table, file reading. See source.h and names.h.
#include "compiler/base/source.h"
#include "compiler/base/names.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace golem {

SourceFile *SourceManager::add(std::string path, std::string fullPath, std::string text) {
  std::lock_guard<std::mutex> lock(mu_);
  SourceFile &f = files_.emplace_back();
  f.path = std::move(path);
  f.fullPath = std::move(fullPath);
  f.text = std::move(text);
  f.base = next_;
  f.lineStarts.push_back(0);
  next_ += f.size() + 1;
  byBase_.push_back(&f);
  return &f;
}

const SourceFile *SourceManager::file(Pos p) const {
  std::lock_guard<std::mutex> lock(mu_);
  auto it = std::upper_bound(byBase_.begin(), byBase_.end(), p.v, [](uint32_t v, const SourceFile *f) { return v < f->base; });
  if (it == byBase_.begin()) return nullptr;
  return *std::prev(it);
}

Position SourceManager::physicalPosition(Pos p) const {
  const SourceFile *f = p ? file(p) : nullptr;
  if (!f) return {};
  uint32_t off = p.v - f->base;
  auto it = std::upper_bound(f->lineStarts.begin(), f->lineStarts.end(), off);
  uint32_t line = static_cast<uint32_t>(it - f->lineStarts.begin());
  return {f->path, line, off - f->lineStarts[line - 1] + 1};
}

Position SourceManager::position(Pos p) const {
  Position pos = physicalPosition(p);
  if (!pos.line) return pos;
  const SourceFile *f = file(p);
  uint32_t off = p.v - f->base;
  auto it = std::upper_bound(f->directives.begin(), f->directives.end(), off, [](uint32_t v, const LineDirective &d) { return v < d.offset; });
  if (it == f->directives.begin()) return pos;
  const LineDirective &d = *std::prev(it);
  Position at = physicalPosition(Pos{f->base + d.offset});
  uint32_t line = d.line + (pos.line - at.line);
  uint32_t col = d.col == 0 ? 0 : pos.line == at.line ? d.col + (pos.col - at.col) : pos.col;
  return {d.file, line, col};
}

std::string_view SourceManager::lineText(Pos p) const {
  const SourceFile *f = p ? file(p) : nullptr;
  if (!f) return {};
  Position pos = physicalPosition(p);
  std::string_view text = f->text;
  size_t start = f->lineStarts[pos.line - 1], end = text.find('\n', start);
  return text.substr(start, end == std::string_view::npos ? end : end - start);
}

bool readFile(const std::string &path, std::string &out, std::string &err) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0 || ::fstat(fd, &st) != 0) {
    err = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    return false;
  }
  if (S_ISDIR(st.st_mode)) {
    err = "is a directory";
    ::close(fd);
    return false;
  }
  out.clear();
  out.reserve(static_cast<size_t>(st.st_size) + 1);
  char buf[1 << 16];
  for (;;) {
    ssize_t n = ::read(fd, buf, sizeof buf);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      err = std::strerror(errno);
      ::close(fd);
      return false;
    }
    if (n == 0) break;
    out.append(buf, static_cast<size_t>(n));
  }
  ::close(fd);
  return true;
}

// The name table: 64 shards, each an open-addressed set of NameData pointers, so that parallel parses rarely meet.
namespace {
struct Shard {
  std::mutex mu;
  std::vector<const NameData *> slots = std::vector<const NameData *>(256);
  size_t count = 0;
  char *cur = nullptr, *end = nullptr;

  char *allocate(size_t n) {
    n = (n + 7) & ~size_t(7);
    if (!cur || static_cast<size_t>(end - cur) < n) {
      size_t chunk = std::max<size_t>(n, 1 << 16);
      cur = static_cast<char *>(std::malloc(chunk)); // lives as long as the process: names are never freed
      if (!cur) std::abort();
      end = cur + chunk;
    }
    char *p = cur;
    cur += n;
    return p;
  }
  void grow() {
    std::vector<const NameData *> bigger(slots.size() * 2);
    for (const NameData *d : slots) {
      if (!d) continue;
      size_t i = (d->hash >> 6) & (bigger.size() - 1);
      while (bigger[i]) i = (i + 1) & (bigger.size() - 1);
      bigger[i] = d;
    }
    slots.swap(bigger);
  }
};
std::array<Shard, 64> &shards() {
  static auto *s = new std::array<Shard, 64>;
  return *s;
}
uint32_t hashBytes(std::string_view s) { // FNV-1a with a final mix
  uint64_t h = 1469598103934665603ull;
  for (unsigned char c : s) h = (h ^ c) * 1099511628211ull;
  return static_cast<uint32_t>(h ^ (h >> 32));
}
} // namespace

Name Name::intern(std::string_view s) {
  uint32_t h = hashBytes(s);
  Shard &sh = shards()[h & 63];
  std::lock_guard<std::mutex> lock(sh.mu);
  size_t mask = sh.slots.size() - 1, i = (h >> 6) & mask;
  for (; sh.slots[i]; i = (i + 1) & mask) {
    const NameData *d = sh.slots[i];
    if (d->hash == h && d->length == s.size() && std::memcmp(d->text, s.data(), s.size()) == 0) {
      Name n;
      n.d_ = d;
      return n;
    }
  }
  auto *d = reinterpret_cast<NameData *>(sh.allocate(sizeof(NameData) + s.size()));
  d->hash = h;
  d->length = static_cast<uint32_t>(s.size());
  std::memcpy(d->text, s.data(), s.size());
  d->text[s.size()] = 0;
  sh.slots[i] = d;
  if (++sh.count * 2 > sh.slots.size()) sh.grow();
  Name n;
  n.d_ = d;
  return n;
}

} // namespace golem
