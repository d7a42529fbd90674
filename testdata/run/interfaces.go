// Dynamic types and values, comparison, nil interfaces and nil pointers in them, conversion between interfaces.
package main

type stringer interface{ String() string }
type namer interface {
	stringer
	Name() string
}
type id int
type ptr struct{ s string }

func (i id) String() string { return "id" + string(rune('0'+i)) }
func (i id) Name() string   { return "name" }
func (p *ptr) String() string {
	if p == nil {
		return "<nil ptr>"
	}
	return p.s
}

type myErr struct{ code int }

func (e *myErr) Error() string { return "myErr" }

func mayFail(fail bool) error {
	var e *myErr
	if fail {
		e = &myErr{3}
	}
	return e
}

func describe(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case namer:
		return "namer " + v.Name()
	case stringer:
		return "stringer " + v.String()
	case error:
		return "error " + v.Error()
	case int, int64:
		return "integer"
	case []int:
		return "slice of " + string(rune('0'+len(v)))
	case func() int:
		return "func " + string(rune('0'+v()))
	case map[string]int, chan int:
		return "map or chan"
	case struct{ x int }:
		return "struct"
	case *int:
		return "pointer"
	}
	return "other"
}

func main() {
	var s stringer
	println(s == nil)
	var p *ptr
	s = p
	println(s == nil, s.String(), s == stringer(p), s != nil)
	s = id(3)
	println(s.String(), s == stringer(id(3)), s == stringer(id(4)), s == any(id(3)), any(3) == any(id(3)))
	println(mayFail(false) == nil, mayFail(true) == nil)
	n, ok := s.(namer)
	println(n.Name(), ok)
	_, ok = any(p).(namer)
	println(ok)
	x := 1
	for _, v := range []any{nil, id(1), p, &ptr{"q"}, &myErr{}, 1, int64(2), []int{1, 2}, func() int { return 7 },
		map[string]int{}, make(chan int), struct{ x int }{1}, &x, 2.5, uint(1), struct{ y int }{1}} {
		println(describe(v))
	}
	var a, b any = [2]any{1, "x"}, [2]any{1, "x"}
	println(a == b)
	ifs := []any{1, "a", nil, 'a', 1.0, true, id(1)}
	eq := 0
	for _, u := range ifs {
		for _, v := range ifs {
			if u == v {
				eq++
			}
		}
	}
	println(eq)
	var e1 error = &myErr{1}
	var e2 error = &myErr{1}
	println(e1 == e2, e1 == e1)
	defer func() { println(recover().(error).Error()) }()
	var none stringer
	none.String()
}

// Output:
// true
// false <nil ptr> true true
// id3 true false true false
// false false
// name true
// false
// nil
// namer name
// stringer <nil ptr>
// stringer q
// error myErr
// integer
// integer
// slice of 2
// func 7
// map or chan
// map or chan
// struct
// pointer
// other
// other
// other
// true
// 7
// false true
// runtime error: invalid memory address or nil pointer dereference
