// Structs: copies, comparison, blank and embedded fields, anonymous types, zero size, conversion between tags.
package main

type empty struct{}
type inner struct {
	a int
	s string
}
type outer struct {
	inner
	*ptr
	b  int8
	_  int
	ar [2]inner
	e  empty
}
type ptr struct{ c int }

func mutate(o outer)   { o.a = -1; o.ptr.c++ }
func mutateP(o *outer) { o.a = -1; o.ar[1].s = "set" }

func main() {
	o := outer{inner: inner{1, "x"}, ptr: &ptr{5}, b: 2}
	p := o
	p.s = "changed"
	mutate(o)
	println(o.a, o.s, o.c, p.c, p.s, o == p)
	mutateP(&o)
	println(o.a, o.ar[1].s, p.ar[1].s == "")
	p = o
	println(o == p, o != p)
	q := &o
	q.inner.a = 77
	r := *q
	q.a++
	println(o.a, r.a)
	anon := struct {
		a int
		s string
	}{1, "x"}
	in := inner(anon)
	println(in == anon, in.s)
	type tagged struct {
		a int    `json:"a"`
		s string `x:"y"`
	}
	println(inner(tagged{3, "t"}).a)
	list := []struct{ k, v string }{{"a", "b"}, {k: "c"}}
	println(list[1].k, list[1].v == "", len(list))
	var x, y any = inner{1, "a"}, inner{1, "a"}
	println(x == y, x == any(tagged{1, "a"}))
	pp := &struct{ p **int }{}
	println(pp.p == nil)
	arr := [3]empty{}
	println(arr == [3]empty{}, len(arr))
	m := map[string]inner{"k": {9, "nine"}}
	c := m["k"]
	c.a = 10
	println(m["k"].a, c.a)
	s := []inner{{1, "one"}, {2, "two"}}
	for _, v := range s {
		v.a = 100
	}
	for i := range s {
		s[i].a *= 10
	}
	println(s[0].a, s[1].a)
	defer func() { println(recover().(error).Error()) }()
	var a1, a2 any = struct{ f any }{[]int{1}}, struct{ f any }{[]int{1}}
	println(a1 == a2)
}

// Output:
// 1 x 6 6 changed false
// -1 set true
// true false
// 78 77
// true x
// 3
// c true 2
// true false
// true
// true 3
// 9 10
// 10 20
// runtime error: comparing uncomparable type []int
