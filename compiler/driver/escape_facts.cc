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

} // namespace golem::driver
