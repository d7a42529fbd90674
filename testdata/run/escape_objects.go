// Objects in frames, and those that outlive them: every way in which a dangling pointer would show.
package main

type N struct {
	next *N
	v    int
	s    string
	f    func() int
	i    any
	xs   []int
}

//go:noinline
func burn(n int) int {
	var a [64]int
	for i := range a {
		a[i] = n ^ 0x5a5a5a5a
	}
	if n > 0 {
		return burn(n-1) + a[n%64]
	}
	return a[0]
}

func child(parent *N, d int) {
	var me N
	me.v = d
	if d > 0 {
		child(&me, d-1)
		if me.next != nil {
			parent.v += me.next.v
		}
	}
	parent.next = &me
}

func variadic(keep *[]int, xs ...int) []int {
	if keep != nil {
		*keep = xs
	}
	return xs
}

func (n *N) self() *N { return n }
func (n N) val() int  { return n.v }
func pick(a, b *N, c bool) *N {
	if c {
		return a
	}
	return b
}
func wrap(p *N) any         { return p }
func wrapv(p *N) any        { return *p }
func inner(pp **N) *N       { return *pp }
func setInner(pp **N, q *N) { *pp = q }
func two(a, b *N) (*N, *N)  { return b, a }
func mk(n int) func() *int  { return func() *int { return &n } }

func seq(n int) func(func(int, *N) bool) {
	return func(yield func(int, *N) bool) {
		for i := 0; i < n; i++ {
			x := N{v: i * 10}
			if !yield(i, &x) {
				return
			}
		}
	}
}

func find(n int) *N {
	for i, p := range seq(10) {
		if i == n {
			return p
		}
	}
	return nil
}

func named(n int) (r *N) {
	defer func() {
		if e := recover(); e != nil {
			r = &N{v: e.(int)}
		}
	}()
	x := N{v: n}
	r = &x
	if n > 2 {
		panic(n * 100)
	}
	return
}

func arr(i int) []int {
	a := [4]int{1, 2, 3, 4}
	s := a[:]
	t := s[i:]
	return t
}

func str(i int) string {
	b := []byte("hello world")
	b[0] = byte('a' + i)
	s := string(b)
	if i > 2 {
		s += "!"
	}
	return s
}

func main() {
	var root N
	child(&root, 5)
	burn(20)
	n := 0
	for p := root.next; p != nil; p = p.next {
		n += p.v
	}
	println(root.v, n)

	var keep []int
	var all [][]int
	for i := 0; i < 4; i++ {
		all = append(all, variadic(nil, i, i+1, i+2))
		variadic(&keep, i*2, i*3)
	}
	burn(10)
	println(all[0][0], all[1][1], all[3][2], keep[1])

	var last any
	var prev any
	for i := 0; i < 5; i++ {
		prev = last
		x := i * 1000
		last = x
		if prev != nil {
			println(prev.(int), last.(int))
		}
	}
	var strs []string
	var lasts string
	for i := 0; i < 5; i++ {
		s := str(i)
		t := s + "?"
		lasts = t
		strs = append(strs, t)
	}
	burn(10)
	println(strs[0], strs[4], lasts)
	for i := 0; i < 4; i++ {
		println(find(i).v, named(i).v, *mk(i)(), arr(i)[0])
	}
	var fs [3]func() int
	for i := 0; i < 3; i++ {
		y := i
		g := func() int { y++; return y }
		fs[i] = g
		g()
	}
	burn(10)
	println(fs[0](), fs[1](), fs[2](), fs[0]())
	var a, b *N
	for i := 0; i < 6; i++ {
		x, y := N{v: i}, N{v: -i}
		a, b = two(&x, &y)
		if i%2 == 0 {
			a = pick(a, b, i%3 == 0)
		}
	}
	burn(5)
	println(a.v, b.v)
	var pp *N
	for i := 0; i < 3; i++ {
		z := N{v: i + 7}
		w := &z
		setInner(&pp, inner(&w).self())
		if i == 1 {
			continue
		}
		q := wrap(w)
		if i == 2 {
			println(q.(*N).v, wrapv(w).(N).v)
		}
	}
	println(pp.v, pp.val())

	// goto loops
	var h *N
	k := 0
L1:
	u := N{v: k}
	u.next = h
	k++
	if k == 2 {
		goto L2
	}
	h = &u
L2:
	if k < 5 {
		goto L1
	}
	for p := h; p != nil; p = p.next {
		print(p.v, " ")
	}
	println()
	// arrays of pointers to loop temporaries
	var ps [4]*[2]int
	for i := range ps {
		t := [2]int{i, i * i}
		ps[i] = &t
	}
	println(ps[2][1], ps[3][1])
	m := map[string]func() int{}
	for i, s := range []string{"a", "b", "c"} {
		m[s] = func() int { return i * 10 }
	}
	println(m["a"](), m["b"](), m["c"]())
	ch := make(chan *N, 3)
	for i := 0; i < 3; i++ {
		v := N{v: i}
		select {
		case ch <- &v:
		default:
		}
	}
	println((<-ch).v, (<-ch).v, (<-ch).v)
	for i := 0; i < 3; i++ {
		d := N{v: i}
		defer func(p *N) { println("defer", p.v) }(&d)
		defer d.show()
		defer (&d).pshow(i)
	}
	var s1, s2 []int
	for i := 0; i < 3; i++ {
		t := make([]int, 3)
		t[0] = i
		s2 = s1
		s1 = t
	}
	println(s1[0], s2[0])
	lbl := 0
outer:
	for i := 0; i < 3; i++ {
		o := &N{v: i}
		for j := 0; j < 3; j++ {
			in := &N{v: j, next: o}
			if j == 2 {
				continue outer
			}
			o.next = in
			lbl += o.next.v + in.next.v
		}
	}
	println(lbl)
	mv := root.self
	root.v = 42
	println(mv().v)
	var iface interface{ val() int } = root
	root.v = 43
	println(iface.val(), root.val())
}
func (n N) show()        { println("show", n.v) }
func (n *N) pshow(i int) { println("pshow", n.v, i) }
// Escape:
// ./run.sh: line 7: golem: command not found
// Output:
// 6 22
// 0 2 5 9
// 0 1000
// 1000 2000
// 2000 3000
// 3000 4000
// aello world? eello world!? eello world!?
// 0 0 0 1
// 10 1 1 2
// 20 2 2 3
// 30 300 3 4
// 2 3 4 3
// -5 5
// 9 9
// 9 9
// 4 3 2 0
// 4 9
// 0 10 20
// 0 1 2
// 2 1
// 9
// 42
// 42 43
// pshow 2 2
// show 2
// defer 2
// pshow 1 1
// show 1
// defer 1
// pshow 0 0
// show 0
// defer 0
