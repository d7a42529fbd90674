// Note 30: what receive, send and close do on a nil, an open and a closed channel; len and cap; and the order of a channel's ring buffer.
package main

import (
	"fmt"
	"time"
	"unsafe"
)

// outcome runs f and says whether it returned, panicked, or is still blocked.
func outcome(f func() string) string {
	result := make(chan string, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				result <- fmt.Sprint("panic: ", r)
			}
		}()
		result <- f()
	}()
	select {
	case s := <-result:
		return s
	case <-time.After(100 * time.Millisecond):
		return "blocks"
	}
}

func closed(c chan int) chan int { close(c); return c }

func filled(n int, values ...int) chan int {
	c := make(chan int, n)
	for _, v := range values {
		c <- v
	}
	return c
}

func receive(c chan int) func() string {
	return func() string {
		v, ok := <-c
		return fmt.Sprint(v, " ", ok)
	}
}

func send(c chan int) func() string { return func() string { c <- 9; return "sent" } }

func shut(c chan int) func() string { return func() string { close(c); return "closed" } }

func main() {
	rows := []struct {
		name string
		make func() chan int
	}{
		{"nil", func() chan int { return nil }},
		{"open, unbuffered", func() chan int { return make(chan int) }},
		{"open, empty buffer", func() chan int { return filled(2) }},
		{"open, some in it", func() chan int { return filled(2, 5) }},
		{"open, full", func() chan int { return filled(2, 5, 6) }},
		{"closed", func() chan int { return closed(make(chan int)) }},
		{"closed, one left", func() chan int { return closed(filled(2, 5)) }},
	}
	for _, r := range rows {
		fmt.Printf("%-20s receive: %-8s send: %s, close: %s\n", r.name, outcome(receive(r.make())), outcome(send(r.make())), outcome(shut(r.make())))
	}

	var none chan int
	c := filled(3, 1, 2)
	fmt.Println("len and cap:", len(c), cap(c), len(none), cap(none), "one pointer:", unsafe.Sizeof(c) == unsafe.Sizeof(uintptr(0)))
	for i := 3; i < 12; i++ { // the ring turns several times
		c <- i
		fmt.Print(<-c, " ")
	}
	close(c)
	for v := range c {
		fmt.Print(v, " ")
	}
	v, ok := <-c
	fmt.Println("then", v, ok)

	// The first two words of the header are the count and the size of the buffer, in gc and in golem.
	d := filled(7, 1, 2, 3)
	h := *(**[2]uint)(unsafe.Pointer(&d))
	fmt.Println("qcount and dataqsiz:", h[0], h[1])
	try := func(n int) {
		defer func() { fmt.Println("make:", recover()) }()
		_ = make(chan [1 << 10]byte, n)
	}
	try(-1)
	try(1 << 60)
	var ro <-chan int = d
	var so chan<- int = d
	so <- 4
	fmt.Println("one direction each:", <-ro, len(so))
}

// Output:
// nil                  receive: blocks   send: blocks, close: panic: close of nil channel
// open, unbuffered     receive: blocks   send: blocks, close: closed
// open, empty buffer   receive: blocks   send: sent, close: closed
// open, some in it     receive: 5 true   send: sent, close: closed
// open, full           receive: 5 true   send: blocks, close: closed
// closed               receive: 0 false  send: panic: send on closed channel, close: panic: close of closed channel
// closed, one left     receive: 5 true   send: panic: send on closed channel, close: panic: close of closed channel
// len and cap: 2 3 0 0 one pointer: true
// 1 2 3 4 5 6 7 8 9 10 11 then 0 false
// qcount and dataqsiz: 3 7
// make: makechan: size out of range
// make: makechan: size out of range
// one direction each: 1 3
