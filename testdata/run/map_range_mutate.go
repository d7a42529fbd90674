// Changes during a range: deleted entries are not seen, new ones may be, none twice; iteration starts anywhere.
package main

func main() {
	for round := 0; round < 50; round++ {
		m := map[int]bool{}
		for i := 0; i < 200; i++ {
			m[i] = true
		}
		seen := map[int]int{}
		for k := range m {
			seen[k]++
			delete(m, k)
			delete(m, (k+1)%200)
		}
		if len(m) != 0 {
			println("left", len(m))
		}
		for k, n := range seen {
			if n != 1 {
				println("twice", k)
			}
		}
	}
	// Growing while ranging: old entries exactly once.
	for round := 0; round < 50; round++ {
		m := map[int]int{}
		for i := 0; i < 60; i++ {
			m[i] = i
		}
		seen := map[int]int{}
		next := 1000
		for k := range m {
			seen[k]++
			if next < 3000 {
				for j := 0; j < 20; j++ {
					m[next] = next
					next++
				}
			}
		}
		for i := 0; i < 60; i++ {
			if seen[i] != 1 {
				println("old entry", i, "seen", seen[i])
			}
		}
		for k, n := range seen {
			if n != 1 {
				println("entry", k, "seen", n)
			}
		}
	}
	// Clearing inside a range ends it.
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	n := 0
	for range m {
		clear(m)
		n++
	}
	println(n, len(m))
	// Random start.
	first := map[int]bool{}
	r := map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	for i := 0; i < 500; i++ {
		for k := range r {
			first[k] = true
			break
		}
	}
	println(len(first) > 4)
}

// Output:
// 1 0
// true
