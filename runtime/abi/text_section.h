// Force-included in every runtime source: all runtime code lies in one section, so that a signal handler can tell by two
// comparisons whether it interrupted the runtime (never preempted there) or Go code.
#pragma clang section text = "golem_rttext"
