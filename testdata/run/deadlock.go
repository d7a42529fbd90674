// All goroutines asleep: a fatal error that recover doesn't see, status 2.
package main

func main() {
	defer func() { println("never", recover() != nil) }()
	c := make(chan int)
	go func() { c <- 1 }()
	println(<-c)
	<-c
}

// Exit: 2
// Output prefix:
// 1
// fatal error: all goroutines are asleep - deadlock!
//
// goroutine 1 [chan receive]:
