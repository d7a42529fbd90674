// A pointer to an object in a frame without loops over memory keeps that object only, not the one before it in memory (runtime/gc/stackscan.cc).
package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

type object struct{ a, b, c, d, e, f *int }

var freed atomic.Int32

//go:noinline
func makeTwo() *object {
	x := new(object)
	runtime.SetFinalizer(x, func(*object) { freed.Add(1) })
	return new(object) // most likely beside it
}

//go:noinline
func hold(n int) {
	y := makeTwo()
	if n > 1 {
		hold(n - 1)
	} else {
		wait()
	}
	runtime.KeepAlive(y)
}

func wait() {
	for i := 0; i < 100 && freed.Load() < 39; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	println(freed.Load() >= 39)
}

func main() { hold(40) }

// Output:
// true
