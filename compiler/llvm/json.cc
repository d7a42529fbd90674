// JSON by LLVM's parser.
#include "compiler/llvm/json.h"
#include <llvm/Support/JSON.h>

namespace golem {

namespace {
Json convert(const llvm::json::Value &v) {
  Json out;
  switch (v.kind()) {
  case llvm::json::Value::Null: break;
  case llvm::json::Value::Boolean:
    out.kind = Json::Kind::Bool;
    out.boolean = *v.getAsBoolean();
    break;
  case llvm::json::Value::Number:
    out.kind = Json::Kind::Number;
    out.number = *v.getAsNumber();
    break;
  case llvm::json::Value::String:
    out.kind = Json::Kind::String;
    out.string = v.getAsString()->str();
    break;
  case llvm::json::Value::Array:
    out.kind = Json::Kind::Array;
    for (const llvm::json::Value &item : *v.getAsArray()) out.items.push_back(convert(item));
    break;
  case llvm::json::Value::Object:
    out.kind = Json::Kind::Object;
    for (const auto &[name, value] : *v.getAsObject()) out.members.emplace_back(name.str().str(), convert(value));
    break;
  }
  return out;
}
} // namespace

const Json &Json::operator[](std::string_view name) const {
  static const Json none;
  for (const auto &[n, v] : members)
    if (n == name) return v;
  return none;
}

bool parseJson(std::string_view text, Json &out, std::string &err) {
  llvm::Expected<llvm::json::Value> v = llvm::json::parse(llvm::StringRef(text.data(), text.size()));
  if (v) {
    out = convert(*v);
    return true;
  }
  llvm::handleAllErrors(v.takeError(), [&](const llvm::ErrorInfoBase &e) { err = e.message(); });
  return false;
}

} // namespace golem
