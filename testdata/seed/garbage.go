package main

import (
	"fmt"
	"runtime"
	"sync"
)

type node struct {
	next *node
	data [64]int
}

// Collections while goroutines allocate; maps keyed by pointers are iterated in an order that follows from addresses.
func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var order []int
	seen := map[*node]int{}
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var head *node
			for k := range 3000 {
				n := &node{next: head}
				if k%500 == 0 {
					mu.Lock()
					seen[n] = i*10 + k/500
					order = append(order, i)
					mu.Unlock()
				}
				if k%7 == 0 {
					head = nil
				} else {
					head = n
				}
			}
		}()
	}
	wg.Wait()
	runtime.GC()
	fmt.Println(order)
	for _, v := range seen {
		fmt.Print(v, " ")
	}
	fmt.Println()
}
