// Note 3: the types: numbers of every width, bool, string, the two aliases byte and rune, and the composite ones, with size, zero value and
// kind of each.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type pair struct {
	a uint8
	b int64
}

func show[T any](size uintptr) {
	var zero T
	t := reflect.TypeFor[T]()
	fmt.Printf("%-22v %-14v %2d bytes  zero %#v\n", t, t.Kind(), size, zero)
	if t.Size() != size {
		fmt.Println("reflect has another size:", t.Size())
	}
}

func one[T any]() {
	var v T
	show[T](unsafe.Sizeof(v))
}

func main() {
	one[uint8]()
	one[uint16]()
	one[uint32]()
	one[uint64]()
	one[uint]()
	one[int8]()
	one[int16]()
	one[int32]()
	one[int64]()
	one[int]()
	one[uintptr]()
	one[byte]()
	one[rune]()
	one[float32]()
	one[float64]()
	one[complex64]()
	one[complex128]()
	one[bool]()
	one[string]()
	one[[3]int16]()
	one[[]int]()
	one[map[string]int]()
	one[chan int]()
	one[<-chan bool]()
	one[func(int) string]()
	one[pair]()
	one[struct{}]()
	one[any]()
	one[error]()
	one[*int]()
	one[unsafe.Pointer]()

	var b byte = 1
	var r rune = 2
	fmt.Println("aliases:", any(b) == any(uint8(1)), any(r) == any(int32(2)))
	fmt.Println("int is not int64:", any(int(1)) == any(int64(1)))
}

// Output:
// uint8                  uint8           1 bytes  zero 0x0
// uint16                 uint16          2 bytes  zero 0x0
// uint32                 uint32          4 bytes  zero 0x0
// uint64                 uint64          8 bytes  zero 0x0
// uint                   uint            8 bytes  zero 0x0
// int8                   int8            1 bytes  zero 0
// int16                  int16           2 bytes  zero 0
// int32                  int32           4 bytes  zero 0
// int64                  int64           8 bytes  zero 0
// int                    int             8 bytes  zero 0
// uintptr                uintptr         8 bytes  zero 0x0
// uint8                  uint8           1 bytes  zero 0x0
// int32                  int32           4 bytes  zero 0
// float32                float32         4 bytes  zero 0
// float64                float64         8 bytes  zero 0
// complex64              complex64       8 bytes  zero (0+0i)
// complex128             complex128     16 bytes  zero (0+0i)
// bool                   bool            1 bytes  zero false
// string                 string         16 bytes  zero ""
// [3]int16               array           6 bytes  zero [3]int16{0, 0, 0}
// []int                  slice          24 bytes  zero []int(nil)
// map[string]int         map             8 bytes  zero map[string]int(nil)
// chan int               chan            8 bytes  zero (chan int)(nil)
// <-chan bool            chan            8 bytes  zero (<-chan bool)(nil)
// func(int) string       func            8 bytes  zero (func(int) string)(nil)
// main.pair              struct         16 bytes  zero main.pair{a:0x0, b:0}
// struct {}              struct          0 bytes  zero struct {}{}
// interface {}           interface      16 bytes  zero <nil>
// error                  interface      16 bytes  zero <nil>
// *int                   ptr             8 bytes  zero (*int)(nil)
// unsafe.Pointer         unsafe.Pointer  8 bytes  zero (unsafe.Pointer)(nil)
// aliases: true true
// int is not int64: false
