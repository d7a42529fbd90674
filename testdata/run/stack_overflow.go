// Endless recursion ends at the stack limit with a fatal error that cannot be recovered.
package main

func f(n int) int { return f(n+1) + 1 }

func main() {
	defer func() { recover(); println("never") }()
	println("down")
	println(f(0))
}

// Exit: 2
// Output prefix:
// down
// runtime: goroutine stack exceeds 1000000000-byte limit
