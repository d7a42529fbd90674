// Note 1: every conversion between types is written out. A variable's conversion keeps the low bits, so it may wrap around; an untyped constant
// goes to any type that can hold it; one that doesn't fit is refused by the compiler (testdata/errors/notes_conversions.go).
package main

import "fmt"

type celsius float64
type seconds int64

func main() {
	// Variables: the value is cut to the new width, the sign is read anew.
	big := 300
	neg := -1
	fmt.Println("uint8(300):", uint8(big), " int8(300):", int8(big))
	fmt.Println("uint8(-1):", uint8(neg), " uint32(-1):", uint32(neg), " uint64(-1):", uint64(neg))
	wide := int64(1)<<40 + 7
	fmt.Println("int32(1<<40 + 7):", int32(wide), " int16:", int16(wide))
	fmt.Println("int16(300 | 0x8000):", int16(uint16(big|0x8000)))

	// Floats lose their fraction towards zero, large integers lose precision.
	f := 2.99
	g := -2.99
	fmt.Println("int(2.99):", int(f), " int(-2.99):", int(g))
	exact := int64(1)<<53 + 1
	fmt.Println("2^53+1 through float64:", int64(float64(exact))-exact)
	fmt.Println("0.1 through float32:", float64(float32(0.1)) == 0.1)

	// Arithmetic wraps as well: the result has the operands' type.
	var b uint8 = 250
	var i int8 = 127
	b += 10
	i++
	fmt.Println("250 + 10:", b, " 127 + 1:", i, " -(-128):", -i)

	// Untyped constants are exact and as large as needed while they are constants.
	const huge = 1 << 100
	const third = 1.0 / 3
	fmt.Println("huge >> 98:", huge>>98, " third * 3 == 1:", third*3 == 1)
	var r rune = 'a' + 1
	var d float64 = 'a'
	var s seconds = 1e9
	fmt.Println(r, d, s)
	fmt.Printf("%T %T %T %T\n", 1, 1.0, 'x', 1i)

	// Named types are different types even over the same one below.
	t := celsius(36.6)
	fmt.Println(float64(t)+1, seconds(big)+s)
	fmt.Println(string(rune(0x4e16)), []byte("é"), []rune("é"), string([]rune{71, 111}))
}

// Output:
// uint8(300): 44  int8(300): 44
// uint8(-1): 255  uint32(-1): 4294967295  uint64(-1): 18446744073709551615
// int32(1<<40 + 7): 7  int16: 7
// int16(300 | 0x8000): -32468
// int(2.99): 2  int(-2.99): -2
// 2^53+1 through float64: -1
// 0.1 through float32: false
// 250 + 10: 4  127 + 1: -128  -(-128): -128
// huge >> 98: 4  third * 3 == 1: true
// 98 97 1000000000
// int float64 int32 complex128
// 37.6 1000000300
// 世 [195 169] [233] Go
