package examples

import "fmt"

func Example() {
	fmt.Println("package") // a comment on the line
	// Output: package
}

func ExampleGood() {
	fmt.Println("a `string` // not a comment")
	fmt.Println()
	fmt.Println("two", "lines")

	// Output:
	// a `string` // not a comment
	//
	// two lines
}

func ExampleBad() {
	fmt.Println("what it prints")
	// Output: what it should print
}

func ExampleAny() {
	for _, s := range []string{"b", "c", "a"} {
		fmt.Println(s)
	}
	/* Unordered output:
	a
	b
	c */
}

func ExampleNotRun() {
	fmt.Println("Output: not a comment")
	// Output: not the last comment

	// This one is.
}

func ExampleEmpty() {
	// output:
}
