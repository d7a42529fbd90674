// Untyped constants are exact and of any size; they take a type only when they are used.
package main

const (
	huge   = 1 << 200
	small  = huge >> 198
	third  = 1.0 / 3
	exact  = third * 3
	mask   = ^uint32(0)
	bigdiv = huge / (huge - 1)
	r      = 'a' + 1
	c      = 2i * 2i
	s      = "go" + "lem"
)

type Celsius float64

const boiling Celsius = 100

const (
	maxU64 = 1<<64 - 1
	minI64 = -1 << 63
)

func main() {
	println(small, exact == 1, mask, bigdiv)
	println(r, string(rune(r)), s, len(s))
	println(real(c), imag(c))
	var u uint64 = maxU64
	var i int64 = minI64
	println(u, i, -i == i)
	var f32 float32 = third
	var f64 float64 = third
	println(float64(f32) == f64, f64)
	println(boiling*2 == 200, float64(boiling)/8)
	const k = 5 / 2
	const kf = 5 / 2.0
	println(k, kf)
	var b byte = 'x'
	println(b, 7.0/2, 7/2, -7/2, -7%3, 7%-3)
	x := 1 << 3.0
	var sh uint = 4
	var w int64 = 1 << sh
	println(x, w)
	println(len([10]int{}), len("hé"), cap([...]int{2: 1}))
	const big = 1e300 * 1e300 / 1e300
	println(big == 1e300)
}

// Output:
// 4 true 4294967295 1
// 98 b golem 5
// -4 0
// 18446744073709551615 -9223372036854775808 true
// false 0.3333333333333333
// true 12.5
// 2 2.5
// 120 3.5 3 -3 -1 1
// 8 16
// 10 3 3
// true
