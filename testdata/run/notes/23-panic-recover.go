// Note 23: error is an interface with one method. recover works in a function that is itself deferred, in the goroutine that panics, and nowhere
// else. panic(nil) arrives as a *runtime.PanicNilError. A panic in another goroutine ends the program with its trace, whatever main defers.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
)

type fault struct {
	op  string
	err error
}

func (f *fault) Error() string { return f.op + ": " + f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

func helper() any { return recover() }

func run(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name+": caught outside:", r)
		}
	}()
	f()
	fmt.Println(name + ": returned")
}

func main() {
	var err error = &fault{"open", fmt.Errorf("layer: %w", fs.ErrNotExist)}
	var f *fault
	fmt.Println(err, errors.Is(err, fs.ErrNotExist), errors.As(err, &f), f.op)
	fmt.Println(errors.Join(errors.New("one"), nil, errors.New("two")))

	run("directly", func() {
		defer func() { recover() }()
		panic(1)
	})
	run("deferred helper", func() {
		defer helper()
		panic(2)
	})
	run("one level too deep", func() {
		defer func() {
			func() { recover() }()
		}()
		panic(3)
	})
	run("through a helper's call", func() {
		defer func() { helper() }()
		panic(4)
	})
	run("deferred recover itself", func() {
		defer recover()
		panic(5)
	})
	run("before the panic", func() {
		recover()
		panic(6)
	})
	run("replaced", func() {
		defer func() { panic("second") }()
		panic("first")
	})
	run("repanic in order", func() {
		defer func() { fmt.Println("got", recover()) }()
		defer func() { panic(fmt.Sprint("again ", recover())) }()
		panic("original")
	})
	run("panic(nil)", func() {
		defer func() {
			r := recover()
			_, ok := r.(*runtime.PanicNilError)
			fmt.Println(ok, r)
		}()
		panic(nil)
	})
	run("runtime errors", func() {
		defer func() {
			r := recover()
			re, ok := r.(runtime.Error)
			fmt.Println(ok, re)
		}()
		var a []int
		_ = a[len(a)+2]
	})
	run("Goexit is no panic", func() {
		done := make(chan any)
		go func() {
			defer func() { done <- recover() }()
			runtime.Goexit()
		}()
		fmt.Println(<-done)
	})

	defer func() { fmt.Println("main's defer doesn't run for another's panic", recover()) }()
	go func() {
		defer fmt.Println("its own deferred calls do")
		panic(&fault{"goroutine", errors.New("broken")})
	}()
	select {}
}

// Exit: 2
// Output prefix:
// open: layer: file does not exist true true open
// one
// two
// directly: returned
// deferred helper: returned
// one level too deep: caught outside: 3
// through a helper's call: caught outside: 4
// deferred recover itself: caught outside: 5
// before the panic: caught outside: 6
// replaced: caught outside: second
// got again original
// repanic in order: returned
// true panic called with nil argument
// panic(nil): returned
// true runtime error: index out of range [2] with length 0
// runtime errors: returned
// <nil>
// Goexit is no panic: returned
// its own deferred calls do
// panic: goroutine: broken
