// Note 28: where a variable lives: the heap gets what is sized at run time, hidden in an interface, too large for a stack, or reachable from
// outside; the rest stays on the stack. Counted in allocations; golem escape prints the reasons (testdata/escape).
package main

import (
	"fmt"
	"testing"
)

type point struct{ x, y int }

var (
	outside *point
	anyOut  any
	total   int
)

//go:noinline
func local(n int) int {
	p := &point{n, 2} // its address stays here
	q := p
	q.x++
	return p.x + q.y
}

//go:noinline
func returned(n int) *point { return &point{n, 2} }

//go:noinline
func stored(p **point, n int) { *p = &point{n, 3} }

//go:noinline
func sizeUnknown(n int) int {
	s := make([]int, n)
	return len(s) + s[n-1]
}

//go:noinline
func sizeKnown() int {
	s := make([]int, 100)
	s[99] = 1
	return len(s) + s[99]
}

//go:noinline
func tooLarge() int {
	s := make([]int, 100000)
	s[99] = 1
	return len(s) + s[99]
}

//go:noinline
func intoInterface(n int) { anyOut = n + 1000 }

//go:noinline
func closureKept(n int) func() int { return func() int { n++; return n } }

//go:noinline
func closureCalled(n int) int {
	add := func() int { n++; return n }
	return add() + add()
}

//go:noinline
func parameter(p *point) int { return p.x } // doesn't keep it

//go:noinline
func caller(n int) int {
	p := point{n, 1}
	return parameter(&p)
}

func main() {
	show := func(what string, f func()) { fmt.Printf("%-34s %v\n", what, testing.AllocsPerRun(50, f)) }
	n := 100
	show("address stays inside", func() { total += local(n) })
	show("passed down only", func() { total += caller(n) })
	show("fixed small make", func() { total += sizeKnown() })
	show("closure called here", func() { total += closureCalled(n) })
	show("returned", func() { outside = returned(n) })
	show("stored through an outer pointer", func() { stored(&outside, n) })
	show("size known at run time only", func() { total += sizeUnknown(n) })
	show("too large for the stack", func() { total += tooLarge() })
	show("value hidden in an interface", func() { intoInterface(n) })
	show("closure returned, with its variable", func() { total += closureKept(n)() })
}

// Output:
// address stays inside               0
// passed down only                   0
// fixed small make                   0
// closure called here                0
// returned                           1
// stored through an outer pointer    1
// size known at run time only        1
// too large for the stack            1
// value hidden in an interface       1
// closure returned, with its variable 2
