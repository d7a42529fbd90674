// The functions that raise run-time panics: called by generated code, by the trap handler and by the C++ runtime. Their
// list, with parameters, is runtime/abi/gofuncs.def.
package runtime

import "unsafe"

func panicIndex(x int, y int)   { panic(boundsError{int64(x), y, true, boundsIndex}) }
func panicIndexU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsIndex}) }

func panicSliceAlen(x int, y int)   { panic(boundsError{int64(x), y, true, boundsSliceAlen}) }
func panicSliceAlenU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsSliceAlen}) }
func panicSliceAcap(x int, y int)   { panic(boundsError{int64(x), y, true, boundsSliceAcap}) }
func panicSliceAcapU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsSliceAcap}) }
func panicSliceB(x int, y int)      { panic(boundsError{int64(x), y, true, boundsSliceB}) }
func panicSliceBU(x uint, y int)    { panic(boundsError{int64(x), y, false, boundsSliceB}) }

func panicSlice3Alen(x int, y int)   { panic(boundsError{int64(x), y, true, boundsSlice3Alen}) }
func panicSlice3AlenU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsSlice3Alen}) }
func panicSlice3Acap(x int, y int)   { panic(boundsError{int64(x), y, true, boundsSlice3Acap}) }
func panicSlice3AcapU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsSlice3Acap}) }
func panicSlice3B(x int, y int)      { panic(boundsError{int64(x), y, true, boundsSlice3B}) }
func panicSlice3BU(x uint, y int)    { panic(boundsError{int64(x), y, false, boundsSlice3B}) }
func panicSlice3C(x int, y int)      { panic(boundsError{int64(x), y, true, boundsSlice3C}) }
func panicSlice3CU(x uint, y int)    { panic(boundsError{int64(x), y, false, boundsSlice3C}) }

func panicSliceConvert(x int, y int) { panic(boundsError{int64(x), y, true, boundsConvert}) }

func panicnil()      { panicmem() }
func panicmem()      { panic(error(errorString("invalid memory address or nil pointer dereference"))) }
func panicdivide()   { panic(divideError) }
func panicoverflow() { panic(overflowError) }
func panicshift()    { panic(error(errorString("negative shift amount"))) }

// math/bits panics with these too (by linkname).
var (
	divideError   = error(errorString("integer divide by zero"))
	overflowError = error(errorString("integer overflow"))
)

func panicmemaddr(addr uintptr) {
	panic(errorAddressString{"invalid memory address or nil pointer dereference", addr})
}

func panicunsafestringlen() { panic(error(errorString("unsafe.String: len out of range"))) }
func panicunsafestringnilptr() {
	panic(error(errorString("unsafe.String: ptr is nil and len is not zero")))
}
func panicunsafeslicelen() { panic(error(errorString("unsafe.Slice: len out of range"))) }
func panicunsafeslicenilptr() {
	panic(error(errorString("unsafe.Slice: ptr is nil and len is not zero")))
}

func panicmakeslicelen() { panic(error(errorString("makeslice: len out of range"))) }
func panicmakeslicecap() { panic(error(errorString("makeslice: cap out of range"))) }
func panicgrowslice()    { panic(error(errorString("growslice: len out of range"))) }
func panicstrcat()       { panic(error(errorString("string concatenation too long"))) }
func panicmakechan()     { panic(error(plainError("makechan: size out of range"))) }
func panicassignnilmap() { panic(error(plainError("assignment to entry in nil map"))) }
func panicsendclosed()   { panic(error(plainError("send on closed channel"))) }
func panicclosenil()     { panic(error(plainError("close of nil channel"))) }
func panicclosedclosed() { panic(error(plainError("close of closed channel"))) }

// panicrangestate is called by the body of a range-over-func loop that runs when it must not; state is the loop's.
func panicrangestate(state int) {
	switch state {
	case 0:
		panic(error(errorString("range function continued iteration after function for loop body returned false")))
	case 2:
		panic(error(errorString("range function continued iteration after loop body panic")))
	case 3:
		panic(error(errorString("range function continued iteration after whole loop exit")))
	case 4:
		panic(error(errorString("range function recovered a loop body panic and did not resume panicking")))
	}
	throw("unexpected state set by range func")
}

func panicunhashable(t *typeDescriptor) {
	panic(error(errorString("hash of unhashable type " + typeString(t))))
}

func panicuncomparable(t *typeDescriptor) {
	panic(error(errorString("comparing uncomparable type " + typeString(t))))
}

func panicdottype(have, want, iface *typeDescriptor, missing *string) {
	e := &TypeAssertionError{iface, have, want, ""}
	if missing != nil {
		e.missingMethod = *missing
	}
	panic(e)
}

// paniciface is what panic(nil) raises; C++ calls it when the argument is a nil interface.
func panicnilarg() { panic(new(PanicNilError)) }

// wrapperName is the name of the wrapper that called panicwrap, as the symbol table has it.
//
//go:linkname wrapperName golem_panicwrapname
func wrapperName() string

// panicwrap is called by the wrapper (*T).M of a value method T.M when its pointer is nil.
func panicwrap() {
	name := wrapperName() // pkg.(*T).M
	open, end := -1, -1
	for i := 0; i < len(name); i++ {
		if open < 0 && name[i] == '(' {
			open = i
		}
		if open >= 0 && name[i] == ')' {
			end = i
			break
		}
	}
	if open < 1 || end < open+2 || end+2 > len(name) {
		panic(plainError("value method called using nil pointer"))
	}
	pkg, typ, method := name[:open-1], name[open+2:end], name[end+2:]
	panic(plainError("value method " + pkg + "." + typ + "." + method + " called using nil *" + typ + " pointer"))
}

//go:linkname throwText golem_throw
func throwText(s string)

func throw(s string) { throwText(s) }

// goexitdeadlock is kept for the contract; the scheduler reports the deadlock itself.
func goexitdeadlock() {
	throw("no goroutines (main called runtime.Goexit) - deadlock!")
}

var _ unsafe.Pointer
