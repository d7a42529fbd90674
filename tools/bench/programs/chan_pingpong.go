// Two goroutines that hand a number back and forth over unbuffered channels.
package main

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	v := 0
	for range 3000000 {
		a <- v
		v = <-b
	}
	close(a)
	println(v)
}
