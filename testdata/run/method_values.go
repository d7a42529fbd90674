// Method values bind their receiver at once, expressions take it first; receivers of every named kind; nil receivers.
package main

type num int

func (n num) plus(m num) num { return n + m }
func (n *num) add(m num)     { *n += m }

type list []string

func (l *list) push(s string) { *l = append(*l, s) }
func (l list) join() (r string) {
	for _, s := range l {
		r += s
	}
	return
}

type fn func(int) int

func (f fn) twice(x int) int { return f(f(x)) }

type dict map[string]int

func (d dict) bump(k string) dict { d[k]++; return d }

type node struct {
	v    int
	next *node
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.v + n.next.sum()
}

type big struct{ a [50]int }

func (b big) at(i int) int  { return b.a[i] }
func (b *big) set(i, v int) { b.a[i] = v }

func apply(f func(num) num, x num) num { return f(x) }

func main() {
	n := num(5)
	f := n.plus
	g := n.add
	n = 10
	println(f(1), num.plus(n, 2), (*num).plus(&n, 3))
	g(7)
	println(n, apply(n.plus, 1), apply(num(3).plus, 1))
	var l list
	l.push("a")
	(&l).push("b")
	push := (*list).push
	push(&l, "c")
	println(l.join(), len(l))
	println(fn(func(x int) int { return x*x + 1 }).twice(2))
	d := dict{}
	println(d.bump("x").bump("x").bump("y")["x"], len(d))
	println((&node{1, &node{2, &node{3, nil}}}).sum(), (*node)(nil).sum())
	var b big
	b.set(3, 9)
	at := b.at
	b.set(3, 10)
	println(at(3), b.at(3), big.at(b, 3), (*big).at(&b, 3))
	bs := []big{b}
	bs[0].set(0, 1)
	for _, x := range bs {
		x.set(0, 2)
	}
	println(bs[0].at(0))
	var fs []func() int
	for i := range 3 {
		b.set(0, i)
		bb := b
		fs = append(fs, func() int { return bb.at(0) })
	}
	println(fs[0](), fs[1](), fs[2]())
	defer func() { println(recover().(error).Error()) }()
	var np *num
	h := np.plus
	println(h == nil)
}

// Output:
// 6 12 13
// 17 18 4
// abc 3
// 26
// 2 2
// 6 0
// 9 10 10 10
// 1
// 0 1 2
// runtime error: invalid memory address or nil pointer dereference
