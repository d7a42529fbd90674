// Captures: n by value (never reassigned), sum by reference.
package main

func f(n int) func() int {
	sum := 0
	return func() int { sum += n; return sum }
}

func main() { println(f(2)()) }

// GIR:
// func "main.f" (%0:int "n") -> (func() int) sig func(int) func() int {
//   var $0:int "sum" undecided depth 0
//   site #0 closure func() int "func literal" undecided depth 0
// b0:
//   declare $0
//   %1:*int = addr $0
//   store.init %1, 0:int
//   %2:*int = addr $0
//   %3:func() int = closure @"main.f.func1" %2, %0 #0
//   return %3
// }
