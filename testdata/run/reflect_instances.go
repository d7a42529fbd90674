// reflect.New and reflect.PointerTo of an instance, or of a type declared in a function, have the methods of the pointer.
package main

import (
	"fmt"
	"reflect"
)

type scanner interface{ Scan(any) error }

type box[T any] struct{ v T }

func (b *box[T]) Scan(x any) error {
	v, ok := x.(T)
	if !ok {
		return fmt.Errorf("%T for %T", x, b.v)
	}
	b.v = v
	return nil
}

type pair[K comparable, V any] struct {
	box[V]
	key K
}

type holder struct {
	inner box[int]
	outer pair[string, []int]
}

func pointer(t reflect.Type, x any) {
	p := reflect.New(t).Interface()
	s, ok := p.(scanner)
	fmt.Println(reflect.TypeOf(p), reflect.TypeOf(p).NumMethod(), ok)
	if ok {
		fmt.Println(s.Scan(x), reflect.ValueOf(p).Elem())
	}
}

func main() {
	pointer(reflect.TypeOf(box[string]{}), "x")
	pointer(reflect.TypeFor[box[map[string]int]](), 1)
	pointer(reflect.TypeOf(pair[int, float64]{}), 2.5)
	h := reflect.TypeOf(holder{})
	pointer(h.Field(0).Type, 7)
	pointer(h.Field(1).Type, []int{1, 2})
	type local struct {
		box[uint8]
	}
	pointer(reflect.TypeOf(local{}), uint8(3))
	var none any = struct{ box[bool] }{}
	pointer(reflect.TypeOf(none), true)
}
// Output:
// *main.box[string] 1 true
// <nil> {x}
// *main.box[map[string]int] 1 true
// int for map[string]int {map[]}
// *main.pair[int,float64] 1 true
// <nil> {{2.5} 0}
// *main.box[int] 1 true
// <nil> {7}
// *main.pair[string,[]int] 1 true
// <nil> {{[1 2]} }
// *main.local 1 true
// <nil> {{3}}
// *struct { main.box[bool] } 1 true
// <nil> {{true}}
