// Many timers: reset, stopped, fired, tickers and select with timeouts.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	fired := make(chan int, 1000)
	for g := 0; g < 100; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := 0
			for i := 0; i < 2000; i++ {
				t := time.NewTimer(time.Hour)
				t.Reset(time.Duration(i%3) * time.Hour)
				if i%3 == 0 {
					<-t.C
					n++
				} else if t.Stop() {
					n++
				}
				select {
				case <-time.After(time.Hour):
				default:
				}
			}
			fired <- n
		}()
	}
	wg.Wait()
	close(fired)
	total := 0
	for n := range fired {
		total += n
	}
	done := make(chan bool)
	for i := 0; i < 20000; i++ {
		time.AfterFunc(time.Microsecond, func() { done <- true })
	}
	for i := 0; i < 20000; i++ {
		<-done
	}
	fmt.Println(total)
}
