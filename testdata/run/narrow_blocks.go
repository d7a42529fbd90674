// Small values that no register is left for travel in memory blocks: they must come out whole, called either way.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type ten struct{ a, b, c, d, e, f, g, h, i, j int }

//go:noinline
func results(n int) (ten, bool, int8, uint16, int32, float32) {
	return ten{a: n}, n > 5, int8(-n), uint16(n), int32(-n), float32(n) / 2
}

//go:noinline
func params(t ten, more bool, a int8, b uint16, c int32, d float32) string {
	if more {
		return fmt.Sprint("yes ", t.a, a, b, c, d)
	}
	return fmt.Sprint("no ", t.a, a, b, c, d, more == false, int64(a), uint64(b), int64(c))
}

// Leaves ones in the slots that the next call's results and arguments use.
//
//go:noinline
func dirty(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p int) (int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int) {
	return a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p
}

func names() (n int) {
	pc := make([]uintptr, 20)
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
	dirty(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)
	for {
		_, more := frames.Next() // ten words, then a bool
		n++
		if !more || n > 50 {
			return n
		}
		dirty(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)
	}
}

func main() {
	fmt.Println(names() < 50)
	dirty(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)
	t, more, a, b, c, d := results(3)
	fmt.Println(t.a, more, a, b, c, d, int64(a), int64(c))
	if more {
		fmt.Println("more")
	}
	fmt.Println(params(t, more, a, b, c, d), params(t, true, -1, 65535, -2, 1.5))
	out := reflect.ValueOf(results).Call([]reflect.Value{reflect.ValueOf(4)})
	fmt.Println(out[0].Field(0), out[1], out[2], out[3], out[4], out[5])
	in := append([]reflect.Value{}, out...)
	fmt.Println(reflect.ValueOf(params).Call(in)[0])
	made := reflect.MakeFunc(reflect.TypeOf(results), func(in []reflect.Value) []reflect.Value { return out }).Interface().(func(int) (ten, bool, int8, uint16, int32, float32))
	dirty(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)
	_, more, a, b, c, d = made(9)
	fmt.Println(more, a, b, c, d, int64(a), uint64(b), int64(c))
	if more {
		fmt.Println("more")
	}
}

// Output:
// true
// 3 false -3 3 -3 1.5 -3 -3
// no 3 -3 3 -3 1.5 true -3 3 -3 yes 3 -1 65535 -2 1.5
// 4 false -4 4 -4 2
// no 4 -4 4 -4 2 true -4 4 -4
// false -4 4 -4 2 -4 4 -4
