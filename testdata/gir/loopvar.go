// A captured loop variable is a new variable in each iteration.
package main

var fs []func() int

func f() {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
}

func main() {
	f()
	for _, g := range fs {
		println(g())
	}
}

// GIR:
// func "main.f" () -> () sig func() {
//   site #0 append func() int "append" undecided depth 1
//   site #1 closure func() int "func literal" undecided depth 1
// b0:
//   %0:int "i" = copy 0:int
//   jump -> b1
// b1 loop 1:
//   %1:bool = lt %0, 3:int
//   branch %1 -> b2, b4
// b2 loop 1:
//   %2:*[]func() int = addrof @"main.fs"
//   %3:[]func() int = load %2
//   %5:func() int = closure @"main.f.func1" %0 #1
//   %4:[]func() int = append %3, %5 #0
//   %6:[]func() int = copy %4
//   %7:*[]func() int = addrof @"main.fs"
//   store %7, %6
//   jump -> b3
// b3 loop 1:
//   %8:int = add %0, 1:int
//   %0 = copy %8
//   jump -> b1
// b4:
//   return
// }
