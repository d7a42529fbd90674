// Values of many kilobytes as arguments, results, receivers, elements, keys, captured variables, and functions that hold more
// of them than one frame of the bytecode machine has room for.
package main

import (
	"fmt"
	"reflect"
	"sort"
)

type huge struct {
	id   int
	name *string
	data [100000]int
}
type page [2000]int // by reference, in a frame
type item struct {  // in registers of a crowded frame
	a, b, c, d, e, f, g, h, i, j int
	s                            string
}

//go:noinline
func fill(id int) (h huge) {
	h.id = id
	s := fmt.Sprint("h", id)
	h.name = &s
	for i := range h.data {
		h.data[i] = id + i
	}
	return
}

//go:noinline
func swap(a, b huge) (huge, huge) { return b, a }

//go:noinline
func sum(h huge, p page, k int) int { return h.id + h.data[k] + p[k%2000] + len(*h.name) }

func (h huge) Sum(k int) int { return sum(h, page{1: 7}, k) }

type summer interface{ Sum(int) int }

//go:noinline
func pages(a, b page) (p page, n int, q page) {
	for i := range a {
		p[i] = a[i] + b[i]
		q[i] = a[i] - b[i]
	}
	return p, len(p), q
}

//go:noinline
func change(p page) page {
	q := p
	p[0]++
	q[1]--
	return page{p[0], q[0], p[1], q[1]}
}

func apply(f func(huge) huge, h huge) huge { return f(h) }

func named(h huge) (r huge, err error) {
	defer func() {
		if e := recover(); e != nil {
			r.id += 1000
			err = fmt.Errorf("%v", e)
		}
	}()
	r = h
	r.id++
	_ = r.data[h.data[1]]
	return r, nil
}

func structures() {
	a, b := fill(1), fill(2)
	a, b = swap(a, b)
	fmt.Println(a.id, *a.name, b.id, *b.name, a.data[99999], b.data[0])
	fmt.Println(sum(a, page{5: 1}, 5), a.Sum(1), summer(b).Sum(10), huge.Sum(a, 3), a == b, a == fill(2))
	f := a.Sum
	a.data[4] = -1
	fmt.Println(f(4), a.Sum(4))
	p, n, q := pages(page{1, 2, 3}, page{1, 1, 1, 1})
	fmt.Println(p[:4], n, q[:4])
	p, _, p = pages(p, q)
	ch := change(p)
	fmt.Println(p[:4], ch[:4], p[:2])
	fmt.Println(apply(func(h huge) huge { h.id += a.id; return h }, b).id)
	c := make(chan page, 2)
	c <- page{1}
	c <- page{2}
	select {
	case x := <-c:
		fmt.Println(x[0])
	default:
	}
	select {
	case c <- page{9, 9}:
	default:
		fmt.Println("full")
	}
	close(c)
	x, ok := <-c
	y := <-c
	z, ok2 := <-c
	fmt.Println(x[0]+y[0] < 12, ok, z[0], ok2)
	m := map[int]huge{1: a, 2: b}
	m[3] = fill(3)
	g, ok := m[3]
	_, no := m[4]
	fmt.Println(len(m), m[1].id, g.data[5], ok, no, m[4].name == nil)
	k := map[page]string{{1: 1}: "one", {}: "zero"}
	k[page{2: 2}] = "two"
	delete(k, page{})
	fmt.Println(len(k), k[page{1: 1}], k[page{2: 2}], k[page{}] == "")
	var i any = a
	h, ok := i.(huge)
	_, no = i.(page)
	fmt.Println(h.id, i.(huge).data[7], ok, no, i == any(a), i == any(b))
	s := append([]huge{a}, b, fill(4))
	s = append(s, s[:2]...)
	t := [2]huge{a, b}
	u := t
	u[0].id = 77
	fmt.Println(len(s), s[2].id, s[4].id, t[0].id, u[0].id, t[1].data[3], t == u)
	for i, v := range t {
		fmt.Print(i, v.id, " ")
	}
	fmt.Println()
	r, err := named(fill(5))
	fmt.Println(r.id, err)
	r, err = named(fill(200000))
	fmt.Println(r.id, err)
	done := make(chan int)
	go func(h huge) { done <- h.Sum(2) }(a)
	fmt.Println(<-done)
	func() {
		defer func(h huge, p page) { fmt.Println("deferred", h.id, p[0]) }(a, p)
		a.id, p[0] = -1, -1
	}()
	bp := &b
	bp.data, bp.id = fill(6).data, 66
	fmt.Println(b.id, b.data[0])
}

// Native code calls bytecode by reference, and is called.
func natively() {
	out := reflect.ValueOf(swap).Call([]reflect.Value{reflect.ValueOf(fill(7)), reflect.ValueOf(fill(8))})
	fmt.Println(out[0].Interface().(huge).id, *out[1].Interface().(huge).name)
	mk := reflect.MakeFunc(reflect.TypeFor[func(huge, int) (page, huge)](), func(in []reflect.Value) []reflect.Value {
		h := in[0].Interface().(huge)
		h.id *= int(in[1].Int())
		return []reflect.Value{reflect.ValueOf(page{h.id, len(*h.name)}), reflect.ValueOf(h)}
	}).Interface().(func(huge, int) (page, huge))
	p, h := mk(fill(9), 10)
	fmt.Println(p[:3], h.id, h.data[1])
	s := []page{{3}, {1}, {2}}
	sort.Slice(s, func(i, j int) bool { return s[i][0] < s[j][0] })
	fmt.Println(s[0][0], s[1][0], s[2][0])
	m := reflect.ValueOf(h).MethodByName("Sum").Call([]reflect.Value{reflect.ValueOf(4)})
	fmt.Println(m[0].Int())
}

//go:noinline
func add(a, b page) page {
	for i := range a {
		a[i] += b[i]
	}
	return a
}

// More than 65,536 words are live at once.
func crowded(n int) (total int) {
	var a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9 [1000]int
	c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 := a0, a1, a2, a3, a4, a5, a6, a7, a8, a9
	d0, d1, d2, d3, d4, d5, d6, d7, d8, d9 := b0, b1, b2, b3, b4, b5, b6, b7, b8, b9
	var e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9 [500]string
	it := item{a: 1, s: "item"}
	all := map[item]*item{it: &it}
	last := it
	for i := 0; i < n; i++ {
		a0[i], b9[i], c5[i], d3[i] = i, 2*i, 3*i, 4*i
		e0[i], f9[i] = fmt.Sprint(i), "x"
		e4, f5 = e0, f9
		g0[i], h9[i] = e4[i], f5[i]+"y"
		c4, d4 = c5, d3
		it.b += a0[i] + c4[i]
		it, last = last, it
		if p, ok := all[it]; ok {
			p.c++
		}
	}
	for _, x := range [][1000]int{a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9} {
		total += x[n-1]
	}
	for _, x := range [][1000]int{c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9} {
		total += x[n-1] * 10
	}
	for _, x := range [][500]string{e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9} {
		total += len(x[n-1]) * 10000
	}
	fmt.Println(it, last, c5 == c4, e4 == e5, f5 == f9)
	func() {
		defer func() { fmt.Println("recovered:", recover() != nil, it.a, c5[n-1]) }()
		a9[a0[n-1]+len(a9)-n+1] = 1
	}()
	return total
}

func count(p [1000]int) int { // its parameter is loaded to be the argument
	if p[0] == 0 {
		return p[999]
	}
	p[0]--
	p[999] += 2
	return count(p)
}

func main() {
	structures()
	natively()
	fmt.Println(crowded(20), add(page{1}, page{2})[0], count([1000]int{20}))
}

// Output:
// 2 h2 1 h1 100001 1
// 12 14 14 9 false false
// 10 3
// [2 3 4 1] 2000 [0 1 2 -1]
// [2 2 2 2] [3 2 2 1] [2 2]
// 3
// 1
// true true 0 false
// 3 2 8 true false true
// 2 one two true
// 2 9 true false true false
// 5 4 1 2 77 4 false
// 0 2 1 1
// 6 <nil>
// 201001 runtime error: index out of range [200001] with length 100000
// 8
// deferred 2 2
// 66 6
// 8 h7
// [90 2 0] 90 10
// 1 2 3
// 105
// {1 360 1 0 0 0 0 0 0 0 item} {1 400 1 0 0 0 0 0 0 0 item} true false true
// recovered: true 1 57
// 102717 3 40
