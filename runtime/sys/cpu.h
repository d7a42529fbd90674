// Processor features beyond the baseline; see cpu.cc.
#pragma once
#include <stdint.h>

extern "C" uint32_t golem_cpufeatures;

namespace golem::sys {

enum CpuFeature : uint32_t { kCpuSSE41 = 1, kCpuFMA = 2, kCpuAVX2 = 4, kCpuSHA = 8, kCpuPCLMUL = 16, kCpuSSSE3 = 32, kCpuBMI2 = 64, kCpuADX = 128, kCpuSSE42 = 256 };

inline bool has(uint32_t features) { return (golem_cpufeatures & features) == features; }
void detectCpu(); // before any Go code runs

} // namespace golem::sys
