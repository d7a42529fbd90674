// runtime.AddCleanup: a function to call once an object is gone.
package runtime

import "unsafe"

// A Cleanup is a handle to one cleanup.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

//go:linkname golemAddCleanup golem_addcleanup
func golemAddCleanup(ptr unsafe.Pointer, fn func()) uint64

//go:linkname golemStopCleanup golem_stopcleanup
func golemStopCleanup(ptr uintptr, id uint64)

// AddCleanup calls cleanup(arg) some time after ptr's object has become unreachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	fn := func() { cleanup(arg) }
	p := unsafe.Pointer(ptr)
	id := golemAddCleanup(p, fn)
	return Cleanup{id, uintptr(p)}
}

// Stop cancels the cleanup.
func (c Cleanup) Stop() {
	if c.id != 0 {
		golemStopCleanup(c.ptr, c.id)
	}
}
