// A recovered and raised again value, and a second panic from a deferred function, are both in the report.
package main

func main() {
	defer func() {
		panic("second")
	}()
	defer func() {
		r := recover()
		println("caught", r.(string))
		panic("again: " + r.(string))
	}()
	panic("first")
}

// Exit: 2
// Output prefix:
// caught first
// panic: first [recovered]
// 	panic: again: first
// 	panic: second
//
// goroutine 1 [running]:
