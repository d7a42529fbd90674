package main

import (
	"fmt"
	"sync"
)

// Who gets the lock next.
func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var order []int
	for i := range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 5 {
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(order)
}
