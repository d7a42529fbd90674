// Note 11: a map value is one pointer to a header that holds the count; passing a map shares it. (The header's fields, buckets of eight and overflow
// chains are golem's alone, see docs/notes.md; gc's maps are Swiss tables now.)
package main

import (
	"fmt"
	"unsafe"
)

func fill(m map[string]int, n int) {
	for i := range n {
		m[fmt.Sprint("k", i)] = i
	}
}

func replace(m map[string]int) { m = map[string]int{"new": 1}; m["new"]++ }

func main() {
	var none map[string]int
	m := map[string]int{}
	fmt.Println("one pointer:", unsafe.Sizeof(m) == unsafe.Sizeof(uintptr(0)), " nil:", none == nil, m == nil)
	fmt.Println("reading nil:", none["x"], len(none))
	delete(none, "x")
	func() {
		defer func() { fmt.Println("writing nil:", recover()) }()
		none["x"] = 1
	}()

	fill(m, 100)
	replace(m)
	alias := m
	delete(alias, "k5")
	// In both implementations the header begins with the number of entries.
	count := **(**int)(unsafe.Pointer(&m))
	fmt.Println("count in the header:", count, "len:", len(m))
	v, ok := m["k5"]
	fmt.Println("deleted:", v, ok)
	v, ok = alias["k99"]
	fmt.Println("there:", v, ok)

	// Eight entries of each of several shapes, and more than fit in one bucket: nothing gets lost.
	type key struct {
		a string
		b int8
	}
	shapes := map[key][200]byte{}
	for i := range 50 {
		var e [200]byte
		e[i] = byte(i)
		shapes[key{"s", int8(i)}] = e
	}
	good := 0
	for i := range 50 {
		if e := shapes[key{"s", int8(i)}]; e[i] == byte(i) {
			good++
		}
	}
	set := map[int64]struct{}{}
	for i := range int64(9) {
		set[i<<32] = struct{}{}
	}
	big := map[[40]int]bool{{39: 1}: true}
	fmt.Println("shapes:", good, len(set), big[[40]int{39: 1}], big[[40]int{}])
	clear(m)
	fmt.Println("cleared:", len(m), len(alias))
}

// Output:
// one pointer: true  nil: true false
// reading nil: 0 0
// writing nil: assignment to entry in nil map
// count in the header: 99 len: 99
// deleted: 0 false
// there: 99 true
// shapes: 50 9 true false
// cleared: 0 0
