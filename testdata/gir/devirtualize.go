// Passes. Every value assigned to i has one type: the call is one of its method, which is inlined. A nil i still panics at the call.
package main

type I interface{ get() int }
type T struct{ n int }

func (t *T) get() int { return t.n }

func f(yes bool) int {
	var i I
	if yes {
		i = &T{1}
	}
	return i.get()
}

func main() { f(true) }
// GIR:
// func "main.f" (%0:bool "yes") -> (int) sig func(bool) int cost 74 {
//   site #0 addrlit 'main.T' "&T{...}" undecided depth 0
//   site #1 box *'main.T' "&T{...}" undecided depth 0
// b0:
//   %1:'main.I' "i" = zero
//   branch %0 -> b1, b2
// b1:
//   %2:*'main.T' = new <'main.T'> #0
//   %3:*int = fieldaddr .0 %2
//   store.init %3, 1:int
//   %4:'main.I' = box %2 #1
//   %1 = copy %4
//   jump -> b2
// b2:
//   %6:unsafe.Pointer = typeword %1
//   nilcheck %6
//   %7:*'main.T' = unbox %1
//   %8:*'main.T' "t" = copy %7
//   nilcheck %8
//   %9:*int = fieldaddr .0 %8
//   %10:int = load %9
//   %5:int = copy %10
//   return %5
// }
