// Note 5: channels and sync.Map may be used by many goroutines at once. An ordinary map may not: a write during another goroutine's write is seen
// at run time and ends the program, past recover.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	ch := make(chan int, 10)
	var m sync.Map
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 100 {
				m.Store(g*100+i, i)
				ch <- i
			}
		}()
	}
	go func() { wg.Wait(); close(ch) }()
	sum := 0
	for v := range ch {
		sum += v
	}
	n := 0
	m.Range(func(k, v any) bool { n++; return true })
	fmt.Println("through the channel:", sum, " in the sync.Map:", n)

	// Four threads writing at full speed meet soon.
	defer func() { fmt.Println("recovered?", recover()) }()
	runtime.GOMAXPROCS(4)
	shared := map[int]int{}
	for range 4 {
		go func() {
			defer func() { recover() }()
			for i := 0; ; i++ {
				shared[i%1000] = i
			}
		}()
	}
	select {}
}

// Exit: 2
// Output prefix:
// through the channel: 19800  in the sync.Map: 400
// fatal error: concurrent map writes
