// The store of escape summaries that builds use.
#include "compiler/driver/driver.h"

namespace golem::driver {

bool EscapeFacts::analyze(gir::Module &m, const std::string &key, const escape::Options &options) {
  for (const std::string &k : pending_)
    if (std::string text; cache_.get(hashKey("escape|" + k), text)) escape::readFacts(text, facts_);
  pending_.clear();
  {
    StageTime time(Stage::Escape);
    escape::analyze(m, &facts_, options);
  }
  return key.empty() || cache_.put(hashKey("escape|" + key), escape::writeFacts(m, facts_));
}

bool EscapeFacts::leaks(std::string_view callee, uint32_t i) const {
  auto it = facts_.find(std::string(callee));
  if (it == facts_.end() || i >= it->second.params) return true;
  const escape::Summary &s = it->second;
  for (uint32_t k = 0; k < escape::Summary::kSinks; k++)
    if (s.sink(i, static_cast<escape::Summary::Sink>(k)) != escape::kNever) return true;
  for (uint32_t r = 0; r < s.results; r++)
    if (s.result(i, r) != escape::kNever) return true;
  return false;
}

} // namespace golem::driver
