// Endless recursion ends with Go's fatal error.
#include "fakego.h"
static GO int64_t forever(int64_t n) {
  volatile char pad[4000];
  pad[0] = 1;
  return forever(n + 1) + pad[0];
}
extern "C" GO void gomain() asm("main.main");
extern "C" GO void gomain() { golem_printint(forever(0)); }
