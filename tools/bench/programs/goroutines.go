// Many goroutines: start, a little work, one message, end; then a chain of ten thousand.
package main

func main() {
	c := make(chan int, 100)
	t := 0
	for range 15 {
		for i := range 100000 {
			go func() { c <- i & 7 }()
			if i%100 == 99 {
				for range 100 {
					t += <-c
				}
			}
		}
	}
	for range 10 {
		first := make(chan int)
		in := first
		for range 10000 {
			out := make(chan int)
			go func(in, out chan int) { out <- 1 + <-in }(in, out)
			in = out
		}
		first <- 0
		t += <-in
	}
	println(t)
}
