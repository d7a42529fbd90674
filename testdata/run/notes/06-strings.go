// Note 6: a string is a pointer and a length in bytes, and never changes. []byte(s) copies; an unsafe view shares the bytes. strings.Builder
// hands its buffer out as the string, bytes.Buffer copies it (counted in allocations); runes are counted by utf8.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"
)

type header struct {
	data *byte
	n    int
}

var sink string
var bytesSink []byte

func main() {
	s := "héllo, 世界"
	h := (*header)(unsafe.Pointer(&s))
	fmt.Println("words:", unsafe.Sizeof(s)/unsafe.Sizeof(uintptr(0)), " length:", h.n, len(s), " first byte:", *h.data)
	fmt.Println("runes:", utf8.RuneCountInString(s), len([]rune(s)))
	fmt.Println("s[1]:", s[1], " s[1:3]:", s[1:3])
	for i, r := range "aé世\xff" {
		fmt.Print(i, ":", string(r), "=", r, " ")
	}
	fmt.Println()

	// A substring shares the bytes, a conversion copies them.
	sub := s[7:]
	fmt.Println("substring shares:", uintptr(unsafe.Pointer(unsafe.StringData(sub)))-uintptr(unsafe.Pointer(unsafe.StringData(s))))
	b := []byte(s)
	b[0] = 'H'
	fmt.Println("copy changed:", string(b[:1]), " string kept:", s[:1])

	owned := []byte("shared")
	view := unsafe.String(&owned[0], len(owned))
	owned[0] = 'S'
	fmt.Println("view changed with the bytes:", view, unsafe.StringData(view) == &owned[0])

	// Allocation counts.
	text := strings.Repeat("x", 100)
	raw := []byte(text)
	fmt.Println("[]byte(s):", testing.AllocsPerRun(100, func() { bytesSink = []byte(text) }))
	fmt.Println("string(b):", testing.AllocsPerRun(100, func() { sink = string(raw) }))
	fmt.Println("unsafe.String:", testing.AllocsPerRun(100, func() { sink = unsafe.String(&raw[0], len(raw)) }))
	var sb strings.Builder
	sb.WriteString(text)
	fmt.Println("Builder.String:", testing.AllocsPerRun(100, func() { sink = sb.String() }))
	var bb bytes.Buffer
	bb.WriteString(text)
	fmt.Println("Buffer.String:", testing.AllocsPerRun(100, func() { sink = bb.String() }))
	fmt.Println("same text:", sb.String() == bb.String())
}

// Output:
// words: 2  length: 14 14  first byte: 104
// runes: 9 9
// s[1]: 195  s[1:3]: é
// 0:a=97 1:é=233 3:世=19990 6:�=65533
// substring shares: 7
// copy changed: H  string kept: h
// view changed with the bytes: Shared true
// []byte(s): 1
// string(b): 1
// unsafe.String: 0
// Builder.String: 0
// Buffer.String: 1
// same text: true
