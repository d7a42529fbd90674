// A panic in a goroutine ends the whole program, whatever main does.
package main

func main() {
	defer println("never printed")
	done := make(chan bool)
	go func() {
		defer println("goroutine deferred")
		var m map[string]int
		m["x"]++
		done <- true
	}()
	<-done
	println("not reached")
}

// Exit: 2
// Output prefix:
// goroutine deferred
// panic: assignment to entry in nil map
//
