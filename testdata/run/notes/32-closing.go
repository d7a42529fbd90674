// Note 32: who closes a channel: with recover (rude), with sync.Once (polite), and gracefully for one or many senders and receivers: the only sender
// closes; one receiver asks the senders to stop; of many on both sides a moderator closes, and only a separate signal channel.
package main

import (
	"fmt"
	"sync"
)

func closeAgain(c chan int) (justClosed bool) {
	defer func() {
		if recover() != nil {
			justClosed = false
		}
	}()
	close(c)
	return true
}

type once struct {
	c    chan int
	once sync.Once
}

func (o *once) close() { o.once.Do(func() { close(o.c) }) }

func oneToOne() {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range 5 {
			c <- i
		}
	}()
	sum := 0
	for v := range c {
		sum += v
	}
	fmt.Println("1:1 sum", sum)
}

func oneToMany() {
	c := make(chan int)
	go func() {
		defer close(c) // the sender knows when it is over
		for i := range 100 {
			c <- i
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for range 4 {
		wg.Go(func() {
			for v := range c {
				mu.Lock()
				sum += v
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("1:n sum", sum)
}

func manyToOne() {
	c, stop := make(chan int), make(chan struct{})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				case c <- i + 1:
				}
			}
		})
	}
	n := 0
	for v := range c {
		if v > 0 {
			n++
		}
		if n == 50 {
			close(stop) // the receiver closes the signal; nobody closes c
			break
		}
	}
	wg.Wait()
	fmt.Println("n:1 received", n, "and every sender ended")
}

func manyToMany() {
	c, stop := make(chan int), make(chan struct{})
	ask := make(chan string, 1) // whoever wants the end; one wish is enough
	who := make(chan string, 1)
	go func() {
		who <- <-ask
		close(stop)
	}()
	want := func(name string) {
		select {
		case ask <- name:
		default:
		}
	}
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				select {
				case <-stop:
					return
				case c <- i:
				}
			}
		})
	}
	var mu sync.Mutex
	received := 0
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-c:
					mu.Lock()
					received++
					if received == 100 {
						want("a receiver")
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("n:m ended by", <-who, received >= 100)
}

func main() {
	c := make(chan int)
	fmt.Println("recover:", closeAgain(c), closeAgain(c))
	o := &once{c: make(chan int)}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(o.close)
	}
	wg.Wait()
	_, ok := <-o.c
	fmt.Println("once: open", ok)
	oneToOne()
	oneToMany()
	manyToOne()
	manyToMany()
}

// Output:
// recover: true false
// once: open false
// 1:1 sum 10
// 1:n sum 4950
// n:1 received 50 and every sender ended
// n:m ended by a receiver true
