// Processor features beyond the baseline; see cpu.cc.
#pragma once
#include "runtime/abi/cpu.h"

extern "C" uint32_t golem_cpufeatures;

namespace golem::sys {

using enum abi::CpuFeature;

inline bool has(uint32_t features) { return (golem_cpufeatures & features) == features; }
void detectCpu(); // before any Go code runs

} // namespace golem::sys
