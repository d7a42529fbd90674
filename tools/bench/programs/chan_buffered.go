// Producers and consumers over a buffered channel, and select over two.
package main

func main() {
	c, d, res := make(chan int, 128), make(chan int, 128), make(chan int)
	const n, workers = 1500000, 4
	for range workers {
		go func() {
			for i := range n {
				c <- i
			}
		}()
		go func() {
			for i := range n / 4 {
				d <- i
			}
		}()
	}
	for range workers {
		go func() {
			t := 0
			for range n + n/4 {
				select {
				case v := <-c:
					t += v
				case v := <-d:
					t -= v
				}
			}
			res <- t
		}()
	}
	t := 0
	for range workers {
		t += <-res
	}
	println(t)
}
