// Slices that are built by append and begin to escape at the end: their capacities, and that the move changes nothing else. Expectation by gc.
package main

import (
	"fmt"
	"slices"
)

var sink [][]int
var global []int
var bytesSink []byte

//go:noinline
func built(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	return s
}

//go:noinline
func builtLit(n int) []int {
	s := []int{}
	for i := range n {
		s = append(s, i)
	}
	return s
}

//go:noinline
func withCap(n int) ([]int, int) {
	var s []int
	last := 0
	for i := 0; i < n; i++ {
		s = append(s, i)
		last = last*10 + cap(s)
	}
	return s, last
}

//go:noinline
func bytesCap(n int) []byte {
	var s []byte
	for i := 0; i < n; i++ {
		s = append(s, byte(i))
	}
	if cap(s) > 100 {
		println(cap(s))
	}
	return s
}

//go:noinline
func strs(n int) []string {
	var s []string
	for i := 0; i < n; i++ {
		s = append(s, fmt.Sprint(i))
	}
	return s
}

//go:noinline
func errs(n int) (out []error) {
	for i := range n {
		if i%2 == 0 {
			out = append(out, fmt.Errorf("e%d", i))
		}
	}
	return
}

//go:noinline
func stored(n int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	global = s
	s = append(s, 100)
	sink = append(sink, s)
}

//go:noinline
func ranged(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	sum := 0
	for _, x := range s {
		sum += x
	}
	for i := range s {
		s[i] += sum
	}
	return s
}

//go:noinline
func restarted(n int) []int {
	var s []int
	for i := range n {
		if i%3 == 0 {
			s = nil
		}
		s = append(s, i)
	}
	return s
}

//go:noinline
func resliced(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		if len(s) > 2 {
			s = s[1:]
		}
	}
	return s
}

//go:noinline
func emptied(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	s = s[:0]
	return s
}

//go:noinline
func param(s []int, n int) []int {
	for i := range n {
		s = append(s, i)
	}
	return s
}

//go:noinline
func sum(s []int) (t int) {
	for _, x := range s {
		t += x
	}
	return
}

//go:noinline
func passed(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	s[0] = sum(s)
	return s
}

//go:noinline
func twice(n int) ([]int, []int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s, s
}

//go:noinline
func early(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		if i == 5 {
			return s
		}
	}
	return nil
}

type node struct {
	kids []*node
	name string
}

//go:noinline
func tree(d int) *node {
	n := &node{name: fmt.Sprint(d)}
	var kids []*node
	for i := range d {
		kids = append(kids, tree(i))
	}
	n.kids = kids
	return n
}

func (n *node) String() string { return fmt.Sprint(n.name, len(n.kids), cap(n.kids), n.kids) }

//go:noinline
func addressed(n int) (*int, []int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	p := &s[0]
	s[0] = 42
	return p, s
}

type pairs struct{ a, b int }

//go:noinline
func structs(n int) []pairs {
	var s []pairs
	for i := range n {
		s = append(s, pairs{i, -i})
	}
	s[0].a = 9
	return s
}

//go:noinline
func copied(n int) (int, []int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	t := s
	t[0] = 5
	return s[0], t
}

//go:noinline
func seq(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

//go:noinline
func gather() []int {
	var s []int
	for v := range seq {
		s = append(s, v)
	}
	return s
}

//go:noinline
func deferred(n int) (s []int) {
	defer func() {
		if r := recover(); r != nil {
			s = append(s, 1000)
		}
	}()
	for i := range n {
		s = append(s, i)
		if i == 2 {
			panic("x")
		}
	}
	return s
}

//go:noinline
func recovered(n int) (s []int) {
	defer func() { recover() }()
	for i := range n {
		s = append(s, i)
		if i == 2 {
			panic("x")
		}
	}
	return s
}

//go:noinline
func clobber(n int) (x [64]int) {
	for i := range x {
		x[i] = n
	}
	return
}

func main() {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 9} {
		s := built(n)
		l := builtLit(n)
		c, k := withCap(n)
		b := bytesCap(n * 5)
		st := strs(n)
		e := errs(n)
		stored(n)
		g := grown(n)
		clobber(n)
		fmt.Println(n, s, len(s), cap(s), s == nil, l, cap(l), l == nil, c, cap(c), k, len(b), cap(b), st, cap(st), e, cap(e), global, cap(global), sink[len(sink)-1], g)
		if n > 0 {
			r := ranged(n)
			p := passed(n)
			q, qs := addressed(n)
			*q++
			z := structs(n)
			c1, c2 := copied(n)
			clobber(n)
			fmt.Println(r, cap(r), p, cap(p), *q, qs, cap(qs), z, cap(z), c1, c2, cap(c2))
		}
		rs, rl, em := restarted(n), resliced(n), emptied(n)
		pa := param(nil, n)
		pb := param(make([]int, 1, 3), n)
		t1, t2 := twice(n)
		ea := early(n)
		de, re := deferred(n), recovered(n)
		clobber(n)
		fmt.Println(rs, cap(rs), rl, cap(rl), em, cap(em), em == nil, pa, cap(pa), pb, cap(pb), t1, t2, ea, de, re)
	}
	fmt.Println(tree(4))
	g := gather()
	c := slices.Collect(slices.Values([]int{1, 2, 3, 4, 5}))
	so := slices.Sorted(slices.Values([]string{"b", "a"}))
	clobber(1)
	fmt.Println(g, cap(g), c, cap(c), so, cap(so))
}

//go:noinline
func grown(n int) string {
	var s []int
	out := ""
	for i := range n {
		s = append(s, i, i)
		out += fmt.Sprint(cap(s), " ")
	}
	return out
}

// Output:
// 0 [] 0 0 true [] 0 false [] 0 0 0 0 [] 0 [] 0 [] 0 [100]
// [] 0 [] 0 [] 0 true [] 0 [0] 3 [] [] [] [] []
// 1 [0] 1 1 false [0] 1 false [0] 1 1 5 8 [0] 1 [e0] 1 [0] 1 [0 100] 4
// [0] 1 [0] 1 43 [43] 1 [{9 0}] 1 5 [5] 1
// [0] 1 [0] 1 [] 1 false [0] 1 [0 0] 3 [0] [0] [] [0] [0]
// 2 [0 1] 2 2 false [0 1] 2 false [0 1] 2 12 10 16 [0 1] 2 [e0] 1 [0 1] 2 [0 1 100] 4 4
// [1 2] 2 [1 1] 2 43 [43 1] 2 [{9 0} {1 -1}] 2 5 [5 1] 2
// [0 1] 2 [0 1] 2 [] 2 false [0 1] 2 [0 0 1] 3 [0 1] [0 1] [] [0 1] [0 1]
// 3 [0 1 2] 3 3 false [0 1 2] 3 false [0 1 2] 3 123 15 16 [0 1 2] 4 [e0 e2] 2 [0 1 2] 4 [0 1 2 100] 4 4 8
// [3 4 5] 3 [3 1 2] 3 43 [43 1 2] 4 [{9 0} {1 -1} {2 -2}] 4 5 [5 1 2] 3
// [0 1 2] 3 [1 2] 2 [] 3 false [0 1 2] 3 [0 0 1 2] 6 [0 1 2] [0 1 2] [] [0 1 2 1000] [0 1 2]
// 4 [0 1 2 3] 4 4 false [0 1 2 3] 4 false [0 1 2 3] 4 1234 20 24 [0 1 2 3] 4 [e0 e2] 2 [0 1 2 3] 4 [0 1 2 3 100] 4 4 8 8
// [6 7 8 9] 4 [6 1 2 3] 4 43 [43 1 2 3] 4 [{9 0} {1 -1} {2 -2} {3 -3}] 4 5 [5 1 2 3] 4
// [3] 1 [2 3] 2 [] 4 false [0 1 2 3] 4 [0 0 1 2 3] 6 [0 1 2 3] [0 1 2 3] [] [0 1 2 1000] [0 1 2]
// 5 [0 1 2 3 4] 5 8 false [0 1 2 3 4] 8 false [0 1 2 3 4] 8 12348 25 32 [0 1 2 3 4] 8 [e0 e2 e4] 4 [0 1 2 3 4] 8 [0 1 2 3 4 100] 4 4 8 8 16
// [10 11 12 13 14] 8 [10 1 2 3 4] 8 43 [43 1 2 3 4] 8 [{9 0} {1 -1} {2 -2} {3 -3} {4 -4}] 8 5 [5 1 2 3 4] 8
// [3 4] 2 [3 4] 2 [] 8 false [0 1 2 3 4] 8 [0 0 1 2 3 4] 6 [0 1 2 3 4] [0 1 2 3 4] [] [0 1 2 1000] [0 1 2]
// 9 [0 1 2 3 4 5 6 7 8] 9 16 false [0 1 2 3 4 5 6 7 8] 16 false [0 1 2 3 4 5 6 7 8] 16 123488896 45 64 [0 1 2 3 4 5 6 7 8] 16 [e0 e2 e4 e6 e8] 8 [0 1 2 3 4 5 6 7 8] 16 [0 1 2 3 4 5 6 7 8 100] 4 4 8 8 16 16 16 16 32
// [36 37 38 39 40 41 42 43 44] 16 [36 1 2 3 4 5 6 7 8] 16 43 [43 1 2 3 4 5 6 7 8] 16 [{9 0} {1 -1} {2 -2} {3 -3} {4 -4} {5 -5} {6 -6} {7 -7} {8 -8}] 16 5 [5 1 2 3 4 5 6 7 8] 16
// [6 7 8] 4 [7 8] 2 [] 16 false [0 1 2 3 4 5 6 7 8] 16 [0 0 1 2 3 4 5 6 7 8] 12 [0 1 2 3 4 5 6 7 8] [0 1 2 3 4 5 6 7 8] [0 1 2 3 4 5] [0 1 2 1000] [0 1 2]
// 44 4 [00 0 [] 11 1 [00 0 []] 22 2 [00 0 [] 11 1 [00 0 []]] 33 3 [00 0 [] 11 1 [00 0 []] 22 2 [00 0 [] 11 1 [00 0 []]]]]
// [0 1 2] 4 [1 2 3 4 5] 8 [a b] 2
