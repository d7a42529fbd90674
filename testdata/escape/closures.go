// Closures: called, passed down, deferred, started, kept; range over functions.
package main

var kept func()

func down(f func()) { f() }

func each(yield func(int) bool) {
	for i := 0; i < 3 && yield(i); i++ {
	}
}

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func deferred() (r int) {
	x := 1
	defer func() { r += x }()
	x++
	return x
}

func deferredInLoop() {
	for i := range 2 {
		defer func() { println(i) }()
	}
}

func main() {
	n := 0
	func() { n++ }()
	down(func() { n++ })
	for i := range each {
		n += i
	}
	println(n)
	println(counter()())
	println(deferred())
	deferredInLoop()
	g := 0
	done := make(chan bool)
	go func() {
		g++
		done <- true
	}()
	<-done
	k := 0
	kept = func() { k++ }
	kept()
}
// Escape:
// 14:2: moved to heap: n: returned
// 15:9: func literal escapes to heap: returned
// 21:18: r does not escape
// 22:2: x does not escape
// 23:8: func literal does not escape
// 30:9: func literal escapes to heap: deferred in a loop
// 35:2: n does not escape
// 36:2: func literal does not escape
// 37:7: func literal does not escape
// 38:2: func literal does not escape
// 45:2: moved to heap: g: captured by goroutine
// 46:14: make(chan bool) escapes to heap: captured by goroutine
// 47:5: func literal escapes to heap: captured by goroutine
// 52:2: moved to heap: k: stored in package variable
// 53:9: func literal escapes to heap: stored in package variable
