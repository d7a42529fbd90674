// make with a constant capacity and any length, and small ones of any size, need no allocation when the slice stays in its function.
// Native only: in the bytecode machine they are on the heap.
package main

import (
	"fmt"
	"testing"
)

//go:noinline
func constCap(n int, out []byte) []byte {
	s := make([]byte, n, 64)
	for i := range s {
		if s[i] != 0 {
			panic("not zeroed")
		}
		s[i] = byte(i + 1)
	}
	return append(out, s...)
}

//go:noinline
func small(n int) (sum int) {
	for round := 0; round < 3; round++ {
		s := make([]int32, n)
		for i := range s {
			sum += int(s[i]) + 1
			s[i] = 7
		}
	}
	return
}

//go:noinline
func lenCap(n, c int) int {
	s := make([]uint16, n, c)
	return len(s) + cap(s)*100
}

func main() {
	out := make([]byte, 0, 128)
	fmt.Println(testing.AllocsPerRun(10, func() { constCap(64, out) }), testing.AllocsPerRun(10, func() { small(8) }), testing.AllocsPerRun(10, func() { lenCap(3, 16) }))
}

// Output:
// 0 0 0
