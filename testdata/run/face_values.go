// Functions that the C++ runtime implements, as func values: such a value is a Go function that calls the C one.
package main

import _ "unsafe"

//go:linkname addVV golem_big_addvv
//go:noescape
func addVV(z, x, y []uint) (c uint)

//go:linkname mulAddVWW golem_big_muladdvww
//go:noescape
func mulAddVWW(z, x []uint, y, r uint) (c uint)

var ops = map[string]func(z, x, y []uint) uint{"add": addVV}

//go:noinline
func apply(f func(z, x, y []uint) uint, x, y []uint) ([]uint, uint) {
	z := make([]uint, len(x))
	c := f(z, x, y)
	return z, c
}

func main() {
	z, c := apply(addVV, []uint{1<<64 - 1, 2, 3}, []uint{1, 5, 1<<64 - 4})
	println(z[0], z[1], z[2], c)
	z, c = apply(ops["add"], []uint{1<<64 - 1}, []uint{2})
	println(z[0], c)
	mul := mulAddVWW
	if len(z) > 5 {
		mul = nil
	}
	long := make([]uint, 19)
	for i := range long {
		long[i] = 1<<64 - 1
	}
	c = mul(long, long, 1<<64-1, 7)
	println(long[0], long[1], long[8], long[18], c)
	defer func(f func(z, x []uint, y, r uint) uint) { println(f(long[:2], long[:2], 3, 1)) }(mul)
}

// Output:
// 0 8 18446744073709551615 0
// 1 1
// 8 18446744073709551615 18446744073709551615 18446744073709551615 18446744073709551614
// 2
