// A pipeline of stages with worker pools, results put back in order; errors as values; a generator with cancellation.
package main

type job struct {
	id int
	s  string
}
type result struct {
	id, n int
	err   error
}
type badWord struct{ s string }

func (b badWord) Error() string { return "bad word " + b.s }

func source(words []string, stop <-chan struct{}) <-chan job {
	out := make(chan job)
	go func() {
		defer close(out)
		for i, w := range words {
			select {
			case out <- job{i, w}:
			case <-stop:
				return
			}
		}
	}()
	return out
}

func pool(n int, in <-chan job) <-chan result {
	out := make(chan result)
	done := make(chan struct{})
	for range n {
		go func() {
			for j := range in {
				r := result{id: j.id}
				if j.s == "" {
					r.err = badWord{"<empty>"}
				}
				for _, c := range j.s {
					r.n = r.n*31 + int(c-'a')
				}
				out <- r
			}
			done <- struct{}{}
		}()
	}
	go func() {
		for range n {
			<-done
		}
		close(out)
	}()
	return out
}

func ordered(in <-chan result) []result {
	var rs []result
	for r := range in {
		for len(rs) <= r.id {
			rs = append(rs, result{})
		}
		rs[r.id] = r
	}
	return rs
}

func fib(stop chan bool) <-chan int {
	c := make(chan int)
	go func() {
		defer func() { stop <- true }()
		a, b := 0, 1
		for {
			select {
			case c <- a:
				a, b = b, a+b
			case <-stop:
				return
			}
		}
	}()
	return c
}

func main() {
	words := []string{"alpha", "beta", "", "gamma", "delta", "zz"}
	for _, r := range ordered(pool(3, source(words, nil))) {
		if r.err != nil {
			println(r.id, r.err.Error())
			continue
		}
		println(r.id, r.n)
	}
	stop := make(chan bool)
	f := fib(stop)
	s := 0
	for v := range f {
		if v > 1000 {
			break
		}
		s += v
	}
	stop <- true
	println(s, <-stop)
	cancel := make(chan struct{})
	src := source(make([]string, 1000), cancel)
	<-src
	close(cancel)
	n := 0
	for range src {
		n++
	}
	println(n < 999)
}

// Output:
// 0 342333
// 1 34224
// 2 bad word <empty>
// 3 5553030
// 4 2900887
// 5 800
// 2583 true
// true
