// Methods of instantiated types as values, through interfaces, promoted, in type switches; stencils over many argument shapes.
package main

type stack[T any] struct{ s []T }

func (s *stack[T]) push(v T) { s.s = append(s.s, v) }
func (s *stack[T]) pop() (v T, ok bool) {
	if len(s.s) == 0 {
		return
	}
	v = s.s[len(s.s)-1]
	s.s = s.s[:len(s.s)-1]
	return v, true
}
func (s stack[T]) len() int { return len(s.s) }

type sized interface{ len() int }

type named[T any] struct {
	*stack[T]
	name string
}

type cell[T comparable] struct {
	v T
}

func (c cell[T]) eq(d cell[T]) bool { return c == d && c.v == d.v }

type cmp[T any] interface{ eq(T) bool }

func count[T cmp[T]](s []T, x T) (n int) {
	for _, v := range s {
		if v.eq(x) {
			n++
		}
	}
	return
}

func kinds[T any](xs ...any) (n int) {
	for _, x := range xs {
		switch v := x.(type) {
		case stack[T]:
			n += 1
		case *stack[T]:
			n += 10 + v.len()
		case func(T) T:
			n += 100
		case sized:
			n += 1000
		}
	}
	return
}

func shape[T any](v T) int {
	s := stack[T]{}
	for range 5 {
		s.push(v)
	}
	c := make(chan T, 3)
	m := map[int]T{1: v}
	a := [3]T{v, v, v}
	for range 3 {
		c <- m[1]
	}
	close(c)
	for x := range c {
		s.push(x)
	}
	s.s = append(s.s, a[:]...)
	var i any = s
	_, ok := i.(stack[T])
	if ok {
		return i.(sized).len()
	}
	return -1
}

func main() {
	s := &stack[string]{}
	push := s.push
	push("a")
	(*stack[string]).push(s, "b")
	f := stack[string].len
	println(f(*s), sized(s).len(), sized(*s).len())
	v, ok := s.pop()
	println(v, ok)
	n := named[string]{s, "n"}
	n.push("c")
	println(n.len(), sized(n).len(), s.s[1])
	println(count([]cell[int]{{1}, {2}, {1}}, cell[int]{1}), count([]cell[string]{{"x"}}, cell[string]{"y"}))
	println(kinds[int](stack[int]{}, &stack[int]{}, func(int) int { return 0 }, &stack[string]{}, 5))
	println(shape(1), shape("s"), shape([3]string{}), shape(2.5), shape([]int{}), shape(&s), shape(struct{}{}), shape(any(nil)), shape([100]int{}))
}

// Output:
// 2 2 2
// b true
// 2 2 c
// 2 0
// 1111
// 11 11 11 11 11 11 11 11 11
