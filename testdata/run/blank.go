// The blank identifier: parameters, results, assignment, range, fields, methods, imports of effects only by evaluation.
package main

type iface interface{ m() }
type impl struct {
	_ int
	x int
	_ string
}

func (*impl) m() {}

var _ iface = (*impl)(nil)

func f(_ int, _, s string) (_ int, r string, _ error) {
	r = s
	return 1, r + "!", nil
}

func g(int, string) (int, bool) { return 3, true }

func effect(s string) int { print(s, " "); return 0 }

var _ = effect("package")
var _, used = g(1, "")

func (impl) _()       {}
func (_ impl) n() int { return 5 }
func _()              { println("never") }

const _ = 1 << 3

type _ struct{}

func main() {
	_, r, _ := f(1, "a", "b")
	println(r, used)
	_ = effect("assign")
	_, _ = effect("x"), effect("y")
	var _ = effect("var")
	var _, z = effect("a"), effect("b")
	println(z)
	for _, v := range []int{1, 2} {
		print(v)
	}
	for range [2]int{} {
		print(".")
	}
	for _ = range 2 {
		print("-")
	}
	println()
	a, b := impl{x: 1}, impl{x: 1}
	println(a == b, a.n())
	m := map[string]int{}
	if _, ok := m["x"]; !ok {
		println("absent")
	}
	c := make(chan int, 2)
	c <- 1
	c <- 2
	_ = <-c
	_, ok := <-c
	println(ok, len(c))
	func(_, _ int, _ ...string) { println("called") }(1, 2, "x", "y")
	defer func() { println(recover() != nil) }()
	var p *impl
	_ = *p
}

// Output:
// package b! true
// assign x y var a b 0
// 12..--
// true 5
// absent
// true 0
// called
// true
