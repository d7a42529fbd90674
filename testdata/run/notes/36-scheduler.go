// Note 36: goroutines are run by as many processors (P) as GOMAXPROCS says. With one: a new goroutine is next, the others keep their order; blocking
// system calls and sleeping don't hold the processor; with more, work is stolen, so all get some.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	before := runtime.GOMAXPROCS(1)
	fmt.Println("at least one P:", before >= 1, "now:", runtime.GOMAXPROCS(0), "CPUs:", runtime.NumCPU() >= 1)

	// No lock: one P, and no preemption in so short a time. A machine that pauses the program may still preempt main: a few tries.
	var wg sync.WaitGroup
	var order []int
	early := -1
	for try := 0; try < 10 && (early != 0 || order[0] != 5 || order[1] != 0); try++ {
		order = nil
		for i := range 6 {
			wg.Go(func() { order = append(order, i) })
		}
		early = len(order)
		wg.Wait()
	}
	fmt.Println("before main waits nothing has run:", early)
	fmt.Println("the last one first, then in order:", order)

	// More than the local queue's 256 places: the rest goes to the global queue and isn't forgotten.
	var n atomic.Int64
	for range 2000 {
		wg.Go(func() { n.Add(1) })
	}
	wg.Wait()
	fmt.Println("2000 through the queues:", n.Load())

	// A goroutine blocked in a system call leaves its P to the others.
	r, w, err := os.Pipe()
	if err != nil {
		fmt.Println(err)
		return
	}
	got := make(chan string)
	go func() {
		b := make([]byte, 10)
		k, _ := r.Read(b)
		got <- string(b[:k])
	}()
	for range 10 {
		runtime.Gosched()
	}
	fmt.Println("main runs while another reads")
	w.WriteString("woken")
	fmt.Println(<-got)

	start := time.Now()
	for range 100 {
		wg.Go(func() { time.Sleep(20 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Println("100 sleep at once on one P:", time.Since(start) < 1500*time.Millisecond)

	runtime.GOMAXPROCS(4)
	fmt.Println("four:", runtime.GOMAXPROCS(0))
	// All four must be running at once for this to end: idle Ps steal what one has queued.
	var here atomic.Int64
	for range 4 {
		wg.Go(func() {
			here.Add(1)
			for here.Load() < 4 {
			}
		})
	}
	wg.Wait()
	fmt.Println("four at once:", here.Load())

	// A locked thread still takes part.
	done := make(chan bool)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for range 10 {
			runtime.Gosched()
		}
		done <- true
	}()
	fmt.Println("locked to its thread:", <-done)
}

// Output:
// at least one P: true now: 1 CPUs: true
// before main waits nothing has run: 0
// the last one first, then in order: [5 0 1 2 3 4]
// 2000 through the queues: 2000
// main runs while another reads
// woken
// 100 sleep at once on one P: true
// four: 4
// four at once: 4
// locked to its thread: true
