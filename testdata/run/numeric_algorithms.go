// Integer and float algorithms whose results depend on exact wrapping, signs and rounding.
package main

func isqrt(n uint64) (r uint64) {
	for b := uint64(1) << 62; b > 0; b >>= 2 {
		if n >= r+b {
			n -= r + b
			r = r>>1 + b
		} else {
			r >>= 1
		}
	}
	return
}

func gcd[T ~int | ~uint32](a, b T) T {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func powmod(b, e, m uint64) uint64 {
	r := uint64(1)
	for b %= m; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = r * b % m
		}
		b = b * b % m
	}
	return r
}

func popcount(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func rotl(x uint32, k int) uint32 { return x<<k | x>>(32-k) }

func fnv(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func crc(s string) uint32 {
	c := ^uint32(0)
	for i := 0; i < len(s); i++ {
		c ^= uint32(s[i])
		for range 8 {
			c = c>>1 ^ 0xEDB88320&-(c&1)
		}
	}
	return ^c
}

func sqrt(x float64) float64 {
	z := x
	for range 60 {
		z -= (z*z - x) / (2 * z)
	}
	return z
}

func mulhi(a, b uint64) uint64 {
	a0, a1, b0, b1 := a&0xFFFFFFFF, a>>32, b&0xFFFFFFFF, b>>32
	t := a1*b0 + a0*b0>>32
	return a1*b1 + t>>32 + (t&0xFFFFFFFF+a0*b1)>>32
}

func main() {
	println(isqrt(1<<63), isqrt(99), isqrt(1<<64-1))
	println(gcd(-12, 18), gcd(uint32(4000000000), 1600000000))
	println(powmod(3, 1000003, 1000000007), popcount(0xF0F0<<40|7), rotl(0x80000001, 4))
	println(fnv("golem"), crc("123456789"), mulhi(1<<63, 6), mulhi(1<<64-1, 1<<64-1))
	println(sqrt(2), sqrt(1e10))
	var x int32 = -123456789
	var sum int64
	for i := range 1000 {
		x = x*1103515245 + 12345
		sum += int64(x>>uint(i%33)) ^ int64(int16(x)) + int64(x%7) - int64(x/13)
	}
	println(x, sum)
	var u8 uint8
	var i8 int8
	for i := range 300 {
		u8 = u8*7 + uint8(i)
		i8 = i8*7 + int8(i)
		if u8 != uint8(i8) {
			println("differ at", i)
		}
	}
	println(u8, i8)
	h := 0.0
	var h32 float32
	for i := 1; i <= 100000; i++ {
		h += 1 / float64(i)
		h32 += 1 / float32(i)
	}
	println(h, float64(h32))
	e, term := 1.0, 1.0
	for i := 1; i < 20; i++ {
		term /= float64(i)
		e += term
	}
	println(e, int64(e*1e15), uint32(int64(x)), int(float32(16777217)))
}

// Output:
// 3037000499 9 4294967295
// 6 800000000
// 753256171 11 24
// 4293102999 3421780262 3 18446744073709551614
// 1.414213562373095 100000
// 1300141187 -5863584045
// 86 86
// 12.090146129863335 12.090850830078125
// 2.7182818284590455 2718281828459045 1300141187 16777216
