// Objects in frames, and those that outlive them: every way in which a dangling pointer would show.
package main

type Tree struct {
	l, r *Tree
	k    int
}

func (t *Tree) ins(k int) *Tree {
	if t == nil {
		return &Tree{k: k}
	}
	if k < t.k {
		t.l = t.l.ins(k)
	} else {
		t.r = t.r.ins(k)
	}
	return t
}
func (t *Tree) walk(f func(*Tree)) {
	if t != nil {
		t.l.walk(f)
		f(t)
		t.r.walk(f)
	}
}

type Stack[T any] struct{ xs []T }

func (s *Stack[T]) push(x T) { s.xs = append(s.xs, x) }
func (s *Stack[T]) pop() T   { x := s.xs[len(s.xs)-1]; s.xs = s.xs[:len(s.xs)-1]; return x }
func Map[A, B any](xs []A, f func(A) B) []B {
	r := make([]B, 0, 4)
	for _, x := range xs {
		r = append(r, f(x))
	}
	return r
}

type Node struct {
	name   string
	kids   []*Node
	parent *Node
	attrs  map[string]*int
}

func build(parent *Node, d int) *Node {
	n := Node{name: "n" + string(rune('0'+d)), parent: parent}
	if d > 0 {
		for i := 0; i < 2; i++ {
			n.kids = append(n.kids, build(&n, d-1))
		}
	}
	return &n
}
func count(n *Node) int {
	c := 1
	for _, k := range n.kids {
		if k.parent != n {
			panic("parent")
		}
		c += count(k)
	}
	return c
}

type Shape interface {
	area() float64
	scale(float64) Shape
}
type Sq struct{ s float64 }
type Rc struct{ a, b, c, d float64 }

func (s Sq) area() float64          { return s.s * s.s }
func (s Sq) scale(f float64) Shape  { s.s *= f; return s }
func (r *Rc) area() float64         { return r.a * r.b }
func (r *Rc) scale(f float64) Shape { q := *r; q.a *= f; q.b *= f; return &q }

func swap(a, b **int) { *a, *b = *b, *a }
func chain(n int, f func() int) func() int {
	if n == 0 {
		return f
	}
	return chain(n-1, func() int { return f() + n })
}
func gen() (next func() (int, bool), stop func()) {
	i, done := 0, false
	return func() (int, bool) {
		if done {
			return 0, false
		}
		i++
		return i, true
	}, func() { done = true }
}
func deferOrder() (out []int) {
	for i := 0; i < 4; i++ {
		defer func() { out = append(out, i) }()
	}
	return nil
}
func deep(p *int, n int) *int {
	if n == 0 {
		return p
	}
	x := *p + n
	q := deep(&x, n-1)
	if n%2 == 0 {
		return q
	}
	y := *q
	return &y
}

type buf struct {
	arr [16]byte
	s   []byte
}

func (b *buf) init()      { b.s = b.arr[:0] }
func (b *buf) add(x byte) { b.s = append(b.s, x) }
func mkbuf() buf          { var b buf; b.init(); b.add('x'); b.add('y'); return b }
func iter(xs []*int) func(func(*int) bool) {
	return func(y func(*int) bool) {
		for _, x := range xs {
			if !y(x) {
				return
			}
		}
	}
}
func firstBig(xs []*int) (r *int) {
	var tmp *int
	for p := range iter(xs) {
		v := *p * 2
		tmp = &v
		if v > 4 {
			return tmp
		}
		defer func() {
			if r != nil {
				*r += v
			}
		}()
	}
	return tmp
}
func main() {
	var t *Tree
	for _, k := range []int{5, 2, 8, 1, 9, 3} {
		t = t.ins(k)
	}
	var prev *Tree
	t.walk(func(x *Tree) {
		if prev != nil {
			print(x.k-prev.k, " ")
		}
		prev = x
	})
	println()
	var s Stack[*int]
	for i := 0; i < 5; i++ {
		v := i * i
		s.push(&v)
	}
	println(*s.pop(), *s.pop(), *s.xs[0])
	q := Map([]int{1, 2, 3}, func(i int) *int { j := i + 100; return &j })
	println(*q[0], *q[2])
	w := Map(q, func(p *int) func() int { return func() int { *p++; return *p } })
	println(w[1](), w[1](), *q[1])
	println(count(build(nil, 5)))
	shapes := []Shape{Sq{2}, &Rc{2, 3, 0, 0}}
	for i := 0; i < 3; i++ {
		for j, x := range shapes {
			shapes[j] = x.scale(2)
		}
	}
	println(shapes[0].area(), shapes[1].area())
	a, b := 1, 2
	pa, pb := &a, &b
	swap(&pa, &pb)
	println(*pa, *pb)
	println(chain(5, func() int { return a })())
	n, st := gen()
	n()
	x, _ := n()
	st()
	y, ok := n()
	println(x, y, ok)
	for _, v := range deferOrder() {
		print(v, " ")
	}
	println()
	z := 3
	println(*deep(&z, 7))
	bb := mkbuf()
	println(string(bb.s), len(bb.s))
	println(*firstBig(q), *firstBig([]*int{new(int), &a, &b}))
	var arrp *[3]int
	for i := range 3 {
		t := [3]int{i, i + 1, i + 2}
		if i != 1 {
			arrp = &t
		}
		t[0] = 9
	}
	println(arrp[0], arrp[1])
	var e1, e2 error
	for i := 0; i < 2; i++ {
		e2 = e1
		e1 = myErr{i, "e" + string(rune('a'+i))}
	}
	println(e1.Error(), e2.Error())
	sl := [][]byte{}
	for i := 0; i < 3; i++ {
		sl = append(sl, []byte("abc"))
		sl[i][0] = byte('0' + i)
	}
	println(string(sl[0]), string(sl[2]))
	rs := []rune("hé")
	cp := rs
	for i := 0; i < 2; i++ {
		r2 := []rune("xyz")
		if i == 0 {
			cp = r2
		} else {
			r2[0] = 'Q'
		}
	}
	println(string(cp), string(rs))
	var fn func(int) int
	fn = func(n int) int {
		if n < 2 {
			return n
		}
		return fn(n-1) + fn(n-2)
	}
	println(fn(15))
	c := make(chan func() int)
	go func() {
		for i := 0; i < 3; i++ {
			k := i
			c <- func() int { k += 10; return k }
		}
		close(c)
	}()
	tot := 0
	for f := range c {
		tot += f()
	}
	println(tot)
}

type myErr struct {
	n int
	s string
}

func (m myErr) Error() string { return m.s }
// Escape:
// ./run.sh: line 7: golem: command not found
// Output:
// 1 1 2 3 1
// 16 9 0
// 101 103
// 103 104 104
// 63
// 256 384
// 2 1
// 16
// 2 0 false
// 3 2 1 0
// 31
// xy 2
// 202 10
// 9 3
// eb ea
// 0bc 2bc
// xyz hé
// 610
// 33
