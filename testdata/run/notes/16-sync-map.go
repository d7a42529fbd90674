// Note 16: sync.Map's operations, used by several goroutines in the three ways it is made for; below, the classical design (a read map without a
// lock, a dirty one behind the lock, and a count of misses that promotes it) as a program. The library's own is a hash trie now.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// rwMap has the read map that everybody reads without locking and the dirty one with everything.
type rwMap struct {
	mu     sync.Mutex
	read   atomic.Pointer[readOnly]
	dirty  map[string]*entry
	misses int
}
type readOnly struct {
	m       map[string]*entry
	amended bool // dirty has keys that m hasn't
}
type entry struct{ v atomic.Value }

func (m *rwMap) load(k string) (any, bool) {
	r := m.read.Load()
	e, ok := r.m[k]
	if !ok && r.amended {
		m.mu.Lock()
		defer m.mu.Unlock()
		if e, ok = m.read.Load().m[k]; !ok {
			e, ok = m.dirty[k]
			if m.misses++; m.misses >= len(m.dirty) { // looking in vain costs as much as copying: promote
				m.read.Store(&readOnly{m: m.dirty})
				m.dirty, m.misses = nil, 0
			}
		}
	}
	if !ok {
		return nil, false
	}
	return e.v.Load(), true
}

func (m *rwMap) store(k string, v any) {
	if e, ok := m.read.Load().m[k]; ok {
		e.v.Store(v)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.read.Load()
	if e, ok := r.m[k]; ok {
		e.v.Store(v)
		return
	}
	if e, ok := m.dirty[k]; ok {
		e.v.Store(v)
		return
	}
	if m.dirty == nil {
		m.dirty = map[string]*entry{}
		for k, e := range r.m {
			m.dirty[k] = e
		}
		m.read.Store(&readOnly{m: r.m, amended: true})
	}
	e := &entry{}
	e.v.Store(v)
	m.dirty[k] = e
}

func main() {
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.Load("a")
	fmt.Println("Load:", v, ok)
	v, loaded := m.LoadOrStore("a", 2)
	fmt.Println("LoadOrStore, there:", v, loaded)
	v, loaded = m.LoadOrStore("b", 2)
	fmt.Println("LoadOrStore, new:", v, loaded)
	v, loaded = m.Swap("a", 10)
	fmt.Println("Swap:", v, loaded)
	fmt.Println("CompareAndSwap:", m.CompareAndSwap("a", 1, 11), m.CompareAndSwap("a", 10, 11))
	fmt.Println("CompareAndDelete:", m.CompareAndDelete("a", 1), m.CompareAndDelete("a", 11))
	v, loaded = m.LoadAndDelete("b")
	fmt.Println("LoadAndDelete:", v, loaded)
	_, ok = m.Load("b")
	fmt.Println("gone:", ok)

	var wg sync.WaitGroup
	var hits atomic.Int64
	m.Store("shared", 0)
	for g := range 4 {
		wg.Go(func() {
			for i := range 500 {
				if _, ok := m.Load("shared"); ok { // read mostly
					hits.Add(1)
				}
				for { // update mostly
					old, _ := m.Load("shared")
					if m.CompareAndSwap("shared", old, old.(int)+1) {
						break
					}
				}
				m.Store([2]int{g, i}, i) // disjoint keys
			}
		})
	}
	wg.Wait()
	n, sum := 0, 0
	m.Range(func(k, v any) bool {
		if _, own := k.([2]int); own {
			n++
			sum += v.(int)
		}
		return true
	})
	total, _ := m.Load("shared")
	fmt.Println("hits", hits.Load(), "counter", total, "own keys", n, "sum", sum)
	m.Clear()
	m.Range(func(k, v any) bool { fmt.Println("left", k); return true })

	c := &rwMap{}
	c.read.Store(&readOnly{})
	for _, k := range []string{"x", "y", "z"} {
		c.store(k, k+"1")
	}
	state := func() { fmt.Println("read", len(c.read.Load().m), "dirty", len(c.dirty), "misses", c.misses) }
	state()
	for _, k := range []string{"x", "nowhere", "y"} {
		v, ok := c.load(k)
		fmt.Print(k, " ", v, " ", ok, ": ")
		state()
	}
	c.store("x", "x2")
	state()
	c.store("w", "w1")
	state()
	v, _ = c.load("x")
	fmt.Println(v)
}

// Output:
// Load: 1 true
// LoadOrStore, there: 1 true
// LoadOrStore, new: 2 false
// Swap: 1 true
// CompareAndSwap: false true
// CompareAndDelete: false true
// LoadAndDelete: 2 true
// gone: false
// hits 2000 counter 2000 own keys 2000 sum 499000
// read 0 dirty 3 misses 0
// x x1 true: read 0 dirty 3 misses 1
// nowhere <nil> false: read 0 dirty 3 misses 2
// y y1 true: read 3 dirty 0 misses 0
// read 3 dirty 0 misses 0
// read 3 dirty 4 misses 0
// x2
