// JSON texts as a tree: LLVM's parser behind an interface without LLVM's headers.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace golem {

struct Json {
  enum class Kind { Null, Bool, Number, String, Array, Object } kind = Kind::Null;
  bool boolean = false;
  double number = 0;
  std::string string;
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;

  // The member of that name, or a null that is no member of anything.
  const Json &operator[](std::string_view name) const;
};

// False: err says where and what ("3:14: expected object key").
bool parseJson(std::string_view text, Json &out, std::string &err);

} // namespace golem
