// make with a constant capacity and any length, and small ones of any size, need no allocation when the slice stays in its function.
package main

import (
	"fmt"
	"runtime"
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

//go:noinline
func pointers(n int) *int {
	s := make([]*int, n)
	for i := range s {
		if s[i] != nil {
			panic("not zeroed")
		}
		s[i] = new(int)
		*s[i] = i
	}
	runtime.GC()
	return s[n-1]
}

//go:noinline
func kept(n int) []byte { return make([]byte, n) }

func try(f func() int) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(e)
		}
	}()
	fmt.Println(f())
}

func main() {
	out := make([]byte, 0, 128)
	fmt.Println(constCap(5, out), len(constCap(64, out)))
	fmt.Println(small(3), small(8), small(9), small(100))
	fmt.Println(lenCap(2, 16), lenCap(2, 17), lenCap(0, 0))
	fmt.Println(*pointers(4), *pointers(5), len(kept(3)))
	minus := -1
	try(func() int { return len(constCap(minus, nil)) })
	try(func() int { return len(constCap(65, nil)) })
	try(func() int { return small(minus) })
	try(func() int { return lenCap(minus, 4) })
	try(func() int { return lenCap(5, 4) })
	try(func() int { return lenCap(1, minus) })
}

// Output:
// [1 2 3 4 5] 64
// 9 24 27 300
// 1602 1702 0
// 3 4 3
// runtime error: makeslice: len out of range
// runtime error: makeslice: cap out of range
// runtime error: makeslice: len out of range
// runtime error: makeslice: len out of range
// runtime error: makeslice: cap out of range
// runtime error: makeslice: cap out of range
