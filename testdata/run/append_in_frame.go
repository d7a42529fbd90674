// Capacities that append gives: a small array for a slice without any may be in the frame, and then has 32 bytes. Expectation by gc.
package main

import "fmt"

//go:noinline
func plain(n int) (out []int) {
	var s []int
	last := -1
	for i := 0; i < n; i++ {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			out = append(out, last)
		}
	}
	return
}

//go:noinline
func fromSmall(n int) int {
	s := make([]byte, 1, 1)
	s = append(s, byte(n))
	c := cap(s)
	t := append(s[:1:1], 3)
	return c*1000 + cap(t)
}

//go:noinline
func twice() (int, int) {
	a, b := 0, 0
	for i := 0; i < 2; i++ {
		var s []int32
		s = append(s, 1, 2, 3)
		a, b = b, cap(s)
	}
	return a, b
}

//go:noinline
func strs() int { var s []string; s = append(s, "a"); return cap(s) }

//go:noinline
func many() int { var s []int64; s = append(s, 1, 2, 3, 4, 5); return cap(s) }

func main() {
	fmt.Println(plain(40), fromSmall(3))
	fmt.Println(twice())
	fmt.Println(strs(), many())
}

//go:noinline
func zeroCap(n int) (int, int) {
	s := make([]byte, n)
	t := append(s[:0:0], 3)
	var u []byte
	u = append(u[:0], make([]byte, n)...)
	return cap(t), cap(append(u, 1))
}

func init() { fmt.Println(zeroCap(5)); fmt.Println(zeroCap(0)) }

// Output:
// 32 8
// 32 32
// [4 8 16 32 64] 8008
// 8 4
// 2 6
