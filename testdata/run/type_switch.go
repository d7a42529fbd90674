// Type switches: several types in a case, nil, default position, interfaces, generic cases, init statement.
package main

type a struct{}
type b struct{ a }

func (a) f() int  { return 1 }
func (*b) g() int { return 2 }

func which(x any) int {
	switch y := x.(type) {
	default:
		return 0
	case int8, uint8:
		if _, ok := y.(int8); ok {
			return 8
		}
		return -8
	case interface{ g() int }:
		return 10 + y.g()
	case interface{ f() int }:
		return 20 + y.f()
	case error:
		return len(y.Error())
	case nil:
		return -1
	case []any:
		n := 100
		for _, e := range y {
			n += which(e)
		}
		return n
	case func(any) int:
		return y(3.5)
	}
}

func generic[T any](x any) string {
	switch x.(type) {
	case T:
		return "T"
	case []T:
		return "[]T"
	case map[string]T:
		return "map"
	}
	return "?"
}

type e string

func (x e) Error() string { return string(x) }

func next(n *int) any { *n++; return *n }

func main() {
	println(which(int8(1)), which(uint8(1)), which(a{}), which(b{}), which(&b{}), which(&a{}))
	println(which(e("four")), which(nil), which(1), which([]any{nil, int8(0), []any{a{}}}), which(which))
	println(generic[int](1), generic[int]([]int{}), generic[string](1), generic[any](1), generic[[]int]([][]int{}), generic[bool](map[string]bool{}))
	n := 0
	switch x := next(&n); v := x.(type) {
	case string:
		println("string", v)
	case int:
		println("int", v, n)
	}
	switch any(n).(type) {
	}
	for i, v := range []any{1, "s", nil} {
		switch v := v.(type) {
		case int:
			if i == 0 {
				break
			}
			println("not reached", v)
		case string:
			println(v)
			continue
		}
		println("end", i)
	}
	var err error = e("x")
	switch err := err.(type) {
	case nil:
		println("nil")
	case e:
		println("e", string(err))
	}
}

// Output:
// 8 -8 21 21 12 21
// 4 -1 0 228 0
// T []T ? T []T map
// int 1 1
// end 0
// s
// end 2
// e x
