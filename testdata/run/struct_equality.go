// Spec "Comparison operators": the fields of structures and the elements of arrays are compared in source order, and the
// comparison stops at the first difference: whether an interface that holds something uncomparable panics depends on it.
package main

import "fmt"

type intFirst struct {
	n int
	x any
}
type anyFirst struct {
	x any
	n int
}
type mixed struct {
	s string
	x any
	t string
	f float64
	y fmt.Stringer
}
type nested struct {
	_ int
	a intFirst
	b [2]anyFirst
	c string
}
type fn func() string

func (f fn) String() string { return f() }

func try(name string, f func() bool) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "panics:", e)
		}
	}()
	fmt.Println(name, f())
}

//go:noinline
func eq[T comparable](a, b T) bool { return a == b }

func main() {
	bad := func() {}
	g := fn(func() string { return "" })
	try("int differs first", func() bool { return eq(intFirst{1, bad}, intFirst{2, bad}) })
	try("int equal", func() bool { return eq(intFirst{1, bad}, intFirst{1, bad}) })
	try("interface first", func() bool { return eq(anyFirst{bad, 1}, anyFirst{bad, 2}) })
	try("types differ", func() bool { return eq(anyFirst{bad, 1}, anyFirst{1, 1}) })
	try("string differs first", func() bool { return eq(mixed{s: "a", x: bad}, mixed{s: "b", x: bad}) })
	try("string after", func() bool { return eq(mixed{x: bad, t: "a"}, mixed{x: bad, t: "bb"}) })
	try("second interface", func() bool { return eq(mixed{f: 1, y: g}, mixed{f: 2, y: g}) })
	try("second interface reached", func() bool { return eq(mixed{f: 2, y: g}, mixed{f: 2, y: g}) })
	try("not a number", func() bool {
		nan := 0.0
		nan /= nan
		return eq(mixed{f: nan, y: g}, mixed{f: nan, y: g})
	})
	try("nested", func() bool {
		a, b := nested{c: "x"}, nested{c: "y"}
		a.b[1].x, b.b[1].x = bad, bad
		a.b[0].n = 1
		return eq(a, b)
	})
	try("nested, reached", func() bool {
		a, b := nested{c: "x"}, nested{c: "y"}
		a.b[1].x, b.b[1].x = bad, bad
		return eq(a, b)
	})
	try("as interfaces", func() bool { return any(mixed{s: "a", x: bad}) == any(mixed{s: "b", x: bad}) })
	try("as interfaces, reached", func() bool { return any(mixed{s: "a", x: bad}) == any(mixed{s: "a", x: bad, t: "t"}) })
	try("array", func() bool { return eq([2]any{1, bad}, [2]any{2, bad}) })
	try("array, reached", func() bool { return eq([2]any{1, bad}, [2]any{1, bad}) })
	try("equal", func() bool {
		return eq(nested{a: intFirst{1, "x"}, c: "s"}, nested{a: intFirst{1, "x"}, c: "s"}) && eq([3]string{"a", "b", "c"}, [3]string{"a", "b", "c"})
	})
	try("unequal", func() bool { return eq([3]string{"a", "b", "c"}, [3]string{"a", "x", "c"}) })
}
// Output:
// int differs first false
// int equal panics: runtime error: comparing uncomparable type func()
// interface first panics: runtime error: comparing uncomparable type func()
// types differ false
// string differs first false
// string after panics: runtime error: comparing uncomparable type func()
// second interface false
// second interface reached panics: runtime error: comparing uncomparable type main.fn
// not a number false
// nested false
// nested, reached panics: runtime error: comparing uncomparable type func()
// as interfaces false
// as interfaces, reached panics: runtime error: comparing uncomparable type func()
// array false
// array, reached panics: runtime error: comparing uncomparable type func()
// equal true
// unequal false
