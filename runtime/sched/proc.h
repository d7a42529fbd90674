// The scheduler's inner interface, between its own files and start-up.
#pragma once
#include "runtime/sched/runtime2.h"

namespace golem {

void runqput(p *pp, g *gp, bool next);
void wakep();
void handoffp(p *pp);
void pidleput(p *pp);
p *pidleget();
void schedinit();
void initM0(Stack st);
void initThread(m *mp, g *g0, Stack st);
[[noreturn]] void startMain();
g *newSystemGoroutine(FuncVal *fn);
void startSysmon();
void sysmonWake(bool timer = false); // a p runs again, or a timer became the first
void minit();               // per thread: alternate signal stack, signal mask
void preemptM(m *mp);       // signal for asynchronous preemption
void mainReturned();        // gives a dying panic the time to print
bool panicking();

// ---- network poller (sched/netpoll.cc) ----
bool netpollinited();
bool netpollWaiters();         // somebody waits for a descriptor
gQueue netpoll(int64_t delay); // ready goroutines, to be handed to injectglist
void netpollWoke(int64_t n);
void netpollBreak();           // wakes the thread that blocks in netpoll
void injectglist(gQueue q);    // makes them runnable and gets them run

// ---- timers (sched/time.cc) ----
struct Timer {
  int64_t when;
  void (*f)(void *arg, uintptr_t seq);
  void *arg;
  uintptr_t seq; // as it was when the timer was added
  int64_t index; // in the heap; -1: not queued
};
struct TimerHeap {
  mutex lk;
  Timer **heap;
  int64_t n, cap;
  int64_t earliest; // when of the heap's top, 0 if empty: read without the lock
};
void addTimer(Timer *t, TimerHeap *h = nullptr); // null: the process's
bool delTimer(Timer *t, TimerHeap *h = nullptr);
void checkTimers();        // runs what is due
void checkTimers(TimerHeap &h, int64_t now);
int64_t nextTimer();       // 0: none
int64_t nextTimer(const TimerHeap &h);
bool timersPending();
bool timersDue();           // exports/timer.cc: functions of due timers wait to be called

} // namespace golem
