// An object of a goroutine that has ended, kept in a map. No collection is asked for: they come by themselves.
package main

import "unsafe"

type Node struct{ next *Node }

var kept = map[int]*Node{}

//go:nosplit
func hide(p *Node) *Node {
	x := uintptr(unsafe.Pointer(p))
	return (*Node)(unsafe.Pointer(x ^ 0))
}

//go:noinline
func keep(i int, p *Node) { kept[i] = hide(p) }

var sink *Node

func main() {
	done := make(chan bool)
	go func() {
		var n Node
		keep(1, &n)
		done <- true
	}()
	<-done
	for i := 0; i < 1000; i++ {
		sink = &Node{sink}
	}
	println("not found")
}
