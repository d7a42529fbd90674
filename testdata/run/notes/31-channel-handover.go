// Note 31: a sender hands its value straight to a waiting receiver; otherwise it goes to the buffer; otherwise the sender waits in line. A receiver
// of a full buffer takes the head and the first waiting sender's value moves in. Waiting ones are served in order; close wakes everybody.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"sync"
	"time"
)

// settle gives the goroutine just started the time to reach its channel and wait there.
func settle() {
	for range 20 {
		runtime.Gosched()
	}
	time.Sleep(10 * time.Millisecond)
}

func main() {
	// Waiting receivers get values in the order of their arrival.
	c := make(chan int)
	got := make(chan string, 10)
	for i := range 3 {
		go func() { got <- fmt.Sprint("receiver ", i, " got ", <-c) }()
		settle()
	}
	for v := range 3 {
		c <- v * 10
		fmt.Println(<-got)
	}

	// A direct handover leaves the buffer empty.
	b := make(chan int, 2)
	go func() { got <- fmt.Sprint("waiting receiver got ", <-b) }()
	settle()
	b <- 7
	fmt.Println("buffered after a handover:", len(b), <-got)

	// Full buffer: the third and fourth sender wait; each receive lets one in, and order is kept.
	for i := range 4 {
		go func() { b <- i; got <- fmt.Sprint("sender ", i, " done") }()
		settle()
	}
	fmt.Println("full:", len(b), <-got, <-got)
	for range 2 {
		fmt.Println("received", <-b, "still full:", len(b), <-got)
	}
	fmt.Println("rest:", <-b, <-b, len(b))

	// Unbuffered: the waiting senders' values come straight from them, in order.
	for i := range 3 {
		go func() { c <- i }()
		settle()
	}
	fmt.Println("direct:", <-c, <-c, <-c)

	// close: all receivers get zero, all senders panic.
	var wg sync.WaitGroup
	var mu sync.Mutex
	var notes []string
	note := func(s string) { mu.Lock(); notes = append(notes, s); mu.Unlock() }
	r, s := make(chan int), make(chan int)
	for i := range 3 {
		wg.Add(2)
		go func() {
			defer wg.Done()
			v, ok := <-r
			note(fmt.Sprint("receiver ", i, ": ", v, " ", ok))
		}()
		go func() {
			defer wg.Done()
			defer func() { note(fmt.Sprint("sender ", i, ": ", recover())) }()
			s <- i
		}()
	}
	settle()
	close(r)
	close(s)
	wg.Wait()
	sort.Strings(notes)
	for _, n := range notes {
		fmt.Println(n)
	}

	// What happened before a send is seen after its receive.
	x := 0
	done := make(chan bool)
	go func() { x = 42; done <- true }()
	<-done
	fmt.Println("seen:", x)
}

// Output:
// receiver 0 got 0
// receiver 1 got 10
// receiver 2 got 20
// buffered after a handover: 0 waiting receiver got 7
// full: 2 sender 0 done sender 1 done
// received 0 still full: 2 sender 2 done
// received 1 still full: 2 sender 3 done
// rest: 2 3 0
// direct: 0 1 2
// receiver 0: 0 false
// receiver 1: 0 false
// receiver 2: 0 false
// sender 0: send on closed channel
// sender 1: send on closed channel
// sender 2: send on closed channel
// seen: 42
