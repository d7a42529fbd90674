// Variadic parameters: none, some, a slice passed on (shared, not copied), nil, interfaces, methods, through values.
package main

func join(sep string, xs ...string) (r string) {
	for i, x := range xs {
		if i > 0 {
			r += sep
		}
		r += x
	}
	return
}

func isNil(xs ...int) bool { return xs == nil }

func change(xs ...int) { xs[0] = 100 }

func count(xs ...any) int { return len(xs) }

func pass(xs ...any) int { return count(xs...) + count(xs) }

type logger struct{ n int }

func (l *logger) log(args ...any) *logger { l.n += len(args); return l }

func two() (string, string) { return "-", "only" }

func spread() (string, string, string) { return "+", "a", "b" }

func gen[T any](first T, rest ...T) int { return 1 + len(rest) }

func big(xs ...[100]int) (s int) {
	for _, x := range xs {
		s += x[99]
	}
	return
}

func main() {
	println(join(","), join(",", "a"), join(",", "a", "b", "c"), join("", []string{"x", "y"}...))
	println(isNil(), isNil(nil...), isNil([]int{}...), isNil(1))
	s := []int{1, 2}
	change(s...)
	println(s[0])
	println(count(), count(nil), count(nil, nil), count(nil...), count([]int{1, 2}), count([]any{1, 2}...), pass(1, "a"))
	println(new(logger).log(1, 2).log().log("x").n)
	println(join(two()), join(spread()))
	f := join
	g := (*logger).log
	println(f("/", "p", "q"), g(&logger{5}, 1).n)
	println(gen(1), gen("a", "b", "c"), gen[any](1, "x"))
	var a [100]int
	a[99] = 7
	println(big(), big(a, a))
	h := func(xs ...func() int) (t int) {
		for _, x := range xs {
			t += x()
		}
		return
	}
	println(h(func() int { return 1 }, func() int { return 2 }))
	defer join("x", "y")
	done := make(chan int)
	go func(xs ...int) { done <- len(xs) }(1, 2, 3)
	println(<-done)
	println(append([]byte("a"), "bc"...)[2], len(append(s, s...)), len(append([]any(nil), 1, "x", nil)))
}

// Output:
//  a a,b,c xy
// true true false false
// 100
// 0 1 2 0 1 2 3
// 3
// only a+b
// p/q 6
// 1 3 2
// 0 14
// 3
// 3
// 99 4 3
