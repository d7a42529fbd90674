// Note 19: a package's imports are initialized first, then its variables in the order of their dependencies, then its init functions (there may be
// several, and none can be called: testdata/errors/notes_init.go), then main runs.
package main

import (
	"fmt"
	"os"
	"strings"
)

const first = "const"

var (
	c     = trace("c", b+1) // waits for b
	b     = trace("b", a+1) // waits for a
	a     = trace("a", len(first))
	d     = trace("d", viaFunction()) // waits for e, which the function uses
	e     = trace("e", 40)
	_     = trace("_", 0) // blank ones too, in their place
	x, y  = pair()
	table = map[string]int{"c": c, "e": e}
)

// The package strings was ready before any variable here.
var replaced = strings.ToUpper("ready")

func trace(name string, v int) int {
	fmt.Println("var", name, "=", v)
	return v
}

func viaFunction() int { return e + 2 }

func pair() (int, int) {
	fmt.Println("var x, y")
	return 1, 2
}

func init() {
	fmt.Println("init 1:", a, b, c, d, e, x, y, replaced, len(table))
	e = 1
}

func init() {
	fmt.Println("init 2:", e)
	defer fmt.Println("init 2 ends")
	done := make(chan string)
	go func() { done <- "goroutines run in init" }()
	fmt.Println(<-done)
}

func main() {
	fmt.Println("main:", table["c"], late, len(os.Args))
	defer fmt.Println("not printed: Exit runs no deferred call")
	os.Exit(3)
}

var late = trace("late", d*2)

func init() { fmt.Println("init 3:", late) }

// Exit: 3
// Output:
// var a = 5
// var b = 6
// var c = 7
// var e = 40
// var d = 42
// var _ = 0
// var x, y
// var late = 84
// init 1: 5 6 7 42 40 1 2 READY 2
// init 2: 1
// goroutines run in init
// init 2 ends
// init 3: 84
// main: 7 84 1
