// Signals between sys/signal.cc (handlers), sys/sigqueue.cc (what the program wants of them) and the scheduler.
#pragma once
#include "runtime/sys/linux.h"

namespace golem {

enum SigFlags : uint32_t { kSigNotify = 1, kSigKill = 2, kSigThrow = 4, kSigPanic = 8, kSigDefault = 16 };
constexpr int kSigPerThread = 33; // runs a system call on every thread

uint32_t signalFlags(int sig);
const char *signalText(int sig); // as gc prints it, or nullptr
void initSignals();
void installHandler(int sig);                  // ours
void setDisposition(int sig, void *handler);   // the kernel's (0 default, 1 ignore) or an inherited one
void *signalHandler(int sig);                  // the present one

bool sigsend(uint32_t sig); // false: the program did not ask for it
bool signalIgnored(uint32_t sig);
bool sigsysIsIgnored();
[[noreturn]] void dieFromSignal(int sig);
void handoffInSyscall(); // sched/proc.cc: a system call that will take long gives its p away at once

} // namespace golem
