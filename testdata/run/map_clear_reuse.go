// clear uses a map's table again. Loops over the map that are under way go on, and see no key twice.
package main

import (
	"fmt"
	"math"
	"testing"
)

func fill(m map[int]string, n int) {
	for i := range n {
		m[i] = "x"
	}
}

// during clears the map in the middle of a loop over it and adds other keys.
func during(n int) (ok bool) {
	m := map[float64]int{}
	for i := range n {
		m[float64(i)] = i
	}
	m[math.NaN()] = 1
	seen := map[float64]bool{}
	turn := 0
	for k := range m {
		if seen[k] {
			return false
		}
		seen[k] = true
		if turn++; turn == n/2+1 {
			clear(m)
			if len(m) != 0 {
				return false
			}
			for i := range n {
				m[float64(i)+0.5] = i
			}
		}
	}
	_, old := m[1]
	return len(m) == n && !old && m[float64(n)-0.5] == n-1
}

func main() {
	for _, n := range []int{5, 20, 500, 5000} {
		m := map[int]string{}
		fill(m, n)
		fmt.Println(testing.AllocsPerRun(20, func() {
			clear(m)
			fill(m, n)
		}) <= 1, len(m), m[n-1])
		good := 0
		for range 50 {
			if during(n) {
				good++
			}
		}
		fmt.Println(good)
	}
}

// Output:
// true 5 x
// 50
// true 20 x
// 50
// true 500 x
// 50
// true 5000 x
// 50
