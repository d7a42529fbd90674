package main

import (
	"fmt"
	"sync"
	"time"
)

// Five philosophers with ordered forks.
func main() {
	var forks [5]sync.Mutex
	var wg sync.WaitGroup
	log := make(chan string, 100)
	for p := range 5 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a, b := p, (p+1)%5
			if a > b {
				a, b = b, a
			}
			for range 3 {
				forks[a].Lock()
				forks[b].Lock()
				log <- fmt.Sprint("eat", p)
				time.Sleep(time.Duration(p+1) * time.Millisecond)
				forks[b].Unlock()
				forks[a].Unlock()
			}
		}()
	}
	wg.Wait()
	close(log)
	for s := range log {
		fmt.Print(s, " ")
	}
	fmt.Println()
}
