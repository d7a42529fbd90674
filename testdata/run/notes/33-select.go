// Note 33: select takes one of the ready cases at random, waits if there is none, or runs default. A closed channel is always ready, a nil one never,
// so setting a channel to nil takes its case out. An empty select waits for ever.
package main

import (
	"fmt"
	"time"
)

func merge(a, b <-chan int) (order []int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil // without this the closed channel would be ready again and again
				continue
			}
			order = append(order, v)
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			order = append(order, v)
		}
	}
	return order
}

func fill(from, n int) chan int {
	c := make(chan int, n)
	for i := range n {
		c <- from + i
	}
	close(c)
	return c
}

func eval(what string, c chan int) chan int { fmt.Print("evaluate ", what, "; "); return c }
func value(v int) int                       { fmt.Print("value ", v, "; "); return v }

func main() {
	a, b, c := make(chan int), make(chan int), make(chan int, 1)
	close(a)
	close(b)
	counts := [3]int{}
	for range 3000 {
		select {
		case <-a:
			counts[0]++
		case <-b:
			counts[1]++
		case c <- 1:
			counts[2]++
			<-c
		}
	}
	fair := true
	for _, n := range counts {
		fair = fair && n > 800 && n < 1200
	}
	fmt.Println("each about a third:", fair, counts[0]+counts[1]+counts[2])

	sum := 0
	order := merge(fill(0, 100), fill(1000, 100))
	for _, v := range order {
		sum += v
	}
	fmt.Println("merged:", len(order), sum)

	select {
	case v := <-make(chan int):
		fmt.Println(v)
	default:
		fmt.Println("nothing ready: default")
	}
	var none chan int
	select {
	case <-none:
	case none <- 1:
	case v, ok := <-a:
		fmt.Println("nil never, closed always:", v, ok)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		select {
		case a <- 1:
		default:
		}
	}()

	// Channels and values to send are evaluated once, in order, even of cases not taken.
	full := make(chan int, 1)
	full <- 5
	select {
	case eval("x", none) <- value(1):
	case v := <-eval("y", full):
		fmt.Println("got", v)
	}

	start := time.Now()
	select {
	case <-none:
	case <-time.After(20 * time.Millisecond):
		fmt.Println("timeout:", time.Since(start) >= 20*time.Millisecond)
	}
	tick := time.NewTicker(2 * time.Millisecond)
	n := 0
loop:
	for {
		select {
		case <-tick.C:
			if n++; n == 3 {
				tick.Stop()
				break loop // break alone would leave the select only
			}
		}
	}
	fmt.Println("ticks:", n)
	fmt.Println("now nobody is left to wake this one up")
	select {}
}

// Exit: 2
// Output prefix:
// each about a third: true 3000
// merged: 200 109900
// nothing ready: default
// nil never, closed always: 0 false
// send on closed channel
// evaluate x; value 1; evaluate y; got 5
// timeout: true
// ticks: 3
// now nobody is left to wake this one up
// fatal error: all goroutines are asleep - deadlock!
