// What the standard library uses to steer escape analysis. Replaces GOROOT's escape.go, where EscapeNonString is the compiler's.
package abi

import "unsafe"

// NoEscape hides p from escape analysis. Only for pointers that really stay in the callee.
//
//go:nosplit
//go:nocheckptr
func NoEscape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

var (
	never bool
	sink  any
)

// Escape sends what x points to to the heap.
func Escape[T any](x T) T {
	if never {
		sink = x
	}
	return x
}

// EscapeNonString is for values whose addresses are hashed. Golem's stacks never move, so those may lie on the stack.
func EscapeNonString[T any](v T) {}

// EscapeToResultNonString is v, flowing to the result.
func EscapeToResultNonString[T any](v T) T {
	EscapeNonString(v)
	return *(*T)(NoEscape(unsafe.Pointer(&v)))
}
