// The operation table: send, receive and close on nil, open and closed channels; len, cap, comma-ok, directions, equality.
package main

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, "panics:", r.(error).Error())
		} else {
			println(name, "ok")
		}
	}()
	f()
}

func blocks(f func()) bool {
	done := make(chan bool)
	go func() { f(); done <- true }()
	for range 1000 {
		select {
		case <-done:
			return false
		default:
		}
	}
	return true
}

func sendOnly(c chan<- int) { c <- 5 }

func recvOnly(c <-chan int) (int, bool) { v, ok := <-c; return v, ok }

func main() {
	var none chan int
	println(blocks(func() { none <- 1 }), blocks(func() { <-none }))
	try("close nil", func() { close(none) })
	closed := make(chan int, 2)
	closed <- 7
	close(closed)
	try("send closed", func() { closed <- 1 })
	try("close closed", func() { close(closed) })
	v, ok := <-closed
	println(v, ok)
	v, ok = <-closed
	println(v, ok, <-closed)
	c := make(chan int, 3)
	println(len(c), cap(c), len(none), cap(none))
	sendOnly(c)
	c <- 6
	println(len(c))
	v, ok = recvOnly(c)
	println(v, ok, len(c))
	println(blocks(func() { c <- 1; c <- 2; c <- 3; c <- 4 }))
	d := c
	println(c == d, c == make(chan int, 3), (<-chan int)(c) == d)
	cc := make(chan chan string, 1)
	s := make(chan string, 1)
	cc <- s
	(<-cc) <- "through"
	println(<-s)
	e := make(chan struct{}, 1000000)
	for range 1000000 {
		e <- struct{}{}
	}
	println(len(e))
	f := make(chan func() int, 1)
	f <- func() int { return 3 }
	println((<-f)())
	a := make(chan [100]int, 2)
	var arr [100]int
	arr[99] = 9
	a <- arr
	arr[99] = 10
	println((<-a)[99])
	u := make(chan int)
	try("send on a channel closed meanwhile", func() {
		go close(u)
		u <- 1
	})
}

// Output:
// true true
// close nil panics: close of nil channel
// send closed panics: send on closed channel
// close closed panics: close of closed channel
// 7 true
// 0 false 0
// 0 3 0 0
// 2
// 5 true 1
// true
// true false true
// through
// 1000000
// 3
// 9
// send on a channel closed meanwhile panics: send on closed channel
