package main

import "fmt"

// A select with several ready cases, map iteration, and goroutines that share a counter without a lock.
func main() {
	a, b, c := make(chan int, 8), make(chan int, 8), make(chan int, 8)
	for i := range 8 {
		a <- i
		b <- 10 + i
		c <- 20 + i
	}
	for range 24 {
		select {
		case x := <-a:
			fmt.Print(x, " ")
		case x := <-b:
			fmt.Print(x, " ")
		case x := <-c:
			fmt.Print(x, " ")
		}
	}
	fmt.Println()
	m := map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10}
	for k, v := range m {
		fmt.Print(k, v, " ")
	}
	fmt.Println()
}
