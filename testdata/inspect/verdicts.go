// Verdicts of gc that hang on how its front end sees the program; verdicts.m has its lines (go build -gcflags='-m -l'). In some places golem
// knows better, and `golem escape` says so.
package main

import (
	"fmt"
	"runtime"
	"syscall"
	"unsafe"
)

var sink func()
var kept *int
var lengths = []int{1, 2, 3}

func keep(f func()) { sink = f }

// ---- variables of range loops and closures of deeper loops ----

func sameLoop() {
	for _, p := range lengths {
		keep(func() { fmt.Println(p) })
	}
}

func deeperLoop() {
	for _, p := range lengths {
		for a := range 3 {
			keep(func() { fmt.Println(p, a) })
		}
	}
}

func deeperLoopStays() {
	for _, p := range lengths {
		for a := 0; a < 3; a++ {
			func() { fmt.Println(p, a) }()
		}
	}
}

func throughTwoClosures() {
	keep(func() {
		for _, p := range lengths {
			for _, a := range lengths {
				keep(func() { keep(func() { fmt.Println(p, a) }) })
			}
		}
	})
}

// ---- methods of type parameters ----

type sizer interface {
	size() int
	put(to *int, s string) (int, error)
	name() string
}

type pointer struct{ x int }

func (p *pointer) size() int                          { return p.x }
func (p *pointer) put(to *int, s string) (int, error) { *to = len(s); return p.x, nil }
func (p *pointer) name() string                       { return "pointer" }

type pair struct{ x, y int }

func (p pair) size() int                          { return p.x }
func (p pair) put(to *int, s string) (int, error) { *to = len(s); return p.y, nil }
func (p pair) name() string                       { return "pair" }

func generic[T sizer](get func() T, t T) []byte {
	var n int
	t.put(&n, "b"+get().name())
	x := make([]byte, get().size())
	y := make([]byte, t.size()+len(x)+n)
	f := func() []byte { return make([]byte, t.size()) }
	return append(append(x, y...), f()...)
}

func instance(to *int) {
	pair{}.put(to, "")
	call(pair{1, 2}, to)
}

func call[T sizer](t T, to *int) { t.put(to, "") }

// ---- code that nothing reaches ----

func afterLoop(n *int) *int {
	for {
		if *n > 0 {
			*n--
		}
	}
	kept = n
	return new(int)
}

func afterSwitch(n int) error {
	switch runtime.GOOS {
	case "js":
		return fmt.Errorf("no %d", n)
	default:
		return nil
	}
	fmt.Println("after", n)
	return fmt.Errorf("never %d", n)
}

func afterReturn(n int) *int {
	if true {
		return nil
	}
	fmt.Println("not even looked at", n)
	return new(int)
}

func oneClause(n int) {
	switch {
	case true:
		fmt.Println("taken", n)
	case n > 3:
		fmt.Println("not looked at", n)
	}
	if false && n > 3 {
		fmt.Println("not looked at", n)
	}
}

// ---- what calls do ----

type list struct{ next *list }

func (l *list) walk(f func(*list) *list) *list {
	if l.next == nil {
		return each(l, l.copy)
	}
	return f(l)
}
func (l *list) copy(*list) *list              { return new(list).walk(l.copy) }
func each(l *list, f func(*list) *list) *list { return f(l) }

func words() {
	b := []byte("hello")
	syscall.Read(-1, b)
	c := []byte("hello")
	syscall.Syscall(syscall.SYS_READ, ^uintptr(0), uintptr(unsafe.Pointer(&c[0])), 5)
	println(len([]byte("only looked at")))
}

func counts(yield func(int, *int) bool) {
	for i := range 3 {
		if !yield(i, &i) {
			return
		}
	}
}

func rangeOverFunc() {
	for i := range counts {
		println(i)
	}
	for range counts {
	}
}

func main() {
	sameLoop()
	deeperLoop()
	deeperLoopStays()
	throughTwoClosures()
	generic(func() *pointer { return &pointer{} }, &pointer{})
	generic(func() pair { return pair{} }, pair{})
	generic[sizer](func() sizer { return pair{} }, pair{})
	instance(new(int))
	_ = afterSwitch(1)
	_ = afterReturn(1)
	oneClause(1)
	(&list{}).walk(nil)
	words()
	rangeOverFunc()
	if len(lengths) > 3 {
		afterLoop(new(int))
	}
}
