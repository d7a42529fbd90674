// A map with string keys: word counts over generated text.
package main

func main() {
	words := make([]string, 50000)
	seed := uint32(1)
	next := func() uint32 { seed = seed*1664525 + 1013904223; return seed >> 8 }
	for i := range words {
		b := make([]byte, 3+next()%12)
		for j := range b {
			b[j] = 'a' + byte(next()%26)
		}
		words[i] = string(b)
	}
	count := map[string]int{}
	for range 10000000 {
		count[words[next()%50000]]++
	}
	best := 0
	for w, n := range count {
		best = max(best, n*100+len(w))
	}
	println(len(count), best)
}
