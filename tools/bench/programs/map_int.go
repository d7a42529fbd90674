// A map with int keys: insert, look up, miss, update, iterate, delete.
package main

func main() {
	t := 0
	for round := range 2 {
		m := map[int]int{}
		for i := range 400000 {
			m[i*7+round] = i
		}
		for i := range 800000 {
			t += m[i*5]
		}
		for i := range 400000 {
			m[i*7+round] += i & 3
		}
		for k, v := range m {
			t += k ^ v
		}
		for i := range 400000 {
			delete(m, i*7+round)
		}
		t += len(m)
	}
	println(t)
}
