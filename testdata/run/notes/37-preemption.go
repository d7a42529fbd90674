// Note 37: a goroutine gives way at its end, at Gosched, when it blocks, and after about 10 ms even in a loop that calls nothing: with one processor
// such a loop doesn't starve the others, nor the collector.
package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

var stop atomic.Bool
var spins, work int

//go:noinline
func step(x int) int { return x + 1 }

func main() {
	runtime.GOMAXPROCS(1)
	// One of a few attempts: a tick of the scheduler or the kernel may come in between.
	var order []string
	done := make(chan bool)
	for try := 0; try < 5 && !slices.Equal(order, []string{"b1", "a1", "b2", "a2"}); try++ {
		order = nil
		go func() {
			order = append(order, "a1")
			runtime.Gosched()
			order = append(order, "a2")
			done <- true
		}()
		go func() {
			order = append(order, "b1")
			runtime.Gosched()
			order = append(order, "b2")
			done <- true
		}()
		<-done
		<-done
	}
	fmt.Println("Gosched takes turns:", order)

	// A loop without any call: only a signal can stop it.
	go func() {
		for !stop.Load() {
			spins++
		}
		done <- true
	}()
	start := time.Now()
	for i := range 3 {
		time.Sleep(time.Millisecond)
		fmt.Println("main got its turn", i)
	}
	runtime.GC() // stops the world in the middle of the loop
	fmt.Println("and a collection:", time.Since(start) < 5*time.Second)
	stop.Store(true)
	<-done
	fmt.Println("the loop was running:", spins > 0)

	// A loop with calls, and two that compete: each gets on.
	stop.Store(false)
	progress := [2]int{}
	for g := range progress {
		go func() {
			for !stop.Load() {
				progress[g] = step(progress[g])
			}
			done <- true
		}()
	}
	time.Sleep(100 * time.Millisecond)
	stop.Store(true)
	<-done
	<-done
	fmt.Println("both moved:", progress[0] > 0, progress[1] > 0)

	// A timer fires though the only processor is busy.
	fired := make(chan bool, 1)
	time.AfterFunc(5*time.Millisecond, func() { fired <- true })
	for len(fired) == 0 {
		work++
	}
	fmt.Println("timer during a busy loop:", <-fired, work > 0)
	go func() {
		defer func() { fmt.Println("deferred calls run at Goexit"); done <- true }()
		runtime.Goexit()
		fmt.Println("never")
	}()
	<-done
}

// Output:
// Gosched takes turns: [b1 a1 b2 a2]
// main got its turn 0
// main got its turn 1
// main got its turn 2
// and a collection: true
// the loop was running: true
// both moved: true true
// timer during a busy loop: true true
// deferred calls run at Goexit
