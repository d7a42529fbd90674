// string(b) and []byte(s) whose result the statement doesn't keep are not copied; where it is kept, or could change, they are.
package main

import (
	"fmt"
	"math/bits"
	"runtime"
)

var (
	b     = []byte("a key that is longer than thirty-two bytes, so no buffer helps")
	key   = string(b)
	m     = map[string]int{key: 1}
	pairs = map[pair]int{{1, key}: 2}
	kept  string
)

type pair struct {
	n int
	s string
}

//go:noinline
func allocs(f func()) int {
	f()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		f()
	}
	runtime.ReadMemStats(&after)
	return int(after.Mallocs-before.Mallocs) / 100
}

//go:noinline
func equal[T string | []byte](x, y T) bool { return string(x) == string(y) }

//go:noinline
func classify(b []byte) int {
	switch string(b) {
	case "x":
		return 1
	case "a key that is longer than thirty-two bytes, so no buffer helps":
		return 2
	}
	return 0
}

func main() {
	fmt.Println(string(b) == key, string(b) < "b", "b" <= string(b), equal(b, b), equal(key, "x"))
	fmt.Println("compare:", allocs(func() { _ = string(b) == key || string(b) > key || equal(b, b) }))
	fmt.Println("lookup:", m[string(b)], pairs[pair{1, string(b)}], allocs(func() {
		if _, ok := m[string(b)]; !ok || m[string(b)] != 1 || pairs[pair{1, string(b)}] != 2 {
			panic("lookup")
		}
	}))
	fmt.Println("switch:", classify(b), allocs(func() { classify(b) }))
	fmt.Println("range:", allocs(func() {
		n := 0
		for _, c := range []byte(key) {
			n += int(c)
		}
		if n == 0 {
			panic("range")
		}
	}))
	fmt.Println("concat:", allocs(func() { kept = "<" + string(b) + ">" }))
	fmt.Println(kept)

	// A key that is stored, and a string that is kept, are copies.
	n := map[string]int{}
	n[string(b)]++
	s := string(b)
	t := "" + string(b)
	b[0] = 'A'
	fmt.Println(n[key], s == key, t == key, s == string(b))
	for i, c := range []byte(s) {
		s = "changed"
		if i == 2 {
			fmt.Println(string(rune(c)), s)
			break
		}
	}

	defer func() { fmt.Println(recover(), "then", kept[:2]) }()
	func() {
		defer func() { fmt.Println(recover()) }()
		bits.Div64(1, 0, 0)
	}()
	bits.Div64(2, 0, 2)
}

// Output:
// true true false true false
// compare: 0
// lookup: 1 2 0
// switch: 2 0
// range: 0
// concat: 1
// <a key that is longer than thirty-two bytes, so no buffer helps>
// 1 true true false
// k changed
// runtime error: integer divide by zero
// runtime error: integer overflow then <a
