// Channels: ring buffer, queues of waiting senders and receivers, one lock.
//
// Invariants: at least one of sendq and recvq is empty (but a goroutine may stand in both through one select); buffered:
// qcount > 0 means no receiver waits, qcount < dataqsiz means no sender waits. A send to a channel with a waiting receiver
// copies straight into that goroutine's frame.
// All functions run on the goroutine's stack and park through gopark.
#include "runtime/chan/chan.h"
#include "runtime/gc/gc.h"
#include "runtime/heap/malloc.h"
#include "runtime/race/race.h"
#include "runtime/sched/synctest.h"

namespace golem {

static mutex sudogLock;
static sudog *sudogFree;

sudog *acquireSudog() {
  p *pp = getp();
  sudog *s = pp->sudogcache;
  if (s) {
    pp->sudogcache = s->next;
    pp->sudogn--;
  } else {
    lock(&sudogLock);
    for (int i = 0; i < 32 && sudogFree; i++) {
      sudog *x = sudogFree;
      sudogFree = x->next;
      x->next = pp->sudogcache;
      pp->sudogcache = x;
      pp->sudogn++;
    }
    unlock(&sudogLock);
    s = pp->sudogcache;
    if (s) {
      pp->sudogcache = s->next;
      pp->sudogn--;
    } else {
      s = static_cast<sudog *>(persistentalloc(sizeof(sudog)));
    }
  }
  __builtin_memset(s, 0, sizeof *s);
  return s;
}
void releaseSudog(sudog *s) {
  p *pp = getp();
  s->elem = nullptr;
  s->c = nullptr;
  s->g = nullptr;
  s->next = pp->sudogcache;
  pp->sudogcache = s;
  if (++pp->sudogn < 128) return;
  lock(&sudogLock);
  while (pp->sudogn > 64) {
    sudog *x = pp->sudogcache;
    pp->sudogcache = x->next;
    pp->sudogn--;
    x->next = sudogFree;
    sudogFree = x;
  }
  unlock(&sudogLock);
}

void enqueue(waitq &q, sudog *s) {
  s->next = nullptr;
  s->prev = q.last;
  if (q.last) q.last->next = s;
  else q.first = s;
  q.last = s;
}
sudog *dequeue(waitq &q) {
  for (;;) {
    sudog *s = q.first;
    if (!s) return nullptr;
    q.first = s->next;
    if (q.first) q.first->prev = nullptr;
    else q.last = nullptr;
    s->next = nullptr;
    if (s->isSelect) { // whoever sets selectDone wins the goroutine
      uint32_t zero = 0;
      if (!__atomic_compare_exchange_n(&s->g->selectDone, &zero, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
    }
    return s;
  }
}
void dequeueSudog(waitq &q, sudog *s) {
  if (s->prev) s->prev->next = s->next;
  else if (q.first == s) q.first = s->next;
  else return; // not in the queue any more
  if (s->next) s->next->prev = s->prev;
  else q.last = s->prev;
  s->next = s->prev = nullptr;
}

void racenotify(hchan *c, uint64_t slot, g *gp) {
  const void *at = chanbuf(c, slot);
  if (c->elemsize) return race::releaseAcquire(gp, at);
  race::acquire(gp, at);
  race::release(gp, at);
}
void racesync(hchan *c, g *other) {
  const void *at = chanbuf(c, 0);
  race::release(getg(), at);
  race::acquire(other, at);
  race::release(other, at);
  race::acquire(getg(), at);
}
// A hand-over to or from a waiting goroutine.
static void raceHandOver(hchan *c, g *other) {
  if (c->dataqsiz == 0) return racesync(c, other);
  racenotify(c, c->recvx, getg());
  racenotify(c, c->recvx, other);
}

void copyElem(hchan *c, void *dst, const void *src) { typedmemmove(c->elemtype, dst, src); }

static const uint8_t hchanMask[] = {1 << 2, 1 << (offsetof(hchan, timer) / 8 - 8)}; // buf, timer
static const Type hchanType = {sizeof(hchan), offsetof(hchan, timer) + 8, 0, 0, 8, 8, kStruct, nullptr, hchanMask, 0, 0};

extern "C" hchan *golem_makechan(const ChanType *t, int64_t size) {
  const Type *et = t->elem;
  if (et->size >= 1 << 16) throwError("makechan: invalid channel element type");
  unsigned __int128 bytes = static_cast<unsigned __int128>(et->size) * uint64_t(size);
  if (size < 0 || bytes > (uint64_t(1) << 48) - sizeof(hchan)) gort_panicmakechan();
  hchan *c;
  if (bytes == 0) {
    c = static_cast<hchan *>(mallocgc(sizeof(hchan), nullptr, true));
    c->buf = reinterpret_cast<uint8_t *>(c);
  } else if (!et->ptrBytes) { // one block: nothing in it is a pointer to anything but itself
    c = static_cast<hchan *>(mallocgc(sizeof(hchan) + uintptr_t(bytes), nullptr, true));
    c->buf = reinterpret_cast<uint8_t *>(c + 1);
  } else {
    c = static_cast<hchan *>(mallocgc(sizeof(hchan), &hchanType, true));
    writebarrierptr(&c->buf, mallocgc(uintptr_t(bytes), et, true));
  }
  c->elemsize = uint16_t(et->size);
  c->elemtype = et;
  c->bubble = bubbleTag(getg());
  c->dataqsiz = uint64_t(size);
  return c;
}

static bool unlockChan(g *, void *l) {
  unlock(static_cast<mutex *>(l));
  return true;
}

void sendTo(hchan *c, sudog *s, void *ep) {
  if (race::enabled) raceHandOver(c, s->g);
  if (s->elem) {
    // The slot is in the frame of a goroutine that may have been scanned already: shade what is put there.
    if (golem_writeBarrier && c->elemtype->ptrBytes) bulkBarrierPreWriteSrcOnly(ep, c->elemsize, c->elemtype);
    __builtin_memmove(s->elem, ep, c->elemsize);
    s->elem = nullptr;
  }
  g *gp = s->g;
  unlock(&c->lock);
  gp->param = s;
  s->success = true;
  goready(gp);
}

bool chansend(hchan *c, void *ep, bool block) {
  preemptCheck();
  if (!c) {
    if (!block) return false;
    gopark(nullptr, nullptr, kWaitChanSendNil);
  }
  checkBubble(c->bubble, "send on synctest channel from outside bubble");
  if (!block && __atomic_load_n(&c->closed, __ATOMIC_RELAXED) == 0 &&
      (c->dataqsiz == 0 ? !__atomic_load_n(&c->recvq.first, __ATOMIC_ACQUIRE) : __atomic_load_n(&c->qcount, __ATOMIC_ACQUIRE) == c->dataqsiz))
    return false;
  lock(&c->lock);
  if (c->closed) {
    unlock(&c->lock);
    gort_panicsendclosed();
  }
  if (sudog *s = dequeue(c->recvq)) {
    sendTo(c, s, ep);
    return true;
  }
  if (c->qcount < c->dataqsiz) {
    if (race::enabled) racenotify(c, c->sendx, getg());
    copyElem(c, chanbuf(c, c->sendx), ep);
    if (++c->sendx == c->dataqsiz) c->sendx = 0;
    c->qcount++;
    unlock(&c->lock);
    return true;
  }
  if (!block) {
    unlock(&c->lock);
    return false;
  }
  g *gp = getg();
  sudog *s = acquireSudog();
  s->elem = ep;
  s->g = gp;
  s->c = c;
  gp->waiting = s;
  gp->param = nullptr;
  enqueue(c->sendq, s);
  gopark(unlockChan, &c->lock, c->bubble ? kWaitSynctestChanSend : kWaitChanSend);
  bool closed = !s->success;
  gp->waiting = nullptr;
  gp->param = nullptr;
  releaseSudog(s);
  if (closed) gort_panicsendclosed();
  return true;
}

void recvFrom(hchan *c, sudog *s, void *ep) {
  if (race::enabled) raceHandOver(c, s->g);
  if (c->dataqsiz == 0) {
    if (ep) copyElem(c, ep, s->elem);
  } else {
    // Full buffer: take the head, put the sender's value in the slot that became free.
    uint8_t *slot = chanbuf(c, c->recvx);
    if (ep) copyElem(c, ep, slot);
    copyElem(c, slot, s->elem);
    if (++c->recvx == c->dataqsiz) c->recvx = 0;
    c->sendx = c->recvx;
  }
  s->elem = nullptr;
  g *gp = s->g;
  unlock(&c->lock);
  gp->param = s;
  s->success = true;
  goready(gp);
}

Received chanrecv(hchan *c, void *ep, bool block) {
  preemptCheck();
  if (!c) {
    if (!block) return {false, false};
    gopark(nullptr, nullptr, kWaitChanReceiveNil);
  }
  checkBubble(c->bubble, "receive on synctest channel from outside bubble");
  if (c->timer) timerChanPoll(c);
  if (!block && (c->dataqsiz == 0 ? !__atomic_load_n(&c->sendq.first, __ATOMIC_ACQUIRE) : __atomic_load_n(&c->qcount, __ATOMIC_ACQUIRE) == 0)) {
    if (__atomic_load_n(&c->closed, __ATOMIC_ACQUIRE) == 0) return {false, false};
    // Closed: look again, values may have come before the close.
    if (c->dataqsiz == 0 ? !__atomic_load_n(&c->sendq.first, __ATOMIC_ACQUIRE) : __atomic_load_n(&c->qcount, __ATOMIC_ACQUIRE) == 0) {
      race::acquire(getg(), raceaddr(c));
      if (ep) typedmemclr(c->elemtype, ep);
      return {true, false};
    }
  }
  lock(&c->lock);
  if (c->closed && c->qcount == 0) {
    race::acquire(getg(), raceaddr(c));
    unlock(&c->lock);
    if (ep) typedmemclr(c->elemtype, ep);
    return {true, false};
  }
  if (!c->closed)
    if (sudog *s = dequeue(c->sendq)) {
      recvFrom(c, s, ep);
      return {true, true};
    }
  if (c->qcount > 0) {
    if (race::enabled) racenotify(c, c->recvx, getg());
    uint8_t *slot = chanbuf(c, c->recvx);
    if (ep) copyElem(c, ep, slot);
    typedmemclr(c->elemtype, slot);
    if (++c->recvx == c->dataqsiz) c->recvx = 0;
    c->qcount--;
    unlock(&c->lock);
    return {true, true};
  }
  if (!block) {
    unlock(&c->lock);
    return {false, false};
  }
  g *gp = getg();
  sudog *s = acquireSudog();
  s->elem = ep;
  s->g = gp;
  s->c = c;
  gp->waiting = s;
  gp->param = nullptr;
  enqueue(c->recvq, s);
  if (c->timer) timerChanBlock(c);
  gopark(unlockChan, &c->lock, c->bubble ? kWaitSynctestChanReceive : kWaitChanReceive);
  if (c->timer) timerChanUnblock(c);
  bool ok = s->success;
  gp->waiting = nullptr;
  gp->param = nullptr;
  releaseSudog(s);
  return {true, ok};
}

extern "C" {

void golem_closechan(hchan *c) {
  if (!c) gort_panicclosenil();
  checkBubble(c->bubble, "close of synctest channel from outside bubble");
  lock(&c->lock);
  if (c->closed) {
    unlock(&c->lock);
    gort_panicclosedclosed();
  }
  if (race::enabled) {
    race::write(raceaddr(c), 1, __builtin_return_address(0));
    race::release(getg(), raceaddr(c));
  }
  __atomic_store_n(&c->closed, 1, __ATOMIC_RELEASE);
  gQueue wake{};
  while (sudog *s = dequeue(c->recvq)) {
    if (s->elem) {
      typedmemclr(c->elemtype, s->elem);
      s->elem = nullptr;
    }
    race::acquire(s->g, raceaddr(c));
    s->g->param = s;
    s->success = false;
    wake.pushBack(s->g);
  }
  while (sudog *s = dequeue(c->sendq)) { // they will panic
    s->elem = nullptr;
    race::acquire(s->g, raceaddr(c));
    s->g->param = s;
    s->success = false;
    wake.pushBack(s->g);
  }
  unlock(&c->lock);
  while (g *gp = wake.pop()) goready(gp);
}

void golem_chansend1(hchan *c, void *ep) {
  if (race::enabled && c) race::read(raceaddr(c), 1, __builtin_return_address(0)); // a send while it is closed is a race
  chansend(c, ep, true);
}
void golem_chanrecv1(hchan *c, void *ep) { chanrecv(c, ep, true); }
bool golem_chanrecv2(hchan *c, void *ep) { return chanrecv(c, ep, true).ok; }
bool golem_selectnbsend(hchan *c, void *ep) {
  if (race::enabled && c) race::read(raceaddr(c), 1, __builtin_return_address(0));
  return chansend(c, ep, false);
}
IntBool golem_selectnbrecv(void *ep, hchan *c) {
  Received r = chanrecv(c, ep, false);
  return {r.selected, r.ok};
}
int64_t golem_chanlen(const hchan *c) { return c && !c->timer ? int64_t(c->qcount) : 0; }
int64_t golem_chancap(const hchan *c) { return c && !c->timer ? int64_t(c->dataqsiz) : 0; }
}

} // namespace golem
