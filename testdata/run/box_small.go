// Numbers below 256 are boxed without allocation, whatever their integer type; the box has the value and type of what was boxed.
package main

import (
	"fmt"
	"testing"
)

type id uint32

var sink any

//go:noinline
func box64(v int) { sink = v }

//go:noinline
func box32(v id) { sink = v }

//go:noinline
func box16(v int16) { sink = v }

func main() {
	for _, v := range []int{0, 1, 255, 256, -1, -256, 1 << 40} {
		box64(v)
		fmt.Print(sink, " ", sink == any(v), " ", testing.AllocsPerRun(10, func() { box64(v) }), "; ")
		box32(id(v))
		fmt.Printf("%T %v %v %v; ", sink, sink, sink == any(id(v)), testing.AllocsPerRun(10, func() { box32(id(v)) }))
		box16(int16(v))
		fmt.Printf("%T %v %v %v\n", sink, sink, sink == any(int16(v)), testing.AllocsPerRun(10, func() { box16(int16(v)) }))
	}
}

// Output:
// 0 true 0; main.id 0 true 0; int16 0 true 0
// 1 true 0; main.id 1 true 0; int16 1 true 0
// 255 true 0; main.id 255 true 0; int16 255 true 0
// 256 true 1; main.id 256 true 1; int16 256 true 1
// -1 true 1; main.id 4294967295 true 1; int16 -1 true 1
// -256 true 1; main.id 4294967040 true 1; int16 -256 true 1
// 1099511627776 true 1; main.id 0 true 0; int16 0 true 0
