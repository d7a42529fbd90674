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
// main.local
//     12 | a := &T{v: 1}
// 12:7: &T{...} does not escape
//     13 | b := &T{next: a}
// 13:7: &T{...} does not escape
// main.returned
//     18 | x := 1
// 18:2: moved to heap: x: returned [8 B]
// main.stored
//     23 | t := T{}
// 23:2: moved to heap: t: stored in package variable [16 B]
// main.sent
//     28 | c <- new(T)
// 28:10: new(T) escapes to heap: sent on channel [16 B]
// main.inMap
//     32 | m["a"] = &T{v: 2}
// 32:11: &T{...} escapes to heap: stored through pointer [16 B]
// main.held
//     36 | x := 1
// 36:2: moved to heap: x: stored through pointer [8 B]
//     37 | p := new(*int)
// 37:10: new(*int) escapes to heap: returned [8 B]
// main.through
//     43 | y := 2
// 43:2: moved to heap: y: stored through pointer [8 B]
// main.big
//     48 | var a [200 << 10]byte
// 48:6: moved to heap: a: too large for stack [204800 B]
//     50 | b := make([]byte, 1<<10)
// 50:11: make([]byte, 1024) does not escape
//     51 | c := make([]byte, 1<<20)
// 51:11: make([]byte, 1048576) escapes to heap: too large for stack [1048576 B]
//     52 | d := make([]byte, len(s))
// 52:11: make([]byte, len(s)) does not escape
// main.main
//     57 | println(local(), *returned())
// 57:15: &T{...} does not escape
// 57:28: x does not escape
//     58 | stored()
// 58:8: moved to heap: t: stored in package variable [16 B]
//     59 | c := make(chan *T, 1)
// 59:11: make(chan *T, 1) does not escape: channels are on the heap always [size known at run time]
//     60 | sent(c)
// 60:6: new(T) escapes to heap: sent on channel [16 B]
//     61 | m := map[string]*T{}
// 61:20: map[string]*T{} does not escape
//     62 | inMap(m)
// 62:7: &T{...} escapes to heap: stored through pointer [16 B]
//     63 | println(**held())
// 63:16: new(*int) does not escape
// 63:16: moved to heap: x: stored through pointer [8 B]
//     64 | var p *int
// 64:6: p does not escape
//     65 | through(&p)
// 65:9: moved to heap: y: stored through pointer [8 B]
//     67 | big()
// 67:5: moved to heap: a: too large for stack [204800 B]
// 67:5: make([]byte, 1024) does not escape
// 67:5: make([]byte, 1048576) escapes to heap: too large for stack [1048576 B]
// 67:5: make([]byte, len(s)) does not escape
// 17 on the heap, 11 not
