// Note 27: what starts a collection: a heap that has grown by GOGC percent, the program's own runtime.GC(), a memory limit; and every two minutes
// (not waited for here).
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

var keep [][]byte
var sink []byte

func cycles() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}

func garbage(mb int) {
	for range mb {
		sink = make([]byte, 1<<20)
	}
}

func main() {
	n := cycles()
	runtime.GC()
	runtime.GC()
	fmt.Println("runtime.GC() runs whole cycles:", cycles()-n >= 2)

	n = cycles()
	garbage(200)
	fmt.Println("the goal starts some:", cycles()-n >= 5)

	var m runtime.MemStats
	for range 40 {
		keep = append(keep, make([]byte, 1<<20))
	}
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Println("the goal is about twice what lives:", m.NextGC > 70<<20 && m.NextGC < 100<<20, m.HeapAlloc > 40<<20)
	n = cycles()
	garbage(200)
	fewer := cycles() - n
	fmt.Println("more alive, fewer cycles:", fewer >= 2 && fewer < 20)

	fmt.Println("SetGCPercent returns the old one:", debug.SetGCPercent(-1))
	runtime.GC() // ends what is under way
	n = cycles()
	garbage(150)
	fmt.Println("off:", cycles()-n)
	old := debug.SetMemoryLimit(80 << 20)
	fmt.Println("no limit at first:", old > 1<<60)
	garbage(100)
	fmt.Println("the limit starts it though the percentage is off:", cycles()-n > 0)
	debug.SetMemoryLimit(old)
	fmt.Println("back:", debug.SetGCPercent(100))
	fmt.Println("alive:", len(keep), len(keep[39]))
}

// Output:
// runtime.GC() runs whole cycles: true
// the goal starts some: true
// the goal is about twice what lives: true true
// more alive, fewer cycles: true
// SetGCPercent returns the old one: 100
// off: 0
// no limit at first: true
// the limit starts it though the percentage is off: true
// back: -1
// alive: 40 1048576
