// The processor profile: every thread has a timer on its own processor time that sends it SIGPROF; the handler walks the stack
// it interrupted into a buffer, which runtime/pprof's goroutine empties ten times a second.
//
// The walk steps by CFI, exact at every instruction of compiled code. It begins in the interrupted code if that runs on a
// goroutine's stack, at the goroutine's saved context if it runs on g0, and it never leaves the goroutine's segments. A
// sample that finds no stack (a thread between two goroutines) is counted as the runtime's own.
#include "runtime/prof/prof.h"
#include "runtime/gc/gc.h"
#include "runtime/gc/work.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/stack.h"

namespace golem {

bool cpuProfiling;

namespace {
enum { kSysTimerCreate = 222, kSysTimerSettime = 223, kSysTimerDelete = 226 };
constexpr int64_t kMaxFrames = 64, kRecords = 4096;
struct Record {
  void *label;
  uint64_t n;
  uintptr_t pc[kMaxFrames];
};
Record *ring;           // kRecords; written by handlers, emptied by the reader
int64_t nring;
uint64_t lost;
uint32_t ringLock;      // spin lock that a handler only tries
int64_t hz;
bool headerDue, ended;
mutex timersLock;

bool tryRing() { return __atomic_exchange_n(&ringLock, 1, __ATOMIC_ACQUIRE) == 0; }
void lockRing() {
  while (!tryRing()) sys::osyield();
}
void unlockRing() { __atomic_store_n(&ringLock, 0, __ATOMIC_RELEASE); }

struct SigEvent { // struct sigevent with SIGEV_THREAD_ID
  uintptr_t value;
  int32_t signo, notify, tid;
  char pad[44];
};
struct TimerSpec {
  sys::TimeSpec interval, value;
};

void armThread(m *mp) {
  if (!mp->tid || mp->profTimer) return;
  SigEvent ev{};
  ev.signo = sys::kSIGPROF;
  ev.notify = 4; // SIGEV_THREAD_ID
  ev.tid = mp->tid;
  int32_t id = 0;
  int32_t clock = int32_t(~uint32_t(mp->tid) << 3 | 6); // that thread's processor time
  if (sys::call(kSysTimerCreate, clock, &ev, &id) < 0) return;
  int64_t period = 1000000000 / hz;
  TimerSpec t{{0, period}, {0, 1 + int64_t(sys::fastrand64() % uint64_t(period))}};
  sys::call(kSysTimerSettime, id, 0, &t, nullptr);
  mp->profTimer = id + 1;
}
void disarmThread(m *mp) {
  if (mp->profTimer) sys::call(kSysTimerDelete, mp->profTimer - 1);
  mp->profTimer = 0;
}
} // namespace

void cpuProfileThread(m *mp) {
  if (!__atomic_load_n(&cpuProfiling, __ATOMIC_ACQUIRE)) return;
  lock(&timersLock);
  if (cpuProfiling) armThread(mp);
  unlock(&timersLock);
}

void cpuSample(sys::SigContext &s) {
  if (!__atomic_load_n(&cpuProfiling, __ATOMIC_ACQUIRE)) return;
  m *mp = getm();
  g *gp = getg(), *user = mp ? mp->curg : nullptr;
  uintptr_t pc[kMaxFrames];
  int64_t n = 0;
  UnwindCtx c;
  bool have = false;
  if (user && gp == user && segmentOf(user, s.rsp) >= 0) {
    __builtin_memset(&c, 0, sizeof c);
    uint64_t r[16] = {s.rax, s.rdx, s.rcx, s.rbx, s.rsi, s.rdi, s.rbp, s.rsp, s.r8, s.r9, s.r10, s.r11, s.r12, s.r13, s.r14, s.r15};
    __builtin_memcpy(c.r, r, sizeof r);
    c.pc = s.rip;
    c.exact = true;
    have = true;
  } else if (user && mp && gp == mp->g0 && segmentOf(user, user->schedsp) >= 0) {
    c = savedContext(user);
    have = true;
  }
  if (have)
    walkStack(c, [&](uintptr_t at, const UnwindCtx &f) {
      if (segmentOf(user, f.r[kDwRsp]) < 0) return false;
      bool found;
      pcFlags(at, &found);
      if (found) pc[n++] = f.exact ? f.pc + 1 : f.pc;
      return n < kMaxFrames;
    });
  if (!tryRing()) {
    __atomic_fetch_add(&lost, 1, __ATOMIC_RELAXED);
    return;
  }
  if (nring < kRecords) {
    Record &rec = ring[nring++];
    rec.label = user ? user->labels : nullptr;
    rec.n = uint64_t(n);
    for (int64_t i = 0; i < n; i++) rec.pc[i] = pc[i];
  } else {
    lost++;
  }
  unlockRing();
}

// Labels in samples that nobody has read yet are alive.
void markCpuTags(wbWork &w) {
  if (!ring) return;
  lockRing();
  for (int64_t i = 0; i < nring; i++) greyPointer(w, uintptr_t(ring[i].label));
  unlockRing();
}

extern "C" {

// runtime.SetCPUProfileRate. False: a profile is under way.
bool golem_setcpuprofilerate(int64_t rate) {
  bool ok = true;
  systemstack([&] {
    bool found;
    pcFlags(0, &found); // the symbol index is built now: the handler must not
    lock(&timersLock);
    if (rate > 0) {
      if (cpuProfiling) {
        ok = false;
      } else {
        if (!ring) ring = static_cast<Record *>(sys::map(sizeof(Record) * kRecords, sys::kProtRW, nullptr, sys::kMapNoReserve));
        if (!ring) throwError("out of memory (processor profile)");
        nring = 0;
        lost = 0;
        hz = rate > 1000000 ? 1000000 : rate;
        headerDue = true;
        ended = false;
        setProfHandler();
        __atomic_store_n(&cpuProfiling, true, __ATOMIC_RELEASE);
        for (m *mp = allm; mp; mp = mp->alllink) armThread(mp);
      }
    } else if (cpuProfiling) {
      __atomic_store_n(&cpuProfiling, false, __ATOMIC_RELEASE);
      for (m *mp = allm; mp; mp = mp->alllink) disarmThread(mp);
      ended = true;
    }
    unlock(&timersLock);
  });
  return ok;
}

struct CpuRead { // cpuRead of stdlib/overlay/runtime/profile.go
  int64_t words, records;
  bool eof; // the profile has ended and all of it is read
};
// Moves samples to `out` in the form that runtime/pprof parses, without time stamps; a tag per record.
void golem_readcpuprofile(uint64_t *out, int64_t cap, void **tags, int64_t ntags, CpuRead *res) {
  int64_t at = 0, k = 0;
  uint64_t all = ~uint64_t(0), old = 0;
  sys::call(sys::kSysRtSigprocmask, 2, &all, &old, 8); // a handler on this thread would wait for itself
  lockRing();
  if (headerDue) {
    out[0] = 3;
    out[1] = 0;
    out[2] = uint64_t(hz);
    tags[k++] = nullptr;
    at = 3;
    headerDue = false;
  }
  int64_t i = 0;
  for (; i < nring; i++) {
    Record &r = ring[i];
    if (at + 3 + int64_t(r.n) + 4 > cap || k + 2 > ntags) break;
    out[at] = 3 + r.n;
    out[at + 1] = 0;
    out[at + 2] = 1;
    for (uint64_t j = 0; j < r.n; j++) out[at + 3 + int64_t(j)] = r.pc[j];
    at += 3 + int64_t(r.n);
    writebarrierptr(&tags[k++], r.label);
  }
  for (int64_t j = i; j < nring; j++) ring[j - i] = ring[j];
  nring -= i;
  if (lost && nring == 0) {
    out[at] = 4;
    out[at + 1] = 0;
    out[at + 2] = 0;
    out[at + 3] = lost;
    at += 4;
    tags[k++] = nullptr;
    lost = 0;
  }
  res->eof = ended && nring == 0;
  unlockRing();
  sys::call(sys::kSysRtSigprocmask, 2, &old, nullptr, 8);
  res->records = k;
  res->words = at;
}
}

} // namespace golem
