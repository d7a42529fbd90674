// Closing gracefully: 1:1, 1:n, n:1, n:m with a stop channel, and recover as the last resort.
package main

func oneToOne() (s int) {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range 100 {
			c <- i
		}
	}()
	for v := range c {
		s += v
	}
	return
}

func oneToMany(n int) (s int) {
	c, res := make(chan int), make(chan int)
	for range n {
		go func() {
			t := 0
			for v := range c {
				t += v
			}
			res <- t
		}()
	}
	for i := range 1000 {
		c <- i
	}
	close(c)
	for range n {
		s += <-res
	}
	return
}

func manyToOne(n int) (s int) {
	c, stop, gone := make(chan int), make(chan bool), make(chan bool)
	for i := range n {
		go func() {
			defer func() { gone <- true }()
			for {
				select {
				case <-stop:
					return
				case c <- i + 1:
				}
			}
		}()
	}
	for range 500 {
		if v := <-c; v < 1 || v > n {
			println("wrong value")
		}
		s++
	}
	close(stop)
	for range n {
		<-gone
	}
	return
}

func manyToMany(n, m int) (in, out int) {
	c, stop := make(chan int, 8), make(chan bool)
	request := make(chan bool, 1)
	sent, got := make(chan int), make(chan int)
	go func() { <-request; close(stop) }()
	for range n {
		go func() {
			k := 0
			defer func() { sent <- k }()
			for {
				select {
				case <-stop:
					return
				case c <- 1:
					k++
				}
			}
		}()
	}
	for range m {
		go func() {
			k := 0
			for range c {
				if k++; k == 1000 {
					select {
					case request <- true:
					default:
					}
				}
			}
			got <- k
		}()
	}
	for range n {
		in += <-sent
	}
	close(c)
	for range m {
		out += <-got
	}
	return
}

func safeSend(c chan int, v int) (closed bool) {
	defer func() { closed = recover() != nil }()
	c <- v
	return
}

func main() {
	println(oneToOne())
	println(oneToMany(7))
	println(manyToOne(5))
	in, out := manyToMany(4, 3)
	println(in == out, in >= 1000)
	c := make(chan int, 1)
	println(safeSend(c, 1))
	close(c)
	println(safeSend(c, 2), <-c)
}

// Output:
// 4950
// 499500
// 500
// true true
// false
// true 1
