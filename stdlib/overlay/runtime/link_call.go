// Code pointers. What calls with values known only at run time, for reflect, is assembly: runtime/sys/reflectcall.S.
package runtime

import "unsafe"

// A func value in an interface is its closure's address, and the closure's first word is the code.

//go:linkname abi_FuncPCABI0 internal/abi.FuncPCABI0
func abi_FuncPCABI0(f any) uintptr { return *(*uintptr)((*eface)(unsafe.Pointer(&f)).data) }

//go:linkname abi_FuncPCABIInternal internal/abi.FuncPCABIInternal
func abi_FuncPCABIInternal(f any) uintptr { return *(*uintptr)((*eface)(unsafe.Pointer(&f)).data) }
