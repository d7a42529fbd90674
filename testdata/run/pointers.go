// Pointers: identity, pointers to fields, elements and locals, pointer chains, new, escaping variables, comparison.
package main

type node struct {
	v           int
	left, right *node
	arr         [3]int
}

func local() *int { x := 42; return &x }

func swap(a, b *int) { *a, *b = *b, *a }

func (n *node) insert(v int) *node {
	p := &n
	for *p != nil {
		if v < (*p).v {
			p = &(*p).left
		} else {
			p = &(*p).right
		}
	}
	*p = &node{v: v}
	return n
}

func (n *node) depth() int {
	if n == nil {
		return 0
	}
	return 1 + max(n.left.depth(), n.right.depth())
}

func fill(p *[3]int, s []int) {
	for i := range p {
		p[i] = i
		s[i] = 10 * i
	}
}

func main() {
	p, q := local(), local()
	println(*p, p == q, *p == *q)
	*p++
	println(*p, *q)
	x, y := 1, 2
	swap(&x, &y)
	println(x, y)
	pp := &p
	**pp = 7
	*pp = &x
	println(*p, p == &x)
	n := node{arr: [3]int{1, 2, 3}}
	f := &n.arr[1]
	*f = 20
	m := n
	*f = 30
	println(n.arr[1], m.arr[1])
	s := make([]int, 3)
	fill(&n.arr, s)
	println(n.arr[2], s[2])
	e := &s[0]
	s = append(s, 1)
	*e = 77
	println(s[0], *e)
	root := &node{v: 50}
	for _, v := range []int{30, 70, 20, 40, 60, 80, 10} {
		root.insert(v)
	}
	println(root.depth(), root.left.left.left.v)
	a := &struct{ p *int }{new(int)}
	b := &struct{ p *int }{a.p}
	*b.p = 3
	println(*a.p, *a == *b, a == b)
	i := new([]int)
	*i = append(*i, 1, 2)
	println(len(*i), (*i)[1])
	var np *node
	println(np == nil, np.depth())
	type self *self
	var c self
	c = &c
	println(c == *c)
	fn := func() *int { return &y }
	*fn() = 9
	println(y)
	keep := make([]*int, 0)
	for i := range 5 {
		if i%2 == 0 {
			keep = append(keep, &i)
		}
	}
	println(*keep[0], *keep[1], *keep[2])
}

// Output:
// 42 false true
// 43 42
// 2 1
// 2 true
// 30 20
// 2 20
// 0 77
// 4 10
// 3 true false
// 2 2
// true 0
// true
// 9
// 0 2 4
