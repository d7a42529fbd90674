// Formats numbers, strings and structs into a buffer.
package main

import (
	"bytes"
	"fmt"
)

type point struct {
	X, Y int
	Name string
}

func main() {
	var buf bytes.Buffer
	sum := 0
	for i := 0; i < 200000; i++ {
		buf.Reset()
		fmt.Fprintf(&buf, "%d %8.3f %s %x %v", i, float64(i)/7, "golem", i*31, point{i, -i, "p"})
		sum += buf.Len()
	}
	s := fmt.Sprintln(sum, []int{1, 2, 3}, map[string]int{"a": 1, "b": 2})
	fmt.Print(s)
}
