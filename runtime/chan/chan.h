// Channels: structures shared by chan.cc and select.cc.
#pragma once
#include "runtime/abi/type.h"
#include "runtime/sched/runtime2.h"

namespace golem {

struct waitq {
  sudog *first, *last;
};

struct hchan {
  uint64_t qcount;   // len(c)
  uint64_t dataqsiz; // cap(c)
  uint8_t *buf;
  uint16_t elemsize;
  uint16_t bubble; // bubbleTag of the bubble it was made in
  uint32_t closed;
  const Type *elemtype;
  uint64_t sendx, recvx;
  waitq recvq, sendq;
  mutex lock;
  struct TimeTimer *timer; // the timer of package time that feeds it (exports/timer.cc)
};
// A timer's channel seems unbuffered. Its timer is in the timer heap only while somebody waits for it; so who looks at the channel
// lets a timer that is due send first, and who waits puts it in the heap.
void timerChanPoll(hchan *c);    // no lock held; calls Go code
void timerChanBlock(hchan *c);   // c locked, the waiter queued
void timerChanUnblock(hchan *c); // after the wait
static_assert(offsetof(hchan, dataqsiz) == 8);

// A goroutine in a wait queue (of a channel or a semaphore).
struct sudog {
  struct g *g;
  sudog *next, *prev;
  void *elem; // data to send or room to receive, usually on the waiter's stack
  hchan *c;
  sudog *waitlink; // g.waiting
  bool isSelect, success;
  uint32_t ticket;
  sudog *parent, *waittail;
  int64_t acquiretime;
};

struct scase {
  hchan *c;
  void *elem;
};
static_assert(sizeof(scase) == 16);

sudog *acquireSudog();
void releaseSudog(sudog *s);
void enqueue(waitq &q, sudog *s);
sudog *dequeue(waitq &q);          // skips select waiters that another case has won
void dequeueSudog(waitq &q, sudog *s);
bool chansend(hchan *c, void *ep, bool block);
struct Received {
  bool selected, ok;
};
Received chanrecv(hchan *c, void *ep, bool block);
// Hand-overs with the channel locked; unlock and ready the other side.
void sendTo(hchan *c, sudog *receiver, void *ep);
void recvFrom(hchan *c, sudog *sender, void *ep);
inline uint8_t *chanbuf(hchan *c, uint64_t i) { return c->buf + i * c->elemsize; }
void copyElem(hchan *c, void *dst, const void *src);

// Events for the race detector, as Go's chan.go reports them. A slot of the buffer is a lock that its users pass on; an unbuffered channel's is
// the hand-over's; close is learnt from the channel.
inline const void *raceaddr(hchan *c) { return &c->buf; }
void racenotify(hchan *c, uint64_t slot, g *gp);
void racesync(hchan *c, g *other);

} // namespace golem
