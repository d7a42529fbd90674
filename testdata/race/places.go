// Where races may be: fields, elements, what maps and slices share, captured variables, generic and method code.
package main

import "sync"

type pair struct{ a, b int }

func (p *pair) setA(v int) { p.a = v }

func both(f, g func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	for _, h := range []func(){f, g} {
		go func() {
			defer wg.Done()
			h()
		}()
	}
	wg.Wait()
}

func store[T any](p *T, v T) { *p = v }

func main() {
	var p pair
	both(func() { p.setA(1) }, func() { p.b = 2 }) // different fields: no race
	both(func() { p.setA(1) }, func() { p.a = 2 })
	s := make([]int, 4, 8)
	both(func() { s[0] = 1 }, func() { s[1] = 2 }) // different elements
	both(func() { s[2] = 1 }, func() { clear(s) })
	both(func() { _ = append(s, 1) }, func() { _ = append(s, 2) })
	m := map[int]string{}
	both(func() { m[1] = "x" }, func() { _ = m[2] })
	x := 0
	both(func() { store(&x, 1) }, func() { store(&x, 2) })
	b := []byte("bytes")
	both(func() { _ = string(b) }, func() { copy(b, "other") })
	println("done")
}

// Wanted: main.(*pair).setA()
// Wanted: places.go:27
// Wanted: places.go:30
// Wanted: places.go:31
// Wanted: places.go:33
// Wanted: main.store[int]()
// Wanted: places.go:37
// Wanted: Found 6 data race(s)
