package main

import "unsafe"

type T struct{ n int }

func (t T) Get() int { return t.n }

type I interface{ Get() int }

var i I = (*T)(nil)

func try(name string, f func()) {
	defer func() { println(name, recover().(error).Error()) }()
	f()
}

func two() (*int, int) { return nil, 7 }

// The results are kept when a fault happens where no call is in sight.
func fault(p *[4]int) (n int) {
	defer func() { recover() }()
	for i := 0; i < 4; i++ {
		n = i + 1
		if i == 2 {
			p = nil
		}
		p[i]++
	}
	return -1
}

func deferredRecover() (err string) {
	defer func() {
		if r := recover(); r != nil {
			err = "not recovered"
		}
	}()
	func() {
		defer func() { defer recover() }()
		panic(1)
	}()
	return "recovered"
}

func main() {
	try("wrapper", func() { i.Get() })

	// Spec "Assignment statements": operands first, then the assignments from left to right.
	q := new(int)
	old := q
	q, *q = two()
	println(q == nil, *old)
	m := map[int]int{}
	try("deref", func() { m[2], *q = 42, 1 })
	println(len(m), m[2])
	s := []int{0}
	try("index", func() { m[3], s[m[2]] = 1, 2 })
	println(len(m))
	a, j := [3]int{}, 0
	j, a[j] = 2, 9
	println(j, a[0], a[2])

	println(fault(new([4]int)), deferredRecover())

	var b *byte
	n := 1
	try("slice", func() { _ = unsafe.Slice(b, n) })
	try("string", func() { _ = unsafe.String(b, n) })
	try("wrap", func() { _ = unsafe.Slice((*uint64)(unsafe.Pointer(^uintptr(7))), n+1) })
}

// Output:
// wrapper value method main.T.Get called using nil *T pointer
// true 7
// deref runtime error: invalid memory address or nil pointer dereference
// 1 42
// index runtime error: index out of range [42] with length 1
// 2
// 2 9 0
// 3 recovered
// slice runtime error: unsafe.Slice: ptr is nil and len is not zero
// string runtime error: unsafe.String: ptr is nil and len is not zero
// wrap runtime error: unsafe.Slice: len out of range
