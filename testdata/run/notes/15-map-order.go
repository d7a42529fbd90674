// Note 15: iteration starts at a random place, so its order differs from one range to the next; keys are unique; who wants an order sorts the keys.
package main

import (
	"fmt"
	"maps"
	"slices"
	"sort"
)

func order(m map[string]int) string {
	s := ""
	for k := range m {
		s += k
	}
	return s
}

func main() {
	small := map[string]int{"a": 1, "b": 2, "c": 3, "d": 4}
	large := map[int]int{}
	for i := range 1000 {
		large[i] = i
	}
	orders := map[string]bool{}
	for range 200 {
		orders[order(small)] = true
	}
	fmt.Println("more than one order within one bucket:", len(orders) > 1)
	firsts := map[int]bool{}
	for range 200 {
		for k := range large {
			firsts[k] = true
			break
		}
	}
	fmt.Println("more than ten first keys of 1000:", len(firsts) > 10)
	_, all := firsts[0], true
	for range 5 {
		n := 0
		for range large {
			n++
		}
		all = all && n == 1000
	}
	fmt.Println("always every entry:", all)

	dup := map[string]int{}
	for i, w := range []string{"x", "y", "x", "z", "x"} {
		dup[w] = i
	}
	fmt.Println("unique keys, the last value stays:", len(dup), dup["x"])

	keys := make([]string, 0, len(dup))
	for k := range dup {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Print(k, "=", dup[k], " ")
	}
	fmt.Println()
	fmt.Println(slices.Sorted(maps.Keys(small)), slices.Sorted(maps.Values(small)))
	fmt.Println("fmt sorts too:", dup)
	byValue := slices.SortedFunc(maps.Keys(small), func(a, b string) int { return small[b] - small[a] })
	fmt.Println("by value, falling:", byValue)
}

// Output:
// more than one order within one bucket: true
// more than ten first keys of 1000: true
// always every entry: true
// unique keys, the last value stays: 3 4
// x=4 y=1 z=3
// [a b c d] [1 2 3 4]
// fmt sorts too: map[x:4 y:1 z:3]
// by value, falling: [d c b a]
