// What happens before what: nothing here is a race.
package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type node struct {
	value int
	next  *node
}

var (
	mu     sync.Mutex
	once   sync.Once
	shared map[string]int
	list   *node
	flag   atomic.Bool
	ptr    atomic.Pointer[node]
	data   [4]int
)

func mutex() {
	var wg sync.WaitGroup
	shared = map[string]int{}
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			shared["n"] += i
			list = &node{i, list}
		}()
	}
	wg.Wait()
	println(shared["n"])
}

func channels() {
	c, buffered := make(chan *node), make(chan []int, 2)
	go func() {
		c <- &node{value: 3}
		s := []int{1, 2}
		s = append(s, 3)
		buffered <- s
		close(buffered)
	}()
	n := <-c
	n.value++
	for s := range buffered {
		s[0] = n.value
		println(len(s), s[0])
	}
	quit := make(chan struct{})
	go func() {
		data[0] = 7
		close(quit)
	}()
	select {
	case <-quit:
		println(data[0])
	case <-time.After(time.Minute):
	}
}

func atomics() {
	go func() {
		data[1] = 8
		flag.Store(true)
	}()
	for !flag.Load() {
		runtime.Gosched()
	}
	println(data[1])
	go func() { ptr.CompareAndSwap(nil, &node{value: 9}) }()
	for ptr.Load() == nil {
		runtime.Gosched()
	}
	println(ptr.Load().value)
}

func recovers() (n int) {
	defer func() {
		recover()
		n = data[2]
	}()
	deep(20)
	return 1
}

func deep(n int) {
	if n == 0 {
		panic("deep")
	}
	deep(n - 1)
}

func main() {
	mutex()
	channels()
	atomics()
	for range 1000 { // functions that a panic ended are not under way any more
		recovers()
	}
	once.Do(func() { data[3] = 1 })
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() {
		data[3]++
		done <- true
	})
	<-done
	println(data[3])
	runtime.GC()
	println("done")
}
