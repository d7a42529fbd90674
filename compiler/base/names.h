// Interned identifiers. A Name is a pointer to a unique string, so equality is pointer equality and a Name can be a
// map key without hashing its bytes. The table is global, append-only and thread-safe.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

namespace golem {

struct NameData {
  uint32_t hash;
  uint32_t length;
  char text[1]; // NUL-terminated, length bytes before the NUL
};

class Name {
public:
  constexpr Name() = default;
  static Name intern(std::string_view s);
  std::string_view str() const { return d_ ? std::string_view(d_->text, d_->length) : std::string_view(); }
  const char *c_str() const { return d_ ? d_->text : ""; }
  bool empty() const { return !d_ || d_->length == 0; }
  bool isBlank() const { return d_ && d_->length == 1 && d_->text[0] == '_'; }
  // Spec "Exported identifiers": the first character is a Unicode upper-case letter.
  bool isExported() const;
  uint32_t hash() const { return d_ ? d_->hash : 0; }
  explicit operator bool() const { return d_ != nullptr; }
  friend bool operator==(Name a, Name b) { return a.d_ == b.d_; }

private:
  const NameData *d_ = nullptr;
};

} // namespace golem

template <> struct std::hash<golem::Name> {
  size_t operator()(golem::Name n) const { return n.hash(); }
};
