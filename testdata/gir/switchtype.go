// A type switch: descriptors compared by address, interface cases by lookup.
package main

type stringer interface{ String() string }

func f(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case string:
		return v
	case stringer:
		return v.String()
	}
	return "?"
}

func main() { println(f("a"), f(nil), f(1)) }

// GIR:
// func "main.f" (%0:interface {} "x") -> (string) sig func(interface {}) string {
// b0:
//   %1:interface {} = copy %0
//   %2:unsafe.Pointer = typeword %1
//   %3:bool = eq %2, zero:unsafe.Pointer
//   branch %3 -> b2, b5
// b1:
//   return "?":string
// b2:
//   %9:interface {} "v" = copy %1
//   return "nil":string
// b3:
//   %10:string "v" = copy %6:string
//   return %10
// b4:
//   %11:'main.stringer' "v" = copy %7:'main.stringer'
//   %12:string = calliface .0 %11
//   return %12
// b5:
//   %4:unsafe.Pointer = typeaddr <string>
//   %5:bool = eq %2, %4
//   branch %5 -> b7, b6
// b6:
//   %7, %8:bool = assertok %1
//   branch %8 -> b4, b8
// b7:
//   %6 = unbox %1
//   jump -> b3
// b8:
//   jump -> b1
// }
