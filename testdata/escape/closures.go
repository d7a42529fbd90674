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
// A closure whose calls are not all known, although it doesn't escape: where its results go isn't known either, for the functions around it;
// what it is given and returns is tagged as for any function.
//
//go:noinline
func callLater(f func(b *[]byte) *[]byte) int {
	b := f(nil)
	return len(*b)
}

// Unless they go nowhere.
//
//go:noinline
func callHere(f func() *[]byte) int { return len(*f()) }

func lostResults() {
	kept, own := []byte{1}, 0
	callLater(func(b *[]byte) *[]byte {
		if own > 0 {
			return b
		}
		return &kept
	})
	here := []byte{1}
	callHere(func() *[]byte { return &here })
}

// Escape:
// main.counter
//     14 | n := 0
// 14:2: moved to heap: n: returned [8 B]
//     15 | return func() int {
// 15:9: func literal escapes to heap: returned [16 B]
// main.deferred
//     21 | func deferred() (r int) {
// 21:18: r does not escape
//     22 | x := 1
// 22:2: x does not escape
//     23 | defer func() { r += x }()
// 23:8: func literal does not escape
// main.deferredInLoop
//     30 | defer func() { println(i) }()
// 30:9: func literal escapes to heap: deferred in a loop [16 B]
// main.main
//     35 | n := 0
// 35:2: n does not escape
//     42 | println(counter()())
// 42:17: func literal does not escape
// 42:17: n does not escape
//     45 | g := 0
// 45:2: moved to heap: g: captured by goroutine [8 B]
//     46 | done := make(chan bool)
// 46:14: make(chan bool) escapes to heap: captured by goroutine [size known at run time]
//     47 | go func() {
// 47:5: func literal escapes to heap: captured by goroutine [24 B]
//     52 | k := 0
// 52:2: moved to heap: k: stored in package variable [8 B]
//     53 | kept = func() { k++ }
// 53:9: func literal escapes to heap: stored in package variable [16 B]
// main.lostResults
//     71 | kept, own := []byte{1}, 0
// 71:2: moved to heap: kept: returned [24 B]
// 71:21: []byte{...} escapes to heap: returned [1 B (takes 8)]
//     72 | callLater(func(b *[]byte) *[]byte {
// 72:12: func literal does not escape
//     78 | here := []byte{1}
// 78:2: here does not escape
// 78:16: []byte{...} does not escape
//     79 | callHere(func() *[]byte { return &here })
// 79:11: func literal does not escape
// 10 on the heap, 10 not
