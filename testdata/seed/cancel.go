package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Workers stop when the context ends; how far each of them came is timing and scheduling.
func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	var wg sync.WaitGroup
	counts := make([]int, 5)
	lock := make(chan bool, 1)
	for i := range counts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-ctx.Done():
					return
				case lock <- true:
					time.Sleep(time.Millisecond)
					counts[i]++
					<-lock
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(counts, errors.Is(ctx.Err(), context.DeadlineExceeded))
}
