// Deferred calls: last in first out, arguments at once, results changed after return, loops, methods, builtins, closures.
package main

type t struct{ n int }

func (x t) val()  { print("val", x.n, " ") }
func (x *t) ptr() { print("ptr", x.n, " ") }

func named() (r int) {
	defer func() { r *= 2 }()
	defer func() { r += 3 }()
	return 4
}

func unnamed() int {
	r := 4
	defer func() { r *= 2 }()
	return r
}

func multi() (a int, b string, c []int) {
	defer func() { a++; b += "!"; c = append(c, a) }()
	a = 5
	return a * 2, "x", []int{0}
}

func loop(n int) {
	for i := range n {
		defer print(i, " ")
	}
}

func args() {
	x := t{1}
	p := &x
	defer x.val()
	defer p.ptr()
	defer func(n int) { print("arg", n, " now", x.n, " ") }(x.n)
	x.n = 2
	p = &t{9}
	_ = p
}

func trace(s string) func() { print("in ", s, "; "); return func() { print("out ", s, "; ") } }

func nested() {
	defer trace("a")()
	defer func() {
		defer trace("c")()
		print("mid; ")
	}()
	trace("b")
}

func conditional(x int) (s string) {
	if x > 0 {
		defer func() { s += "pos" }()
	}
	if x > 1 {
		defer func() { s += "big " }()
		return "early "
	}
	defer func() { s += "last " }()
	return "end "
}

func builtins() {
	m := map[int]int{1: 1, 2: 2}
	s := []int{1, 2}
	c := make(chan int)
	func() {
		defer delete(m, 1)
		defer close(c)
		defer copy(s, []int{9})
		defer println("first")
	}()
	_, ok := <-c
	println(len(m), s[0], ok)
}

func recursive(n int) int {
	defer func() {
		if n%2 == 0 {
			print(n, " ")
		}
	}()
	if n == 0 {
		return 0
	}
	return n + recursive(n-1)
}

func main() {
	println(named(), unnamed())
	a, b, c := multi()
	println(a, b, len(c), c[1])
	loop(5)
	println()
	args()
	println()
	nested()
	println()
	println(conditional(0), conditional(1), conditional(2))
	builtins()
	println(recursive(9))
	func() {
		defer func() { println(recover().(error).Error()) }()
		var f func()
		defer f()
		println("before the nil call")
	}()
}

// Output:
// 14 4
// 11 x! 2 11
// 4 3 2 1 0
// arg1 now2 ptr2 val1
// in a; in b; in c; mid; out c; out a;
// end last  end last pos early big pos
// first
// 1 9 false
// 0 2 4 6 8 45
// before the nil call
// runtime error: invalid memory address or nil pointer dereference
