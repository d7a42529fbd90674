package main

import (
	"fmt"
	"sync"
)

// A bounded buffer with a condition variable, three producers and two consumers.
func main() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	var buf, log []int
	var wg sync.WaitGroup
	for p := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 6 {
				mu.Lock()
				for len(buf) == 2 {
					cond.Wait()
				}
				buf = append(buf, p*100+i)
				cond.Broadcast()
				mu.Unlock()
			}
		}()
	}
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 9 {
				mu.Lock()
				for len(buf) == 0 {
					cond.Wait()
				}
				log = append(log, buf[0])
				buf = buf[1:]
				cond.Broadcast()
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(log)
}
