// A map that grows through many doublings and shrinks again, checked against arithmetic; deletes leave holes that are reused.
package main

func check(m map[int]int, n, step int) bool {
	if len(m) != n {
		return false
	}
	seen := 0
	for k, v := range m {
		if v != k*k || k%step != 0 {
			return false
		}
		seen++
	}
	return seen == n
}

func main() {
	m := make(map[int]int)
	for n := 1; n <= 1<<17; n *= 2 {
		for i := len(m); i < n; i++ {
			m[i] = i * i
		}
		if !check(m, n, 1) {
			println("bad at", n)
		}
	}
	for i := 0; i < 1<<17; i++ {
		if m[i] != i*i {
			println("lost", i)
		}
		if i%8 != 0 {
			delete(m, i)
		}
	}
	println(len(m), check(m, 1<<14, 8))
	// Same-size growth: insert and delete a moving window.
	w := map[int]int{}
	for i := 0; i < 300000; i++ {
		w[i] = i * i
		if i >= 100 {
			delete(w, i-100)
		}
	}
	println(len(w), check(w, 100, 1))
	h := make(map[string]int, 1000)
	key := []byte("key-000000")
	for i := 0; i < 20000; i++ {
		for d, v := 9, i; d > 3; d, v = d-1, v/10 {
			key[d] = byte('0' + v%10)
		}
		h[string(key)] = i
	}
	sum := 0
	for k, v := range h {
		n := 0
		for _, c := range k[4:] {
			n = n*10 + int(c-'0')
		}
		if n != v {
			println("wrong", k, v)
		}
		sum += v
	}
	println(len(h), sum, h["key-012345"])
}

// Output:
// 16384 true
// 100 true
// 20000 199990000 12345
