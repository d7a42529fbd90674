// Bounds for programs that one doesn't trust: golem-vm sets them, ordinary programs have none. What exceeds one ends the process with a message
// and exit status 3.
#pragma once
#include <stdint.h>

namespace golem::limits {

inline uint64_t maxMemory; // bytes of heap and stacks; 0: no limit
inline int64_t maxStackInuse;

[[noreturn]] void exceeded(const char *what, int64_t limit, const char *unit);
// Before heap and stacks grow by bytes. `heap` is what the heap has.
void grow(uint64_t heap, uint64_t bytes);
void setMemory(uint64_t bytes);
// From now on a system call that the kernel refuses ends the process with a message.
void watchDoors();
// Ends the process after ns of real time.
void setTimeout(int64_t ns);

} // namespace golem::limits
