// Order of calls, receives, assignments, operands, map and index operations; two-phase assignment.
package main

func f(s string, v int) int { print(s, " "); return v }

func get(s string, m map[string]int) map[string]int { print(s, " "); return m }

func sl(s string, x []int) []int { print(s, " "); return x }

func multi() (int, int, int) { print("multi "); return 1, 2, 3 }

func three(a, b, c int) int { return a*100 + b*10 + c }

func boolf(s string, b bool) bool { print(s, " "); return b }

type T struct{ n int }

func (t T) add(n int) T { print("add", n, " "); t.n += n; return t }

func main() {
	println(f("a", 1) + f("b", 2)*f("c", 3))
	a := []int{10, 20, 30}
	a[f("i", 0)], a[f("j", 1)] = f("x", 5), f("y", 6)
	println(a[0], a[1])
	m := map[string]int{}
	get("m", m)[string(rune('a'+f("k", 1)))] = f("v", 7)
	println(m["b"])
	println(three(multi()), three(f("p", 1), f("q", 2), f("r", 3)))
	println(T{1}.add(f("one", 1)).add(f("two", 2)).n)
	i := 0
	i, a[i] = 1, 99
	println(i, a[0], a[1])
	a[0], a[1], a[2] = a[2], a[0], a[1]
	println(a[0], a[1], a[2])
	c := make(chan int, 4)
	c <- 1
	c <- 2
	c <- 3
	println(<-c-<-c, f("z", 4)+<-c)
	println(boolf("t", true) || boolf("no", true), boolf("f", false) && boolf("no", true))
	arr := [3]int{f("e0", 0), 2: f("e2", 2), 1: f("e1", 1)}
	println(arr[1])
	s := []int{1, 2, 3}
	sl("dst", s)[f("idx", 1)] += f("val", 10)
	println(s[1])
	x := 1
	g := func() int { x++; return x }
	y := [2]int{g(), g()}
	println(y[0], y[1], x)
	defer func() {
		println(recover().(error).Error(), f("after", a[0]))
	}()
	var p *T
	func(int, T) {}(f("before deref", 1), *p)
}

// Output:
// a b c 7
// i j x y 5 6
// m k v 7
// multi p q r 123 123
// one add1 two add2 4
// 1 99 6
// 30 99 6
// z -1 7
// t f true false
// e0 e2 e1 1
// dst idx val 12
// 2 3 3
// before deref after runtime error: invalid memory address or nil pointer dereference 30
