// A length no machine has is a panic, not a fatal "out of memory": also where package strings allocates without zeroing.
package main

import (
	"fmt"
	"strings"
)

func main() {
	defer func() { fmt.Println(recover()) }()
	strings.Repeat("-", int(^uint(0)>>1))
}

// Output:
// runtime error: makeslice: len out of range
