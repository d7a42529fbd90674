// Objects of an iteration: dead at its end, or kept beyond it.
package main

type T struct {
	next *T
	v    int
}

func dies() (n int) {
	for i := 0; i < 3; i++ {
		t := &T{nil, i}
		n += t.v
	}
	return
}

func list() (n int) {
	var head *T
	for i := 0; i < 3; i++ {
		head = &T{head, i}
	}
	for ; head != nil; head = head.next {
		n += head.v
	}
	return
}

func withGoto() (n int) {
	var old *T
	i := 0
again:
	t := &T{v: i}
	if old != nil {
		n += old.v
	}
	old = t
	if i++; i < 3 {
		goto again
	}
	return
}

func perIteration() (n int) {
	var ps [3]*int
	for i := 0; i < 3; i++ {
		ps[i] = &i
	}
	return *ps[0] + *ps[1] + *ps[2]
}

func main() {
	println(dies(), list(), withGoto(), perIteration())
	s := ""
	for i := 0; i < 3; i++ {
		s = s + string(rune('a'+i))
		if s+"b" == "ab" {
			println("once")
		}
	}
	println(s)
}
// Escape:
// main.dies
//     11 | t := &T{nil, i}
// 11:8: &T{...} does not escape
// main.list
//     20 | head = &T{head, i}
// 20:10: &T{...} escapes to heap: outlives its loop iteration [16 B]
// main.withGoto
//     32 | t := &T{v: i}
// 32:7: &T{...} escapes to heap: outlives its loop iteration [16 B]
// main.perIteration
//     44 | var ps [3]*int
// 44:6: ps does not escape
//     45 | for i := 0; i < 3; i++ {
// 45:6: moved to heap: i: outlives its loop iteration [8 B]
// main.main
//     52 | println(dies(), list(), withGoto(), perIteration())
// 52:14: &T{...} does not escape
// 52:22: &T{...} escapes to heap: outlives its loop iteration [16 B]
// 52:34: &T{...} escapes to heap: outlives its loop iteration [16 B]
// 52:50: moved to heap: i: outlives its loop iteration [8 B]
// 52:50: ps does not escape
//     55 | s = s + string(rune('a'+i))
// 55:9: s + string(rune(97 + i)) escapes to heap: outlives its loop iteration [size known at run time]
// 55:22: string(rune(97 + i)) does not escape
//     56 | if s+"b" == "ab" {
// 56:7: s + "b" does not escape
// 7 on the heap, 6 not
