// Large local arrays, large arguments and results by value, on the main and on other goroutines.
package main

type block [4096]int

func make1(n int) (b block) {
	for i := range b {
		b[i] = n + i
	}
	return
}

func add(a, b block) (c block) {
	for i := range c {
		c[i] = a[i] + b[i]
	}
	return
}

func sum(b block) (s int) {
	for _, v := range b {
		s += v
	}
	return
}

func huge() int {
	var a [1 << 17]int
	for i := range a {
		a[i] = i & 7
	}
	b := a
	b[0] = 100
	s := 0
	for i := range b {
		s += b[i] - a[i]
	}
	return s
}

func rec(n int) int {
	var a [512]byte
	a[n%512] = 1
	if n == 0 {
		return int(a[0])
	}
	return rec(n-1) + int(a[n%512])
}

func main() {
	println(sum(add(make1(1), make1(2))))
	println(huge())
	c := make(chan int, 8)
	for i := range 8 {
		go func() { c <- sum(add(make1(i), make1(-i))) + huge() + rec(1000) }()
	}
	same := true
	first := <-c
	for range 7 {
		same = same && <-c == first
	}
	println(first, same)
	ch := make(chan block, 2)
	ch <- make1(3)
	m := map[string]block{"k": <-ch}
	println(m["k"][10], sum(m["none"]))
	var e any = make1(5)
	println(e.(block)[1], e == any(make1(5)), e == any(make1(6)))
}

// Output:
// 16785408
// 100
// 16774221 true
// 13 0
// 6 true false
