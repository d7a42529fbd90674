// Generic types: methods, embedding, recursion, aliases with parameters, nested instantiation, local types, interfaces with parameters.
package main

type list[T any] struct {
	head, tail *elem[T]
	n          int
}
type elem[T any] struct {
	v    T
	next *elem[T]
}

func (l *list[T]) push(v T) *list[T] {
	e := &elem[T]{v: v}
	if l.tail == nil {
		l.head = e
	} else {
		l.tail.next = e
	}
	l.tail = e
	l.n++
	return l
}

func (l *list[T]) all() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for e := l.head; e != nil; e = e.next {
			if !yield(i, e.v) {
				return
			}
			i++
		}
	}
}

type pair[K comparable, V any] struct {
	key K
	val V
}

func (p pair[A, B]) swap(b B) pair[A, B] { p.val = b; return p }

type table[K comparable, V any] struct {
	list[pair[K, V]]
	m map[K]*pair[K, V]
}

func (t *table[K, V]) put(k K, v V) {
	if t.m == nil {
		t.m = make(map[K]*pair[K, V])
	}
	t.m[k] = &pair[K, V]{k, v}
	t.push(*t.m[k])
}

type vec[T any] = []T
type grid[T any] = vec[vec[T]]
type dict[V any] = map[string]V

type container[T any] interface {
	push(T) *list[T]
	all() func(func(int, T) bool)
}

func drain[T any](c container[T], add func(T)) {
	for _, v := range c.all() {
		add(v)
	}
}

type node[T interface{ less(T) bool }] struct {
	l, r *node[T]
	v    T
}
type num int

func (a num) less(b num) bool { return a < b }

func (n *node[T]) insert(v T) *node[T] {
	switch {
	case n == nil:
		return &node[T]{v: v}
	case v.less(n.v):
		n.l = n.l.insert(v)
	default:
		n.r = n.r.insert(v)
	}
	return n
}

func (n *node[T]) walk(f func(T)) {
	if n != nil {
		n.l.walk(f)
		f(n.v)
		n.r.walk(f)
	}
}

type fn[A, B any] func(A) B

func (f fn[A, B]) call(a A) B { return f(a) }

type opt[T any] struct {
	v  T
	ok bool
}

func some[T any](v T) opt[T] { return opt[T]{v, true} }
func (o opt[T]) or(v T) T {
	if o.ok {
		return o.v
	}
	return v
}
func nested[T any](v T) opt[opt[T]] { return some(some(v)) }

func name[T any]() string {
	type local struct{ x T }
	var x any = local{}
	switch x.(type) {
	case struct{ x T }:
		return "anonymous"
	case local:
		return "local"
	}
	return "?"
}

func main() {
	l := new(list[string]).push("a").push("b")
	for i, v := range l.all() {
		print(i, v, " ")
	}
	println(l.n)
	var t table[string, float64]
	t.put("x", 1.5)
	t.put("y", 2.5)
	println(t.n, t.m["y"].val, t.head.v.key, t.head.v.swap(9).val, t.head.v.val)
	g := grid[int]{{1}, {2, 3}}
	g[0] = append(g[0], 7)
	var d dict[vec[int]] = map[string][]int{"k": g[0]}
	println(len(g), d["k"][1])
	total := 0
	drain[int](new(list[int]).push(4).push(5), func(n int) { total += n })
	println(total)
	var root *node[num]
	for _, v := range []num{5, 1, 4, 2, 3} {
		root = root.insert(v)
	}
	root.walk(func(n num) { print(n, " ") })
	println()
	println(fn[int, string](func(n int) string { return string(rune('a' + n)) }).call(2))
	println(some(3).or(1), opt[string]{}.or("none"), nested(2.5).or(some(1.0)).or(0))
	var a, b any = pair[string, int]{"a", 1}, pair[string, int]{"a", 1}
	_, ok := a.(pair[string, int64])
	println(a == b, ok, name[int](), name[[]string]())
	m := map[pair[int, string]]bool{{1, "x"}: true}
	println(m[pair[int, string]{1, "x"}])
}

// Output:
// 0a 1b 2
// 2 2.5 x 9 1.5
// 2 7
// 9
// 1 2 3 4 5
// c
// 3 none 2.5
// true false local local
// true
