// An unrecovered panic prints its value and the trace and exits with 2; deferred functions run first.
package main

func f(n int) {
	defer println("deferred", n)
	if n == 0 {
		panic("boom")
	}
	f(n - 1)
}

func main() {
	println("start")
	f(2)
}

// Exit: 2
// Output prefix:
// start
// deferred 0
// deferred 1
// deferred 2
// panic: boom
//
// goroutine 1 [running]:
