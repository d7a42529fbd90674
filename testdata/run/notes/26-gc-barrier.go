// Note 26: the collector marks while the program runs. Here objects are moved from where it hasn't looked to where it already has, all the time:
// the write barrier must keep every one of them (with GODEBUG=nobarrier=1,clobberfree=1
// golem runs without it and overwrites what it frees: this program then crashes).
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

type node struct {
	id, check int
	next      *node
}

const magic = 0x5ca1ab1e

type cell struct{ p *node }

func mover(cells []*cell, rounds int, seed uint32) {
	for i := range rounds {
		seed = seed*1664525 + 1013904223
		a, b := cells[seed>>8%uint32(len(cells))], cells[seed>>20%uint32(len(cells))]
		// The only pointer to b's node wanders through a local variable to a.
		tmp := b.p
		b.p = nil
		b.p, a.p = a.p, tmp
		if i%64 == 0 {
			old := a.p
			a.p = &node{old.id, old.id ^ magic, nil}
		}
	}
}

func main() {
	debug.SetGCPercent(20)
	stop := make(chan bool)
	collected := make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				collected <- n
				return
			default:
				runtime.GC()
				n++
			}
		}
	}()

	var wg sync.WaitGroup
	lists := make([][]*cell, 3)
	for g := range lists {
		for i := range 20000 {
			lists[g] = append(lists[g], &cell{&node{i, i ^ magic, nil}})
		}
		wg.Go(func() { mover(lists[g], 1500000, uint32(g)) })
	}
	wg.Wait()

	// A list that is taken apart and put together in another order, garbage in between.
	var head *node
	for i := range 50000 {
		head = &node{i, i ^ magic, head}
	}
	for range 30 {
		var reversed *node
		for head != nil {
			next := head.next
			head.next = reversed
			reversed = head
			head = next
			_ = fmt.Sprint("")
		}
		head = reversed
	}
	stop <- true
	cycles := <-collected

	bad, total := 0, 0
	for _, cells := range lists {
		sum := 0
		for _, c := range cells {
			if c.p.check != c.p.id^magic {
				bad++
			}
			sum++
		}
		total += sum
	}
	length := 0
	for n := head; n != nil; n = n.next {
		if n.check != n.id^magic {
			bad++
		}
		length++
	}
	fmt.Println("nodes:", total, "list:", length, "lost:", bad)
	fmt.Println("collections during the work:", cycles > 3)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("counted:", m.NumGC > 3, "pauses measured:", m.PauseTotalNs > 0, "forced ones:", m.NumForcedGC > 0)
}

// Output:
// nodes: 60000 list: 50000 lost: 0
// collections during the work: true
// counted: true pauses measured: true forced ones: true
