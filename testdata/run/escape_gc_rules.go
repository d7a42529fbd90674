// What escape analysis does by gc's rules: closures capture by value what is assigned only before they are made, the arguments of go and
// defer are evaluated at the statement although literals are made by the call, []byte(s) shares bytes, package variables' literals
// are static memory, make with a size that turns out constant.
package main

import "fmt"

type T struct {
	a, b int
	p    *int
}

var order []string

func note(s string, x int) int {
	order = append(order, s)
	return x
}

func show(tag string, xs ...any)         { fmt.Println(tag, xs) }
func showT(t T, xs []int, m [2]int)      { fmt.Println(t.a, t.b, *t.p, xs, m) }
func showP(p *T, q *int, e error, s any) { fmt.Println(p.a, *q, e, s) }

func lifted() {
	x := 1
	defer showT(T{a: note("a", x), b: note("b", x+1), p: &x}, []int{x, note("c", x+2), 5: x}, [2]int{1: x})
	defer show("show", x, "s", T{x, x, nil}, []int{x}, nil)
	defer showP(&T{a: x}, new(int), nil, x)
	defer func(f func() int, n *int) { fmt.Println(f(), *n) }(func() int { return x }, &x)
	x = 10
	done := make(chan bool)
	go func(t T, c chan bool) { fmt.Println(t.a, *t.p); c <- true }(T{a: x, p: new(int)}, done)
	<-done
	x = 20
}

func captured() []func() int {
	var fs []func() int
	x := 1
	x = 2 // before the closure: captured by value
	fs = append(fs, func() int { return x })
	y := 1
	fs = append(fs, func() int { return y })
	y = 5 // after it: by reference
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
		i += 0
	}
	n := 0
again:
	z := n
	fs = append(fs, func() int { return z })
	if n++; n < 3 {
		goto again
	}
	return fs
}

func empty() string { return "" }

//go:noinline
func sum(b []byte) (n int) {
	for _, c := range b {
		n += int(c)
	}
	return n
}

func bytesOf(s string) (int, bool, int) {
	b := []byte(s)       // only read: shares
	e := []byte(empty()) // not nil
	w := []byte(s)       // written to: a copy
	for i := range w {
		w[i] = 'x'
	}
	c := append([]byte(s), "yz"...)
	c[0] = 'q'
	return sum(b) + sum(c), e == nil, sum(w)
}

func mk(n int) *T { return &T{a: n} }

type node struct {
	name string
	next *node
	vals []*T
	any  any
	m    map[string]int
}

var list = []*node{
	{"one", &node{name: "two", vals: []*T{mk(1), {a: 2}}}, nil, T{a: len(order)}, map[string]int{"x": 1}},
	{name: "three", any: []int{len(order), 2}, vals: []*T{mk(3)}},
}
var one = &T{a: mk(7).a, p: new(int)}
var fn = func() int { return one.a }
var blank, two = &T{a: mk(8).a}, [2]*T{mk(9), {a: 10}}

func sizes() int {
	n := 4
	a := make([]int, n)
	lit := []string{"a", "b", "c"}
	b := make([]string, len(lit))
	c := make([]*int, 0, n)
	c = append(c, &n)
	n = len(c)
	return len(a) + len(b) + cap(c) + n
}

func scopes() int {
	var p *int
	total := 0
	for i := range 3 {
		x := i
		if i == 1 {
			p = &x
			break
		}
		total += x
	}
	return total + *p
}

func results(n *int) (r *int, s string) {
	defer func() { *r++ }()
	r = func() *int { return n }()
	return r, "s"
}

func main() {
	lifted()
	fmt.Println(order)
	for _, f := range captured() {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	fmt.Println(bytesOf("hello"))
	for _, n := range list {
		fmt.Println(n.name, n.next != nil, len(n.vals), n.vals == nil, n.any, n.m)
	}
	fmt.Println(list[0].next.vals[0].a, list[0].next.vals[1].a, list[1].vals[0].a, one.a, *one.p, fn(), blank.a, two[0].a, two[1].a)
	list[1].next = &node{name: "four"}
	*one.p = 3
	fmt.Println(list[1].next.name, *one.p, sizes(), scopes())
	k := 41
	r, s := results(&k)
	fmt.Println(*r, s, k)
}

// Output:
// 10 0
// 20 20
// 1 0 <nil> 1
// show [1 s {1 1 <nil>} [1] <nil>]
// 1 2 20 [1 3 0 0 0 1] [0 1]
// [a b c]
// 2 5 0 1 2 10 11 12 0 1 2
// 1316 false 600
// one true 0 true {0 0 <nil>} map[x:1]
// three false 1 false [0 2] map[]
// 1 2 3 7 0 7 8 9 10
// four 3 12 1
// 42 s 42
