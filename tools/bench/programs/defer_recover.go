// Deferred calls with and without a panic that is recovered.
package main

import (
	"fmt"
	"sync"
)

type counter struct {
	mu sync.Mutex
	n  int
}

//go:noinline
func (c *counter) add(k int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += k
}

//go:noinline
func loop(n int) (r int) {
	for i := 0; i < n; i++ {
		defer func() { r += i }()
	}
	return 0
}

//go:noinline
func safe(n int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	if n%8 == 0 {
		panic("eight")
	}
	return nil
}

func main() {
	c := &counter{}
	for i := 0; i < 30000000; i++ {
		c.add(1)
	}
	sum := 0
	for i := 0; i < 200000; i++ {
		sum += loop(8)
	}
	failed := 0
	for i := 0; i < 1500000; i++ {
		if safe(i) != nil {
			failed++
		}
	}
	fmt.Println(c.n, sum, failed)
}
