// Calls come before plain variables: g is read after h ran, as gc does it.
package main

var g int

func h() int { g++; return g }

func f() int { return g + h()*g }

func main() { println(f()) }

// GIR:
// func "main.f" () -> (int) sig func() int {
// b0:
//   %0:int = call @"main.h"
//   %1:int = copy %0
//   %2:*int = addrof @"main.g"
//   %3:int = load %2
//   %4:*int = addrof @"main.g"
//   %5:int = load %4
//   %6:int = mul %1, %5
//   %7:int = add %3, %6
//   return %7
// }
