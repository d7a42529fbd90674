// Variable conversions and arithmetic wrap; every width, signed and unsigned.
package main

func main() {
	var i8 int8 = 127
	i8++
	var u8 uint8 = 0
	u8--
	var i16 int16 = -32768
	i16--
	var u16 uint16 = 65535
	u16 += 2
	var i32 int32 = 1 << 30
	i32 *= 4
	var u32 uint32 = 1 << 31
	u32 *= 2
	var i64 int64 = 1<<63 - 1
	i64++
	var u64 uint64
	u64--
	println(i8, u8, i16, u16, i32, u32, i64, u64)

	var x int64 = 0x1234567890ABCDEF
	println(int8(x), uint8(x), int16(x), uint16(x), int32(x), uint32(x))
	var neg int = -1
	println(uint8(neg), uint16(neg), uint32(neg), uint64(neg), uintptr(neg))
	var b int8 = -128
	println(-b, b*b, b/-1, b%-1, ^b)
	println(uint16(b), uint64(b), int64(uint8(b)))
	var m uint8 = 200
	println(m+100, m*2, m<<1, m>>1, m&^0xF, m^0xFF)
	var d int64 = -9223372036854775808
	var one int64 = -1
	println(d/one, d%one)
	var q, w int32 = -7, 2
	println(q/w, q%w, q>>1, uint32(q)>>28)
	println(q/4, q%4, q/8, q%8, q&3)
}

// Output:
// -128 255 32767 1 0 0 -9223372036854775808 18446744073709551615
// -17 239 -12817 52719 -1867788817 2427178479
// 255 65535 4294967295 18446744073709551615 18446744073709551615
// -128 0 -128 0 127
// 65408 18446744073709551488 128
// 44 144 144 100 192 55
// -9223372036854775808 0
// -3 -1 -4 15
// -1 -3 0 -7 1
