// Shift counts of any integer type and size; too large gives 0 or the sign; negative panics.
package main

func shl8(x int8, n uint) int8      { return x << n }
func shr8(x int8, n uint) int8      { return x >> n }
func shru(x uint32, n uint8) uint32 { return x >> n }

func negative(n int) (s string) {
	defer func() { s = recover().(error).Error() }()
	println(1 << n)
	return "no panic"
}

func main() {
	for _, n := range []uint{0, 1, 6, 7, 8, 31, 63, 64, 1 << 40} {
		println(n, shl8(1, n), shr8(-128, n), shr8(127, n), 1<<n, uint64(1)<<n, -1>>n)
	}
	println(shru(1<<31, 31), shru(1<<31, 32), shru(1<<31, 255))
	var big uint64 = 1<<63 + 3
	println(1<<big, -5>>big, uint16(7)<<big)
	var n8 int8 = 7
	println(uint8(1)<<n8, int64(1)<<n8)
	println(negative(-1))
	var i = 3
	x := 1
	x <<= i
	x |= 1 << i << 1
	println(x, x&^8)
	var f float64 = float64(1 << 3)
	println(f)
	var u = uint64(1<<i) | uint64(2)
	println(u)
}

// Output:
// 0 1 -128 127 1 1 -1
// 1 2 -64 63 2 2 -1
// 6 64 -2 1 64 64 -1
// 7 -128 -1 0 128 128 -1
// 8 0 -1 0 256 256 -1
// 31 0 -1 0 2147483648 2147483648 -1
// 63 0 -1 0 -9223372036854775808 9223372036854775808 -1
// 64 0 -1 0 0 0 -1
// 1099511627776 0 -1 0 0 0 -1
// 1 0 0
// 0 -1 0
// 128 128
// runtime error: negative shift amount
// 24 16
// 8
// 10
