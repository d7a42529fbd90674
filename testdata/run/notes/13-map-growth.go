// Note 13: a map grows as it fills (golem: doubling over 6.5 entries a bucket), and space for n entries asked for at once is made once. Heavy
// insertion and deletion at a constant size doesn't make it grow for ever.
package main

import (
	"fmt"
	"runtime"
)

func heapDuring(f func()) uint64 {
	var a, b runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&a)
	f()
	runtime.ReadMemStats(&b)
	return b.TotalAlloc - a.TotalAlloc
}

func main() {
	const n = 100000
	m := map[int]int{}
	grown := heapDuring(func() {
		for i := range n {
			m[i] = i
		}
	})
	h := make(map[int]int, n)
	hinted := heapDuring(func() {
		for i := range n {
			h[i] = i
		}
	})
	fmt.Println("entries:", len(m), len(h))
	fmt.Println("a hint saves the growing:", hinted*10 < grown)
	fmt.Println("doubling wastes no more than the sum of the halves:", grown < n*16*8)

	sum := 0
	for i := range n {
		sum += m[i] - h[i]
	}
	fmt.Println("all there:", sum)

	// 400,000 insertions and as many deletions, never more than 100 entries at once.
	w := map[int]int{}
	churn := heapDuring(func() {
		for i := range 4 * n {
			w[i] = i
			if i >= 100 {
				delete(w, i-100)
			}
		}
	})
	fmt.Println("churn:", len(w), "entries; stays small:", churn < 100<<20)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range n {
		delete(m, i)
	}
	for i := range n {
		m[i+n] = i
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println("refilled in the same space:", after.HeapAlloc < before.HeapAlloc*2, len(m), m[n+5])
	runtime.KeepAlive(w)
	runtime.KeepAlive(h)
}

// Output:
// entries: 100000 100000
// a hint saves the growing: true
// doubling wastes no more than the sum of the halves: true
// all there: 0
// churn: 100 entries; stays small: true
// refilled in the same space: true 100000 5
