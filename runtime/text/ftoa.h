// Shortest decimal that reads back as the same float, in Go's %g form ('g', precision -1).
#pragma once
#include <stdint.h>

namespace golem {

constexpr int kFtoaMax = 32;
int formatFloat64(char *out, double v); // returns the length; out has kFtoaMax bytes
int formatFloat32(char *out, float v);

} // namespace golem
