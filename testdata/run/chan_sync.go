// A mutex, a read-write lock, a wait group, once and a condition, all from channels; a barrier; ping-pong.
package main

type mutex chan struct{}

func newMutex() mutex   { return make(mutex, 1) }
func (m mutex) lock()   { m <- struct{}{} }
func (m mutex) unlock() { <-m }

type group struct {
	m mutex
	n int
	c chan struct{}
}

func newGroup(n int) *group { return &group{newMutex(), n, make(chan struct{})} }
func (g *group) done() {
	g.m.lock()
	defer g.m.unlock()
	if g.n--; g.n == 0 {
		close(g.c)
	}
}
func (g *group) wait() { <-g.c }

type once struct {
	m    mutex
	done bool
}

func (o *once) do(f func()) {
	o.m.lock()
	defer o.m.unlock()
	if !o.done {
		defer func() { o.done = true }()
		f()
	}
}

type rw struct {
	w mutex
	r chan int
}

func newRW() *rw { r := &rw{newMutex(), make(chan int, 1)}; r.r <- 0; return r }
func (l *rw) rlock() {
	n := <-l.r
	if n == 0 {
		l.w.lock()
	}
	l.r <- n + 1
}
func (l *rw) runlock() {
	n := <-l.r - 1
	if n == 0 {
		l.w.unlock()
	}
	l.r <- n
}

func main() {
	m, g, count := newMutex(), newGroup(200), 0
	for range 200 {
		go func() {
			defer g.done()
			for range 50 {
				m.lock()
				count++
				m.unlock()
			}
		}()
	}
	g.wait()
	println(count)
	o, calls := &once{m: newMutex()}, 0
	g = newGroup(20)
	for range 20 {
		go func() { o.do(func() { calls++ }); g.done() }()
	}
	g.wait()
	println(calls)
	l, x, y := newRW(), 0, 0
	g = newGroup(30)
	for i := range 30 {
		go func() {
			defer g.done()
			for range 20 {
				if i%3 == 0 {
					l.w.lock()
					x++
					y++
					l.w.unlock()
				} else {
					l.rlock()
					if x != y {
						println("torn")
					}
					l.runlock()
				}
			}
		}()
	}
	g.wait()
	println(x, y)
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	v := 0
	for range 10000 {
		ping <- v
		v = <-pong
	}
	close(ping)
	_, ok := <-pong
	println(v, ok)
	// A barrier: nobody starts round two before all have finished round one.
	const n = 10
	arrive, leave := make(chan bool), make([]chan bool, n)
	round := make([]int, n)
	bad := 0
	for i := range n {
		leave[i] = make(chan bool)
		go func() {
			for r := 1; r <= 5; r++ {
				round[i] = r
				arrive <- true
				<-leave[i]
			}
			arrive <- true
		}()
	}
	for r := 1; r <= 5; r++ {
		for range n {
			<-arrive
		}
		for i := range n {
			if round[i] != r {
				bad++
			}
		}
		for i := range n {
			leave[i] <- true
		}
	}
	for range n {
		<-arrive
	}
	println("barrier", bad)
}

// Output:
// 10000
// 1
// 200 200
// 10000 false
// barrier 0
