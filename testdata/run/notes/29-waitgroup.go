// Note 29: goroutines and WaitGroup: Add before, Done at the end, Wait for all, Go for the three at once; and the panics of its misuse.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func try(what string, f func()) {
	defer func() { fmt.Println(what+":", recover()) }()
	f()
}

func main() {
	var wg sync.WaitGroup
	results := make([]int, 10)
	for i := range results {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[i] = i * i
		}()
	}
	wg.Wait()
	fmt.Println("all written before Wait returns:", results)

	var n atomic.Int64
	for range 1000 {
		wg.Go(func() { n.Add(1) })
	}
	wg.Wait()
	fmt.Println("a thousand:", n.Load())

	// Several may wait for one group; Wait on zero doesn't block.
	var group, waiters sync.WaitGroup
	group.Add(1)
	var woken atomic.Int64
	for range 5 {
		waiters.Go(func() {
			group.Wait()
			woken.Add(1)
		})
	}
	runtime.Gosched()
	fmt.Println("woken before Done:", woken.Load())
	group.Done()
	waiters.Wait()
	group.Wait()
	fmt.Println("woken after:", woken.Load())

	try("Done without Add", func() {
		var w sync.WaitGroup
		w.Done()
	})
	try("Add below zero", func() {
		var w sync.WaitGroup
		w.Add(2)
		w.Add(-3)
	})
	try("a copy is another group", func() {
		var w sync.WaitGroup
		w.Add(1)
		func(w sync.WaitGroup) { w.Done() }(w)
		w.Done()
		w.Done()
	})

	// Nested goroutines, each adding before it starts the next.
	var tree func(depth int)
	n.Store(0)
	tree = func(depth int) {
		defer wg.Done()
		n.Add(1)
		if depth > 0 {
			wg.Add(2)
			go tree(depth - 1)
			go tree(depth - 1)
		}
	}
	wg.Add(1)
	go tree(8)
	wg.Wait()
	fmt.Println("tree:", n.Load())
	for runtime.NumGoroutine() > 1 {
		runtime.Gosched()
	}
	fmt.Println("goroutines left:", runtime.NumGoroutine())
	var never sync.WaitGroup
	never.Add(1)
	never.Wait() // nobody else is there
}

// Exit: 2
// Output prefix:
// all written before Wait returns: [0 1 4 9 16 25 36 49 64 81]
// a thousand: 1000
// woken before Done: 0
// woken after: 5
// Done without Add: sync: negative WaitGroup counter
// Add below zero: sync: negative WaitGroup counter
// a copy is another group: sync: negative WaitGroup counter
// tree: 511
// goroutines left: 1
// fatal error: all goroutines are asleep - deadlock!
