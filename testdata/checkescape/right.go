// Nothing is wrong here, although much is on stacks: closures, interface values, slices, maps, deferred calls, other goroutines' results.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type shape interface{ area() int }
type square struct{ side int }

func (s *square) area() int { return s.side * s.side }

//go:noinline
func measure(s shape) int { return s.area() }

func local(n int) (sum int) {
	sq := square{n}
	defer func() { sum += sq.side }()
	m := map[int]*square{1: &sq}
	xs := []*square{&sq, m[1]}
	add := func() { sum += measure(xs[0]) }
	add()
	return
}

func main() {
	var list []string
	total := 0
	for i := 0; i < 200; i++ {
		total += local(i)
		c := make(chan *square)
		go func() { c <- &square{i} }()
		total += measure(<-c)
		list = append(list, fmt.Sprint(i, "x"))
	}
	sort.Strings(list)
	fmt.Println(total, len(strings.Join(list, "")))
}
