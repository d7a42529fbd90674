// What is passed as uintptr(unsafe.Pointer(p)) to a function that is //go:uintptrescapes, or to a system call, lives until it returns.
package main

import (
	"fmt"
	"runtime"
	"syscall"
	"unsafe"
)

var during func()

//go:noinline
//go:uintptrescapes
func one(p uintptr) { during() }

//go:noinline
//go:uintptrescapes
func several(n int, p ...uintptr) { during() }

type t struct{}

//go:noinline
//go:uintptrescapes
func (t) method(p uintptr) uintptr { during(); return 1 }

func check(name string, f func(unsafe.Pointer)) {
	gone := false
	p := new([64]byte)
	runtime.SetFinalizer(p, func(*[64]byte) { gone = true })
	during = func() {
		for range 3 {
			runtime.GC()
		}
		fmt.Println(name, "gone during the call:", gone)
	}
	f(unsafe.Pointer(p))
}

func main() {
	check("one", func(p unsafe.Pointer) { one(uintptr(p)) })
	check("several", func(p unsafe.Pointer) { several(1, 0, uintptr(p)) })
	check("method", func(p unsafe.Pointer) { fmt.Println(t{}.method(uintptr(p))) })
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		panic(err)
	}
	msg := []byte("through the system call")
	n, _, errno := syscall.Syscall(syscall.SYS_WRITE, uintptr(fds[1]), uintptr(unsafe.Pointer(&msg[0])), uintptr(len(msg)))
	buf := make([]byte, 64)
	m, _, errno2 := syscall.Syscall(syscall.SYS_READ, uintptr(fds[0]), uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf)))
	fmt.Println(n, errno, m, errno2, string(buf[:m]))
}
// Output:
// one gone during the call: false
// several gone during the call: false
// method gone during the call: false
// 1
// 23 errno 0 23 errno 0 through the system call
