package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// Goroutines that race for turns with compare-and-swap.
func main() {
	var turn, done atomic.Int32
	var winners [40]int32
	for i := range int32(4) {
		go func() {
			for {
				t := turn.Load()
				if t >= 40 {
					break
				}
				runtime.Gosched()
				if turn.CompareAndSwap(t, t+1) {
					winners[t] = i
				}
			}
			done.Add(1)
		}()
	}
	for done.Load() < 4 {
		runtime.Gosched()
	}
	fmt.Println(winners)
}
