// A variable that nobody reads any more keeps nothing alive, although its words still lie in the frame: locals, slices that are
// set to nil, arrays behind variadic calls, captured variables of inlined literals, objects behind loops, across recover, in deep
// frames. What is still read stays.
package main

import (
	"fmt"
	"runtime"
	"time"
)

var freed int

type big struct {
	id   int
	next *big
	pad  [4]*int
}

//go:noinline
func make1(id int) *big {
	b := &big{id: id}
	runtime.SetFinalizer(b, func(*big) { freed++ })
	return b
}

//go:noinline
func use(bs ...*big) (sum int) {
	for _, b := range bs {
		sum += b.id
	}
	return
}

//go:noinline
func fill(out *[3]*big) {
	for i := range out {
		out[i] = make1(i)
	}
}

func collected(what string, want int) {
	for range 3 {
		runtime.GC()
		time.Sleep(2 * time.Millisecond)
	}
	fmt.Println(what, freed == want)
	freed = 0
}

func local() {
	b := make1(1)
	n := b.id
	collected("local", 1)
	fmt.Println(n)
}

func alive() {
	b := make1(1)
	collected("alive", 0)
	fmt.Println(b.id)
	b = nil
	collected("then dead", 1)
}

func slice() {
	var refs []*big
	for i := range 20 {
		refs = append(refs, make1(i))
	}
	fmt.Println(len(refs))
	refs = nil
	collected("slice", 20)
	for i := range 3 {
		refs = append(refs, make1(i))
	}
	fmt.Println(len(refs), use(refs...))
	collected("slice again", 3)
}

func variadic() {
	fmt.Println(use(make1(1), make1(2)))
	collected("variadic", 2)
}

func array() {
	var a [3]*big
	fill(&a)
	collected("array in use", 0)
	fmt.Println(use(a[1:]...))
	collected("array unused", 3)
}

// An array whose address lives in another variable.
func through() {
	var a [3]*big
	type view struct{ s []*big }
	v := view{a[:]}
	p := &v
	fill(&a)
	collected("behind a pointer", 0)
	fmt.Println(use(p.s...))
	collected("behind a dead pointer", 3)
}

//go:noinline
func pick(p, q **big, first bool) **big {
	if first {
		return p
	}
	return q
}

// The callee returns one of the addresses that it got.
func returned() {
	x, y := make1(1), make1(2)
	p := pick(&x, &y, freed > 100)
	runtime.GC()
	time.Sleep(2 * time.Millisecond)
	fmt.Println("returned address", (*p).id, (*p).next == nil)
}

func loop() {
	for i := range 3 {
		var a [3]*big
		fill(&a)
		fmt.Println(use(a[:]...))
		collected(fmt.Sprint("loop ", i), 3)
	}
}

func literal() {
	b := make1(1)
	f := func() int { return b.id }
	fmt.Println(f())
	collected("captured", 1)
}

func recovers() (n int) {
	b := make1(1)
	defer func() {
		recover()
		n += 10
	}()
	n = b.id
	var m map[string]int
	if n == 1 {
		m["x"] = 1
	}
	return 5
}

func deep(n int, b *big) int {
	if n == 0 {
		collected("deep", 0)
		return 0
	}
	return deep(n-1, b) + b.id
}

func main() {
	local()
	alive()
	slice()
	variadic()
	array()
	through()
	loop()
	literal()
	fmt.Println(recovers())
	collected("recovered", 1)
	fmt.Println(deep(50, make1(1)))
	collected("after deep", 1)
	fmt.Println(deep(2000, make1(1)))
	collected("after very deep", 1)
	returned()
}

// Output:
// local true
// 1
// alive true
// 1
// then dead true
// 20
// slice true
// 3 3
// slice again true
// 3
// variadic true
// array in use true
// 3
// array unused true
// behind a pointer true
// 3
// behind a dead pointer true
// 3
// loop 0 true
// 3
// loop 1 true
// 3
// loop 2 true
// 1
// captured true
// 11
// recovered true
// deep true
// 50
// after deep true
// deep true
// 2000
// after very deep true
// returned address 2 true
