// Slices that are looked at while they grow, or through a pointer to a part of an element after they moved. gc 1.26 gets these wrong when it
// optimizes (an array in the frame that grows in place is seen through the old slice; the pointer stays in the frame): expectation by gc -N.
package main

import "fmt"

type pairs struct{ a, b int }

// Appends while it is ranged over: the loop sees the old array.
//
//go:noinline
func grownInside(n int) ([]int, []int) {
	var s, seen []int
	for i := range n {
		s = append(s, i)
	}
	for i, x := range s {
		s = append(s, 10*x)
		s[0], s[len(s)/2] = 77, 88
		seen = append(seen, x)
		_ = i
	}
	if cap(s) > 1000 {
		println("large")
	}
	return s, seen
}

//go:noinline
func fieldAddressed(n int) (*int, []pairs) {
	var s []pairs
	for i := range n {
		s = append(s, pairs{i, -i})
	}
	p := &s[0].b
	return p, s
}

func main() {
	for n := 1; n < 10; n++ {
		p, s := fieldAddressed(n)
		*p = 3
		fmt.Println(s)
		fmt.Println(grownInside(n))
	}
}

// Output:
// [{0 3}]
// [77 88] [0]
// [{0 3} {1 -1}]
// [77 88 88 10] [0 1]
// [{0 3} {1 -1} {2 -2}]
// [77 1 88 88 10 880] [0 1 88]
// [{0 3} {1 -1} {2 -2} {3 -3}]
// [77 1 88 88 88 10 20 30] [0 1 2 3]
// [{0 3} {1 -1} {2 -2} {3 -3} {4 -4}]
// [77 1 2 88 88 88 10 20 880 880] [0 1 2 88 88]
// [{0 3} {1 -1} {2 -2} {3 -3} {4 -4} {5 -5}]
// [77 1 2 88 88 88 88 10 20 880 880 50] [0 1 2 88 88 5]
// [{0 3} {1 -1} {2 -2} {3 -3} {4 -4} {5 -5} {6 -6}]
// [77 1 2 3 88 88 88 88 10 20 30 880 50 60] [0 1 2 3 88 5 6]
// [{0 3} {1 -1} {2 -2} {3 -3} {4 -4} {5 -5} {6 -6} {7 -7}]
// [77 1 2 3 88 88 88 88 88 10 20 30 40 50 60 70] [0 1 2 3 4 5 6 7]
// [{0 3} {1 -1} {2 -2} {3 -3} {4 -4} {5 -5} {6 -6} {7 -7} {8 -8}]
// [77 1 2 3 4 88 88 88 88 88 10 20 30 40 880 880 880 880] [0 1 2 3 4 88 88 88 88]
