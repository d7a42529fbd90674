// Finalizers, cleanups and weak pointers: the checks. What hangs on objects is runtime/gc/special.cc's.
package runtime

import (
	"internal/abi"
	"unsafe"
)

//go:linkname golemFindObject golem_findobject
func golemFindObject(p unsafe.Pointer, base, size *uintptr) int

//go:linkname golemAddFinalizer golem_addfinalizer
func golemAddFinalizer(obj unsafe.Pointer, objType, fn unsafe.Pointer, fnType *abi.FuncType, param *abi.Type) bool

//go:linkname golemRemoveFinalizer golem_removefinalizer
func golemRemoveFinalizer(obj unsafe.Pointer)

//go:linkname golemAssertE2I2 golem_assertE2I2
func golemAssertE2I2(inter, t unsafe.Pointer) unsafe.Pointer

func typeText(t *abi.Type) string { return typeString((*typeDescriptor)(unsafe.Pointer(t))) }

// SetFinalizer makes the collector call finalizer(obj) once obj is unreachable; nil removes it.
func SetFinalizer(obj any, finalizer any) {
	e, f := (*eface)(unsafe.Pointer(&obj)), (*eface)(unsafe.Pointer(&finalizer))
	etyp, ftyp := (*abi.Type)(unsafe.Pointer(e.typ)), (*abi.Type)(unsafe.Pointer(f.typ))
	if etyp == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if etyp.Kind() != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + typeText(etyp) + ", not pointer")
	}
	elem := (*abi.PtrType)(unsafe.Pointer(etyp)).Elem
	if e.data == nil {
		throw("runtime.SetFinalizer: pointer not in allocated block")
	}
	var base, size uintptr
	if golemFindObject(e.data, &base, &size) == 0 {
		return // a package variable or of size zero: lives for ever
	}
	// Tiny objects without pointers share blocks.
	if uintptr(e.data) != base && (elem.Pointers() || elem.Size_ >= 16) {
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	if ftyp == nil {
		golemRemoveFinalizer(e.data)
		return
	}
	if ftyp.Kind() != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + typeText(ftyp) + ", not a function")
	}
	ft := (*abi.FuncType)(unsafe.Pointer(ftyp))
	cannot := "runtime.SetFinalizer: cannot pass " + typeText(etyp) + " to finalizer " + typeText(ftyp)
	if ft.IsVariadic() {
		throw(cannot + " because dotdotdot")
	}
	if ft.NumIn() != 1 {
		throw(cannot)
	}
	param := ft.In(0)
	if !passes(etyp, elem, param) {
		throw(cannot)
	}
	if !golemAddFinalizer(e.data, unsafe.Pointer(etyp), f.data, ft, param) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
	KeepAlive(obj)
}

// passes tells whether a pointer of type t to elem may be passed as param (spec: Assignability).
func passes(t, elem, param *abi.Type) bool {
	if param == t {
		return true
	}
	switch param.Kind() {
	case abi.Pointer:
		return (param.Uncommon() == nil || t.Uncommon() == nil) && (*abi.PtrType)(unsafe.Pointer(param)).Elem == elem
	case abi.Interface:
		return (*abi.InterfaceType)(unsafe.Pointer(param)).NumMethod() == 0 || golemAssertE2I2(unsafe.Pointer(param), unsafe.Pointer(t)) != nil
	}
	return false
}

// A Cleanup is a handle to one cleanup.
type Cleanup struct {
	id  uint64
	ptr uintptr // complement of the address: stacks are scanned conservatively, and a handle must not keep its object alive
}

//go:linkname golemAddCleanup golem_addcleanup
func golemAddCleanup(ptr unsafe.Pointer, fn func()) uint64

//go:linkname golemStopCleanup golem_stopcleanup
func golemStopCleanup(ptr uintptr, id uint64)

// AddCleanup calls cleanup(arg) some time after ptr's object has become unreachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	p := unsafe.Pointer(abi.Escape(ptr))
	if p == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	var within unsafe.Pointer // what arg points to
	if kind := abi.TypeOf(arg).Kind(); kind == abi.Pointer || kind == abi.UnsafePointer {
		within = *(*unsafe.Pointer)(unsafe.Pointer(&arg))
		if within == p {
			panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
		}
	}
	var base, size uintptr
	where := golemFindObject(p, &base, &size)
	if where == 0 {
		return Cleanup{} // lives for ever
	}
	if a := uintptr(within); where == 1 && a >= base && a < base+size {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	id := golemAddCleanup(p, func() { cleanup(arg) })
	KeepAlive(ptr)
	return Cleanup{id, ^uintptr(p)}
}

// Stop cancels the cleanup.
func (c Cleanup) Stop() {
	if c.id != 0 {
		golemStopCleanup(^c.ptr, c.id)
	}
}

//go:linkname golemQueueIdle golem_queueidle
func golemQueueIdle(ofCleanups bool) bool

// blockUntilIdle waits until everything that has been queued has run; false if timeout nanoseconds were not enough.
func blockUntilIdle(ofCleanups bool, timeout int64) bool {
	start := nanotime()
	for nanotime()-start < timeout {
		if golemQueueIdle(ofCleanups) {
			return true
		}
		Gosched()
	}
	return false
}

// What tests of the standard library wait with.
//
//go:linkname unique_runtime_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilIdle(true, timeout)
}

//go:linkname sync_test_runtime_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilIdle(true, timeout)
}

func blockUntilEmptyFinalizerQueue(timeout int64) bool { return blockUntilIdle(false, timeout) }

//go:linkname golemWeakHandle golem_weakhandle
func golemWeakHandle(p unsafe.Pointer) unsafe.Pointer

//go:linkname golemStrongFromWeak golem_strongfromweak
func golemStrongFromWeak(u unsafe.Pointer) unsafe.Pointer

//go:linkname weak_runtime_registerWeakPointer weak.runtime_registerWeakPointer
func weak_runtime_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer {
	u := golemWeakHandle(p)
	KeepAlive(p)
	return u
}

//go:linkname weak_runtime_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func weak_runtime_makeStrongFromWeak(u unsafe.Pointer) unsafe.Pointer { return golemStrongFromWeak(u) }
