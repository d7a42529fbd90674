// Profiles: what runtime/prof/*.cc counts, as runtime's exported functions and package runtime/pprof want it. No execution traces:
// starting one says so.
package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

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

// MemProfileRate is the average number of bytes between two samples of the allocation profile; 1 samples everything, 0 nothing.
var MemProfileRate int = 512 * 1024

//go:linkname golemMemProfile golem_memprofile
func golemMemProfile(out *int, n int) int

//go:linkname golemBlockProfile golem_blockprofile
func golemBlockProfile(mutexes bool, out *int, n int) int

//go:linkname golemSetBlockRate golem_setblockrate
func golemSetBlockRate(ns int)

//go:linkname golemSetMutexRate golem_setmutexrate
func golemSetMutexRate(n int) int

//go:linkname golemGoroutineProfile golem_goroutineprofile
func golemGoroutineProfile(out *uintptr, n int, count *int) int

//go:linkname golemThreadCount golem_threadcount
func golemThreadCount() int

//go:linkname golemExpandPCs golem_expandpcs
func golemExpandPCs(pcs *uintptr, n int, out *uintptr, m int) int

// expandPCs turns machine return addresses into one entry for each call, at most limit.
func expandPCs(pcs []uintptr, limit int) []uintptr {
	if len(pcs) == 0 {
		return nil
	}
	out := make([]uintptr, limit)
	return out[:golemExpandPCs(&pcs[0], len(pcs), &out[0], limit)]
}

const maxProfStack = 128

// A bucket is a stack with its counts, as the C++ side writes it: number of addresses, four values, addresses.
type bucket struct {
	values [4]int
	stack  []uintptr
}

func readBuckets(read func(out *int, n int) int) []bucket {
	words := make([]int, 1024)
	for {
		n := read(&words[0], len(words))
		if n <= len(words) {
			words = words[:n]
			break
		}
		words = make([]int, n+n/4)
	}
	var bs []bucket
	for len(words) > 0 {
		n := words[0]
		b := bucket{values: [4]int(words[1:5])}
		b.stack = expandPCs(unsafe.Slice((*uintptr)(unsafe.Pointer(unsafe.SliceData(words[5:]))), n), maxProfStack)
		bs = append(bs, b)
		words = words[5+n:]
	}
	return bs
}

func memBuckets(inuseZero bool) []bucket {
	// Not golemMemProfile itself: a func value is called with Go's convention, and a face is C.
	bs := readBuckets(func(out *int, n int) int { return golemMemProfile(out, n) })
	n := 0
	for _, b := range bs {
		if b.values[0] != b.values[2] || inuseZero {
			bs[n] = b
			n++
		}
	}
	return bs[:n]
}

func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	bs := memBuckets(inuseZero)
	if len(p) < len(bs) {
		return len(bs), false
	}
	for i, b := range bs {
		p[i] = MemProfileRecord{AllocObjects: int64(b.values[0]), AllocBytes: int64(b.values[1]), FreeObjects: int64(b.values[2]), FreeBytes: int64(b.values[3])}
		copy(p[i].Stack0[:], b.stack)
	}
	return len(bs), true
}

func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	bs := memBuckets(inuseZero)
	if len(p) < len(bs) {
		return len(bs), false
	}
	for i, b := range bs {
		p[i] = profilerecord.MemProfileRecord{AllocObjects: int64(b.values[0]), AllocBytes: int64(b.values[1]), FreeObjects: int64(b.values[2]), FreeBytes: int64(b.values[3]), Stack: b.stack}
	}
	return len(bs), true
}

func blockBuckets(mutexes bool) []bucket {
	return readBuckets(func(out *int, n int) int { return golemBlockProfile(mutexes, out, n) })
}

func blockProfile(p []BlockProfileRecord, mutexes bool) (n int, ok bool) {
	bs := blockBuckets(mutexes)
	if len(p) < len(bs) {
		return len(bs), false
	}
	for i, b := range bs {
		p[i] = BlockProfileRecord{Count: int64(b.values[0]), Cycles: int64(b.values[1])}
		copy(p[i].Stack0[:], b.stack)
	}
	return len(bs), true
}

func blockProfileInternal(p []profilerecord.BlockProfileRecord, mutexes bool) (n int, ok bool) {
	bs := blockBuckets(mutexes)
	if len(p) < len(bs) {
		return len(bs), false
	}
	for i, b := range bs {
		p[i] = profilerecord.BlockProfileRecord{Count: int64(b.values[0]), Cycles: int64(b.values[1]), Stack: b.stack}
	}
	return len(bs), true
}

func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return blockProfile(p, false) }
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return blockProfile(p, true) }

func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfileInternal(p, false)
}
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfileInternal(p, true)
}

// SetBlockProfileRate makes the blocking profile sample once for each rate nanoseconds spent blocked; 1 is everything, 0 nothing.
func SetBlockProfileRate(rate int) { golemSetBlockRate(rate) }

// SetMutexProfileFraction makes the mutex profile sample one in rate events and returns the old rate; below 0 it only returns it.
func SetMutexProfileFraction(rate int) int { return golemSetMutexRate(rate) }

// What profiles call cycles are nanoseconds here.
//
//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1e9 }

// ---- goroutines, threads ----

type goroutineRecord struct {
	label unsafe.Pointer
	stack []uintptr
}

func goroutineRecords() []goroutineRecord {
	words := make([]uintptr, 64*NumGoroutine()+256)
	var count int
	for {
		n := golemGoroutineProfile(&words[0], len(words), &count)
		if n <= len(words) {
			words = words[:n]
			break
		}
		words = make([]uintptr, n+n/4)
	}
	rs := make([]goroutineRecord, 0, count)
	for len(words) > 0 {
		n := int(words[2])
		rs = append(rs, goroutineRecord{*(*unsafe.Pointer)(unsafe.Pointer(&words[1])), expandPCs(words[3:3+n], maxProfStack)})
		words = words[3+n:]
	}
	return rs
}

// GoroutineProfile stores the stacks of all goroutines.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	rs := goroutineRecords()
	if len(p) < len(rs) {
		return len(rs), false
	}
	for i, r := range rs {
		p[i] = StackRecord{}
		copy(p[i].Stack0[:], r.stack)
	}
	return len(rs), true
}

func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	if len(p) == 0 {
		return NumGoroutine(), false
	}
	rs := goroutineRecords()
	if len(p) < len(rs) {
		return len(rs), false
	}
	for i, r := range rs {
		p[i].Stack = r.stack
		if len(labels) == len(p) {
			labels[i] = r.label
		}
	}
	return len(rs), true
}

// Leaked goroutines are an experiment of gc's collector (goroutineleakprofile), off by default.
func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}

//go:linkname goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func goroutineleakcount() int { return 0 }

//go:linkname goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func goroutineLeakGC() { GC() }

// ThreadCreateProfile has a record for each thread; as in Go, no stack says who made it.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) {
	n = golemThreadCount()
	if len(p) < n {
		return n, false
	}
	clear(p[:n])
	return n, true
}

func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) {
	n = golemThreadCount()
	if len(p) < n {
		return n, false
	}
	clear(p[:n])
	return n, true
}

func pprof_makeProfStack() []uintptr { return make([]uintptr, maxProfStack) }

func pprof_fpunwindExpand(dst, src []uintptr) int {
	if len(src) == 0 || len(dst) == 0 {
		return 0
	}
	return golemExpandPCs(&src[0], len(src), &dst[0], len(dst))
}

// ---- labels ----

//go:linkname golemSetProfLabel golem_setproflabel
func golemSetProfLabel(labels unsafe.Pointer)

//go:linkname golemGetProfLabel golem_getproflabel
func golemGetProfLabel() unsafe.Pointer

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer) { golemSetProfLabel(labels) }

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer { return golemGetProfLabel() }

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.Function }

// Every call has an entry of its own already.
//
//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stk []uintptr) []uintptr { return stk }

// ---- processor time ----

//go:linkname golemSetCPUProfileRate golem_setcpuprofilerate
func golemSetCPUProfileRate(hz int) bool

//go:linkname golemReadCPUProfile golem_readcpuprofile
func golemReadCPUProfile(out *uint64, n int, tags *unsafe.Pointer, m int, res *cpuRead)

type cpuRead struct {
	words, records int
	eof            bool
}

// SetCPUProfileRate starts (hz > 0) and ends (0) the profile of processor time.
func SetCPUProfileRate(hz int) {
	if !golemSetCPUProfileRate(max(hz, 0)) {
		print("runtime: cannot set CPU profile rate until previous profile has finished.\n")
	}
}

//go:linkname runtime_pprof_readProfile runtime/pprof.readProfile
func runtime_pprof_readProfile() ([]uint64, []unsafe.Pointer, bool) {
	data := make([]uint64, 1<<16)
	tags := make([]unsafe.Pointer, 1<<12)
	var r cpuRead
	for {
		golemReadCPUProfile(&data[0], len(data), &tags[0], len(tags), &r)
		if r.words > 0 || r.eof {
			break
		}
		golemTimeSleep(25e6)
	}
	// One entry for each call: stacks grow where calls were inlined.
	out := make([]uint64, 0, r.words+r.words/2)
	for rest := data[:r.words]; len(rest) > 0; {
		n := int(rest[0])
		start := len(out)
		out = append(out, rest[:3]...)
		if rest[2] == 0 { // lost samples: a count, not a stack
			out = append(out, rest[3:n]...)
		} else if n > 3 {
			for _, pc := range expandPCs(unsafe.Slice((*uintptr)(unsafe.Pointer(&rest[3])), n-3), maxProfStack) {
				out = append(out, uint64(pc))
			}
		}
		if len(out) == start+3 && start > 0 { // no stack: between two goroutines
			out = append(out, uint64(abi_FuncPCABIInternal(runtimeOverhead))+1)
		}
		out[start] = uint64(len(out) - start)
		rest = rest[n:]
	}
	return out, tags[:r.records], r.eof
}

// runtimeOverhead stands in profiles for the scheduler and the collector's thread.
func runtimeOverhead() { KeepAlive(nil) }

// CPUProfile panics, as it does in Go.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// SetCgoTraceback is for cgo, which golem does not have.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}

// SetDefaultGOMAXPROCS sets GOMAXPROCS to what it would have been at start.
func SetDefaultGOMAXPROCS() { GOMAXPROCS(NumCPU()) }

// A Pinner keeps objects alive at fixed addresses. The collector never moves objects, so holding them is enough.
type Pinner struct{ held []any }

func (p *Pinner) Pin(pointer any) { p.held = append(p.held, pointer) }
func (p *Pinner) Unpin()          { p.held = nil }
