// Integer division by zero, unrecovered.
package main

func main() {
	n := 0
	for i := 3; i >= 0; i-- {
		n += 12 / i
		println(n)
	}
}

// Exit: 2
// Output prefix:
// 4
// 10
// 22
// panic: runtime error: integer divide by zero
//
// goroutine 1 [running]:
