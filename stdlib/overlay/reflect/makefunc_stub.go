// What the code of MakeFunc's and Method's func values (runtime/sys/reflectcall.S) calls: builds the frame that callReflect and
// callMethod work on, [arguments | results], from the blocks that the caller passed. The frame is on the stack because
// results are stored in it without barriers. All of this is wrappers: hidden in tracebacks, transparent to recover.
package reflect

import (
	"internal/abi"
	"unsafe"
)

// A stubCall is one call that passes through a stub.
type stubCall struct {
	ctxt            unsafe.Pointer // *makeFuncImpl or *methodValue
	regs            *abi.RegArgs
	args, results   uintptr // the caller's blocks
	nargs, nresults uintptr // their sizes
	retOffset       uintptr
}

// onStack calls f with size bytes of zeroed stack.
//
//go:noescape
func onStack(size uintptr, f func(c *stubCall, frame unsafe.Pointer), c *stubCall)

func makeFuncCall(ctxt *makeFuncImpl, regs *abi.RegArgs) {
	frame, _, abid := funcLayout(ctxt.ftyp, nil)
	c := newStubCall(unsafe.Pointer(ctxt), regs, &abid)
	onStack(frame.Size(), callReflectOnStack, &c)
}

func methodValueCallRegs(ctxt *methodValue, regs *abi.RegArgs) {
	_, ftyp, _ := methodReceiver("call", ctxt.rcvr, ctxt.method)
	frame, _, abid := funcLayout(ftyp, nil)
	c := newStubCall(unsafe.Pointer(ctxt), regs, &abid)
	onStack(frame.Size(), callMethodOnStack, &c)
}

func newStubCall(ctxt unsafe.Pointer, regs *abi.RegArgs, abid *abiDesc) stubCall {
	c := stubCall{ctxt: ctxt, regs: regs, nargs: abid.stackCallArgsSize, nresults: abid.ret.stackBytes, retOffset: abid.retOffset}
	block := 0
	if c.nargs > 0 {
		c.args = regs.Ints[block]
		block++
	}
	if c.nresults > 0 {
		c.results = regs.Ints[block]
	}
	for i := range regs.Ints {
		if abid.inRegPtrs.Get(i) {
			regs.Ptrs[i] = *(*unsafe.Pointer)(unsafe.Pointer(&regs.Ints[i]))
		}
	}
	return c
}

func (c *stubCall) copyArgs(frame unsafe.Pointer) {
	memmove(frame, *(*unsafe.Pointer)(unsafe.Pointer(&c.args)), c.nargs)
}

func (c *stubCall) copyResults(frame unsafe.Pointer) {
	memmove(*(*unsafe.Pointer)(unsafe.Pointer(&c.results)), add(frame, c.retOffset, "within the frame"), c.nresults)
}

func callReflectOnStack(c *stubCall, frame unsafe.Pointer) {
	var valid bool
	c.copyArgs(frame)
	callReflect((*makeFuncImpl)(c.ctxt), frame, &valid, c.regs)
	c.copyResults(frame)
}

func callMethodOnStack(c *stubCall, frame unsafe.Pointer) {
	var valid bool
	c.copyArgs(frame)
	callMethod((*methodValue)(c.ctxt), frame, &valid, c.regs)
	c.copyResults(frame)
}
