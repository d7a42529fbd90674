// testing/synctest's bubbles: see synctest.cc.
#pragma once
#include "runtime/sched/proc.h"

namespace golem {

// A goroutine of a bubble starts, ends, blocks durably or goes on. Called with no lock held.
void bubbleChange(g *gp, bool wasRunning, bool isRunning, int total);
bool idleInBubble(WaitReason r); // durably blocked: only the bubble itself can wake it
// While something is active, the bubble does not count as blocked.
void bubbleActive(Bubble *b, int delta);
uint16_t bubbleTag(const g *gp); // what channels remember; 0 outside
uint64_t bubbleId(const Bubble *b);
int64_t bubbleNow(const Bubble *b);
TimerHeap *bubbleTimers(Bubble *b);
void bubbleMarkTimers(struct wbWork &w);
void printDeadBubble(g *except); // goroutines of the bubble whose deadlock panics

// Channels made in a bubble may be used there only.
inline void checkBubble(uint16_t tag, const char *text) {
  if (__builtin_expect(tag != 0, 0) && tag != bubbleTag(getg())) fatal(text);
}

} // namespace golem
