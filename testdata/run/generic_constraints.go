// Type sets, methods in constraints, comparable, inference of several kinds, constants of generic type.
package main

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}
type float interface{ ~float32 | ~float64 }
type number interface{ integer | float }

type stringer interface{ String() string }
type printable interface {
	~int | ~string
	stringer
}

type celsius float64
type id int
type tag string

func (i id) String() string  { return "id" + string(rune('0'+int(i))) }
func (t tag) String() string { return "#" + string(t) }

func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

func mapped[S ~[]E, E, R any](s S, f func(E) R) []R {
	r := make([]R, 0, len(s))
	for _, e := range s {
		r = append(r, f(e))
	}
	return r
}

func reduce[E, A any](s []E, a A, f func(A, E) A) A {
	for _, e := range s {
		a = f(a, e)
	}
	return a
}

func index[T comparable](s []T, x T) int {
	for i, v := range s {
		if v == x {
			return i
		}
	}
	return -1
}

func show[T printable](x T) string { return x.String() }

func ptr[T any](x T) *T { return &x }

func zero[T any]() (z T) { return }

func convert[To, From number](x From) To { return To(x) }

func size[T ~string | ~[]byte](x T) int { return len(x) }

func clone[S ~[]E, E any](s S) S { return append(S(nil), s...) }

type setter[T any] interface {
	*T
	set(string)
}
type conf struct{ v string }

func (c *conf) set(s string) { c.v = s }

func build[T any, P setter[T]](s string) T {
	var t T
	P(&t).set(s)
	return t
}

type names []string

func (n names) first() string { return n[0] }

func main() {
	println(sum(1, 2, 3), sum(1.5, 2), sum[uint8](200, 100), sum(celsius(1), 2.5) == 3.5, sum[int]())
	ls := mapped(names{"a", "bcd"}, func(s string) int { return len(s) })
	println(ls[0], ls[1], len(ls))
	println(reduce([]int{1, 2, 3}, "", func(a string, n int) string { return a + string(rune('0'+n)) }))
	println(index([]string{"x", "y"}, "y"), index([]any{1, "a", nil}, nil), index([][2]int{{1, 2}}, [2]int{1, 2}))
	println(show(id(7)), show(tag("go")))
	println(*ptr(3), *ptr("s"), zero[string]() == "", zero[*int]() == nil, zero[[2]int]()[1])
	println(convert[int](3.9), convert[float64](int8(-3)), convert[uint8](int32(257)))
	println(size("héy"), size([]byte{1, 2}), clone(names{"first"}).first())
	println(build[conf]("set").v)
	f := sum[float64]
	println(f(0.25, 0.5))
	var g func(int, int) int = maxOf
	println(g(3, 4), apply(maxOf[string], "a", "b"), apply(maxOf, 2, 1))
}

func maxOf[T integer | float | ~string](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func apply[T any](f func(T, T) T, a, b T) T { return f(a, b) }

// Output:
// 6 3.5 44 true 0
// 1 3 2
// 123
// 1 2 0
// id7 #go
// 3 s true true 0
// 3 -3 1
// 4 2 first
// set
// 0.75
// 4 b 2
