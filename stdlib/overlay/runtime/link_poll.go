// What internal/poll asks of the network poller (runtime/sched/netpoll.cc). A descriptor is the poller's pollDesc, which
// is not in the heap.
package runtime

import _ "unsafe"

//go:linkname golemPollServerInit golem_pollserverinit
func golemPollServerInit()

//go:linkname golemPollOpen golem_pollopen
func golemPollOpen(fd uintptr) (uintptr, int)

//go:linkname golemPollClose golem_pollclose
func golemPollClose(pd uintptr)

//go:linkname golemPollReset golem_pollreset
func golemPollReset(pd uintptr, mode int) int

//go:linkname golemPollWait golem_pollwait
func golemPollWait(pd uintptr, mode int) int

//go:linkname golemPollWaitCanceled golem_pollwaitcanceled
func golemPollWaitCanceled(pd uintptr, mode int)

//go:linkname golemPollSetDeadline golem_pollsetdeadline
func golemPollSetDeadline(pd uintptr, d int64, mode int)

//go:linkname golemPollUnblock golem_pollunblock
func golemPollUnblock(pd uintptr)

//go:linkname golemIsPollServerDescriptor golem_ispollserverdescriptor
func golemIsPollServerDescriptor(fd uintptr) bool

//go:linkname poll_runtime_pollServerInit internal/poll.runtime_pollServerInit
func poll_runtime_pollServerInit() { golemPollServerInit() }

//go:linkname poll_runtime_pollOpen internal/poll.runtime_pollOpen
func poll_runtime_pollOpen(fd uintptr) (uintptr, int) { return golemPollOpen(fd) }

//go:linkname poll_runtime_pollClose internal/poll.runtime_pollClose
func poll_runtime_pollClose(ctx uintptr) { golemPollClose(ctx) }

//go:linkname poll_runtime_pollReset internal/poll.runtime_pollReset
func poll_runtime_pollReset(ctx uintptr, mode int) int { return golemPollReset(ctx, mode) }

//go:linkname poll_runtime_pollWait internal/poll.runtime_pollWait
func poll_runtime_pollWait(ctx uintptr, mode int) int { return golemPollWait(ctx, mode) }

//go:linkname poll_runtime_pollWaitCanceled internal/poll.runtime_pollWaitCanceled
func poll_runtime_pollWaitCanceled(ctx uintptr, mode int) { golemPollWaitCanceled(ctx, mode) }

//go:linkname poll_runtime_pollSetDeadline internal/poll.runtime_pollSetDeadline
func poll_runtime_pollSetDeadline(ctx uintptr, d int64, mode int) { golemPollSetDeadline(ctx, d, mode) }

//go:linkname poll_runtime_pollUnblock internal/poll.runtime_pollUnblock
func poll_runtime_pollUnblock(ctx uintptr) { golemPollUnblock(ctx) }

//go:linkname poll_runtime_isPollServerDescriptor internal/poll.runtime_isPollServerDescriptor
func poll_runtime_isPollServerDescriptor(fd uintptr) bool { return golemIsPollServerDescriptor(fd) }
