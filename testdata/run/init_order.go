// Package variables are initialised by dependency, through functions and closures, then every init in order of appearance.
package main

var (
	a    = trace("a", b+1)
	b    = trace("b", f())
	c    = trace("c", 1)
	_    = trace("blank", 0)
	x, y = two()
	arr  = [...]int{trace("arr", 5), c}
	fn   = func() int { return late }
	e    = trace("e", fn())
	late = trace("late", 9)
	m    = map[string]int{"k": trace("m", a)}
	p    = &late
	t    = T{}.value()
)

type T struct{}

func (T) value() int { return trace("t", hidden) }

var hidden = trace("hidden", 4)

func f() int { return c * 10 }

func two() (int, string) { trace("two", e); return 1, "y" }

func trace(s string, v int) int {
	print(s, "=", v, " ")
	return v
}

func init() {
	println("| init 1", a)
	a = 100
}

func init() { println("init 2", a, x, y, arr[0]+arr[1], m["k"], *p, t) }

var static = [4]string{1: "one", 3: "three"}
var ptrs = []*int{&late, nil, &hidden}

func main() {
	println("main", a, b, c, static[3], *ptrs[2])
}

func init() { println("init 3") }

// Output:
// c=1 b=10 a=11 blank=0 arr=5 late=9 e=9 two=9 m=11 hidden=4 t=4 | init 1 11
// init 2 100 1 y 6 11 9 4
// init 3
// main 100 10 1 three 4
