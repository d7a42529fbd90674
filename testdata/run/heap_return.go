// Memory that goes back to the system: a program with a steady rate of large objects keeps its pages, whatever is free returns
// on demand, and the statistics agree.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
)

var sink []byte

func faults() int64 {
	var u syscall.Rusage
	syscall.Getrusage(0, &u)
	return int64(u.Minflt)
}

func churn(n int) {
	for i := 0; i < n; i++ {
		sink = make([]byte, 64<<10+i%16*4096)
		for k := 0; k < len(sink); k += 4096 {
			sink[k] = 1
		}
	}
}

func main() {
	churn(1000)
	before := faults()
	churn(20000) // 480,000 pages
	fmt.Println("few faults:", faults()-before < 20000)

	large()
	sink = nil
	debug.FreeOSMemory()
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	fmt.Println(ms.HeapIdle-ms.HeapReleased < 1<<20, ms.HeapSys-ms.HeapReleased < 16<<20)
}

//go:noinline
func large() {
	var ms runtime.MemStats
	big := make([]byte, 64<<20)
	for i := range big {
		big[i] = 1
	}
	runtime.ReadMemStats(&ms)
	fmt.Println(ms.HeapInuse >= 64<<20, ms.HeapReleased <= ms.HeapIdle, ms.HeapSys-ms.HeapReleased >= 64<<20)
	runtime.KeepAlive(big)
}

// Output:
// few faults: true
// true true true
// true true
