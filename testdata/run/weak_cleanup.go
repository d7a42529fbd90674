// Weak pointers, finalizers, cleanups, unique: what hangs on an object and when it goes.
package main

import (
	"fmt"
	"runtime"
	"time"
	"unique"
	"weak"
)

type T struct {
	a, b int
	s    string
}

// Each object is made on a goroutine of its own: golem scans stacks conservatively, and a dead one holds no stale words.
func apart(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

//go:noinline
func weaks() (w, w2 weak.Pointer[T], wb weak.Pointer[int]) {
	p := &T{1, 2, "x"}
	w, w2 = weak.Make(p), weak.Make(p)
	wb = weak.Make(&p.b)
	runtime.GC()
	fmt.Println(w == w2, *w.Value(), *wb.Value(), w.Value() == p)
	runtime.KeepAlive(p)
	return
}

var events = make(chan string, 100)

func await() {
	for range 1000 {
		select {
		case e := <-events:
			fmt.Println(e)
			return
		default:
			runtime.GC() // the goroutine that made the object may not have ended at the first one
			time.Sleep(time.Millisecond)
		}
	}
	fmt.Println("nothing happened")
}

var revived *T

//go:noinline
func finalized() weak.Pointer[T] {
	q := &T{3, 4, "q"}
	w := weak.Make(q)
	runtime.SetFinalizer(q, func(t *T) {
		revived = t
		events <- fmt.Sprint("finalizer ", t.a, " weak is nil: ", w.Value() == nil)
	})
	runtime.AddCleanup(q, func(n int) { events <- fmt.Sprint("cleanup ", n) }, 42)
	return w
}

//go:noinline
func cleanups() {
	q := &T{5, 6, "q"}
	for i := range 3 {
		c := runtime.AddCleanup(q, func(n int) { events <- fmt.Sprint("cleanup ", n) }, i)
		if i != 1 {
			c.Stop()
		}
	}
	r := new(T)
	runtime.SetFinalizer(r, func(*T) { events <- "removed finalizer ran" })
	runtime.SetFinalizer(r, nil)
}

type big struct{ a [20]int }

type stringer interface{ String() string }

func (t *T) String() string { return t.s }

func kinds1() {
	runtime.SetFinalizer(&T{s: "iface"}, func(s stringer) { events <- "finalizer of " + s.String() })
}
func kinds2() {
	runtime.SetFinalizer(&T{s: "any"}, func(x any) (big, error, string) {
		events <- "finalizer of " + x.(*T).s
		return big{}, nil, ""
	})
}
func kinds3() { // tiny objects share a block
	x, y := new(int8), new(int8)
	runtime.SetFinalizer(x, func(*int8) { events <- "tiny" })
	runtime.SetFinalizer(y, func(*int8) { events <- "tiny" })
}

var global T

func panics(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	var w, w2 weak.Pointer[T]
	var wb weak.Pointer[int]
	apart(func() { w, w2, wb = weaks() })
	for i, gone := 0, false; i < 1000 && !gone; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
		apart(func() { gone = w.Value() == nil })
	}
	fmt.Println(w.Value(), wb.Value(), w == w2)
	apart(func() { w = finalized() })
	await()
	fmt.Println(w.Value(), revived.a)
	revived = nil
	await()
	apart(cleanups)
	await()
	apart(kinds1)
	await()
	apart(kinds2)
	await()
	apart(kinds3)

	fmt.Println(*weak.Make(&global).Value(), weak.Make(&global) == weak.Make(&global))
	var zero weak.Pointer[T]
	fmt.Println(zero.Value(), weak.Make[T](nil) == zero)
	panics("nil", func() { runtime.AddCleanup((*int)(nil), func(int) {}, 1) })
	panics("equal", func() { p := new(T); runtime.AddCleanup(p, func(*T) {}, p) })
	panics("within", func() { p := new(T); runtime.AddCleanup(p, func(*int) {}, &p.b) })

	h, h2 := unique.Make("hello"), unique.Make("hel"+fmt.Sprint("lo"))
	fmt.Println(h == h2, h.Value(), h == unique.Make("x"))
	for i := range 200000 {
		unique.Make(fmt.Sprint(i))
	}
	for i := 0; ; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if m.HeapAlloc < 4<<20 {
			fmt.Println("unique's table shrinks")
			break
		}
		if i == 100 {
			fmt.Println("heap:", m.HeapAlloc)
			break
		}
	}
}

// Output:
// true {1 2 x} 2 true
// <nil> <nil> true
// finalizer 3 weak is nil: true
// <nil> 3
// cleanup 42
// cleanup 1
// finalizer of iface
// finalizer of any
// {0 0 } true
// <nil> true
// nil runtime.AddCleanup: ptr is nil
// equal runtime.AddCleanup: ptr is equal to arg, cleanup will never run
// within runtime.AddCleanup: ptr is within arg, cleanup will never run
// true hello false
// unique's table shrinks
