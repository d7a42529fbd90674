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
//   var $0:int "i" undecided depth 1
//   site #0 append func() int "append" undecided depth 1
//   site #1 closure func() int "func literal" undecided depth 1
// b0:
//   declare $0
//   %0:*int = addr $0
//   store.init %0, 0:int
//   jump -> b1
// b1:
//   %1:*int = addr $0
//   %2:int = load %1
//   %3:bool = lt %2, 3:int
//   branch %3 -> b2, b4
// b2:
//   %4:*[]func() int = addrof @"main.fs"
//   %5:[]func() int = load %4
//   %7:*int = addr $0
//   %8:func() int = closure @"main.f.func1" %7 #1
//   %6:[]func() int = append %5, %8 #0
//   %9:[]func() int = copy %6
//   %10:*[]func() int = addrof @"main.fs"
//   store %10, %9
//   jump -> b3
// b3:
//   %11:*int = addr $0
//   %12:int = load %11
//   %13:int = copy %12
//   declare $0
//   %14:*int = addr $0
//   store.init %14, %13
//   %15:*int = addr $0
//   %16:int = load %15
//   %17:int = add %16, 1:int
//   store %15, %17
//   jump -> b1
// b4:
//   return
// }
