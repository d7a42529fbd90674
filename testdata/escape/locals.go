// What stays in the frame, what is returned, stored, sent.
package main

type T struct {
	next *T
	v    int
}

var global *T

func local() int {
	a := &T{v: 1}
	b := &T{next: a}
	return b.next.v
}

func returned() *int {
	x := 1
	return &x
}

func stored() {
	t := T{}
	global = &t
}

func sent(c chan *T) {
	c <- new(T)
}

func inMap(m map[string]*T) {
	m["a"] = &T{v: 2}
}

func held() **int { // what a heap object holds is on the heap
	x := 1
	p := new(*int)
	*p = &x
	return p
}

func through(pp **int) { // nothing is known of *pp's owner
	y := 2
	*pp = &y
}

func big() {
	var a [200 << 10]byte
	s := a[:]
	b := make([]byte, 1<<10)
	c := make([]byte, 1<<20)
	d := make([]byte, len(s))
	println(len(s), len(b), len(c), len(d))
}

func main() {
	println(local(), *returned())
	stored()
	c := make(chan *T, 1)
	sent(c)
	m := map[string]*T{}
	inMap(m)
	println(**held())
	var p *int
	through(&p)
	println(*p)
	big()
}
// Escape:
// 12:7: &T{...} does not escape
// 13:7: &T{...} does not escape
// 18:2: moved to heap: x: returned
// 23:2: moved to heap: t: stored in package variable
// 28:10: new(T) escapes to heap: sent on channel
// 32:11: &T{...} escapes to heap: stored through pointer
// 36:2: moved to heap: x: stored through pointer
// 37:10: new(*int) escapes to heap: returned
// 43:2: moved to heap: y: stored through pointer
// 48:6: moved to heap: a: too large for stack
// 50:11: make([]byte, 1024) does not escape
// 51:11: make([]byte, 1048576) escapes to heap: too large for stack
// 52:11: make([]byte, len(s)) escapes to heap: size not constant
// 59:11: make(chan *T, 1) does not escape: channels are on the heap always
// 61:20: map[string]*T{} does not escape
// 64:6: p does not escape
