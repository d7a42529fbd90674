// Flows through calls, for the inspector's tests: what is kept where, and what isn't.
package main

import "fmt"

type Node struct {
	next *Node
	val  int
}

var global *Node

func keep(n *Node) { global = n }

//go:noinline
func pass(n *Node) {
	q := n
	keep(q)
}

//go:noinline
func newNode(v int) *Node {
	n := Node{val: v}
	p := &n
	return p
}

func local() int {
	n := &Node{val: 1} //escape:stack
	return n.val
}

func main() {
	x := Node{val: 2} //escape:heap
	pass(&x)
	fmt.Println(newNode(3).val, local())
}
