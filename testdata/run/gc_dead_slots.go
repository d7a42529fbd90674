// What a loop received in its last round is garbage while it waits for the next, also in a function with deferred calls (compiler/llvm/slotmarks.cc).
package main

import (
	"runtime"
	"time"
)

type big struct{ x [40]int }
type request struct {
	b    *big
	done chan bool
	some [2]*int
}

//go:noinline
func use(b *big, done chan bool) { done <- true }

//go:noinline
func wait(c chan bool) { <-c }

//go:noinline
func closing(e *error) {}

func serve(ch chan request, next chan bool) {
	var err error
	defer func() { closing(&err) }()
	for {
		wait(next)
		r := <-ch
		use(r.b, r.done)
	}
}

func main() {
	ch, next, done, gone := make(chan request), make(chan bool), make(chan bool), make(chan bool)
	go serve(ch, next)
	func() {
		b := &big{}
		runtime.SetFinalizer(b, func(*big) { close(gone) })
		next <- true
		ch <- request{b: b, done: done}
		<-done
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-gone:
			println("collected")
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	println("kept")
}

// Output:
// collected
