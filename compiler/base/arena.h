// Arena: bump allocation for trees and graphs that die together. Objects are never destroyed one by one, so only
// trivially destructible data belongs here. Not thread-safe: one arena per worker.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace golem {

class Arena {
public:
  Arena() = default;
  Arena(const Arena &) = delete;
  Arena &operator=(const Arena &) = delete;
  Arena(Arena &&) = default;
  Arena &operator=(Arena &&) = default;

  void *allocate(size_t size, size_t align) {
    uintptr_t p = (reinterpret_cast<uintptr_t>(cur_) + align - 1) & ~uintptr_t(align - 1);
    if (p + size > reinterpret_cast<uintptr_t>(end_)) return slow(size, align);
    cur_ = reinterpret_cast<char *>(p + size);
    return reinterpret_cast<void *>(p);
  }
  template <class T, class... A> T *make(A &&...args) {
    static_assert(std::is_trivially_destructible_v<T>, "arena objects are never destroyed");
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<A>(args)...};
  }
  // Copies a sequence into the arena.
  template <class T> std::span<T> copy(const T *data, size_t n) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (n == 0) return {};
    T *p = static_cast<T *>(allocate(n * sizeof(T), alignof(T)));
    std::memcpy(static_cast<void *>(p), data, n * sizeof(T));
    return {p, n};
  }
  template <class T> std::span<T> copy(const std::vector<T> &v) { return copy(v.data(), v.size()); }
  std::string_view copy(std::string_view s) {
    auto c = copy(s.data(), s.size());
    return {c.data(), c.size()};
  }

private:
  void *slow(size_t size, size_t align) {
    size_t chunk = size + align > kChunk ? size + align : kChunk;
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk));
    cur_ = chunks_.back().get();
    end_ = cur_ + chunk;
    return allocate(size, align);
  }
  static constexpr size_t kChunk = 256 * 1024;
  char *cur_ = nullptr, *end_ = nullptr;
  std::vector<std::unique_ptr<char[]>> chunks_;
};

} // namespace golem
