// Semaphores and notification lists for sync and internal/poll.
//
// A semaphore is a uint32 in the program; waiters queue in a table hashed by its address. Each root holds a list of distinct
// addresses; each address a FIFO of sudogs (waitlink). Wake-ups can't be lost: the acquirer counts itself in nwait before it
// looks at the value again, the releaser raises the value before it reads nwait.
// A notification list (sync.Cond) hands out tickets: notify N wakes the waiter with ticket N.
#include "runtime/chan/chan.h"
#include "runtime/prof/prof.h"
#include "runtime/sched/proc.h"

namespace golem {

namespace {

struct Root {
  mutex lock;
  sudog *heads; // one per address, linked by next/prev; the waiters behind each by waitlink
  uint32_t nwait;
  char pad[64 - 24];
};
Root table[251];
Root &rootFor(uint32_t *addr) { return table[(uintptr_t(addr) >> 3) % 251]; }

bool canAcquire(uint32_t *addr) {
  for (;;) {
    uint32_t v = __atomic_load_n(addr, __ATOMIC_ACQUIRE);
    if (v == 0) return false;
    if (__atomic_compare_exchange_n(addr, &v, v - 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return true;
  }
}

void unlinkHead(Root &r, sudog *h) {
  if (h->prev) h->prev->next = h->next;
  else r.heads = h->next;
  if (h->next) h->next->prev = h->prev;
  h->next = h->prev = nullptr;
}
void linkHead(Root &r, sudog *h) {
  h->prev = nullptr;
  h->next = r.heads;
  if (r.heads) r.heads->prev = h;
  r.heads = h;
}
sudog *headOf(Root &r, void *addr) {
  for (sudog *h = r.heads; h; h = h->next)
    if (h->elem == addr) return h;
  return nullptr;
}
void queue(Root &r, uint32_t *addr, sudog *s, bool lifo) {
  s->elem = addr;
  s->waitlink = nullptr;
  sudog *h = headOf(r, addr);
  if (!h) {
    s->waittail = s;
    linkHead(r, s);
  } else if (lifo) {
    s->waitlink = h;
    s->waittail = h->waittail;
    unlinkHead(r, h);
    linkHead(r, s);
  } else {
    h->waittail->waitlink = s;
    h->waittail = s;
  }
}
sudog *unqueue(Root &r, uint32_t *addr) {
  sudog *h = headOf(r, addr);
  if (!h) return nullptr;
  unlinkHead(r, h);
  if (sudog *n = h->waitlink) {
    n->waittail = h->waittail;
    linkHead(r, n);
  }
  h->waitlink = h->waittail = nullptr;
  h->elem = nullptr;
  return h;
}

void semacquire(uint32_t *addr, bool lifo, WaitReason reason) {
  if (canAcquire(addr)) return;
  sudog *s = acquireSudog();
  Root &r = rootFor(addr);
  s->g = getg();
  bool isMutex = reason == kWaitSyncMutexLock || reason == kWaitSyncRWMutexLock || reason == kWaitSyncRWMutexRLock;
  s->acquiretime = mutexRate && isMutex ? sys::nanotime() : 0;
  for (;;) {
    lock(&r.lock);
    __atomic_fetch_add(&r.nwait, 1, __ATOMIC_SEQ_CST);
    if (canAcquire(addr)) {
      __atomic_fetch_sub(&r.nwait, 1, __ATOMIC_SEQ_CST);
      unlock(&r.lock);
      break;
    }
    queue(r, addr, s, lifo);
    goparkunlock(&r.lock, reason);
    if (s->ticket || canAcquire(addr)) break; // ticket: the releaser acquired on our behalf
  }
  releaseSudog(s);
}

struct NotifyList { // sync.notifyList
  uint32_t wait, notify;
  union {
    uintptr_t word;
    mutex lock;
  };
  sudog *head, *tail;
};
bool less(uint32_t a, uint32_t b) { return int32_t(a - b) < 0; }

} // namespace

// Only a goroutine of the same bubble may signal one that waits in a bubble.
static void readyInBubble(g *gp) {
  if (gp->bubble && gp->bubble != getg()->bubble) fatal("semaphore wake of synctest goroutine from outside bubble");
  goready(gp);
}

extern "C" {

// reason: a WaitReason as the overlay numbers them.
void golem_semacquire(uint32_t *addr, bool lifo, int64_t reason) { semacquire(addr, lifo, WaitReason(reason)); }

void golem_semrelease(uint32_t *addr, bool handoff) {
  Root &r = rootFor(addr);
  __atomic_fetch_add(addr, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&r.nwait, __ATOMIC_SEQ_CST) == 0) return;
  lock(&r.lock);
  if (r.nwait == 0) {
    unlock(&r.lock);
    return;
  }
  sudog *s = unqueue(r, addr);
  if (s) __atomic_fetch_sub(&r.nwait, 1, __ATOMIC_SEQ_CST);
  unlock(&r.lock);
  if (!s) return;
  s->ticket = handoff && canAcquire(addr);
  bool direct = s->ticket;
  int64_t since = s->acquiretime;
  goready(s->g);
  if (since) profileMutex(sys::nanotime() - since); // charged to whoever made the other one wait
  // Direct handoff: let the waiter (now in runnext) run at once.
  if (direct && !getm()->locks) goyield();
}

uint32_t golem_notifylistadd(NotifyList *l) { return __atomic_fetch_add(&l->wait, 1, __ATOMIC_SEQ_CST); }

void golem_notifylistwait(NotifyList *l, uint32_t t) {
  lock(&l->lock);
  if (less(t, l->notify)) {
    unlock(&l->lock);
    return;
  }
  sudog *s = acquireSudog();
  s->g = getg();
  s->ticket = t;
  if (l->tail) l->tail->next = s;
  else l->head = s;
  l->tail = s;
  goparkunlock(&l->lock, kWaitSyncCondWait);
  releaseSudog(s);
}

void golem_notifylistnotifyall(NotifyList *l) {
  if (__atomic_load_n(&l->wait, __ATOMIC_SEQ_CST) == __atomic_load_n(&l->notify, __ATOMIC_SEQ_CST)) return;
  lock(&l->lock);
  sudog *s = l->head;
  l->head = l->tail = nullptr;
  __atomic_store_n(&l->notify, __atomic_load_n(&l->wait, __ATOMIC_SEQ_CST), __ATOMIC_SEQ_CST);
  unlock(&l->lock);
  while (s) {
    sudog *next = s->next;
    s->next = nullptr;
    readyInBubble(s->g);
    s = next;
  }
}

void golem_notifylistnotifyone(NotifyList *l) {
  if (__atomic_load_n(&l->wait, __ATOMIC_SEQ_CST) == __atomic_load_n(&l->notify, __ATOMIC_SEQ_CST)) return;
  lock(&l->lock);
  uint32_t t = l->notify;
  if (t == __atomic_load_n(&l->wait, __ATOMIC_SEQ_CST)) {
    unlock(&l->lock);
    return;
  }
  __atomic_store_n(&l->notify, t + 1, __ATOMIC_SEQ_CST);
  // A goroutine that took a ticket but does not wait yet will see that it has been notified.
  for (sudog *p = nullptr, *s = l->head; s; p = s, s = s->next)
    if (s->ticket == t) {
      if (p) p->next = s->next;
      else l->head = s->next;
      if (!s->next) l->tail = p;
      unlock(&l->lock);
      s->next = nullptr;
      readyInBubble(s->g);
      return;
    }
  unlock(&l->lock);
}

bool golem_canspin(int64_t i) {
  p *pp = getp();
  if (i >= 4 || sys::ncpu() <= 1 || gomaxprocs <= int32_t(sched.npidle + sched.nmspinning) + 1) return false;
  return pp->runqhead == pp->runqtail && !pp->runnext;
}
void golem_dospin() {
  for (int i = 0; i < 30; i++) __builtin_ia32_pause();
}
int64_t golem_procpin() {
  getm()->locks++;
  return getp()->id;
}
void golem_procunpin() { getm()->locks--; }
}

} // namespace golem
