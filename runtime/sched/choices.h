// Where a program's run could go one way or another: the one interface through which the runtime asks. Ordinarily the answers are random and
// cost nothing to ask for; with GOLEMSEED=N they follow from the seed, so that the same seed gives the same run.
//
// In that mode there is one p and a virtual clock: it stands while goroutines run, but for a tick at each question for the time, and jumps to
// the first timer when all of them wait. Collections run while nobody else does. What remains outside is the world: input, the network,
// processes, signals; while a goroutine waits for it the clock pauses a little before it jumps.
#pragma once
#include "runtime/sys/linux.h"

namespace golem::choices {

enum Kind : uint32_t {
  kSchedule, // which runnable goroutine goes on
  kPreempt,  // after how many looks a goroutine is stopped
  kSelect,   // order in which a select looks at its cases
  kMap,      // hash seeds, where an iteration begins
  kRandom,   // the program's own random numbers, NaN's hash
  kEntropy,  // what the kernel's getrandom would give
  kKinds,
};

inline bool on; // GOLEMSEED is set, or a run is recorded or replayed

void init();                                // once at start, before anything asks
uint64_t seeded(Kind k);                    // the stream's next number
inline uint64_t next(Kind k) { return __builtin_expect(on, 0) ? seeded(k) : sys::fastrand64(); }
inline uint64_t below(Kind k, uint64_t n) { return uint64_t((static_cast<unsigned __int128>(next(k)) * n) >> 64); } // 0 … n-1
bool fill(void *p, uint64_t n);             // entropy; false: ask the kernel

// A look at the possibility to stop: true says now. Only when `on`.
bool preempt();

// The virtual clock. Only when `on`.
void tick();
void advanceTo(int64_t when);
constexpr int64_t kProcs = 4; // what GOMAXPROCS and NumCPU say

// ---- record.cc ----
const char *openRecord(const char *seed);   // the seed to go by: GOLEMREPLAY's, or with GOLEMRECORD any if there is none
uint64_t recorded(Kind k, uint64_t answer); // what to answer

} // namespace golem::choices
