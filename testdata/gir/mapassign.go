// m[k] op= v evaluates m and k once; the slot is looked up for writing after the value is known.
package main

func f(m map[string]int, k string) { m[k] += len(k) }

func main() {
	m := map[string]int{}
	f(m, "abc")
	println(m["abc"])
}

// GIR:
// func "main.f" (%0:map[string]int "m", %1:string "k") -> () sig func(map[string]int, string) {
// b0:
//   %2:int = len %1
//   %3:int = copy %2
//   %4:map[string]int = copy %0
//   %5:string = copy %1
//   %6:*int = mapassign %4, %5
//   %7:int = load %6
//   %8:int = add %7, %3
//   store %6, %8
//   return
// }
