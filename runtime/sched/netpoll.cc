// Network polling comes with the standard library's internal/poll; until then nothing ever waits for the kernel.
#include "runtime/sched/proc.h"

namespace golem {

g *netpollReady() { return nullptr; }
bool netpollWaiters() { return false; }

} // namespace golem
