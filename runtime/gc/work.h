// Gray objects: fixed buffers passed between the p's (barriers, assists) and the background marker.
#pragma once
#include "runtime/heap/malloc.h"

namespace golem {

struct workbuf {
  workbuf *next;
  uint64_t n;
  uintptr_t obj[510];
};

// Takes a full buffer from the global list, or nullptr.
workbuf *getFull();
void putFull(workbuf *b);
workbuf *getEmpty();
void putEmpty(workbuf *b);
bool workPending();

// One owner's end of the queue.
inline void gcwPut(wbWork &w, uintptr_t obj) {
  if (!w.buf) w.buf = getEmpty();
  if (w.buf->n == 510) {
    putFull(w.buf);
    w.buf = getEmpty();
  }
  w.buf->obj[w.buf->n++] = obj;
}
inline uintptr_t gcwGet(wbWork &w) {
  if (!w.buf || w.buf->n == 0) {
    workbuf *f = getFull();
    if (!f) return 0;
    if (w.buf) putEmpty(w.buf);
    w.buf = f;
  }
  return w.buf->obj[--w.buf->n];
}
inline void gcwFlush(wbWork &w) {
  if (!w.buf) return;
  if (w.buf->n) putFull(w.buf);
  else putEmpty(w.buf);
  w.buf = nullptr;
}

// Scans up to maxBytes of gray objects; returns bytes scanned, 0 when nothing is left.
uint64_t drain(wbWork &w, uint64_t maxBytes);
// pastEnd: a word that points just past the end of an object keeps it, too (and whatever lies there).
void scanConservative(wbWork &w, uintptr_t lo, uintptr_t hi, bool pastEnd = true);
void scanStack(wbWork &w, g *gp); // of a stopped goroutine
// Calls f with the address of each word of a stopped goroutine's stack that the compiler's tables call live.
void eachLiveStackWord(g *gp, void (*f)(g *gp, uintptr_t at));
extern "C" int64_t golem_heapmask(uintptr_t p, uint8_t *out, int64_t n); // mark.cc
void scanWords(wbWork &w, uintptr_t lo, uintptr_t hi);
void scanObject(wbWork &w, uintptr_t obj);
void greyPointer(wbWork &w, uintptr_t p);
extern uint64_t bytesMarked;

void markTimers(wbWork &w);    // roots: due timers, timers in the heap
void markTimerHeap(wbWork &w);
void markTimerHeap(wbWork &w, struct TimerHeap &h);
void bubbleMarkTimers(wbWork &w);

// ---- sweep ----
bool sweepOne();          // false: nothing left
void finishSweep();
extern bool clobberFree;
void startSweep();        // world stopped: everything in use becomes unswept
void markSpecialRoots(wbWork &w);
void beginSweepSpecials(mspan *s); // until endSweepSpecials no weak pointer becomes a pointer
void endSweepSpecials();
void addProfileSpecial(uintptr_t base, struct Bucket *b, uintptr_t size);
bool finalizersQueued();
void runPoolCleanup();
void *getitabFor(const InterfaceType *it, Type *t); // iface/: throws nothing, nil if t lacks a method

} // namespace golem
