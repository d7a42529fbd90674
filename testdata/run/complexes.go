// Complex numbers: arithmetic, division by zero, comparison, conversion, as map keys.
package main

func show(c complex128) { println(real(c), imag(c), c) }

func main() {
	a := complex(1, 2)
	b := 3 - 4i
	show(a + b)
	show(a - b)
	show(a * b)
	show(a / b)
	show(-a)
	println(a == complex(1, 2), a != b)
	var c64 complex64 = complex64(a)
	c64 *= 2i
	println(real(c64), imag(c64))
	var r float32 = real(c64)
	println(r)
	var zero complex128
	d := a / zero
	println(real(d), imag(d))
	e := zero / zero
	println(real(e) != real(e), e == e)
	m := map[complex128]string{1 + 2i: "x", 2: "y"}
	println(m[a], m[2+0i], len(m))
	const k = (1 + 1i) * (1 - 1i)
	println(int(k), real(k))
	var x any = a
	_, ok := x.(complex64)
	println(ok, x == any(1+2i))
	// Mandelbrot, coarse
	n := 0
	for y := -1.0; y <= 1; y += 0.1 {
		for x := -2.0; x <= 0.5; x += 0.05 {
			z, c := 0i, complex(x, y)
			k := 0
			for ; k < 50 && real(z)*real(z)+imag(z)*imag(z) < 4; k++ {
				z = z*z + c
			}
			n += k
		}
	}
	println(n)
}

// Output:
// 4 -2 (4-2i)
// -2 6 (-2+6i)
// 11 2 (11+2i)
// -0.2 0.4 (-0.2+0.4i)
// -1 -2 (-1-2i)
// true true
// -4 2
// -4
// +Inf +Inf
// true false
// x y 2
// 2 2
// false true
// 20334
