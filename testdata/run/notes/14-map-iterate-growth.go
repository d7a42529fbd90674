// Note 14: a map may grow while it is being iterated. Entries that stay are visited exactly once, deleted ones that weren't reached never, and
// new ones once or not at all (golem moves one old bucket at a write; the iteration looks in both places).
package main

import "fmt"

func main() {
	const n = 1000
	bad, added, rounds := 0, 0, 0
	for start := 1; start < n; start = start*3 + 1 {
		m := map[int]int{}
		for i := range start {
			m[i] = i
		}
		seen := map[int]int{}
		next := n
		for k := range m {
			seen[k]++
			for range 3 { // grows several times on the way
				if next < n+20*start {
					m[next] = next
					next++
				}
			}
		}
		for i := range start {
			if seen[i] != 1 {
				bad++
			}
		}
		for k, times := range seen {
			if times != 1 {
				bad++
			}
			if k >= n {
				added++
			}
		}
		if len(m) != start+next-n {
			bad++
		}
		rounds++
	}
	fmt.Println("growing during the iteration: rounds", rounds, "bad", bad)

	// Deleting ahead of the iteration, while inserts move the buckets.
	bad = 0
	for round := range 20 {
		m := map[int]bool{}
		for i := range 100 + round {
			m[i] = true
		}
		gone := map[int]bool{}
		seen := map[int]bool{}
		for k := range m {
			if gone[k] || seen[k] {
				bad++
			}
			seen[k] = true
			if k < n {
				other := (k + 50) % (100 + round)
				delete(m, other)
				if !seen[other] {
					gone[other] = true
				}
				m[n+k] = true
			}
		}
		for i := range 100 + round {
			if !seen[i] && !gone[i] {
				bad++
			}
		}
	}
	fmt.Println("deleting ahead: bad", bad)

	// Updating and deleting the current entry; clearing ends the iteration.
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	sum := 0
	for k, v := range m {
		sum += v
		m[k] = v * 10
		delete(m, k)
	}
	fmt.Println("sum", sum, "left", len(m))
	big := map[int]int{}
	for i := range 500 {
		big[i] = i
	}
	visits := 0
	for range big {
		visits++
		clear(big)
	}
	fmt.Println("visits before clear:", visits)
}

// Output:
// growing during the iteration: rounds 6 bad 0
// deleting ahead: bad 0
// sum 6 left 0
// visits before clear: 1
