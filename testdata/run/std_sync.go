// sync: WaitGroup, Mutex, Once, RWMutex, Map, Pool, Cond; atomics.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	var a atomic.Int64
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 100; j++ {
				mu.Lock()
				n++
				mu.Unlock()
				a.Add(2)
			}
		}()
	}
	wg.Wait()
	fmt.Println(n, a.Load())
	var once sync.Once
	for i := 0; i < 3; i++ {
		once.Do(func() { fmt.Println("once") })
	}
	var rw sync.RWMutex
	rw.RLock()
	rw.RUnlock()
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.Load("a")
	fmt.Println(v, ok)
	p := sync.Pool{New: func() any { return new(int) }}
	fmt.Println(*p.Get().(*int))
	c := sync.NewCond(&mu)
	ready := false
	go func() { mu.Lock(); ready = true; mu.Unlock(); c.Broadcast() }()
	mu.Lock()
	for !ready {
		c.Wait()
	}
	mu.Unlock()
	fmt.Println("done")
}

// Output:
// 5000 10000
// once
// 1 true
// 0
// done
