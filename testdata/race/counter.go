// Two goroutines change a variable.
package main

import "sync"

var counter int

func add() { counter++ }

func main() {
	var wg sync.WaitGroup
	wg.Add(2)
	for range 2 {
		go func() {
			defer wg.Done()
			add()
		}()
	}
	wg.Wait()
	println("done")
}

// Wanted: main.add()
// Wanted: counter.go:8
// Wanted: Previous write at
// Wanted: main.main()
// Wanted: Found 1 data race(s)
