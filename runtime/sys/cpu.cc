// What the processor can do beyond the x86-64 baseline, asked once at start. Compiled code reads golem_cpufeatures (bits in
// runtime/abi/cpu.h); the native code of stdlib/native chooses its loops by it.
#include "runtime/sys/cpu.h"
#include <cpuid.h>

uint32_t golem_cpufeatures = 0;

namespace golem::sys {

void detectCpu() {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return;
  uint32_t have = 0;
  if (c & bit_SSE4_1) have |= kCpuSSE41;
  if (c & bit_SSE4_2) have |= kCpuSSE42;
  if (c & bit_PCLMUL) have |= kCpuPCLMUL;
  if (c & bit_SSSE3) have |= kCpuSSSE3;
  bool ymm = false; // the system saves the upper halves
  if (c & bit_OSXSAVE) {
    uint32_t lo, hi;
    asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
    ymm = (lo & 6) == 6;
  }
  if (ymm && (c & bit_FMA)) have |= kCpuFMA;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
    if (ymm && (b & bit_AVX2)) have |= kCpuAVX2;
    if (b & bit_SHA) have |= kCpuSHA;
    if (b & bit_BMI2) have |= kCpuBMI2;
    if (b & bit_ADX) have |= kCpuADX;
  }
  golem_cpufeatures = have;
}

} // namespace golem::sys
