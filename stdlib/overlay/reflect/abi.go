// Where golem's calling convention puts arguments and results: docs/internals/abi.md and compiler/llvm/abi.cc in reflect's terms.
// Replaces GOROOT's abi.go. In: a function's type. Out: an abiDesc, whose steps value.go follows to fill registers (abi.RegArgs) and
// a frame. Names that value.go, type.go and reflect's own tests use are theirs.
//
// The frame of GOROOT's convention is one piece of stack; here a call has an argument block and a result block at two
// addresses, which travel in the first integer registers. reflect's frame stays one piece, [arguments | results]:
// runtime.reflectcall passes pointers into it, makefunc_stub.go copies from and to the blocks it was given.
package reflect

import (
	"internal/abi"
	"unsafe"
)

// Variables because reflect's tests set them (never higher than abi's constants).
var (
	intArgRegs   = abi.IntArgRegs
	floatArgRegs = abi.FloatArgRegs
	floatRegSize = uintptr(abi.EffectiveFloatRegSize)
)

type abiStepKind int

const (
	abiStepBad abiStepKind = iota
	abiStepStack
	abiStepIntReg
	abiStepPointer // an integer register that holds a pointer
	abiStepFloatReg
)

// An abiStep moves one part of a value: size bytes at offset.
type abiStep struct {
	kind         abiStepKind
	offset, size uintptr
	stkOff       uintptr // in the frame: abiStepStack, always a whole value
	ireg, freg   int
}

// An abiSeq is the steps of all arguments or all results; those of value i begin at steps[valueStart[i]].
type abiSeq struct {
	steps        []abiStep
	valueStart   []int
	stackBytes   uintptr
	iregs, fregs int
	intLimit     int // integer registers that may be used
}

func (a *abiSeq) stepsForValue(i int) []abiStep {
	end := len(a.steps)
	if i+1 < len(a.valueStart) {
		end = a.valueStart[i+1]
	}
	return a.steps[a.valueStart[i]:end]
}

// addArg assigns a whole value of type t and returns its step if that is memory.
func (a *abiSeq) addArg(t *abi.Type) *abiStep {
	a.valueStart = append(a.valueStart, len(a.steps))
	if t.Size() == 0 {
		return nil // passed nowhere
	}
	before := *a
	if a.inRegisters(t, 0) {
		return nil
	}
	*a = before
	at := align(a.stackBytes, uintptr(t.Align()))
	a.stackBytes = at + t.Size()
	a.steps = append(a.steps, abiStep{kind: abiStepStack, size: t.Size(), stkOff: at})
	return &a.steps[len(a.steps)-1]
}

// addRcvr assigns a method's receiver as interfaces pass it: one word, the first one. It is always a register, except to reflect's tests,
// which take all registers away.
func (a *abiSeq) addRcvr() {
	a.valueStart = append(a.valueStart, len(a.steps))
	if !a.words(0, 8, 1) {
		a.steps = append(a.steps, abiStep{kind: abiStepStack, size: 8, stkOff: a.stackBytes})
		a.stackBytes += 8
	}
}

// words takes one integer register for each bit of a part of a value; bit i of pointers says whether word i is one.
func (a *abiSeq) words(offset, size uintptr, pointers ...int) bool {
	if a.iregs+len(pointers) > a.intLimit {
		return false
	}
	for i, p := range pointers {
		kind := abiStepIntReg
		if p != 0 {
			kind = abiStepPointer
		}
		a.steps = append(a.steps, abiStep{kind: kind, offset: offset + uintptr(i)*size, size: size, ireg: a.iregs})
		a.iregs++
	}
	return true
}

func (a *abiSeq) floats(offset, size uintptr, n int) bool {
	if a.fregs+n > floatArgRegs || size > floatRegSize {
		return false
	}
	for i := 0; i < n; i++ {
		a.steps = append(a.steps, abiStep{kind: abiStepFloatReg, offset: offset + uintptr(i)*size, size: size, freg: a.fregs})
		a.fregs++
	}
	return true
}

// inRegisters adds the steps of a value of type t at offset. When it fails it leaves steps behind.
func (a *abiSeq) inRegisters(t *abi.Type, offset uintptr) bool {
	switch Kind(t.Kind()) {
	case Pointer, UnsafePointer, Chan, Map, Func:
		return a.words(offset, 8, 1)
	case String:
		return a.words(offset, 8, 1, 0)
	case Slice:
		return a.words(offset, 8, 1, 0, 0)
	case Interface:
		return a.words(offset, 8, 0, 1) // the first word is static or kept alive by its type
	case Float32, Float64:
		return a.floats(offset, t.Size(), 1)
	case Complex64, Complex128:
		return a.floats(offset, t.Size()/2, 2)
	case Array:
		arr := (*arrayType)(unsafe.Pointer(t))
		return arr.Len == 0 || arr.Len == 1 && a.inRegisters(arr.Elem, offset)
	case Struct:
		fields := (*structType)(unsafe.Pointer(t)).Fields
		for i := range fields {
			if !a.inRegisters(fields[i].Typ, offset+fields[i].Offset) {
				return false
			}
		}
		return true
	}
	return a.words(offset, t.Size(), 0) // booleans and integers
}

// An abiDesc describes the calls of one type of function (and receiver).
type abiDesc struct {
	call, ret abiSeq
	// The frame: stackCallArgsSize bytes of arguments, results from retOffset. spill is 0: callees have room of their own.
	stackCallArgsSize, retOffset, spill uintptr
	stackPtrs                           *bitVector // pointer words of the frame
	inRegPtrs, outRegPtrs               abi.IntArgRegBitmap
}

// newAbiDesc is compiler/llvm/abi.cc's signature(): results first, because a result block takes a register from the
// arguments; an argument block takes one more, so that needing one means to assign once more.
func newAbiDesc(t *funcType, rcvr *abi.Type) abiDesc {
	d := abiDesc{stackPtrs: new(bitVector)}
	d.ret.intLimit = intArgRegs
	results := addAll(&d.ret, t.OutSlice())

	blocks := 0
	if results {
		blocks++
	}
	assignArgs := func() bool {
		d.call = abiSeq{iregs: blocks, intLimit: intArgRegs}
		if rcvr != nil {
			d.call.addRcvr()
		}
		return addAll(&d.call, t.InSlice())
	}
	if assignArgs() {
		blocks++
		assignArgs()
	}

	d.stackCallArgsSize = d.call.stackBytes
	d.retOffset = align(d.stackCallArgsSize, 8)
	for i := range d.ret.steps {
		if d.ret.steps[i].kind == abiStepStack {
			d.ret.steps[i].stkOff += d.retOffset
		}
	}
	first := 0
	if rcvr != nil {
		if st := d.call.steps[0]; st.kind == abiStepPointer {
			d.inRegPtrs.Set(st.ireg)
		} else {
			d.stackPtrs.append(1)
		}
		first = 1
	}
	d.markPointers(&d.call, first, t.InSlice(), &d.inRegPtrs)
	d.markPointers(&d.ret, 0, t.OutSlice(), &d.outRegPtrs)
	return d
}

// addAll tells whether a value needs memory.
func addAll(a *abiSeq, types []*abi.Type) (memory bool) {
	for _, t := range types {
		if a.addArg(t) != nil {
			memory = true
		}
	}
	return memory
}

func (d *abiDesc) markPointers(a *abiSeq, first int, types []*abi.Type, regs *abi.IntArgRegBitmap) {
	for i, t := range types {
		for _, st := range a.stepsForValue(first + i) {
			switch st.kind {
			case abiStepStack:
				addTypeBits(d.stackPtrs, st.stkOff, t)
			case abiStepPointer:
				regs.Set(st.ireg)
			}
		}
	}
}

func (d *abiDesc) dump() {
	println("call", len(d.call.steps), "steps,", d.call.stackBytes, "bytes; ret", len(d.ret.steps), "steps,", d.ret.stackBytes, "bytes at", d.retOffset)
}

func intFromReg(r *abi.RegArgs, reg int, size uintptr, to unsafe.Pointer) {
	memmove(to, r.IntRegArgAddr(reg, size), size)
}

func intToReg(r *abi.RegArgs, reg int, size uintptr, from unsafe.Pointer) {
	memmove(r.IntRegArgAddr(reg, size), from, size)
}

func floatFromReg(r *abi.RegArgs, reg int, size uintptr, to unsafe.Pointer) {
	memmove(to, unsafe.Pointer(&r.Floats[reg]), size)
}

func floatToReg(r *abi.RegArgs, reg int, size uintptr, from unsafe.Pointer) {
	memmove(unsafe.Pointer(&r.Floats[reg]), from, size)
}
