// append(s, make([]T, n)...) grows s by zero elements without making the slice (gc's extendSlice).
package main

import (
	"fmt"
	"runtime"
)

//go:noinline
func grow[T any](s []T, n int) []T { return append(s, make([]T, n)...) }

//go:noinline
func clearTail(s []*int, n uint8) []*int { return append(s[:1], make([]*int, n)...) }

type big [40]int

func allocs(f func()) float64 {
	f()
	var n float64
	var before, after memStats
	before.read()
	for range 10 {
		f()
	}
	after.read()
	n = float64(after.mallocs-before.mallocs) / 10
	return n
}

func main() {
	s := grow([]int{1, 2}, 3)
	fmt.Println(s, len(s))
	x := 7
	p := []*int{&x, &x, &x, &x}
	q := clearTail(p, 2)
	fmt.Println(*q[0], q[1], q[2], len(q), p[1] == nil, *p[3])
	fmt.Println(len(grow([]struct{}{}, 5)), len(grow([]big{}, 2)), grow([]string(nil), 0) == nil)
	fmt.Println(append([]byte("a"), make([]byte, 2)...))
	fmt.Println("allocations:", int(allocs(func() { sink = grow(sink[:0:0], 100) })))
	func() {
		defer func() { fmt.Println(recover()) }()
		grow(s, -1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		grow(s, 1<<62)
	}()
}

var sink []int

type memStats struct{ mallocs uint64 }

func (m *memStats) read() {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.mallocs = s.Mallocs
}

// Output:
// [1 2 0 0 0] 5
// 7 <nil> <nil> 3 true 7
// 5 2 true
// [97 0 0]
// allocations: 1
// runtime error: makeslice: len out of range
// runtime error: growslice: len out of range
