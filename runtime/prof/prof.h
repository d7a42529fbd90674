// Profiles: what other rooms call. See profile.cc (allocations, blocking, mutexes) and cpu.cc.
#pragma once
#include "runtime/panic/panic.h"
#include "runtime/sched/runtime2.h"

namespace golem {

struct wbWork;
struct Bucket;

// ---- allocations ----
extern bool memProfiling;                            // some function of the program reads the profile
void profileMalloc(void *p, uintptr_t size);         // counts bytes towards the next sample, samples
void profileFree(Bucket *b, uintptr_t size);         // a sampled object died
void profileInit();
void eachAllocBucket(void (*f)(void *arg, int64_t objects, int64_t bytes, const uintptr_t *pc, int64_t n), void *arg);
template <class F> void eachAllocBucket(F &&f) {
  eachAllocBucket([](void *arg, int64_t o, int64_t b, const uintptr_t *pc, int64_t n) { (*static_cast<__remove_reference_t(F) *>(arg))(o, b, pc, n); }, &f);
}
extern bool allocSites;  // allocsites.cc: everything is counted, for a file
void allocSitesInit();
void allocSitesAtExit(); // wherever the process ends

// ---- blocking ----
extern uint64_t blockRate, mutexRate;
void profileBlock(int64_t ns);   // on the goroutine that has waited
void profileMutex(int64_t waited); // on the goroutine that let another one go on

// ---- processor time ----
extern bool cpuProfiling;
void cpuSample(sys::SigContext &c); // in the handler of SIGPROF
void setProfHandler();              // sys/signal.cc
void cpuProfileThread(m *mp);       // a new thread, if a profile is being made
void markCpuTags(wbWork &w);

// Return addresses from c outwards, machine frames of Go code only; an interrupted frame counts as if its next instruction was one.
int64_t physicalStack(const UnwindCtx &c, uintptr_t *pcs, int64_t n);

} // namespace golem
