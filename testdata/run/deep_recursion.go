// A million frames, growing and shrinking; pointers into old frames stay good; many goroutines recursing at once.
package main

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + depth(n-1)
}

type link struct {
	up *link
	n  int
}

func chain(n int, up *link) int {
	l := link{up, n}
	if n == 0 {
		s := 0
		for p := &l; p != nil; p = p.up {
			s += p.n
			p.n = -p.n
		}
		return s
	}
	s := chain(n-1, &l)
	if l.n != -n {
		println("frame lost at", n)
	}
	return s
}

func ack(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}

func wide(n int) (s int) {
	var a [64]int
	for i := range a {
		a[i] = n + i
	}
	if n > 0 {
		s = wide(n - 1)
	}
	return s + a[n%64] - n
}

func deferred(n int) (r int) {
	defer func() { r++ }()
	if n > 0 {
		r = deferred(n - 1)
	}
	return
}

func main() {
	println(depth(1000000))
	println(depth(10), depth(1000000))
	println(chain(100000, nil))
	println(ack(2, 300), ack(3, 7))
	println(wide(50000))
	println(deferred(10000))
	c := make(chan int)
	for i := range 20 {
		go func() { c <- depth(5000 * (i + 1)) }()
	}
	t := 0
	for range 20 {
		t += <-c
	}
	println(t)
}

// Output:
// 1000000
// 10 1000000
// 5000050000
// 603 1021
// 1574632
// 10001
// 1050000
