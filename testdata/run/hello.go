package main

func main() {
	println("hello, golem")
}

// Output:
// hello, golem
