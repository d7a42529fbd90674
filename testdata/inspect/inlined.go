// What gc says about inlining where it is done in an unusual place: gc's own words with -m are in inlined.m
// (sorted, each line once; lines about other packages' files are left out).
package main

import (
	"iter"
	"math"
	"math/bits"
	"sync"
	_ "unsafe"
)

// The iterator's literal has one call, and so is inlined whatever it costs; the loop's body has several.
func words(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := -1
		for i := 0; i < len(s); i++ {
			if s[i] == ' ' {
				if start >= 0 && !yield(s[start:i]) {
					return
				}
				start = -1
			} else if start < 0 {
				start = i
			}
		}
		if start >= 0 {
			yield(s[start:])
		}
	}
}

func count(s string) (n int) {
	for w := range words(s) {
		n += len(w)
	}
	return n
}

func lines(s string) (out []string) {
	for w := range words(s) {
		out = append(out, w)
	}
	return out
}

// A literal that captures nothing is inlined into another one that captures it.
func captured(xs []int) int {
	add := func(a, b int) int { return a + b }
	n := 0
	each := func(xs []int) {
		for _, x := range xs {
			n = add(n, x)
		}
	}
	each(xs)
	each(xs[1:])
	return add(n, 1)
}

// Bodies come into the functions of deferred calls.
type tracer struct {
	mu    sync.Mutex
	lines []any
}

func (t *tracer) print(args ...any)        { t.lines = append(t.lines, args) }
func trace(t *tracer, what string) *tracer { t.print(what, "("); return t }
func un(t *tracer)                         { t.print(")") }

func traced(t *tracer) {
	defer un(trace(t, "traced"))
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.lines) > 5 {
		go trace(t, "more")
	}
}

// Functions that golem's back end expands, in a body that is inlined itself; and one that gc's back end does.
func distance(a, b float64) float64 { return math.Abs(a - b) }
func far(a, b float64) bool         { return distance(a, b) > 1 }
func reversed(x uint16) uint16      { return bits.Reverse16(x) }
func length(x uint64) int           { return bits.Len64(x) + bits.LeadingZeros64(x) }

// The method's adapters, which have no place in the source.
type failure string

func (f failure) Error() string { return "failure: " + string(f) }

type swapper []int

func (s swapper) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

//go:linkname linked main.elsewhere
func linked(p *int) int { return *p }

func main() {
	t := &tracer{}
	traced(t)
	s := swapper{1, 2}
	(&s).Swap(0, 1)
	var err error = failure("x")
	println(count("a b"), len(lines("a b")), captured([]int{1}), far(1, 2), reversed(1), length(1), linked(new(int)), err.Error())
}
