// Methods that an unnamed struct's pointer gets from an embedded field, found by reflection; the checks of reflect.SliceAt; what
// SetMapIndex and Send allocate.
package main

import (
	"fmt"
	"reflect"
	"testing"
	"unsafe"
)

type named struct{ _ bool }

func (*named) String() string { return "through the pointer" }

type valued int

func (valued) Value() int { return 7 }

func main() {
	var y struct{ named }
	p := reflect.New(reflect.TypeOf(y))
	s, ok := p.Interface().(fmt.Stringer)
	fmt.Println(ok, s)
	var z struct {
		valued
		*named
	}
	t := reflect.TypeOf(z)
	fmt.Println(t.NumMethod(), reflect.PointerTo(t).NumMethod(), reflect.PointerTo(t).Method(0).Name, reflect.New(t).Method(1).Call(nil)[0])
	fmt.Println(reflect.TypeOf([]struct{ named }(nil)).Elem().NumMethod(), reflect.PointerTo(reflect.TypeOf([]struct{ named }(nil)).Elem()).NumMethod())

	var word int
	last := unsafe.Pointer(^uintptr(0))
	for _, n := range []int{1, -1, 1 << 61, 1<<61 + 1} {
		for _, p := range []unsafe.Pointer{nil, unsafe.Pointer(&word), last} {
			func() {
				defer func() { fmt.Print(recover(), "; ") }()
				reflect.SliceAt(reflect.TypeFor[int](), p, n)
			}()
		}
		fmt.Println()
	}

	m, k, v := reflect.ValueOf(map[int]int{}), reflect.ValueOf(5), reflect.ValueOf(7)
	fmt.Println(testing.AllocsPerRun(100, func() { m.SetMapIndex(k, v) }))
	c, e := reflect.ValueOf(make(chan *int, 1)), reflect.ValueOf(new(int))
	fmt.Println(testing.AllocsPerRun(100, func() { c.Send(e); c.Recv() }) <= 1)
}

// Output:
// true through the pointer
// 2 2 String 7
// 0 1
// runtime error: unsafe.Slice: ptr is nil and len is not zero; <nil>; runtime error: unsafe.Slice: len out of range;
// runtime error: unsafe.Slice: len out of range; runtime error: unsafe.Slice: len out of range; runtime error: unsafe.Slice: len out of range;
// runtime error: unsafe.Slice: ptr is nil and len is not zero; runtime error: unsafe.Slice: len out of range; runtime error: unsafe.Slice: len out of range;
// runtime error: unsafe.Slice: ptr is nil and len is not zero; runtime error: unsafe.Slice: len out of range; runtime error: unsafe.Slice: len out of range;
// 0
// true
