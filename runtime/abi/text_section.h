// Force-included in every runtime source: all runtime code lies in one section, so that a signal handler can tell by two
// comparisons whether it interrupted the runtime (never preempted there) or Go code.
#pragma clang section text = "golem_rttext"
// Without this note lld takes the file for one that knows nothing of split stacks and patches the prologue of every Go function that
// calls into it, so that each call goes through __morestack. Runtime code has its own rule: the margin below the guard.
#ifdef __cplusplus
asm(".pushsection .note.GNU-split-stack,\"\",@progbits\n.popsection");
#endif
