package runtime

import "unsafe"

// Profiles, execution traces and pinning. This runtime samples nothing yet, so every profile is empty, which the
// documentation of each function allows; starting a trace says so with an error.

// A StackRecord is one execution stack.
type StackRecord struct {
	Stack0 [32]uintptr // ends at the first 0
}

// Stack returns the part of Stack0 in use.
func (r *StackRecord) Stack() []uintptr { return stackPrefix(r.Stack0[:]) }

func stackPrefix(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

// A MemProfileRecord is what one call stack allocated.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

func (r *MemProfileRecord) InUseBytes() int64   { return r.AllocBytes - r.FreeBytes }
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }
func (r *MemProfileRecord) Stack() []uintptr    { return stackPrefix(r.Stack0[:]) }

// A BlockProfileRecord is what goroutines waited for at one call stack.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return 0, true }
func BlockProfile(p []BlockProfileRecord) (n int, ok bool)             { return 0, true }
func MutexProfile(p []BlockProfileRecord) (n int, ok bool)             { return 0, true }
func ThreadCreateProfile(p []StackRecord) (n int, ok bool)             { return 0, true }
func SetBlockProfileRate(rate int)                                     {}
func SetMutexProfileFraction(rate int) int                             { return 0 }
func SetCPUProfileRate(hz int)                                         {}

// GoroutineProfile counts the goroutines; their stacks are left empty.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = NumGoroutine()
	if len(p) < n {
		return n, false
	}
	for i := range p[:n] {
		p[i] = StackRecord{}
	}
	return n, true
}

// CPUProfile panics, as it does in Go.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// StartTrace reports that this runtime records no execution traces.
func StartTrace() error { return errorString("execution traces are not available in golem's runtime") }
func StopTrace()        {}
func ReadTrace() []byte { return nil }

// SetCgoTraceback is for cgo, which golem does not have.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}

// SetDefaultGOMAXPROCS sets GOMAXPROCS to what it would have been at start.
func SetDefaultGOMAXPROCS() { GOMAXPROCS(NumCPU()) }

// A Pinner keeps objects alive at fixed addresses. The collector never moves objects, so holding them is enough.
type Pinner struct{ held []any }

func (p *Pinner) Pin(pointer any) { p.held = append(p.held, pointer) }
func (p *Pinner) Unpin()          { p.held = nil }
