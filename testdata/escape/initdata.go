package main

import "errors"

// What the initializers of package variables get from inlined functions is laid out in advance, if it is constant.

type node struct {
	n    int
	next *node
}

func leaf(n int) *node             { return &node{n: n} }
func link(n int, next *node) *node { return &node{n, next} }

//go:noinline
func number() int { return 7 }

var (
	errNone = errors.New("none")
	one     = leaf(1)
	two     = link(2, one)
	seven   = leaf(number())
)

func main() {
	errNone, one = nil, two
	println(errNone == nil, one.n, one.next.n, seven.n, leaf(3).n)
}
// Escape:
// main.leaf
//     12 | func leaf(n int) *node             { return &node{n: n} }
// 12:45: &node{...} escapes to heap: returned [16 B]
// main.link
//     13 | func link(n int, next *node) *node { return &node{n, next} }
// 13:45: &node{...} escapes to heap: returned [16 B]
// main.init
//     22 | seven   = leaf(number())
// 22:16: &node{...} escapes to heap: stored in package variable [16 B]
// main.main
//     27 | println(errNone == nil, one.n, one.next.n, seven.n, leaf(3).n)
// 27:58: &node{...} does not escape
// 3 on the heap, 1 not
