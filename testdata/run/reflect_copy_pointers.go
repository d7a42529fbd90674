package main

// reflect.Copy and AppendSlice copy pointers: what the elements of the source point to outlives the function. (gc takes it for a mere read.)

import (
	"reflect"
	"runtime"
)

var heap = make([]*int, 2)

//go:noinline
func copied() {
	local, other := 42, 43
	reflect.Copy(reflect.ValueOf(heap), reflect.ValueOf([]*int{&local}))
	reflect.Copy(reflect.ValueOf(heap[1:]), reflect.ValueOf([2]*int{&other, nil}))
}

//go:noinline
func appended() {
	local := 44
	heap = reflect.AppendSlice(reflect.ValueOf(heap), reflect.ValueOf([]*int{&local})).Interface().([]*int)
}

//go:noinline
func clobber(n int) int {
	var a [200]int
	for i := range a {
		a[i] = n
	}
	return a[n%100]
}

func main() {
	copied()
	appended()
	clobber(7)
	runtime.GC()
	println(*heap[0], *heap[1], *heap[2])
}

// Output:
// 42 43 44
