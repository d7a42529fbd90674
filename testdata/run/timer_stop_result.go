// Stop and Reset of a timer's channel report true unless the value has been received: then the receive that follows a false must
// find a value. Two timers at the same time, many goroutines.
package main

import (
	"fmt"
	"sync"
	"time"
)

func round(stop func(*time.Timer) bool) {
	var wg sync.WaitGroup
	for range 300 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 30 {
				a, b := time.NewTimer(time.Millisecond), time.NewTimer(time.Millisecond)
				select {
				case <-a.C:
					if !stop(b) {
						<-b.C
					}
				case <-b.C:
					if !stop(a) {
						<-a.C
					}
				}
			}
		}()
	}
	wg.Wait()
}

func main() {
	round((*time.Timer).Stop)
	fmt.Println("stop")
	round(func(t *time.Timer) bool { return t.Reset(time.Hour) })
	fmt.Println("reset")
}

// Output:
// stop
// reset
