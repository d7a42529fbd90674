// A function with defer: results live in variables, every return goes through one exit, which is also the recovery block.
package main

func f(x int) (r int) {
	defer func() { r += x }()
	return x * 2
}

func main() { println(f(3)) }

// GIR:
// func "main.f" (%0:int "x") -> (int) sig func(int) int defer pad b1 {
//   var $0:int "r" undecided depth 0
//   site #0 closure func() "func literal" undecided depth 0
//   site #1 defer func() "" undecided depth 0
// b0:
//   declare $0
//   %1:*int = addr $0
//   %2:func() = closure @"main.f.func1" %1, %0 #0
//   defer %2 #1
//   %3:int = mul %0, 2:int
//   %4:int = copy %3
//   %5:*int = addr $0
//   store %5, %4
//   jump -> b1
// b1:
//   rundefers
//   %6:*int = addr $0
//   %7:int = load %6
//   return %7
// }
