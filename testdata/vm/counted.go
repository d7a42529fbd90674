// Goroutines that are stopped before a call or a jump back while others collect: what the call was given, and what the next round reads,
// must be kept.
package main

import (
	"fmt"
	"runtime"
)

type box struct {
	id   int
	next *box
}

//go:noinline
func fresh(id int) *box { return &box{id: id} }

//go:noinline
func sum(a, b *box) int { return a.id + b.id }

type adder interface{ add(a *box) int }

func (b *box) add(a *box) int { return a.id + b.id }

//go:noinline
func list(n int) (l *box) {
	for i := n; i > 0; i-- {
		l = &box{i, l}
	}
	return
}

func work(f func(a, b *box) int, x adder, done chan int) {
	total := 0
	for i := 0; i < 30; i++ {
		total += f(fresh(i), fresh(1000*i))
		total += x.add(fresh(i))
		for l := list(5); l != nil; l = l.next {
			total += l.id
		}
	}
	done <- total
}

func main() {
	done := make(chan int)
	go func() {
		for {
			runtime.GC()
			list(50)
		}
	}()
	for range 4 {
		go work(sum, fresh(7), done)
	}
	fmt.Println(<-done, <-done, <-done, <-done)
}
