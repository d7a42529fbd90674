// Loops without calls must not keep others from running, and must not keep main from ending.
package main

var stop bool

func spin(n int) (x uint64) {
	x = uint64(n) | 1
	for i := 0; i < 30000000; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return
}

func main() {
	c := make(chan uint64)
	for i := range 8 {
		go func() { c <- spin(i) }()
	}
	var s uint64
	for range 8 {
		s += <-c
	}
	println(s)
	for range 4 {
		go func() {
			for {
			}
		}()
	}
	d := make(chan int)
	go func() {
		k := 0
		for v := range d {
			k += v
		}
		d = nil
		c <- uint64(k)
	}()
	for i := range 1000 {
		d <- i
	}
	close(d)
	println(<-c)
}

// Output:
// 4980992998554632180
// 499500
