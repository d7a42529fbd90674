package main

// A value of one word that is a pointer is in an interface itself, whatever empty fields stand around the pointer.

import (
	"fmt"
	"reflect"
	"testing"
)

type empty struct{}
type number struct{ n int }

func (n *number) Get() int { return n.n }

type wrapped struct {
	empty
	*number
}
type deep struct {
	_ [0]int
	w [1]wrapped
}
type padded struct { // the empty field at the end has an address of its own
	*number
	empty
}

func (d deep) Get() int { return d.w[0].n + 1 }

type getter interface{ Get() int }

//go:noinline
func get(g getter) int { return g.Get() }

var sink any

func main() {
	n := &number{7}
	w, d, p := wrapped{number: n}, deep{w: [1]wrapped{{number: n}}}, padded{number: n}
	fmt.Println(get(w), get(d), get(p), get(&w))
	for _, x := range []any{w, d, p} {
		switch x := x.(type) {
		case wrapped:
			fmt.Println("wrapped", x.number == n, x == w)
		case deep:
			fmt.Println("deep", x.w[0].number == n, x == d)
		case padded:
			fmt.Println("padded", x.number == n, x == p)
		}
		v := reflect.ValueOf(x)
		fmt.Println(v.Type(), v.NumField(), v.Type().Size(), reflect.DeepEqual(v.Interface(), x), v.MethodByName("Get").Call(nil)[0])
	}
	m := map[any]int{w: 1, d: 2, p: 3}
	fmt.Println(m[wrapped{number: n}], m[deep{w: [1]wrapped{{number: n}}}], m[padded{number: n}], m[wrapped{}])
	made := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[[0]int]()}, {Name: "B", Type: reflect.TypeFor[*number]()}})).Elem()
	made.Field(1).Set(reflect.ValueOf(n))
	same, ok := made.Interface().(struct {
		A [0]int
		B *number
	})
	fmt.Println(ok, same.B == n)
	fmt.Println(testing.AllocsPerRun(10, func() { sink = wrapped{number: n} }), testing.AllocsPerRun(10, func() { sink = deep{} }))
}
// Output:
// 7 8 7 7
// wrapped true true
// main.wrapped 2 8 true 7
// deep true true
// main.deep 2 8 true 8
// padded true true
// main.padded 2 16 true 7
// 1 2 3 0
// true true
// 0 0
