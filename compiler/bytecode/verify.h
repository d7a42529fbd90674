// Checks a .gbc file before anything of it is used: by the compiler's tools and, compiled freestanding, by golem-vm.
#pragma once
#include <stdint.h>

namespace golem::bytecode {

// Zeroed words that verify needs for a file of `size` bytes.
constexpr uint64_t verifyScratchWords(uint64_t size) { return 3 * (size / 512 + 2); }
// Null, or what is wrong. `file` is aligned to 8 bytes.
const char *verify(const char *file, uint64_t size, uint64_t *scratch);

} // namespace golem::bytecode
