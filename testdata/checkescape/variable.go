// A function that hides from escape analysis that it keeps its argument.
package main

import (
	"runtime"
	"unsafe"
)

type Node struct{ next *Node }

var global *Node

//go:nosplit
func hide(p *Node) *Node {
	x := uintptr(unsafe.Pointer(p))
	return (*Node)(unsafe.Pointer(x ^ 0))
}

//go:noinline
func keep(p *Node) { global = hide(p) }

//go:noinline
func wrong() {
	var n Node
	keep(&n)
}

func main() {
	wrong()
	runtime.GC()
	println("not found")
}
