package main

import (
	"fmt"
	"sort"
	"strings"
)

// Interfaces, maps, strings, closures, slices of structs: what scripts do.
type shape interface{ area() float64 }
type rect struct{ w, h float64 }
type circle struct{ r float64 }

func (r rect) area() float64    { return r.w * r.h }
func (c circle) area() float64 { return 3 * c.r * c.r }

func main() {
	shapes := []shape{}
	for i := 0; i < 1000; i++ {
		if i%2 == 0 {
			shapes = append(shapes, rect{float64(i), 2})
		} else {
			shapes = append(shapes, circle{float64(i)})
		}
	}
	total := 0.0
	for round := 0; round < 200; round++ {
		for _, s := range shapes {
			total += s.area()
		}
	}
	counts := map[string]int{}
	add := func(w string) { counts[w]++ }
	for i := 0; i < 100000; i++ {
		add(fmt.Sprint("w", i%100))
	}
	keys := []string{}
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(k)
	}
	fmt.Println(total, len(b.String()), counts["w7"])
}
