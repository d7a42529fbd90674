package main

import "fmt"

func stage(name string, in <-chan int, log chan<- string) <-chan int {
	out := make(chan int, 2)
	go func() {
		defer close(out)
		for x := range in {
			log <- fmt.Sprint(name, x)
			out <- x + 1
		}
	}()
	return out
}

// Three stages that write to one log.
func main() {
	log := make(chan string, 100)
	src := make(chan int)
	out := stage("c", stage("b", stage("a", src, log), log), log)
	go func() {
		defer close(src)
		for i := range 8 {
			src <- i * 10
		}
	}()
	for range out {
	}
	close(log)
	for s := range log {
		fmt.Print(s, " ")
	}
	fmt.Println()
}
