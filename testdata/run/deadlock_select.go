// An empty select with nobody else to run.
package main

func main() {
	c := make(chan int)
	for range 3 {
		go func() { <-c }()
	}
	println("waiting")
	select {}
}

// Exit: 2
// Output prefix:
// waiting
// fatal error: all goroutines are asleep - deadlock!
//
// goroutine 1 [select (no cases)]:
