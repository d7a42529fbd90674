// The exported face of package runtime, part one: scheduling, versions, environment.
package runtime

import "unsafe"

const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "gc" // what programs that test it expect; golem's own name is in Version
)

//go:linkname golemGosched golem_gosched
func golemGosched()

// Gosched lets other goroutines run.
func Gosched() { golemGosched() }

//go:linkname golemGoexit golem_goexit
func golemGoexit()

// Goexit runs the deferred calls of the calling goroutine and ends it.
func Goexit() { golemGoexit() }

// golemGC clears the registers that C preserves, so GC must stay a function of its own.
//
//go:linkname golemGC golem_gcnolive
func golemGC()

// GC runs a whole collection and returns when its sweep is done.
//
//go:noinline
func GC() { golemGC() }

//go:linkname golemNumGoroutine golem_numgoroutine
func golemNumGoroutine() int

// NumGoroutine counts the goroutines that exist.
func NumGoroutine() int { return golemNumGoroutine() }

//go:linkname golemGomaxprocs golem_gomaxprocs
func golemGomaxprocs(n int) int

// GOMAXPROCS sets how many goroutines may run at once, if n > 0, and returns the previous setting.
//
//go:noinline
func GOMAXPROCS(n int) int { return golemGomaxprocs(n) }

//go:linkname golemNumCPU golem_numcpu
func golemNumCPU() int

// NumCPU is the number of CPUs this process may use.
func NumCPU() int { return golemNumCPU() }

// NumCgoCall is zero: there is no cgo.
func NumCgoCall() int64 { return 0 }

//go:linkname golemLockOSThread golem_lockosthread
func golemLockOSThread()

//go:linkname golemUnlockOSThread golem_unlockosthread
func golemUnlockOSThread()

// LockOSThread wires the calling goroutine to its thread.
func LockOSThread() { golemLockOSThread() }

// UnlockOSThread undoes one LockOSThread.
func UnlockOSThread() { golemUnlockOSThread() }

var keepAliveSink bool

// KeepAlive marks x as reachable up to this call.
//
//go:noinline
func KeepAlive(x any) {
	if keepAliveSink {
		println(x)
	}
}

// Version names the Go release whose language and library this is.
func Version() string { return golemGoVersion() }

//go:linkname golemGoVersion golem_goversion
func golemGoVersion() string

//go:linkname golemGetenv golem_getenv
//go:noescape
func golemGetenv(name string) string

// GOROOT is the root of the Go tree, from the environment.
func GOROOT() string { return golemGetenv("GOROOT") }

//go:linkname golemBreakpoint golem_breakpoint
func golemBreakpoint()

// Breakpoint executes a breakpoint trap.
func Breakpoint() { golemBreakpoint() }

//go:linkname golemStack golem_stack
//go:noescape
func golemStack(buf *byte, n int, all bool) int

// Stack writes a traceback of the calling goroutine, or of all, into buf and returns how much it wrote.
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	return golemStack(unsafe.SliceData(buf), len(buf), all)
}
