// Note 34: Mutex, RWMutex, the atomic types and functions, Cond with Signal and Broadcast, Once, and Pool.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("Mutex:", n, "TryLock:", mu.TryLock(), mu.TryLock())
	mu.Unlock()

	var rw sync.RWMutex
	rw.RLock()
	rw.RLock()
	fmt.Println("readers together, no writer:", rw.TryRLock(), rw.TryLock())
	rw.RUnlock()
	rw.RUnlock()
	rw.RUnlock()
	fmt.Println("writer alone:", rw.TryLock(), rw.TryRLock())
	rw.Unlock()
	rw.RLock()
	wrote := make(chan bool)
	go func() { rw.Lock(); rw.Unlock(); wrote <- true }()
	for rw.TryRLock() { // a waiting writer holds new readers back
		rw.RUnlock()
		runtime.Gosched()
	}
	rw.RUnlock()
	fmt.Println("the writer's turn:", <-wrote)

	var i32 atomic.Int32
	var i64 atomic.Int64
	var u32 atomic.Uint32
	var u64 atomic.Uint64
	var up atomic.Uintptr
	var b atomic.Bool
	var p atomic.Pointer[string]
	var v atomic.Value
	fmt.Println(i32.Add(5), i32.Swap(7), i32.CompareAndSwap(7, 8), i32.CompareAndSwap(7, 9), i32.Load(), i32.And(12), i32.Or(3), i32.Load())
	i64.Store(1 << 40)
	fmt.Println(i64.Add(-1), u32.Add(^uint32(0)), u64.Or(0xf0), u64.And(0x3c), u64.Load(), up.Add(3))
	s, t := "a", "b"
	fmt.Println(b.Swap(true), b.CompareAndSwap(true, false), b.Load(), p.Load() == nil, p.CompareAndSwap(nil, &s), *p.Swap(&t), *p.Load())
	fmt.Println(v.Load(), v.CompareAndSwap(nil, 1), v.Swap(2), v.Load())
	try(func() { v.Store("another type") })
	try(func() { v.Store(nil) })
	var raw int64
	var ptr unsafe.Pointer
	for range 4 {
		wg.Go(func() {
			for range 500 {
				atomic.AddInt64(&raw, 2)
				i64.Add(1)
			}
		})
	}
	wg.Wait()
	atomic.StorePointer(&ptr, unsafe.Pointer(&raw))
	fmt.Println(atomic.LoadInt64(&raw), i64.Load()-1<<40, atomic.SwapInt64(&raw, 1), *(*int64)(atomic.LoadPointer(&ptr)))

	c := sync.NewCond(&mu)
	waiting, woken := 0, make(chan int, 10)
	for i := range 5 {
		go func() {
			mu.Lock()
			waiting++
			c.Wait()
			mu.Unlock()
			woken <- i
		}()
	}
	for all := false; !all; time.Sleep(time.Millisecond) {
		mu.Lock()
		all = waiting == 5
		mu.Unlock()
	}
	c.Signal()
	<-woken
	time.Sleep(5 * time.Millisecond)
	fmt.Println("Signal wakes one:", len(woken) == 0)
	c.Broadcast()
	for range 4 {
		<-woken
	}
	fmt.Println("Broadcast wakes the rest")

	var once sync.Once
	calls := 0
	for range 10 {
		wg.Go(func() { once.Do(func() { calls++ }) })
	}
	wg.Wait()
	var failing sync.Once
	try(func() { failing.Do(func() { panic("the only try") }) })
	failing.Do(func() { calls += 100 })
	value := sync.OnceValue(func() int { calls++; return 42 })
	fmt.Println("Once:", calls, value(), value(), calls)

	made := 0
	pool := sync.Pool{New: func() any { made++; return new([64]byte) }}
	x := pool.Get()
	pool.Put(x)
	y := pool.Get().(*[64]byte)
	fmt.Println("Pool:", made >= 1, len(y))
	mu.Lock()
	mu.Unlock()
	mu.Unlock() // fatal, not a panic
}

// Exit: 2
// Output prefix:
// Mutex: 8000 TryLock: true false
// readers together, no writer: true false
// writer alone: true false
// the writer's turn: true
// 5 5 true false 8 8 8 11
// 1099511627775 4294967295 0 240 48 3
// false true false true true a b
// <nil> true 1 2
// sync/atomic: store of inconsistently typed value into Value
// sync/atomic: store of nil value into Value
// 4000 1999 4000 1
// Signal wakes one: true
// Broadcast wakes the rest
// the only try
// Once: 2 42 42 2
// Pool: true 64
// fatal error: sync: unlock of unlocked mutex
