// time: sleep, timers, tickers, dates.
package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Now()
	time.Sleep(20 * time.Millisecond)
	d := time.Since(t)
	fmt.Println(d >= 20*time.Millisecond, d < 2*time.Second)
	select {
	case <-time.After(10 * time.Millisecond):
		fmt.Println("after")
	}
	tm := time.NewTimer(time.Hour)
	fmt.Println(tm.Stop())
	tk := time.NewTicker(5 * time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tk.C
	}
	tk.Stop()
	ch := make(chan int)
	time.AfterFunc(time.Millisecond, func() { ch <- 1 })
	fmt.Println(<-ch, t.Year() > 2020)
	x := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	fmt.Println(x, x.Format(time.RFC1123), x.Add(24*time.Hour).Weekday(), 90*time.Second)
	p, err := time.Parse(time.RFC3339, "2024-13-01T00:00:00Z")
	fmt.Println(p, err)
}

// Output:
// true true
// after
// true
// 1 true
// 2024-02-29 12:30:00 +0000 UTC Thu, 29 Feb 2024 12:30:00 UTC Friday 1m30s
// 0001-01-01 00:00:00 +0000 UTC parsing time "2024-13-01T00:00:00Z": month out of range
