// A []byte of a literal is memory of its own when a system call writes into it, which it does through an address that is only a number
// to the compiler.
package main

import (
	"os"
	"syscall"
	"unsafe"
)

func main() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	w.WriteString("abcdefghi")
	b := []byte("hello")
	n, err := syscall.Read(int(r.Fd()), b)
	println(n, err == nil, string(b))
	c := []byte("word")
	m, _, e := syscall.Syscall(syscall.SYS_READ, r.Fd(), uintptr(unsafe.Pointer(&c[0])), uintptr(len(c)))
	println(m, e == 0, string(c))
	print("hello ", "word\n")
}

// Output:
// 5 true abcde
// 4 true fghi
// hello word
