package main

import (
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"time"
)

// The clock is virtual: an hour passes at once, and now is always the same. Random numbers come from the seed.
func main() {
	start := time.Now()
	fmt.Println(start.UTC().Format(time.RFC3339))
	tick := time.NewTicker(10 * time.Minute)
	n := 0
	done := time.After(time.Hour + time.Minute)
loop:
	for {
		select {
		case <-tick.C:
			n++
		case <-done:
			break loop
		}
	}
	d := time.Since(start)
	fmt.Println(n, d >= time.Hour && d < 2*time.Hour)
	var buf [8]byte
	crand.Read(buf[:])
	fmt.Printf("%x %d %p\n", buf, rand.IntN(1000), new(int))
}
