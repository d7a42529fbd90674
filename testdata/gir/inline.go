// A call of a small function becomes its body; its argument is evaluated once, its returns meet behind it. The literal is called
// once, with what it captures.
package main

func clamp(x, max int) int {
	if x > max {
		return max
	}
	return x
}

func f(a int) int {
	add := func(n int) int { return n + a }
	return add(clamp(a*2, 10))
}

func main() { f(1) }
