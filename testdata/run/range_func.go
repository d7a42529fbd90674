// range over functions: break, continue, return, nested loops with labels, defer, panics, state after the loop.
package main

func upto(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer print("[end", n, "]")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs(s string) func(func(int, rune) bool) {
	return func(yield func(int, rune) bool) {
		for i, r := range s {
			if !yield(i, r) {
				return
			}
		}
	}
}

type tree struct {
	l, r *tree
	v    int
}

func (t *tree) all(yield func(int) bool) bool {
	return t == nil || t.l.all(yield) && yield(t.v) && t.r.all(yield)
}
func (t *tree) walk(yield func(int) bool) { t.all(yield) }
func (t *tree) add(v int) *tree {
	if t == nil {
		return &tree{v: v}
	}
	if v < t.v {
		t.l = t.l.add(v)
	} else {
		t.r = t.r.add(v)
	}
	return t
}

func find(n, x int) (r int, ok bool) {
	defer func() { r += 1000 }()
	for i := range upto(n) {
		if i == x {
			return i, true
		}
	}
	return -1, false
}

func labels() (s int) {
outer:
	for i := range upto(5) {
		for j := range upto(5) {
			switch {
			case j == 3:
				continue outer
			case i == 3:
				break outer
			case (i+j)%2 == 0:
				continue
			}
			s += 10*i + j
		}
	}
	return
}

func defers() {
	for i := range upto(3) {
		defer print("d", i, " ")
	}
	print("body done ")
}

func panics() (s string) {
	defer func() { s = recover().(string) }()
	for i := range upto(3) {
		if i == 1 {
			panic("in body")
		}
	}
	return
}

func misuse() (s string) {
	defer func() { s = recover().(error).Error() }()
	var keep func(int) bool
	for range func(y func(int) bool) { keep = y; y(1) } {
	}
	keep(2)
	return "no panic"
}

func ignores() (s string) {
	defer func() { s = recover().(error).Error() }()
	for range func(y func() bool) { y(); y() } {
		break
	}
	return "no panic"
}

func main() {
	for i := range upto(3) {
		print(i, " ")
	}
	println()
	for i := range upto(10) {
		if i == 1 {
			continue
		}
		if i == 3 {
			break
		}
		print(i, " ")
	}
	println()
	r, ok := find(5, 2)
	println(r, ok)
	r, ok = find(2, 7)
	println(r, ok)
	println(labels())
	defers()
	println()
	println(panics())
	println(misuse())
	println(ignores())
	for i, r := range pairs("aé") {
		print(i, "=", string(r), " ")
	}
	var t *tree
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		t = t.add(v)
	}
	sum := 0
	for v := range t.walk {
		if v > 8 {
			break
		}
		sum = sum*10 + v
	}
	println(sum)
	var fs []func() int
	for i := range upto(3) {
		fs = append(fs, func() int { i++; return i })
	}
	println(fs[0](), fs[0](), fs[2]())
	for range func(yield func() bool) { _ = yield() && yield() } {
		print("tick ")
	}
	println()
}

// Output:
// 0 1 2 [end3]
// 0 2 [end10]
// [end5]1002 true
// [end2]999 false
// [end5][end5][end5][end5][end5]44
// [end3]body done d2 d1 d0
// [end3]in body
// runtime error: range function continued iteration after whole loop exit
// runtime error: range function continued iteration after function for loop body returned false
// 0=a 1=é 12358
// [end3]1 2 3
// tick tick
