// Note 18: closures keep the variables they use; a deferred call's arguments are evaluated when the defer statement runs; deferred calls run last
// in, first out, after the results are set and before the caller goes on, so they can change results that have names.
package main

import "fmt"

func counter() (next func() int, reset func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 0 }
}

func arguments() {
	x := 1
	defer fmt.Println("argument when deferred:", x)
	defer func() { fmt.Println("variable when run:", x) }()
	x = 2
}

func value(s string) func() {
	fmt.Println("enter", s)
	return func() { fmt.Println("leave", s) }
}

func lifo() {
	defer value("outer")() // the function value is evaluated now as well
	for i := range 3 {
		defer fmt.Print("deferred ", i, "; ")
	}
	fmt.Println("body ends")
}

func unnamed() int {
	r := 1
	defer func() { r = 100 }()
	return r
}

func named() (r int) {
	defer func() { r *= 10 }()
	return 7
}

func namedTwice() (r int, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("recovered: %v", x)
		}
	}()
	defer func() { r++ }()
	r = 1
	var zero int
	return 5 / zero, nil
}

func pointer() *int {
	r := 1
	defer func() { r = 100 }()
	return &r
}

func nilFunc() (r string) {
	defer func() { r = fmt.Sprint("at the end: ", recover()) }()
	var f func()
	defer f() // no panic here
	fmt.Print("still running; ")
	return "never"
}

type stack []string

func (s *stack) push(x string) *stack { *s = append(*s, x); return s }

func main() {
	next, reset := counter()
	other, _ := counter()
	fmt.Println("state:", next(), next(), other(), next())
	reset()
	fmt.Println("after reset:", next(), other())
	arguments()
	lifo()
	fmt.Println()
	fmt.Println("results:", unnamed(), named(), *pointer())
	fmt.Println(namedTwice())
	fmt.Println(nilFunc())
	s := &stack{}
	func() {
		defer s.push("1").push("2").push("last") // all but the last call run now
		s.push("body")
	}()
	fmt.Println("chain:", *s)
	add := func(xs ...int) (sum int) {
		for _, x := range xs {
			sum += x
		}
		return
	}
	fmt.Println("variadic:", add(), add(1, 2, 3), add([]int{4, 5}...))
}

// Output:
// state: 1 2 1 3
// after reset: 1 2
// variable when run: 2
// argument when deferred: 1
// enter outer
// body ends
// deferred 2; deferred 1; deferred 0; leave outer
//
// results: 1 70 100
// 2 recovered: runtime error: integer divide by zero
// still running; at the end: runtime error: invalid memory address or nil pointer dereference
// chain: [1 2 body last]
// variadic: 0 6 9
