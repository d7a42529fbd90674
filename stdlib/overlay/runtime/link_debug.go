// What internal/godebug and runtime/debug call.
package runtime

import "unsafe"

// ---- internal/godebug ----

var (
	godebugUpdate           func(def, env string)
	godebugNewIncNonDefault func(string) func()
	godebugMetrics          map[string]func() uint64 // for runtime/metrics
)

// golemDefaultGodebug is what holds without the environment: what go.mod, its Go version and //go:debug lines say.
//
//go:linkname golemDefaultGodebug golem_defaultgodebug
func golemDefaultGodebug() string

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(def, env string)) {
	godebugUpdate = update
	godebugEnvChanged(golemGetenv("GODEBUG"))
}

// The runtime's own settings that may change while the program runs.
//
//go:linkname golemGodebugChanged golem_godebugchanged
//go:noescape
func golemGodebugChanged(v string)

func godebugEnvChanged(v string) {
	golemGodebugChanged(v)
	if godebugUpdate != nil {
		def := golemDefaultGodebug()
		asyncTimerChan = godebugValue(def+","+v, "asynctimerchan")
		godebugUpdate(def, v)
	}
}

// asyncTimerChan is the setting in force. Package time handles "1" itself; with "2" timers' channels are to look as with "1".
var asyncTimerChan string

// godebugValue is what the last "key=value" of a comma-separated list says, or "".
func godebugValue(list, key string) string {
	value := ""
	for list != "" {
		item := list
		list = ""
		for i := range item {
			if item[i] == ',' {
				item, list = item[:i], item[i+1:]
				break
			}
		}
		if n := len(key); len(item) > n && item[:n] == key && item[n] == '=' {
			value = item[n+1:]
		}
	}
	return value
}

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	metricsLock()
	if godebugMetrics == nil {
		godebugMetrics = make(map[string]func() uint64)
	}
	godebugMetrics[name] = read
	metricsUnlock()
}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(f func(string) func()) { godebugNewIncNonDefault = f }

// ---- runtime/debug ----

//go:linkname golemSetGCPercent golem_setgcpercent
func golemSetGCPercent(v int64) int64

//go:linkname debug_setGCPercent runtime/debug.setGCPercent
func debug_setGCPercent(v int32) int32 { return int32(golemSetGCPercent(int64(v))) }

//go:linkname golemScavengeAll golem_scavengeall
func golemScavengeAll()

//go:linkname debug_freeOSMemory runtime/debug.freeOSMemory
func debug_freeOSMemory() {
	GC()
	golemScavengeAll()
}

//go:linkname golemSetMaxStack golem_setmaxstack
func golemSetMaxStack(n int) int

//go:linkname debug_setMaxStack runtime/debug.setMaxStack
func debug_setMaxStack(n int) int { return golemSetMaxStack(n) }

//go:linkname golemSetMaxThreads golem_setmaxthreads
func golemSetMaxThreads(n int) int

//go:linkname debug_setMaxThreads runtime/debug.setMaxThreads
func debug_setMaxThreads(n int) int { return golemSetMaxThreads(n) }

//go:linkname golemSetPanicOnFault golem_setpaniconfault
func golemSetPanicOnFault(on bool) bool

//go:linkname debug_setPanicOnFault runtime/debug.setPanicOnFault
func debug_setPanicOnFault(on bool) bool { return golemSetPanicOnFault(on) }

//go:linkname golemSetMemoryLimit golem_setmemorylimit
func golemSetMemoryLimit(n int64) int64

//go:linkname debug_setMemoryLimit runtime/debug.setMemoryLimit
func debug_setMemoryLimit(n int64) int64 { return golemSetMemoryLimit(n) }

//go:linkname golemSetTraceback golem_settraceback
//go:noescape
func golemSetTraceback(level string)

//go:linkname debug_SetTraceback runtime/debug.SetTraceback
func debug_SetTraceback(level string) { golemSetTraceback(level) }

//go:linkname golemModinfo golem_modinfo
func golemModinfo() string

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return golemModinfo() }

//go:linkname golemSetCrashFD golem_setcrashfd
func golemSetCrashFD(fd uintptr) uintptr

func setCrashFD(fd uintptr) uintptr { return golemSetCrashFD(fd) }

//go:linkname debug_WriteHeapDump runtime/debug.WriteHeapDump
func debug_WriteHeapDump(fd uintptr) {
	panic(plainError("runtime/debug: WriteHeapDump is not supported by golem's runtime"))
}

// debug_readGCStats fills *pauses with the pauses, newest first, their ends, the end of the last cycle, the number of cycles and the
// sum of all pauses. The caller has made room.
//
//go:linkname debug_readGCStats runtime/debug.readGCStats
func debug_readGCStats(pauses *[]uint64) {
	var m MemStats
	ReadMemStats(&m)
	n := min(int(m.NumGC), len(m.PauseNs))
	p := (*pauses)[:2*n+3]
	for i := range n {
		j := (int(m.NumGC) - 1 - i) % len(m.PauseNs)
		p[i], p[n+i] = m.PauseNs[j], m.PauseEnd[j]
	}
	p[2*n], p[2*n+1], p[2*n+2] = m.LastGC, uint64(m.NumGC), m.PauseTotalNs
	*pauses = p
}

// Coverage counters exist only in programs built with -cover.
//
//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []covCounterBlob { return nil }

type covCounterBlob struct {
	counters *uint32
	n        uint64
}

var _ unsafe.Pointer
