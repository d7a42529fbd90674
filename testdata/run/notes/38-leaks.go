// Note 38: goroutines that wait for ever: on a nil channel, in a range over a channel nobody closes, with more sends than receives or the reverse, on
// a lock. They are counted here; then the cures: a buffer, close, a context, a timeout.
package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// count waits for the number of goroutines besides main to become want and returns what it is.
func count(want int) int {
	for range 500 {
		if runtime.NumGoroutine()-1 == want {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return runtime.NumGoroutine() - 1
}

func work() int { return 42 }

func main() {
	leaks := []struct {
		name string
		f    func()
	}{
		{"nil channel, receive", func() {
			var c chan int
			go func() { <-c }()
		}},
		{"nil channel, send", func() {
			var c chan int
			go func() { c <- 1 }()
		}},
		{"range, not closed", func() {
			c := make(chan int)
			go func() {
				for range c {
				}
			}()
			c <- 1
			c <- 2
		}},
		{"more sends than receives", func() {
			c := make(chan int)
			for range 3 {
				go func() { c <- work() }()
			}
			<-c
		}},
		{"more receives than sends", func() {
			c := make(chan int)
			for range 2 {
				go func() { <-c }()
			}
			c <- 1
		}},
		{"early return", func() {
			c := make(chan int)
			go func() { time.Sleep(5 * time.Millisecond); c <- work() }()
			select {
			case <-c:
			case <-time.After(time.Millisecond):
			}
		}},
		{"lock held", func() {
			var mu sync.Mutex
			mu.Lock()
			go func() { mu.Lock() }()
		}},
		{"WaitGroup never done", func() {
			var wg sync.WaitGroup
			wg.Add(2)
			go func() { wg.Wait() }()
			go wg.Done()
		}},
		{"empty select", func() {
			go func() { select {} }()
		}},
	}
	want := 0
	for _, l := range leaks {
		n := 1
		if l.name == "more sends than receives" {
			n = 2
		}
		l.f()
		want += n
		fmt.Printf("%-26s leaked so far: %d\n", l.name, count(want))
	}

	leaked := want
	cures := []struct {
		name string
		f    func()
	}{
		{"a buffer for every send", func() {
			c := make(chan int, 3)
			for range 3 {
				go func() { c <- work() }()
			}
			<-c
		}},
		{"close by the sender", func() {
			c := make(chan int)
			go func() {
				for range c {
				}
			}()
			c <- 1
			close(c)
		}},
		{"a context", func() {
			ctx, cancel := context.WithCancel(context.Background())
			c := make(chan int)
			for range 3 {
				go func() {
					select {
					case c <- work():
					case <-ctx.Done():
					}
				}()
			}
			<-c
			cancel()
		}},
		{"select with a timeout", func() {
			c := make(chan int)
			go func() {
				select {
				case c <- work():
				case <-time.After(5 * time.Millisecond):
				}
			}()
		}},
		{"a deferred unlock", func() {
			var mu sync.Mutex
			func() {
				mu.Lock()
				defer mu.Unlock()
				defer func() { recover() }()
				panic("between")
			}()
			go func() { mu.Lock(); mu.Unlock() }()
		}},
	}
	for _, c := range cures {
		c.f()
		fmt.Printf("%-26s leaked by it: %d\n", c.name, count(leaked)-leaked)
	}
}

// Output:
// nil channel, receive       leaked so far: 1
// nil channel, send          leaked so far: 2
// range, not closed          leaked so far: 3
// more sends than receives   leaked so far: 5
// more receives than sends   leaked so far: 6
// early return               leaked so far: 7
// lock held                  leaked so far: 8
// WaitGroup never done       leaked so far: 9
// empty select               leaked so far: 10
// a buffer for every send    leaked by it: 0
// close by the sender        leaked by it: 0
// a context                  leaked by it: 0
// select with a timeout      leaked by it: 0
// a deferred unlock          leaked by it: 0
