// The texts of failing type assertions; comma-ok forms; assertion to interfaces; shadowing names.
package main

type T struct{ x int }
type U struct{}
type I interface{ M() }
type J interface {
	I
	N(int) string
}
type P struct{}

func (*P) M() {}
func (T) M()  {}
func (U) m()  {}

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	var e any = T{1}
	var none any
	var i I = T{2}
	var ni I
	try(func() { _ = e.(int) })
	try(func() { _ = e.(*T) })
	try(func() { _ = none.(string) })
	try(func() { _ = e.(J) })
	try(func() { _ = none.(I) })
	try(func() { _ = i.(*P) })
	try(func() { _ = i.(J) })
	try(func() { _ = ni.(T) })
	try(func() { _ = any(P{}).(I) })
	try(func() { _ = any(U{}).(I) })
	try(func() { _ = e.(struct{ x int }) })
	try(func() { _ = any([]int{}).([]string) })
	try(func() { _ = any(func(int) {}).(func(string, ...int) error) })
	try(func() { _ = any(map[string]T{}).(map[string]*T) })
	try(func() { _ = any(make(chan<- int)).(<-chan int) })
	try(func() { _ = any([3]int{}).([4]int) })
	try(func() {
		_ = any(1).(interface {
			Foo(a int, b ...string) (x, y int)
		})
	})
	{
		type T struct{ y string }
		try(func() { _ = e.(T) })
		_, ok := e.(T)
		println(ok)
	}
	t, ok := e.(T)
	println(t.x, ok)
	p, ok := e.(*T)
	println(p == nil, ok)
	n, ok := e.(int)
	println(n, ok)
	j, ok := e.(J)
	println(j == nil, ok)
	m, ok := e.(I)
	println(m == I(T{1}), ok)
}

// Output:
// interface conversion: interface {} is main.T, not int
// interface conversion: interface {} is main.T, not *main.T
// interface conversion: interface {} is nil, not string
// interface conversion: main.T is not main.J: missing method N
// interface conversion: interface is nil, not main.I
// interface conversion: main.I is main.T, not *main.P
// interface conversion: main.T is not main.J: missing method N
// interface conversion: main.I is nil, not main.T
// interface conversion: main.P is not main.I: missing method M
// interface conversion: main.U is not main.I: missing method M
// interface conversion: interface {} is main.T, not struct { x int }
// interface conversion: interface {} is []int, not []string
// interface conversion: interface {} is func(int), not func(string, ...int) error
// interface conversion: interface {} is map[string]main.T, not map[string]*main.T
// interface conversion: interface {} is chan<- int, not <-chan int
// interface conversion: interface {} is [3]int, not [4]int
// interface conversion: int is not interface { Foo(int, ...string) (int, int) }: missing method Foo
// interface conversion: interface {} is main.T, not main.T (types from different scopes)
// false
// 1 true
// true false
// 0 false
// true false
// true true
