package main

import (
	"fmt"
	"sync"
	"time"
)

// Workers take jobs from one channel: who gets which, and in which order the results come, is the scheduler's.
func main() {
	jobs := make(chan int)
	results := make(chan string, 4)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				if j%3 == 0 {
					time.Sleep(time.Duration(j) * time.Millisecond)
				}
				results <- fmt.Sprintf("w%d:%d", w, j*j)
			}
		}()
	}
	go func() {
		for i := range 20 {
			jobs <- i
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	for r := range results {
		fmt.Print(r, " ")
	}
	fmt.Println()
}
