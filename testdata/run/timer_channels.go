// Timers and their channels: no stale values after Stop and Reset, no buffer to be seen, due with and without a waiter.
package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.NewTimer(10 * time.Millisecond)
	time.Sleep(30 * time.Millisecond)
	fmt.Println(len(t.C), cap(t.C))
	fmt.Println(t.Stop())
	select {
	case <-t.C:
		fmt.Println("stale")
	default:
		fmt.Println("none")
	}
	t.Reset(5 * time.Millisecond)
	<-t.C
	fmt.Println("fired", t.Stop())
	k := time.NewTicker(3 * time.Millisecond)
	for i := 0; i < 5; i++ {
		<-k.C
	}
	k.Reset(time.Millisecond)
	<-k.C
	k.Stop()
	time.Sleep(5 * time.Millisecond)
	select {
	case <-k.C:
		fmt.Println("stale")
	default:
		fmt.Println("none")
	}
	c := make(chan int)
	n := 0
	for n < 3 {
		select {
		case <-c:
		case <-time.After(time.Millisecond):
			n++
		}
	}
	t = time.NewTimer(time.Hour)
	go func() { time.Sleep(5 * time.Millisecond); t.Reset(time.Millisecond) }()
	<-t.C
	fmt.Println("reset while waiting")
	go func() { t.Reset(0) }()
	<-t.C
	for i := 0; i < 1000; i++ {
		t.Reset(time.Duration(i%3) * time.Microsecond)
		if i%2 == 0 {
			<-t.C
		} else {
			t.Stop()
		}
	}
	fmt.Println("done")

}

// Output:
// 0 0
// true
// none
// fired false
// none
// reset while waiting
// done
