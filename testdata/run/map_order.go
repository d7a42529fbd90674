// Sorted iteration over a map: collect, sort by hand (heap sort, generic), print; word counts; inverted index.
package main

type ordered interface{ ~int | ~string | ~float64 }

func keys[K ordered, V any](m map[K]V) []K {
	ks := make([]K, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	heapSort(ks)
	return ks
}

func heapSort[T ordered](s []T) {
	down := func(i, n int) {
		for {
			c := 2*i + 1
			if c >= n {
				return
			}
			if c+1 < n && s[c] < s[c+1] {
				c++
			}
			if s[i] >= s[c] {
				return
			}
			s[i], s[c] = s[c], s[i]
			i = c
		}
	}
	for i := len(s)/2 - 1; i >= 0; i-- {
		down(i, len(s))
	}
	for n := len(s) - 1; n > 0; n-- {
		s[0], s[n] = s[n], s[0]
		down(0, n)
	}
}

const text = "the quick brown fox jumps over the lazy dog and the fox runs from the dog"

func words(s string) (ws []string) {
	start := -1
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != ' ' {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			ws = append(ws, s[start:i])
			start = -1
		}
	}
	return
}

func main() {
	count := map[string]int{}
	index := map[int][]string{}
	for _, w := range words(text) {
		count[w]++
		if count[w] == 1 {
			index[len(w)] = append(index[len(w)], w)
		}
	}
	for _, k := range keys(count) {
		print(k, ":", count[k], " ")
	}
	println()
	for _, n := range keys(index) {
		print(n, ":")
		for _, w := range index[n] {
			print(" ", w)
		}
		println()
	}
	fs := map[float64]bool{2.5: true, -1: true, 1e9: true, 0: true}
	for _, f := range keys(fs) {
		print(f, " ")
	}
	println()
}

// Output:
// and:1 brown:1 dog:2 fox:2 from:1 jumps:1 lazy:1 over:1 quick:1 runs:1 the:4
// 3: the fox dog and
// 4: over lazy runs from
// 5: quick brown jumps
// -1 0 2.5 1e+09
