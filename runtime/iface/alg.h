// Equality and hashing of Go values, driven by their type descriptors.
#pragma once
#include "runtime/sched/runtime2.h"

namespace golem {

// == on two values in memory; raises "comparing uncomparable type".
bool valuesEqual(const Type *t, const void *p, const void *q);
// Raises "hash of unhashable type".
uint64_t typeHash(const Type *t, const void *p, uint64_t seed);
uint64_t memHash(const void *p, uint64_t n, uint64_t seed);
uint64_t hash32(uint32_t v, uint64_t seed);
uint64_t hash64(uint64_t v, uint64_t seed);

} // namespace golem
