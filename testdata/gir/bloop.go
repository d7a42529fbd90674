package main

// In the body of a `for b.Loop()` results, arguments, and what is assigned are kept alive: nothing that is measured may be optimized away.

import "testing"

func sum(x, y int) int { return x + y }
func show(x int)       {}

func f(b *testing.B, n int) {
	for b.Loop() {
		sum(n, 1)
		show(2)
		n = sum(n, 3)
		_ = n
	}
	sum(n, 4)
}

func main() {}
// GIR:
// func "main.f" (%0:*'testing.B' "b", %1:int "n") -> () sig func(*'testing.B', int) {
// b0:
//   jump -> b1
// b1 loop 1:
//   %2:bool = call @"testing.(*B).Loop" %0
//   branch %2 -> b2, b4
// b2 loop 1:
//   %3:int = call @"main.sum" %1, 1:int
//   keepalive .0 %3
//   call @"main.show" 2:int
//   keepalive .0 2:int
//   %4:int = call @"main.sum" %1, 3:int
//   %5:int = copy %4
//   %1 = copy %5
//   keepalive .0 %1
//   keepalive .0 %1
//   jump -> b3
// b3 loop 1:
//   jump -> b1
// b4:
//   %6:int = call @"main.sum" %1, 4:int
//   return
// }
