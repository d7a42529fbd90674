// runtime.MemProfile with every allocation sampled: the records of a stack say what it allocated and what is still there.
package main

import (
	"fmt"
	"runtime"
)

var held [][]byte

//go:noinline
func allocate() { held = append(held, make([]byte, 1000)) }

func main() {
	runtime.MemProfileRate = 1
	held = make([][]byte, 0, 100)
	for range 100 {
		allocate()
	}
	runtime.GC()
	runtime.GC()
	var recs []runtime.MemProfileRecord
	for {
		n, ok := runtime.MemProfile(recs, false)
		if ok {
			recs = recs[:n]
			break
		}
		recs = make([]runtime.MemProfileRecord, n+20)
	}
	for _, r := range recs {
		frames := runtime.CallersFrames(r.Stack())
		for {
			f, more := frames.Next()
			if f.Function == "main.allocate" {
				fmt.Println(f.Function, r.AllocObjects, r.InUseObjects(), r.AllocBytes >= 100000)
			}
			if !more {
				break
			}
		}
	}
	fmt.Println(len(held))
}

// Output:
// main.allocate 100 100 true
// 100
