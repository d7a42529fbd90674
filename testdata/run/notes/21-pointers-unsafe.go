// Note 21: *T and *U convert through unsafe.Pointer; arithmetic is done on uintptr (or with unsafe.Add); a uintptr is a number and keeps no object
// alive. (The number is kept in a package variable here: golem's collector reads the words of stacks as possible pointers.)
package main

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"
)

type record struct {
	a int8
	b int64
	c [4]uint16
}

var number uintptr

type resource struct{ data [1000]int }

//go:noinline
func address(dead chan string) uintptr {
	r := new(resource)
	runtime.AddCleanup(r, func(name string) { dead <- name }, "only a uintptr is left: collected")
	return uintptr(unsafe.Pointer(r))
}

//go:noinline
func pointer(dead chan string) unsafe.Pointer {
	r := new(resource)
	r.data[999] = 42
	runtime.AddCleanup(r, func(name string) { dead <- name }, "collected with a pointer")
	return unsafe.Pointer(r)
}

func main() {
	f := 1.5
	fmt.Printf("bits of 1.5: %#x\n", *(*uint64)(unsafe.Pointer(&f)))
	r := record{1, 2, [4]uint16{10, 11, 12, 13}}
	fmt.Println("offsets:", unsafe.Offsetof(r.a), unsafe.Offsetof(r.b), unsafe.Offsetof(r.c), "size", unsafe.Sizeof(r), "align", unsafe.Alignof(r))
	b := (*int64)(unsafe.Pointer(uintptr(unsafe.Pointer(&r)) + unsafe.Offsetof(r.b)))
	*b = 77
	fmt.Println("through the sum:", r.b)
	c2 := (*uint16)(unsafe.Add(unsafe.Pointer(&r.c), 2*unsafe.Sizeof(r.c[0])))
	*c2++
	fmt.Println("through unsafe.Add:", r.c)
	fmt.Println("as a slice:", unsafe.Slice(&r.c[1], 3))
	bytes := (*[8]byte)(unsafe.Pointer(&r.b))
	fmt.Println("little end first:", bytes[0], bytes[1])
	var none *int
	fmt.Println("nil:", uintptr(unsafe.Pointer(none)), unsafe.Pointer(none) == nil)
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = unsafe.Slice(&r.c[0], n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := 1
		_ = unsafe.Slice(none, n)
	}()

	dead := make(chan string, 2)
	p := pointer(dead) // first: golem also keeps what ends just where a stack's word points
	ready := make(chan bool)
	go func() { number = address(dead); ready <- true }() // leaves nothing on this stack
	<-ready
	for range 20 {
		runtime.GC()
		select {
		case name := <-dead:
			fmt.Println(name)
		case <-time.After(20 * time.Millisecond):
			continue
		}
		break
	}
	fmt.Println("kept by the pointer:", (*resource)(p).data[999], "the number is still a number:", number != 0)
	runtime.KeepAlive(p)
}

// Output:
// bits of 1.5: 0x3ff8000000000000
// offsets: 0 8 16 size 24 align 8
// through the sum: 77
// through unsafe.Add: [10 11 13 13]
// as a slice: [11 13 13]
// little end first: 77 0
// nil: 0 true
// runtime error: unsafe.Slice: len out of range
// runtime error: unsafe.Slice: ptr is nil and len is not zero
// only a uintptr is left: collected
// kept by the pointer: 42 the number is still a number: true
