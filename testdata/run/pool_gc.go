// sync.Pool: what it holds survives one collection and not two. A value in a register that nobody needs any more keeps nothing alive
// over runtime.GC.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

var freed atomic.Int32

func fill(p *sync.Pool, n int) {
	for i := 0; i < n; i++ {
		v := new([4]string)
		runtime.AddCleanup(v, func(int) { freed.Add(1) }, 0)
		p.Put(v)
	}
}

func cycles() uint32 {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	return ms.NumGC
}

func main() {
	debug.SetGCPercent(-1)
	var p sync.Pool
	for i := 0; i < 100; i++ {
		p.Put("kept")
	}
	runtime.GC()
	fmt.Println(p.Get())
	runtime.GC()
	fmt.Println(p.Get())

	before := cycles()
	fill(&p, 100)
	runtime.GC()
	// With GODEBUG=gcstress there are more cycles.
	fmt.Println(freed.Load() == 0 || cycles() > before+1)
	runtime.GC()
	for i := 0; i < 100 && freed.Load() < 95; i++ {
		time.Sleep(time.Millisecond)
	}
	fmt.Println(freed.Load() >= 95)
}

// Output:
// kept
// <nil>
// true
// true
