// The exported face of package runtime, part two: program counters, functions, frames.
package runtime

import "unsafe"

// frameInfo is filled by golem_pcframe: one logical (possibly inlined) call at a pc. Layout shared with
// runtime/panic/symtab.cc.
type frameInfo struct {
	name, file string
	line       int
	entry      uintptr
	startLine  int
	more       bool // the function was inlined: its caller at the same pc is the next index
	wrapper    bool
	noArgs     bool
}

//go:linkname pcframe golem_pcframe
func pcframe(pc uintptr, index int, out *frameInfo) bool

//go:linkname callers golem_callers
//go:noescape
func callers(skip int, pcs *uintptr, n int) int

// Caller tells file and line of the skip-th caller of its caller; 0 is the caller of Caller.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if callers(skip+1, &pcs[0], 1) < 1 {
		return
	}
	frame, _ := CallersFrames(pcs[:]).Next()
	return frame.PC, frame.File, frame.Line, frame.PC != 0
}

// main and goexit are only names: what Callers says is below a goroutine's first function.
//
//go:noinline
func main() {}

//go:noinline
func goexit() {}

// Callers fills pc with the return program counters of the calling goroutine's stack; skip 0 is Callers itself.
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callers(skip, unsafe.SliceData(pc), len(pc))
}

// Func is a function of the running program.
type Func struct {
	entry     uintptr
	name      string
	file      string
	startLine int
}

// An entry of Callers is a return address, and above it which of the calls that were inlined there it means.
const (
	inlineShift = 48
	pcMask      = 1<<inlineShift - 1
)

// FuncForPC finds the function that contains pc.
func FuncForPC(pc uintptr) *Func {
	index := int(pc >> inlineShift)
	if pc &= pcMask; index > 0 {
		pc--
	}
	var info frameInfo
	if !pcframe(pc, index, &info) {
		return nil
	}
	// At its first instruction a function is itself, even if what was inlined into it begins there.
	for i := 1; pc == info.entry && info.more; i++ {
		if !pcframe(pc, i, &info) {
			break
		}
	}
	return &Func{info.entry, genericName(info.name), info.file, info.startLine}
}

// genericName is name with the type arguments of an instance as [...], which is how Go names all instances.
func genericName(name string) string {
	open, end := -1, -1
	for i := range len(name) {
		if name[i] == '[' && open < 0 {
			open = i
		}
		if name[i] == ']' {
			end = i
		}
	}
	if open < 0 || end < open {
		return name
	}
	return name[:open] + "[...]" + name[end+1:]
}

// Name is the function's name.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// Entry is the address of the function's first instruction.
func (f *Func) Entry() uintptr { return f.entry }

// FileLine tells the source position of a program counter in f.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	var info frameInfo
	if !pcframe(pc&pcMask, int(pc>>inlineShift), &info) {
		return "?", 0
	}
	return info.file, info.line
}

// Frame is one call of Frames.
type Frame struct {
	PC        uintptr
	Func      *Func
	Function  string
	File      string
	Line      int
	startLine int
	Entry     uintptr
	funcInfo  uintptr
}

// Frames turns what Callers returned into calls.
type Frames struct {
	callers []uintptr
}

// CallersFrames prepares to walk what Callers returned.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next returns the next call and whether there are more.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.callers) > 0 {
		pc, index := f.callers[0]&pcMask, int(f.callers[0]>>inlineShift)
		f.callers = f.callers[1:]
		if pc > 0 {
			pc-- // a return address; the call is before it
		}
		var info frameInfo
		if !pcframe(pc, index, &info) {
			continue
		}
		name := genericName(info.name)
		frame = Frame{PC: pc, Function: name, File: info.file, Line: info.line, startLine: info.startLine, Entry: info.entry}
		if !info.more { // an inlined call has no Func, as the documentation says
			frame.Func = &Func{info.entry, name, info.file, info.startLine}
		}
		return frame, len(f.callers) > 0
	}
	return frame, false
}
