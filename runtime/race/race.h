// The race detector (golem build -race): what the rest of the runtime tells it. ThreadSanitizer's Go runtime, which GOROOT brings along
// (src/runtime/race/internal/amd64v1/race_linux.syso), does the detecting; it is linked into such programs only, and then `enabled` is set. Names
// and places of the events are those of Go's runtime/race.go and its callers.
//
// A goroutine is a thread to it (g.racectx), a p what it calls a processor. An object's address stands for a lock: release says
// what the goroutine did so far, acquire learns it. Every function here does nothing when the detector isn't there.
#pragma once
#include "runtime/sched/runtime2.h"

namespace golem::race {

extern bool enabled;

void init();                                     // on the first thread, once there is a heap
void procCreate(p *pp);
void mapHeap(uintptr_t start, uintptr_t bytes);  // the heap grew by this
void allocated(void *object, uintptr_t bytes);
void freed(uintptr_t object, uintptr_t bytes);
void goStart(g *child, g *creator, uintptr_t pc);
void goEnd(g *gp);
void finalizerGoroutine(g *gp);                  // it knows what all others did
// What the goroutine does in between is another thread's to the detector: cleanups may race with each other. enter returns what leave needs.
void *enterContext(g *gp);
void leaveContext(g *gp, void *outer);
void exit();                                     // the program ends well: its status is the detector's if there were reports

void acquire(g *gp, const void *object);
void release(g *gp, const void *object);
void releaseAcquire(g *gp, const void *object);
void releaseMerge(g *gp, const void *object);
void read(const void *at, uintptr_t bytes, void *pc);
void write(const void *at, uintptr_t bytes, void *pc);

} // namespace golem::race
