// The network poller: goroutines that wait for a descriptor sleep here, and whoever looks for work asks the kernel (epoll)
// which of them can go on.
//
// A pollDesc has one binary semaphore for its reader (rg) and one for its writer (wg). Each holds one of
//   pdNil     nothing known, nobody waits
//   pdReady   the kernel said ready; the next wait consumes it without sleeping
//   pdWait    a goroutine is about to park
//   a g       that goroutine sleeps
// The kernel's event turns any of them into pdReady, a deadline or a close turns pdWait and g into pdNil; both wake the g.
//
// Invariants: (1) who stores a reason not to wait (closing, an expired deadline) publishes it in info before it looks at
// rg/wg, and who waits stores pdWait before it looks at info: one of the two sees the other. (2) pollDescs are never
// unmapped, and an epoll event carries the descriptor's fdseq: an event that was in flight while the descriptor was closed
// and reused is dropped. (3) A deadline's timer carries rseq or wseq; a timer that was taken off the heap while the deadline
// changed finds another number and does nothing. (4) At most one thread blocks in the kernel (sched.lastpoll is 0 while it
// does); netpollBreak wakes it through an eventfd.
#include "runtime/sched/proc.h"

namespace golem {

namespace {

enum : long { kSysEpollWait = 232, kSysEpollCtl = 233, kSysEventfd2 = 290, kSysEpollCreate1 = 291, kSysEpollPwait2 = 441 };
enum : uint32_t { kEpollIn = 1, kEpollOut = 4, kEpollErr = 8, kEpollHup = 0x10, kEpollRdhup = 0x2000, kEpollEt = 1u << 31 };
enum : int { kEpollCtlAdd = 1, kEpollCtlDel = 2, kCloexec = 02000000, kNonblock = 04000 };
enum : int { kEINTR = 4, kENOSYS = 38 };

struct __attribute__((packed)) EpollEvent {
  uint32_t events;
  uint64_t data;
};

// What internal/poll expects of pollReset and pollWait.
enum PollError : int64_t { kPollNoError, kPollErrClosing, kPollErrTimeout, kPollErrNotPollable };

constexpr uintptr_t pdNil = 0, pdReady = 1, pdWait = 2;

// pollDesc.info: flags below, fdseq above.
enum : uint64_t { kInfoClosing = 1, kInfoEventErr = 2, kInfoExpiredRead = 4, kInfoExpiredWrite = 8 };
constexpr int kInfoSeqShift = 8;

constexpr int kSeqBits = 22;
constexpr uint64_t kSeqMask = (uint64_t(1) << kSeqBits) - 1;

struct alignas(64) pollDesc {
  pollDesc *link;  // free list
  uintptr_t fd;
  uint64_t fdseq;  // kSeqBits wide
  uint64_t info;   // written under lock, except kInfoEventErr
  uintptr_t rg, wg;
  mutex lock;      // of what follows
  bool closing;
  bool rrun, wrun; // the timer may be in the heap
  uintptr_t rseq, wseq;
  int64_t rd, wd;  // deadlines: 0 none, -1 expired
  Timer rt, wt;
};

uint32_t inited;
mutex initLock, cacheLock;
pollDesc *freeDescs;
int epfd = -1;
int eventfd = -1;
uint32_t wakeSig; // a wake-up is on its way
int64_t waiters;  // goroutines in rg or wg

// fdseq travels with the address: descriptors are 64-byte aligned, addresses have 48 bits.
uint64_t packData(pollDesc *pd, uint64_t seq) { return uint64_t(uintptr_t(pd)) << 16 | (seq & kSeqMask); }
pollDesc *dataDesc(uint64_t data) { return reinterpret_cast<pollDesc *>((data & ~kSeqMask) >> 16); }

uintptr_t *semaphore(pollDesc *pd, bool write) { return write ? &pd->wg : &pd->rg; }

void publishInfo(pollDesc *pd) {
  uint64_t flags = (pd->closing ? kInfoClosing : 0) | (pd->rd < 0 ? kInfoExpiredRead : 0) | (pd->wd < 0 ? kInfoExpiredWrite : 0);
  uint64_t now = __atomic_load_n(&pd->info, __ATOMIC_SEQ_CST), want;
  do {
    want = flags | pd->fdseq << kInfoSeqShift | (now & kInfoEventErr);
  } while (!__atomic_compare_exchange_n(&pd->info, &now, want, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
}

// From an event of fdseq seq.
void setEventErr(pollDesc *pd, bool on, uint64_t seq) {
  uint64_t now = __atomic_load_n(&pd->info, __ATOMIC_SEQ_CST), want;
  do {
    if (now >> kInfoSeqShift != seq) return;
    want = on ? now | kInfoEventErr : now & ~uint64_t(kInfoEventErr);
    if (want == now) return;
  } while (!__atomic_compare_exchange_n(&pd->info, &now, want, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
}

PollError checkErr(pollDesc *pd, bool write) {
  uint64_t info = __atomic_load_n(&pd->info, __ATOMIC_SEQ_CST);
  if (info & kInfoClosing) return kPollErrClosing;
  if (info & (write ? kInfoExpiredWrite : kInfoExpiredRead)) return kPollErrTimeout;
  if (!write && (info & kInfoEventErr)) return kPollErrNotPollable; // a write finds the error itself
  return kPollNoError;
}

// Waits until the descriptor is ready (true), or the wait is called off (false).
bool netpollblock(pollDesc *pd, bool write, bool ignoreErrors) {
  uintptr_t *sem = semaphore(pd, write);
  for (;;) {
    uintptr_t want = pdReady;
    if (__atomic_compare_exchange_n(sem, &want, pdNil, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return true;
    want = pdNil;
    if (__atomic_compare_exchange_n(sem, &want, pdWait, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) break;
    if (want != pdReady) throwError("netpoll: two goroutines wait for one direction of a descriptor");
  }
  if (ignoreErrors || checkErr(pd, write) == kPollNoError)
    gopark(
        [](g *gp, void *s) {
          uintptr_t want = pdWait;
          __atomic_fetch_add(&waiters, 1, __ATOMIC_SEQ_CST);
          if (__atomic_compare_exchange_n(static_cast<uintptr_t *>(s), &want, uintptr_t(gp), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return true;
          __atomic_fetch_sub(&waiters, 1, __ATOMIC_SEQ_CST);
          return false;
        },
        sem, kWaitIOWait);
  uintptr_t old = __atomic_exchange_n(sem, pdNil, __ATOMIC_SEQ_CST);
  if (old > pdWait) throwError("netpoll: corrupted descriptor");
  return old == pdReady;
}

// The goroutine that slept, if one did; it is the caller's to make runnable.
g *netpollunblock(pollDesc *pd, bool write, bool ioready) {
  uintptr_t *sem = semaphore(pd, write);
  uintptr_t old = __atomic_load_n(sem, __ATOMIC_SEQ_CST);
  for (;;) {
    if (old == pdReady || (old == pdNil && !ioready)) return nullptr;
    if (__atomic_compare_exchange_n(sem, &old, ioready ? pdReady : pdNil, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) break;
  }
  return old > pdWait ? reinterpret_cast<g *>(old) : nullptr;
}

// Waiting goroutines count until they are runnable, so that nobody sees a program with neither.
void readyWaiter(g *gp) {
  if (!gp) return;
  goready(gp);
  __atomic_fetch_sub(&waiters, 1, __ATOMIC_SEQ_CST);
}

void deadline(pollDesc *pd, uintptr_t seq, bool read, bool write) {
  g *rg = nullptr, *wg = nullptr;
  lock(&pd->lock);
  if (seq == (read ? pd->rseq : pd->wseq)) {
    if (read) pd->rd = -1;
    if (write) pd->wd = -1;
    publishInfo(pd);
    if (read) rg = netpollunblock(pd, false, false);
    if (write) wg = netpollunblock(pd, true, false);
  }
  unlock(&pd->lock);
  readyWaiter(rg);
  readyWaiter(wg);
}
void readDeadline(void *pd, uintptr_t seq) { deadline(static_cast<pollDesc *>(pd), seq, true, false); }
void writeDeadline(void *pd, uintptr_t seq) { deadline(static_cast<pollDesc *>(pd), seq, false, true); }
void bothDeadlines(void *pd, uintptr_t seq) { deadline(static_cast<pollDesc *>(pd), seq, true, true); }

void setTimer(Timer *t, bool *running, int64_t when, void (*f)(void *, uintptr_t), pollDesc *pd, uintptr_t seq) {
  if (*running) delTimer(t);
  *running = when > 0;
  if (!*running) return;
  t->when = when;
  t->f = f;
  t->arg = pd;
  t->seq = seq;
  t->index = -1;
  addTimer(t);
}

pollDesc *allocDesc() {
  lock(&cacheLock);
  if (!freeDescs) {
    constexpr int n = 16;
    auto *block = static_cast<pollDesc *>(persistentalloc(n * sizeof(pollDesc), alignof(pollDesc)));
    for (int i = 0; i < n; i++) {
      block[i].fdseq = 1;
      block[i].link = freeDescs;
      freeDescs = &block[i];
    }
  }
  pollDesc *pd = freeDescs;
  freeDescs = pd->link;
  unlock(&cacheLock);
  return pd;
}
void freeDesc(pollDesc *pd) {
  lock(&pd->lock);
  __atomic_store_n(&pd->fdseq, (pd->fdseq + 1) & kSeqMask, __ATOMIC_SEQ_CST);
  publishInfo(pd);
  unlock(&pd->lock);
  lock(&cacheLock);
  pd->link = freeDescs;
  freeDescs = pd;
  unlock(&cacheLock);
}

void netpollinit() {
  epfd = int(sys::call(kSysEpollCreate1, kCloexec));
  if (epfd < 0) throwError("netpoll: epoll_create1 failed");
  eventfd = int(sys::call(kSysEventfd2, 0, kCloexec | kNonblock));
  if (eventfd < 0) throwError("netpoll: eventfd failed");
  EpollEvent ev{kEpollIn, 0}; // data 0: no descriptor
  if (sys::call(kSysEpollCtl, epfd, kEpollCtlAdd, eventfd, &ev) < 0) throwError("netpoll: epoll_ctl failed");
  __atomic_store_n(&sched.lastpoll, sys::nanotime(), __ATOMIC_SEQ_CST);
}

long epollWait(EpollEvent *events, int n, int64_t delay) {
  static bool noPwait2;
  if (delay > 0 && !noPwait2) {
    sys::TimeSpec ts{delay / 1000000000, delay % 1000000000};
    long r = sys::call(kSysEpollPwait2, epfd, events, n, &ts, nullptr, 0);
    if (r != -kENOSYS) return r;
    noPwait2 = true; // Linux before 5.11: milliseconds
  }
  int64_t ms = delay <= 0 ? delay : delay > 1000000000000000 ? 1000000000 : (delay + 999999) / 1000000;
  return sys::call(kSysEpollWait, epfd, events, n, ms);
}

} // namespace

bool netpollinited() { return __atomic_load_n(&inited, __ATOMIC_ACQUIRE) != 0; }
bool netpollWaiters() { return __atomic_load_n(&waiters, __ATOMIC_SEQ_CST) > 0; }

// Goroutines whose descriptors are ready, still in status waiting; netpollInject makes them runnable. delay < 0 blocks, 0
// only looks, > 0 blocks at most so many nanoseconds.
gQueue netpoll(int64_t delay) {
  gQueue ready{};
  if (epfd < 0) return ready;
  EpollEvent events[128];
  long n;
  do n = epollWait(events, 128, delay < 0 ? -1 : delay);
  while (n == -kEINTR && delay < 0);
  if (n < 0) {
    if (n == -kEINTR) return ready;
    throwError("netpoll: epoll_wait failed");
  }
  for (long i = 0; i < n; i++) {
    uint32_t ev = events[i].events;
    if (!events[i].data) {
      // The wake-up is for the thread that blocks: a look in passing leaves it.
      if (delay == 0) continue;
      uint64_t count;
      sys::call(sys::kSysRead, eventfd, &count, sizeof count);
      __atomic_store_n(&wakeSig, 0, __ATOMIC_SEQ_CST);
      continue;
    }
    pollDesc *pd = dataDesc(events[i].data);
    uint64_t seq = events[i].data & kSeqMask;
    if (__atomic_load_n(&pd->fdseq, __ATOMIC_SEQ_CST) != seq) continue;
    setEventErr(pd, ev == kEpollErr, seq);
    g *gp;
    if ((ev & (kEpollIn | kEpollRdhup | kEpollHup | kEpollErr)) && (gp = netpollunblock(pd, false, true))) ready.pushBack(gp);
    if ((ev & (kEpollOut | kEpollHup | kEpollErr)) && (gp = netpollunblock(pd, true, true))) ready.pushBack(gp);
  }
  return ready;
}

// After the goroutines of netpoll have become runnable.
void netpollWoke(int64_t n) { __atomic_fetch_sub(&waiters, n, __ATOMIC_SEQ_CST); }

void netpollBreak() {
  if (__atomic_exchange_n(&wakeSig, 1, __ATOMIC_SEQ_CST)) return;
  uint64_t one = 1;
  while (sys::call(sys::kSysWrite, eventfd, &one, sizeof one) == -kEINTR) {}
}

extern "C" {

void golem_pollserverinit() {
  if (netpollinited()) return;
  lock(&initLock);
  if (!inited) {
    netpollinit();
    __atomic_store_n(&inited, 1, __ATOMIC_RELEASE);
  }
  unlock(&initLock);
}

bool golem_ispollserverdescriptor(uintptr_t fd) { return netpollinited() && (int(fd) == epfd || int(fd) == eventfd); }

struct PollOpenResult {
  pollDesc *pd;
  int64_t err;
};
PollOpenResult golem_pollopen(uintptr_t fd) {
  pollDesc *pd = allocDesc();
  lock(&pd->lock);
  if (pd->rg > pdReady || pd->wg > pdReady) throwError("netpoll: somebody waits for a free descriptor");
  pd->fd = fd;
  pd->closing = false;
  pd->rseq++;
  pd->wseq++;
  pd->rd = pd->wd = 0;
  __atomic_store_n(&pd->rg, pdNil, __ATOMIC_SEQ_CST);
  __atomic_store_n(&pd->wg, pdNil, __ATOMIC_SEQ_CST);
  __atomic_store_n(&pd->info, 0, __ATOMIC_SEQ_CST);
  publishInfo(pd);
  unlock(&pd->lock);
  EpollEvent ev{kEpollIn | kEpollOut | kEpollRdhup | kEpollEt, packData(pd, pd->fdseq)};
  long r = sys::call(kSysEpollCtl, epfd, kEpollCtlAdd, fd, &ev);
  if (r < 0) {
    freeDesc(pd);
    return {nullptr, -r};
  }
  return {pd, 0};
}

void golem_pollclose(pollDesc *pd) {
  if (!pd->closing) throwError("netpoll: close of a descriptor that was not unblocked");
  if (__atomic_load_n(&pd->rg, __ATOMIC_SEQ_CST) > pdReady || __atomic_load_n(&pd->wg, __ATOMIC_SEQ_CST) > pdReady)
    throwError("netpoll: somebody waits for a closed descriptor");
  EpollEvent ev{};
  sys::call(kSysEpollCtl, epfd, kEpollCtlDel, pd->fd, &ev);
  freeDesc(pd);
}

int64_t golem_pollreset(pollDesc *pd, int64_t mode) {
  PollError err = checkErr(pd, mode == 'w');
  if (err == kPollNoError) __atomic_store_n(semaphore(pd, mode == 'w'), pdNil, __ATOMIC_SEQ_CST);
  return err;
}

int64_t golem_pollwait(pollDesc *pd, int64_t mode) {
  preemptCheck();
  bool write = mode == 'w';
  for (;;) {
    if (PollError err = checkErr(pd, write)) return err;
    // Called off, but the deadline has been moved again before we ran: wait on.
    if (netpollblock(pd, write, false)) return kPollNoError;
  }
}

void golem_pollwaitcanceled(pollDesc *pd, int64_t mode) {
  while (!netpollblock(pd, mode == 'w', true)) {}
}

// d: nanoseconds from now, 0 none, negative: at once.
void golem_pollsetdeadline(pollDesc *pd, int64_t d, int64_t mode) {
  lock(&pd->lock);
  if (pd->closing) return unlock(&pd->lock);
  int64_t rd0 = pd->rd, wd0 = pd->wd;
  bool both0 = rd0 > 0 && rd0 == wd0;
  if (d > 0 && __builtin_add_overflow(d, sys::nanotime(), &d)) d = INT64_MAX;
  if (mode == 'r' || mode == 'r' + 'w') pd->rd = d;
  if (mode == 'w' || mode == 'r' + 'w') pd->wd = d;
  publishInfo(pd);
  // Equal deadlines share the reader's timer.
  bool both = pd->rd > 0 && pd->rd == pd->wd;
  if (pd->rd != rd0 || both != both0) setTimer(&pd->rt, &pd->rrun, pd->rd, both ? bothDeadlines : readDeadline, pd, ++pd->rseq);
  if (pd->wd != wd0 || both != both0) setTimer(&pd->wt, &pd->wrun, both ? 0 : pd->wd, writeDeadline, pd, ++pd->wseq);
  g *rg = pd->rd < 0 ? netpollunblock(pd, false, false) : nullptr;
  g *wg = pd->wd < 0 ? netpollunblock(pd, true, false) : nullptr;
  unlock(&pd->lock);
  readyWaiter(rg);
  readyWaiter(wg);
}

void golem_pollunblock(pollDesc *pd) {
  lock(&pd->lock);
  if (pd->closing) throwError("netpoll: descriptor unblocked twice");
  pd->closing = true;
  publishInfo(pd);
  setTimer(&pd->rt, &pd->rrun, 0, nullptr, pd, ++pd->rseq);
  setTimer(&pd->wt, &pd->wrun, 0, nullptr, pd, ++pd->wseq);
  g *rg = netpollunblock(pd, false, false);
  g *wg = netpollunblock(pd, true, false);
  unlock(&pd->lock);
  readyWaiter(rg);
  readyWaiter(wg);
}
}

} // namespace golem
