// Calls that reflect makes with values it has only at run time, and code pointers.
package runtime

import "unsafe"

// A func value in an interface is its closure's address, and the closure's first word is the code.

//go:linkname abi_FuncPCABI0 internal/abi.FuncPCABI0
func abi_FuncPCABI0(f any) uintptr { return **(**uintptr)((*eface)(unsafe.Pointer(&f)).data) }

//go:linkname abi_FuncPCABIInternal internal/abi.FuncPCABIInternal
func abi_FuncPCABIInternal(f any) uintptr { return **(**uintptr)((*eface)(unsafe.Pointer(&f)).data) }

// Missing: the three below need golem's calling convention in reflect's abi.go and assembly in the runtime.

func reflectcall(stackArgsType *typeDescriptor, f, stackArgs unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, regArgs unsafe.Pointer) {
	panic(plainError("reflect: Value.Call is not supported by golem yet"))
}

//go:linkname reflect_makeFuncStub reflect.makeFuncStub
func reflect_makeFuncStub() { panic(plainError("reflect: MakeFunc is not supported by golem yet")) }

//go:linkname reflect_methodValueCall reflect.methodValueCall
func reflect_methodValueCall() {
	panic(plainError("reflect: method values of a Value are not supported by golem yet"))
}
