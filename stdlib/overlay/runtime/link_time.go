// What package time calls: clocks, sleep, timers (runtime/exports/timer.cc, runtime/sched/time.cc).
package runtime

import "unsafe"

//go:linkname golemNanotime golem_nanotime
func golemNanotime() int64

//go:linkname golemWalltime golem_walltime
func golemWalltime() int64

func nanotime() int64 { return golemNanotime() }

func walltime() (sec int64, nsec int32) {
	w := golemWalltime()
	return w / 1e9, int32(w % 1e9)
}

// golemBubbleTime is the clock of the goroutine's bubble (testing/synctest), 0 outside.
//
//go:linkname golemBubbleTime golem_bubbletime
func golemBubbleTime() int64

// In a bubble there is no monotonic time: comparing times made inside and outside would be confusing.
//
//go:linkname time_now time.now
func time_now() (sec int64, nsec int32, mono int64) {
	if t := golemBubbleTime(); t != 0 {
		return t / 1e9, int32(t % 1e9), 0
	}
	sec, nsec = walltime()
	return sec, nsec, golemNanotime()
}

//go:linkname time_runtimeNow time.runtimeNow
func time_runtimeNow() (sec int64, nsec int32, mono int64) { return time_now() }

//go:linkname time_runtimeNano time.runtimeNano
func time_runtimeNano() int64 {
	if t := golemBubbleTime(); t != 0 {
		return t
	}
	return golemNanotime()
}

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return golemBubbleTime() != 0 }

//go:linkname golemTimeSleep golem_timesleep
func golemTimeSleep(ns int64)

//go:linkname timeSleep time.Sleep
func timeSleep(ns int64) { golemTimeSleep(ns) }

// timeTimer is the program's time.Timer with the runtime's part behind it, which only C++ sees.
type timeTimer struct {
	c    unsafe.Pointer
	init bool
}

//go:linkname golemNewTimer golem_newtimer
func golemNewTimer(when, period int64, f func(any, uintptr, int64), arg any, c unsafe.Pointer) *timeTimer

//go:linkname golemStopTimer golem_stoptimer
func golemStopTimer(t *timeTimer) bool

//go:linkname golemResetTimer golem_resettimer
func golemResetTimer(t *timeTimer, when, period int64) bool

//go:linkname newTimer time.newTimer
func newTimer(when, period int64, f func(any, uintptr, int64), arg any, c unsafe.Pointer) *timeTimer {
	if asyncTimerChan == "2" {
		c = nil
	}
	return golemNewTimer(when, period, f, arg, c)
}

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timeTimer) bool { return golemStopTimer(t) }

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timeTimer, when, period int64) bool { return golemResetTimer(t, when, period) }

// haveHighResSleep is read by package time's tests: sleeping is as exact as the clock.
var haveHighResSleep = true
