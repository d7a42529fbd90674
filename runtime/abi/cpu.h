// Bits of golem_cpufeatures: what the processor can do beyond the x86-64 baseline. Compiled code tests them (compiler/llvm/intrinsics.cc),
// the runtime sets them at start (sys/cpu.cc).
#pragma once
#include <stdint.h>

namespace golem::abi {

enum CpuFeature : uint32_t {
  kCpuSSE41 = 1,
  kCpuFMA = 2,
  kCpuAVX2 = 4,
  kCpuSHA = 8,
  kCpuPCLMUL = 16,
  kCpuSSSE3 = 32,
  kCpuBMI2 = 64,
  kCpuADX = 128,
  kCpuSSE42 = 256,
};

} // namespace golem::abi
