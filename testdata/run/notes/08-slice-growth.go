// Note 8: a slice is a pointer, a length and a capacity. When append needs more, the new capacity is the wanted length if that is over twice the
// old one, else twice the old one below 256, else a quarter and 192 more until it is enough; then it is rounded up to a size class of the allocator.
package main

import (
	"fmt"
	"unsafe"
)

type header struct {
	data     unsafe.Pointer
	len, cap int
}

type three [3]byte
type five [5]int
type wide [300]byte
var sink any

type page [4096]byte

// grow appends one at a time and names each capacity on the way.
func grow[T any](name string, limit int) {
	s := []T(nil)
	var zero T
	last := 0
	fmt.Printf("%-8s (%4d bytes):", name, unsafe.Sizeof(zero))
	for len(s) < limit {
		s = append(s, zero)
		sink = s // on the heap from the start
		if cap(s) != last {
			last = cap(s)
			fmt.Print(" ", last)
		}
	}
	fmt.Println()
}

// more appends n at once to a full slice of old elements.
func more[T any](old, n int) int {
	s := make([]T, old)
	return cap(append(s, make([]T, n)...))
}

func main() {
	s := make([]int, 3, 8)
	h := (*header)(unsafe.Pointer(&s))
	fmt.Println("words:", unsafe.Sizeof(s)/8, " len:", h.len, " cap:", h.cap, " data:", h.data == unsafe.Pointer(&s[0]))

	grow[byte]("byte", 5000)
	grow[int16]("int16", 3000)
	grow[three]("three", 2000)
	grow[int32]("int32", 3000)
	grow[int]("int", 6000)
	grow[string]("string", 2000)
	grow[[]int]("slice", 1000)
	grow[five]("five", 700)
	grow[wide]("wide", 300)
	grow[page]("page", 40)
	grow[struct{}]("empty", 3)

	for _, c := range [][2]int{{0, 1}, {0, 5}, {3, 1}, {3, 4}, {5, 6}, {7, 8}, {100, 1}, {100, 101}, {255, 1}, {256, 1}, {256, 300}, {1000, 1}, {1000, 700}, {1000, 1001}} {
		fmt.Printf("%4d + %4d: byte %d, int32 %d, int %d, string %d, five %d\n", c[0], c[1], more[byte](c[0], c[1]), more[int32](c[0], c[1]), more[int](c[0], c[1]), more[string](c[0], c[1]), more[five](c[0], c[1]))
	}
}

// Output:
// words: 3  len: 3  cap: 8  data: true
// byte     (   1 bytes): 8 16 32 64 128 256 512 896 1408 2048 3072 4096 5376
// int16    (   2 bytes): 4 8 16 32 64 128 256 512 896 1344 2048 3072
// three    (   3 bytes): 2 5 10 21 42 85 170 341 682 1066 1621 2261
// int32    (   4 bytes): 2 4 8 16 32 64 128 256 512 864 1344 2048 3072
// int      (   8 bytes): 1 2 4 8 16 32 64 128 256 512 848 1280 1792 2560 3408 5120 7168
// string   (  16 bytes): 1 2 4 8 16 32 71 143 303 591 1023 1535 2560
// slice    (  24 bytes): 1 2 4 8 16 37 74 170 341 682 1135
// five     (  40 bytes): 1 2 4 8 16 32 67 134 272 544 1024
// wide     ( 300 bytes): 1 2 4 8 16 32 68 136 273 546
// page     (4096 bytes): 1 2 4 8 16 32 64
// empty    (   0 bytes): 1 2 3
//    0 +    1: byte 8, int32 2, int 1, string 1, five 1
//    0 +    5: byte 8, int32 6, int 6, string 5, five 5
//    3 +    1: byte 8, int32 6, int 6, string 6, five 6
//    3 +    4: byte 8, int32 8, int 8, string 7, five 7
//    5 +    6: byte 16, int32 12, int 12, string 11, five 11
//    7 +    8: byte 16, int32 16, int 16, string 15, five 16
//  100 +    1: byte 208, int32 224, int 224, string 215, five 204
//  100 +  101: byte 208, int32 224, int 224, string 215, five 204
//  255 +    1: byte 512, int32 512, int 512, string 511, five 512
//  256 +    1: byte 512, int32 512, int 512, string 591, five 512
//  256 +  300: byte 576, int32 576, int 608, string 591, five 614
// 1000 +    1: byte 1536, int32 1536, int 1536, string 1535, five 1638
// 1000 +  700: byte 2048, int32 2048, int 2048, string 2047, five 2048
// 1000 + 1001: byte 2048, int32 2048, int 2048, string 2047, five 2048
