// Note 10: range looks at the length once, before the first round. append writes into the shared array while there is capacity and into a new one
// after. A nil slice points nowhere; all empty slices that were made point to one fixed place. copy moves the shorter length, overlap or not.
package main

import (
	"fmt"
	"unsafe"
)

//go:noinline
func empty() []int { return []int{} }

//go:noinline
func made(n int) []string { return make([]string, n) }

func main() {
	s := []int{1, 2, 3}
	rounds := 0
	for range s {
		s = append(s, 0)
		rounds++
	}
	fmt.Println("rounds:", rounds, "length after:", len(s))

	s = []int{1, 2, 3}
	for i, v := range s {
		if i == 0 {
			s[2] = 30     // seen: range has the array
			s = s[:1]     // not seen: the length was taken
			_ = append(s) // nothing
		}
		fmt.Print(v, " ")
	}
	fmt.Println("len:", len(s))

	base := make([]int, 3, 5)
	x := append(base, 1)
	y := append(base, 2) // the same place: x sees it
	fmt.Println("shared:", x, y, &x[0] == &y[0])
	z := append(y, 3, 4) // no room: a new array
	z[0] = 9
	fmt.Println("moved:", y, z, &y[0] == &z[0])
	limited := append(base[:3:3], 7) // max keeps append away from what follows
	fmt.Println("limited:", limited, y)

	var none []int
	e := empty()
	m := made(0)
	fmt.Println("nil:", none == nil, unsafe.SliceData(none) == nil, len(none), cap(none))
	fmt.Println("empty:", e == nil, unsafe.SliceData(e) == nil, len(e), cap(e))
	fmt.Println("one address:", unsafe.Pointer(unsafe.SliceData(e)) == unsafe.Pointer(unsafe.SliceData(m)))
	fmt.Println("append to nil:", append(none, 1), append([]int(nil)) == nil, append(none, e...) == nil)

	c := []int{1, 2, 3, 4, 5}
	fmt.Println("copy forward:", copy(c[1:], c), c)
	c = []int{1, 2, 3, 4, 5}
	fmt.Println("copy backward:", copy(c, c[1:]), c)
	short := make([]int, 2)
	fmt.Println("shorter:", copy(short, c), short, copy(none, c))
	b := make([]byte, 3)
	fmt.Println("from a string:", copy(b, "abcdef"), string(b))
	fmt.Println("append a string:", string(append(b, "xyz"...)))
}

// Output:
// rounds: 3 length after: 6
// 1 2 30 len: 1
// shared: [0 0 0 2] [0 0 0 2] true
// moved: [0 0 0 2] [9 0 0 2 3 4] false
// limited: [0 0 0 7] [0 0 0 2]
// nil: true true 0 0
// empty: false false 0 0
// one address: true
// append to nil: [1] true true
// copy forward: 4 [1 1 2 3 4]
// copy backward: 4 [2 3 4 5 5]
// shorter: 2 [2 3] 0
// from a string: 3 abc
// append a string: abcxyz
