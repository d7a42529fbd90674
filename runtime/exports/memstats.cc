// runtime.ReadMemStats: counters gathered with the world stopped.
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/heap/malloc.h"

namespace golem {

extern uint32_t numGC, numForcedGC;
extern uint64_t pauseTotal, lastGCWall, pauseNs[256], pauseEnd[256];
extern int64_t stackInuse;
uint64_t gcNextGoal();

struct MemStats { // field for field the struct in stdlib/overlay/runtime/mem.go
  uint64_t alloc, totalAlloc, sys, lookups, mallocs, frees, heapAlloc, heapSys, heapIdle, heapInuse, heapReleased, heapObjects;
  uint64_t stackInuse, stackSys, mspanInuse, mspanSys, mcacheInuse, mcacheSys, buckHashSys, gcSys, otherSys;
  uint64_t nextGC, lastGC, pauseTotalNs, pauseNs[256], pauseEnd[256];
  uint32_t numGC, numForcedGC;
  double gcCPUFraction;
  bool enableGC, debugGC;
  struct {
    uint32_t size;
    uint64_t mallocs, frees;
  } bySize[61];
};

static void gather(MemStats *out) {
  uint64_t tiny = 0, nmalloc[kNumSizeClasses]{}, largeCount = 0, largeBytes = 0;
  for (int32_t i = 0; i < kMaxProcs && allp[i]; i++) {
    mcache *c = allp[i]->mcache;
    tiny += c->tinyAllocs;
    largeCount += c->largeCount;
    largeBytes += c->largeBytes;
    for (int k = 0; k < kNumSizeClasses; k++) nmalloc[k] += c->nmalloc[k];
    for (mspan *s : c->alloc)
      if (s->nelems) nmalloc[s->cls >> 1] += s->allocCount - s->countAtCache;
  }
  uint64_t mallocs = tiny + largeCount, frees = tiny + heapStats.largeFreeCount;
  uint64_t total = largeBytes, freed = heapStats.largeFree;
  for (int k = 1; k < kNumSizeClasses; k++) {
    mallocs += nmalloc[k];
    frees += heapStats.smallFree[k];
    total += nmalloc[k] * kClasses.size[k];
    freed += heapStats.smallFree[k] * kClasses.size[k];
    if (k < 61) {
      out->bySize[k].size = kClasses.size[k];
      out->bySize[k].mallocs = nmalloc[k];
      out->bySize[k].frees = heapStats.smallFree[k];
    }
  }
  out->mallocs = mallocs;
  out->frees = frees;
  out->totalAlloc = total;
  out->alloc = out->heapAlloc = total - freed;
  out->heapObjects = mallocs - frees;
  out->heapSys = mheap.heapSys;
  out->heapInuse = mheap.pagesInUse * kPageSize;
  out->heapIdle = out->heapSys - out->heapInuse;
  out->heapReleased = mheap.heapReleased < out->heapIdle ? mheap.heapReleased : out->heapIdle;
  out->stackInuse = out->stackSys = uint64_t(stackInuse);
  out->sys = out->heapSys + out->stackSys;
  out->nextGC = gcNextGoal();
  out->lastGC = lastGCWall;
  out->pauseTotalNs = pauseTotal;
  __builtin_memcpy(out->pauseNs, pauseNs, sizeof pauseNs);
  __builtin_memcpy(out->pauseEnd, pauseEnd, sizeof pauseEnd);
  out->numGC = numGC;
  out->numForcedGC = numForcedGC;
  out->enableGC = true;
}

extern "C" void golem_readmemstats(MemStats *out) {
  __builtin_memset(out, 0, sizeof *out);
  semacquireWorld();
  systemstack([&] {
    stopTheWorld();
    gather(out);
    startTheWorld();
  });
  semreleaseWorld();
}

// ---- runtime/metrics ----
extern uint64_t markTotal, pauseCounts[64];
void gcSettings(uint64_t out[4]);
void specialCounts(uint64_t out[4]);

struct Counters { // metricCounters of stdlib/overlay/runtime/link_metrics.go
  uint64_t live, marked, globals, stackScan;
  uint64_t goroutines, running, runnable, waiting, inSyscalls;
  uint64_t created, threads;
  uint64_t gogc, memoryLimit;
  uint64_t finalizersQueued, finalizersRun, cleanupsQueued, cleanupsRun;
  uint64_t tinyAllocs;
  uint64_t elapsedNs, cpuNs, markNs;
  uint64_t pauses[64];
};

extern "C" void golem_counters(Counters *out) {
  __builtin_memset(out, 0, sizeof *out);
  semacquireWorld();
  systemstack([&] {
    stopTheWorld();
    uint64_t gc[4], sp[4];
    gcSettings(gc);
    specialCounts(sp);
    out->live = heapLive;
    out->marked = gc[0];
    out->globals = gc[1];
    out->gogc = gc[2];
    out->memoryLimit = gc[3];
    out->finalizersQueued = sp[0];
    out->finalizersRun = sp[1];
    out->cleanupsQueued = sp[2];
    out->cleanupsRun = sp[3];
    out->stackScan = uint64_t(stackInuse);
    for (int64_t i = 0; i < allglen; i++) {
      g *gp = allgs[i];
      if (gp->system || gp->status == kGdead || gp->status == kGidle) continue;
      out->goroutines++;
      switch (GStatus(gp->status)) {
      case kGrunnable: out->runnable++; break;
      case kGrunning: out->running++; break;
      case kGsyscall: out->inSyscalls++; break;
      case kGwaiting: out->waiting++; break;
      case kGidle: case kGdead: break;
      }
    }
    // The reader itself was running; the stop made it wait here.
    if (!out->running) out->running = 1;
    out->created = sched.goidgen;
    for (m *mp = allm; mp; mp = mp->alllink) out->threads++;
    for (int32_t i = 0; i < kMaxProcs && allp[i]; i++) out->tinyAllocs += allp[i]->mcache->tinyAllocs;
    out->markNs = markTotal;
    __builtin_memcpy(out->pauses, pauseCounts, sizeof pauseCounts);
    startTheWorld();
  });
  semreleaseWorld();
  out->elapsedNs = uint64_t(sys::nanotime() - sched.starttime);
  sys::TimeSpec cpu{};
  sys::call(sys::kSysClockGettime, 2, &cpu); // CLOCK_PROCESS_CPUTIME_ID
  out->cpuNs = uint64_t(cpu.sec) * 1000000000 + uint64_t(cpu.nsec);
}

} // namespace golem
