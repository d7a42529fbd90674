// A nil dereference: message, signal line, trace, status 2.
package main

type node struct {
	pad  [100]int
	next *node
}

func walk(n *node) int {
	c := 0
	for {
		n = n.next
		c++
	}
}

func main() {
	println("walking")
	println(walk(&node{}))
}

// Exit: 2
// Output prefix:
// walking
// panic: runtime error: invalid memory address or nil pointer dereference
