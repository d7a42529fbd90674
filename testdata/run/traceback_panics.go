// debug.Stack in a deferred call while panicking, names of closures, runtime.Caller through panics and inlined calls.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

//go:noinline
func deref(p *int) int { return *p }

func stack() {
	defer func() {
		recover()
		for _, l := range strings.Split(string(debug.Stack()), "\n") {
			if i := strings.IndexAny(l, "(+"); i > 0 && !strings.HasPrefix(l, "goroutine") {
				l = l[:i]
			}
			if !strings.HasPrefix(l, "\t") && l != "" {
				fmt.Println(l)
			}
		}
	}()
	deref(nil)
}

func line() int {
	_, _, l, _ := runtime.Caller(1)
	return l
}

func names() string {
	pc := make([]uintptr, 20)
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
	var out []string
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") || f.Function == "runtime.gopanic" {
			out = append(out, f.Function)
		}
		if !more {
			return strings.Join(out, " ")
		}
	}
}

//go:noinline
func generic[T any](x T) string { return names() }

func twoPanics(n int) (l int) {
	defer func() {
		recover()
		_, _, l, _ = runtime.Caller(2) // past runtime.gopanic
	}()
	if n == 0 {
		panic("zero")
	}
	panic("more")
}

func main() {
	stack()
	fmt.Println(line(), line())
	fmt.Println(generic(1))
	func() {
		defer func() {
			recover()
			fmt.Println(names())
		}()
		panic(1)
	}()
	fmt.Println(twoPanics(0), twoPanics(1))
}

// Output:
// goroutine 1 [running]:
// runtime/debug.Stack
// main.stack.func1
// panic
// main.deref
// main.stack
// main.main
// 65 65
// main.generic[...] main.main
// main.main.func1.1 runtime.gopanic main.main.func1 main.main
// 58 60
