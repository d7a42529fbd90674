// golem escape: every allocation site with its verdict and cause.
#include "compiler/driver/driver.h"
#include <cstdio>

namespace golem::driver {

int escape(const BuildOptions &o, const std::string &, bool) {
  Checked c;
  if (!loadAndCheck(c, o, true)) return 1;
  return 0;
}

} // namespace golem::driver
