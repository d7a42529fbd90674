// Summaries of functions: identity, recursion, methods, variadic, function values, interfaces.
package main

type T struct{ v int }
type I interface{ M() int }

func (t *T) M() int { return t.v }

func id(t *T) *T { return t }

func even(t *T, n int) *T {
	if n == 0 {
		return t
	}
	return odd(t, n-1)
}
func odd(t *T, n int) *T { return even(t, n-1) }

func sum(xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}

func apply(f func(*T) int, t *T) int { return f(t) }

func keep(t *T) *T {
	u := even(t, 4)
	return u
}

func viaInterface(i I) int { return i.M() }

func assertion(x any) int { return x.(int) }

func main() {
	a, b, c, d, e := T{1}, T{2}, T{3}, T{4}, T{5}
	println(id(&a).v, even(&b, 2).v, sum(1, 2, 3))
	println(apply(func(t *T) int { return t.v }, &c))
	println(viaInterface(&d), keep(&e).v)
	n := 7
	println(assertion(n))
	m := T{6}
	println(m.M())
}
// Escape:
// main.main
//     38 | a, b, c, d, e := T{1}, T{2}, T{3}, T{4}, T{5}
// 38:2: a does not escape
// 38:5: moved to heap: b: argument kept by the called function [8 B]
// 38:8: c does not escape
// 38:11: d does not escape
// 38:14: moved to heap: e: argument kept by the called function [8 B]
//     39 | println(id(&a).v, even(&b, 2).v, sum(1, 2, 3))
// 39:38: ... argument does not escape
//     43 | println(assertion(n))
// 43:20: n does not escape
//     44 | m := T{6}
// 44:2: m does not escape
// 2 on the heap, 6 not
