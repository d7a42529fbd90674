// runtime.Callers ends with runtime.main and runtime.goexit, as gc's does: code that walks frames may count on a frame after the last one it knows.
package main

import (
	"fmt"
	"runtime"
)

func show(name string) {
	var pcs [16]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for {
		f, more := frames.Next()
		fmt.Println(name, f.Function, more)
		if !more {
			break
		}
	}
	for i := 0; ; i++ {
		pc, _, _, ok := runtime.Caller(i)
		if !ok {
			fmt.Println(name, "callers:", i)
			break
		}
		if runtime.FuncForPC(pc) == nil {
			fmt.Println("no function")
		}
	}
	fmt.Println(name, runtime.Callers(100, pcs[:]), runtime.Callers(0, pcs[:2]))
}

func main() {
	show("main")
	done := make(chan bool)
	go func() {
		show("goroutine")
		close(done)
	}()
	<-done
}
// Output:
// main main.show true
// main main.main true
// main runtime.main true
// main runtime.goexit false
// main callers: 4
// main 0 2
// goroutine main.show true
// goroutine main.main.func1 true
// goroutine runtime.goexit false
// goroutine callers: 3
// goroutine 0 2
