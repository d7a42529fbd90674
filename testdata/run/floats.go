// NaN, infinities, signed zero, float to int, float32 rounding.
package main

func nan() float64 { var z float64; return z / z }
func inf() float64 { var z float64; return 1 / z }

type P struct{ x, y float64 }

func main() {
	n, i := nan(), inf()
	println(n == n, n != n, n < n, n > 0, !(n <= 0), i > 1e308, -i < i, i-i == i-i)
	println(n, i, -i)
	var z float64
	nz := -z
	nz2 := 0 * -1.0
	println(z == nz, 1/nz > 0, 1/nz2 > 0)
	mz := z * -1
	println(1/mz, mz == 0)
	println([2]float64{1, n} == [2]float64{1, n}, P{1, 2} == P{1, 2}, P{n, 1} == P{n, 1})
	var e1, e2 any = n, n
	println(e1 == e2)

	var f32 float32 = 16777216
	println(f32+1 == f32, f32+2 == f32)
	var t float32 = 0.1
	println(t*3 == 0.3, float64(t) == 0.1, t)
	x := 3.99
	println(int(x), int(-x), uint8(x), int64(1e15+x))
	var m int64 = 1<<53 + 1
	println(int64(float64(m)) == m, float64(m))
	var u uint64 = 1 << 63
	println(float64(u), uint64(float64(u)), float32(u))
	println(1e100, 1e-100, 123456789.0, 0.1, 1.0, 5e-324, 1.7976931348623157e308)
	println(min(z, n), max(1.5, n), min(nz2, z), max(-i, i))
	s := 0.0
	for k := 1; k <= 1000; k++ {
		s += 1 / float64(k*k)
	}
	println(s)
	p := 0x1p-2
	println(p, 0x1.8p1, 1_000.5)
}

// Output:
// false true false false true true true false
// NaN +Inf -Inf
// true false true
// -Inf true
// false true false
// false
// true false
// true false 0.1
// 3 -3 3 1000000000000004
// false 9.007199254740992e+15
// 9.223372036854776e+18 9223372036854775808 9.223372e+18
// 1e+100 1e-100 1.23456789e+08 0.1 1 5e-324 1.7976931348623157e+308
// NaN NaN 0 +Inf
// 1.6439345666815615
// 0.25 3 1000.5
