// select: cases polled in random order, channels locked in address order.
//
// Three passes: look for a ready case; if none and blocking, stand in every channel's queue and park; when woken, leave the
// other queues. Who wakes a selecting goroutine first wins its selectDone flag.
// In: scase[n], sends before receives; order: room for 2n indices in the caller's frame.
#include "runtime/chan/chan.h"
#include "runtime/sched/choices.h"
#include "runtime/gc/gc.h"
#include "runtime/race/race.h"
#include "runtime/sched/synctest.h"

namespace golem {

static void lockAll(scase *cases, const uint16_t *order, int n) {
  hchan *last = nullptr;
  for (int i = 0; i < n; i++) {
    hchan *c = cases[order[i]].c;
    if (c != last) lock(&c->lock);
    last = c;
  }
}
static void unlockAll(scase *cases, const uint16_t *order, int n) {
  for (int i = n - 1; i >= 0; i--) {
    hchan *c = cases[order[i]].c;
    if (i > 0 && c == cases[order[i - 1]].c) continue;
    unlock(&c->lock);
  }
}

// On g0, after the goroutine is saved: g.waiting is in lock order, so equal channels are neighbours.
static bool selparkcommit(g *gp, void *) {
  // Once the last lock is released the goroutine may run and its sudogs change: read ahead.
  hchan *last = nullptr;
  for (sudog *s = gp->waiting; s; s = s->waitlink) {
    if (last && s->c != last) unlock(&last->lock);
    last = s->c;
  }
  if (last) unlock(&last->lock);
  return true;
}

extern "C" IntBool golem_selectgo(scase *cases, uint16_t *order, int64_t nsends, int64_t nrecvs, bool block) {
  preemptCheck();
  int n = int(nsends + nrecvs);
  uint16_t *poll = order, *lockOrder = order + n;
  // Poll order: inside-out shuffle of the cases with a channel.
  int k = 0;
  for (int i = 0; i < n; i++) {
    if (!cases[i].c) {
      cases[i].elem = nullptr;
      continue;
    }
    int j = int(choices::below(choices::kSelect, uint64_t(k + 1)));
    poll[k] = poll[j];
    poll[j] = uint16_t(i);
    k++;
  }
  n = k;
  if (n == 0 && block) gopark(nullptr, nullptr, kWaitSelectNoCases);
  // Lock order: heap sort by address.
  auto addr = [&](uint16_t i) { return uintptr_t(cases[i].c); };
  for (int i = 0; i < n; i++) {
    int j = i;
    uintptr_t a = addr(poll[i]);
    while (j > 0 && addr(lockOrder[(j - 1) / 2]) < a) {
      lockOrder[j] = lockOrder[(j - 1) / 2];
      j = (j - 1) / 2;
    }
    lockOrder[j] = poll[i];
  }
  for (int i = n - 1; i >= 0; i--) {
    uint16_t o = lockOrder[i];
    uintptr_t a = addr(o);
    lockOrder[i] = lockOrder[0];
    int j = 0;
    for (;;) {
      int c = j * 2 + 1;
      if (c >= i) break;
      if (c + 1 < i && addr(lockOrder[c]) < addr(lockOrder[c + 1])) c++;
      if (a >= addr(lockOrder[c])) break;
      lockOrder[j] = lockOrder[c];
      j = c;
    }
    lockOrder[j] = o;
  }
  for (int i = 0; race::enabled && i < nsends; i++)
    if (cases[i].c) race::read(raceaddr(cases[i].c), 1, __builtin_return_address(0));
  bool allInBubble = getg()->bubble != nullptr;
  for (int i = 0; i < n; i++) {
    uint16_t tag = cases[lockOrder[i]].c->bubble;
    checkBubble(tag, "select on synctest channel from outside bubble");
    allInBubble &= tag != 0;
    if (cases[lockOrder[i]].c->timer) timerChanPoll(cases[lockOrder[i]].c);
  }
  lockAll(cases, lockOrder, n);

  // Pass 1: somebody ready?
  for (int i = 0; i < n; i++) {
    int ci = poll[i];
    scase &sc = cases[ci];
    hchan *c = sc.c;
    if (ci >= nsends) {
      if (sudog *s = dequeue(c->sendq)) {
        // recvFrom unlocks c; the others first.
        for (int x = n - 1; x >= 0; x--) {
          hchan *o = cases[lockOrder[x]].c;
          if (o == c || (x > 0 && o == cases[lockOrder[x - 1]].c)) continue;
          unlock(&o->lock);
        }
        recvFrom(c, s, sc.elem);
        return {ci, true};
      }
      if (c->qcount > 0) {
        if (race::enabled) racenotify(c, c->recvx, getg());
        uint8_t *slot = chanbuf(c, c->recvx);
        if (sc.elem) copyElem(c, sc.elem, slot);
        typedmemclr(c->elemtype, slot);
        if (++c->recvx == c->dataqsiz) c->recvx = 0;
        c->qcount--;
        unlockAll(cases, lockOrder, n);
        return {ci, true};
      }
      if (c->closed) {
        race::acquire(getg(), raceaddr(c));
        unlockAll(cases, lockOrder, n);
        if (sc.elem) typedmemclr(c->elemtype, sc.elem);
        return {ci, false};
      }
    } else {
      if (c->closed) {
        unlockAll(cases, lockOrder, n);
        gort_panicsendclosed();
      }
      if (sudog *s = dequeue(c->recvq)) {
        for (int x = n - 1; x >= 0; x--) {
          hchan *o = cases[lockOrder[x]].c;
          if (o == c || (x > 0 && o == cases[lockOrder[x - 1]].c)) continue;
          unlock(&o->lock);
        }
        sendTo(c, s, sc.elem);
        return {ci, false};
      }
      if (c->qcount < c->dataqsiz) {
        if (race::enabled) racenotify(c, c->sendx, getg());
        copyElem(c, chanbuf(c, c->sendx), sc.elem);
        if (++c->sendx == c->dataqsiz) c->sendx = 0;
        c->qcount++;
        unlockAll(cases, lockOrder, n);
        return {ci, false};
      }
    }
  }
  if (!block) {
    unlockAll(cases, lockOrder, n);
    return {-1, false};
  }

  // Pass 2: wait everywhere.
  g *gp = getg();
  sudog **tail = &gp->waiting;
  gp->waiting = nullptr;
  for (int i = 0; i < n; i++) {
    int ci = lockOrder[i];
    sudog *s = acquireSudog();
    s->g = gp;
    s->isSelect = true;
    s->elem = cases[ci].elem;
    s->c = cases[ci].c;
    *tail = s;
    tail = &s->waitlink;
    enqueue(ci < nsends ? s->c->sendq : s->c->recvq, s);
    if (s->c->timer) timerChanBlock(s->c);
  }
  gp->param = nullptr;
  gopark(selparkcommit, nullptr, allInBubble ? kWaitSynctestSelect : kWaitSelect);

  // Pass 3: leave the queues of the cases that were not chosen.
  lockAll(cases, lockOrder, n);
  __atomic_store_n(&gp->selectDone, 0, __ATOMIC_RELEASE);
  auto *won = static_cast<sudog *>(gp->param);
  gp->param = nullptr;
  int chosen = -1;
  bool success = false;
  sudog *s = gp->waiting;
  gp->waiting = nullptr;
  for (int i = 0; i < n; i++) {
    int ci = lockOrder[i];
    sudog *next = s->waitlink;
    if (s->c->timer) timerChanUnblock(s->c);
    if (s == won) {
      chosen = ci;
      success = s->success;
    } else {
      dequeueSudog(ci < nsends ? s->c->sendq : s->c->recvq, s);
    }
    s->waitlink = nullptr;
    releaseSudog(s);
    s = next;
  }
  unlockAll(cases, lockOrder, n);
  if (chosen < 0) throwError("selectgo: bad wakeup");
  if (chosen < nsends && !success) gort_panicsendclosed();
  return {chosen, chosen >= nsends && success};
}

} // namespace golem
