// Passes. A call of a small function becomes its body; its argument is evaluated once, its returns meet behind it. The literal is called
// once, with what it captures.
package main

func clamp(x, max int) int {
	if x > max {
		return max
	}
	return x
}

func f(a int) int {
	add := func(n int) int { return n + a }
	return add(clamp(a*2, 10))
}

func main() { f(1) }
// GIR:
// func "main.f" (%0:int "a") -> (int) sig func(int) int cost 41 {
//   site #0 closure func(int) int "func literal" gone depth 0
// b0:
//   %3:int = mul %0, 2:int
//   %6:int "x" = copy %3
//   %7:int "max" = copy 10:int
//   %8:bool = gt %6, %7
//   branch %8 -> b1, b2
// b1:
//   %4:int = copy %7
//   jump -> b3
// b2:
//   %4 = copy %6
//   jump -> b3
// b3:
//   %9:int "n" = copy %4
//   %10:int = copy %0
//   %11:int = add %9, %10
//   %5:int = copy %11
//   return %5
// }
