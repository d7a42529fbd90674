// What sync, internal/sync and internal/poll call: semaphores, notification lists, pinning. The work is done in
// runtime/exports/sema.cc.
package runtime

import "unsafe"

// Numbers of the wait reasons in runtime/sched/waitreason.def.
const (
	waitSemacquire        = 11
	waitSyncMutexLock     = 13
	waitSyncRWMutexRLock  = 14
	waitSyncRWMutexLock   = 15
	waitSyncWaitGroupWait = 16
	waitSynctestWaitGroup = 24
)

//go:linkname golemSemacquire golem_semacquire
func golemSemacquire(addr *uint32, lifo bool, reason int)

//go:linkname golemSemrelease golem_semrelease
func golemSemrelease(addr *uint32, handoff bool)

//go:linkname sync_runtime_Semacquire sync.runtime_Semacquire
func sync_runtime_Semacquire(addr *uint32) { golemSemacquire(addr, false, waitSemacquire) }

//go:linkname poll_runtime_Semacquire internal/poll.runtime_Semacquire
func poll_runtime_Semacquire(addr *uint32) { golemSemacquire(addr, false, waitSemacquire) }

//go:linkname sync_runtime_SemacquireWaitGroup sync.runtime_SemacquireWaitGroup
func sync_runtime_SemacquireWaitGroup(addr *uint32, synctestDurable bool) {
	if synctestDurable {
		golemSemacquire(addr, false, waitSynctestWaitGroup)
		return
	}
	golemSemacquire(addr, false, waitSyncWaitGroupWait)
}

//go:linkname sync_runtime_SemacquireRWMutexR sync.runtime_SemacquireRWMutexR
func sync_runtime_SemacquireRWMutexR(addr *uint32, lifo bool, skipframes int) {
	golemSemacquire(addr, lifo, waitSyncRWMutexRLock)
}

//go:linkname sync_runtime_SemacquireRWMutex sync.runtime_SemacquireRWMutex
func sync_runtime_SemacquireRWMutex(addr *uint32, lifo bool, skipframes int) {
	golemSemacquire(addr, lifo, waitSyncRWMutexLock)
}

//go:linkname internal_sync_runtime_SemacquireMutex internal/sync.runtime_SemacquireMutex
func internal_sync_runtime_SemacquireMutex(addr *uint32, lifo bool, skipframes int) {
	golemSemacquire(addr, lifo, waitSyncMutexLock)
}

//go:linkname sync_runtime_Semrelease sync.runtime_Semrelease
func sync_runtime_Semrelease(addr *uint32, handoff bool, skipframes int) {
	golemSemrelease(addr, handoff)
}

//go:linkname internal_sync_runtime_Semrelease internal/sync.runtime_Semrelease
func internal_sync_runtime_Semrelease(addr *uint32, handoff bool, skipframes int) {
	golemSemrelease(addr, handoff)
}

//go:linkname poll_runtime_Semrelease internal/poll.runtime_Semrelease
func poll_runtime_Semrelease(addr *uint32) { golemSemrelease(addr, false) }

//go:linkname golemNotifyListAdd golem_notifylistadd
func golemNotifyListAdd(l unsafe.Pointer) uint32

//go:linkname golemNotifyListWait golem_notifylistwait
func golemNotifyListWait(l unsafe.Pointer, t uint32)

//go:linkname golemNotifyListNotifyAll golem_notifylistnotifyall
func golemNotifyListNotifyAll(l unsafe.Pointer)

//go:linkname golemNotifyListNotifyOne golem_notifylistnotifyone
func golemNotifyListNotifyOne(l unsafe.Pointer)

//go:linkname notifyListAdd sync.runtime_notifyListAdd
func notifyListAdd(l unsafe.Pointer) uint32 { return golemNotifyListAdd(l) }

//go:linkname notifyListWait sync.runtime_notifyListWait
func notifyListWait(l unsafe.Pointer, t uint32) { golemNotifyListWait(l, t) }

//go:linkname notifyListNotifyAll sync.runtime_notifyListNotifyAll
func notifyListNotifyAll(l unsafe.Pointer) { golemNotifyListNotifyAll(l) }

//go:linkname notifyListNotifyOne sync.runtime_notifyListNotifyOne
func notifyListNotifyOne(l unsafe.Pointer) { golemNotifyListNotifyOne(l) }

//go:linkname notifyListCheck sync.runtime_notifyListCheck
func notifyListCheck(sz uintptr) {
	if sz != 32 {
		throw("bad notifyList size")
	}
}

//go:linkname golemCanSpin golem_canspin
func golemCanSpin(i int) bool

//go:linkname golemDoSpin golem_dospin
func golemDoSpin()

//go:linkname sync_runtime_canSpin sync.runtime_canSpin
func sync_runtime_canSpin(i int) bool { return golemCanSpin(i) }

//go:linkname sync_runtime_doSpin sync.runtime_doSpin
func sync_runtime_doSpin() { golemDoSpin() }

//go:linkname internal_sync_runtime_canSpin internal/sync.runtime_canSpin
func internal_sync_runtime_canSpin(i int) bool { return golemCanSpin(i) }

//go:linkname internal_sync_runtime_doSpin internal/sync.runtime_doSpin
func internal_sync_runtime_doSpin() { golemDoSpin() }

//go:linkname internal_sync_nanotime internal/sync.runtime_nanotime
func internal_sync_nanotime() int64 { return nanotime() }

//go:linkname golemFatal golem_fatal
//go:noescape
func golemFatal(s string)

//go:linkname sync_throw sync.throw
func sync_throw(s string) { throw(s) }

//go:linkname sync_fatal sync.fatal
func sync_fatal(s string) { golemFatal(s) }

//go:linkname internal_sync_throw internal/sync.throw
func internal_sync_throw(s string) { throw(s) }

//go:linkname internal_sync_fatal internal/sync.fatal
func internal_sync_fatal(s string) { golemFatal(s) }

//go:linkname golemProcPin golem_procpin
func golemProcPin() int

//go:linkname golemProcUnpin golem_procunpin
func golemProcUnpin()

//go:linkname sync_runtime_procPin sync.runtime_procPin
func sync_runtime_procPin() int { return golemProcPin() }

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
func sync_runtime_procUnpin() { golemProcUnpin() }

//go:linkname atomic_runtime_procPin sync/atomic.runtime_procPin
func atomic_runtime_procPin() int { return golemProcPin() }

//go:linkname atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
func atomic_runtime_procUnpin() { golemProcUnpin() }

// poolCleanup is sync's: what a pool holds is dropped by the second collection. The collector's thread runs it at the beginning of each,
// with the world stopped, so it may neither allocate nor park.
var poolCleanup func()

//go:linkname golemSetPoolCleanup golem_setpoolcleanup
func golemSetPoolCleanup(f func())

//go:linkname sync_runtime_registerPoolCleanup sync.runtime_registerPoolCleanup
func sync_runtime_registerPoolCleanup(f func()) {
	poolCleanup = f
	golemSetPoolCleanup(f)
}

//go:linkname golemFastrand64 golem_fastrand64
func golemFastrand64() uint64

func rand() uint64 { return golemFastrand64() }

//go:linkname golemMemhash golem_memhash
//go:noescape
func golemMemhash(p unsafe.Pointer, seed, n uintptr) uintptr

// memhash and strhash are what hash/maphash and packages outside of the library reach for by linkname.
//
//go:linkname memhash
//go:nosplit
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr { return golemMemhash(p, seed, n) }

//go:linkname strhash
//go:nosplit
func strhash(p unsafe.Pointer, seed uintptr) uintptr {
	s := (*string)(p)
	return golemMemhash(unsafe.Pointer(unsafe.StringData(*s)), seed, uintptr(len(*s)))
}

func randn(n uint32) uint32 { return uint32((uint64(uint32(golemFastrand64())) * uint64(n)) >> 32) }

func cheaprand() uint32 { return uint32(golemFastrand64()) }

func cheaprandn(n uint32) uint32 { return randn(n) }
