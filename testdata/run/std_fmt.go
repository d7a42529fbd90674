// fmt, errors and the map half of reflect: verbs, wrapped errors, scanning, maps made at run time.
package main

import (
	"errors"
	"fmt"
	"reflect"
)

type P struct {
	X, Y int
	N    string
	f    float64
	m    map[string]int
	p    *int
}
type S string

func (s S) String() string { return "S:" + string(s) }

type E struct{ c int }

func (e *E) Error() string { return fmt.Sprint("E", e.c) }

type big [200]byte

func main() {
	fmt.Println("hi", 1, []int{1, 2}, map[string]int{"a": 1, "b": 2, "c": 3}, P{X: 1, Y: 2, N: "z"})
	fmt.Printf("%v %+v %T %#v\n", P{X: 1, m: map[string]int{"k": 1}}, &P{X: 3}, P{}, []string{"a"})
	fmt.Printf("%#v\n", P{})
	e := fmt.Errorf("w: %w", fmt.Errorf("in: %w", &E{4}))
	var ee *E
	fmt.Println(e, errors.As(e, &ee), ee.c)
	fmt.Println(fmt.Sprintf("%g %.3f %e %8.2f|%-8d|%08x|%q|%x|%t|%c|%U", 1.5, 3.14159, 1e100, 2.5, 42, 255, "q\n", "hex", true, 'é', 'é'))
	fmt.Println(S("x"), []S{"a"}, map[S]S{"k": "v"}, []any{1, "a", nil, 2.5, S("q"), complex(1, 2)})
	fmt.Printf("%d %s %!|%z\n", "str", 5, 1)
	fmt.Printf("%v %v %v\n", [3]bool{true}, struct{}{}, [][]int{{1}, {2, 3}})
	fmt.Printf("%6.2f|%+d|%x|% x|%#x\n", 3.14159, 5, []byte("ab"), []byte("ab"), 255)
	var np *P
	var ni any
	fmt.Println(np, ni, error(nil))
	fmt.Printf("%T %T %T %T\n", func(int) string { return "" }, make(chan<- int), map[string][]P{}, e)
	var a, b int
	var s string
	n, err := fmt.Sscanf("10 20 foo", "%d %d %s", &a, &b, &s)
	fmt.Println(n, err, a, b, s)
	fmt.Println(reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}), reflect.DeepEqual(P{X: 1}, P{X: 2}))
	mt := reflect.MapOf(reflect.TypeOf(""), reflect.TypeOf(0.5))
	mv := reflect.MakeMap(mt)
	for i := 0; i < 100; i++ {
		mv.SetMapIndex(reflect.ValueOf(fmt.Sprint("k", i)), reflect.ValueOf(float64(i)))
	}
	fmt.Println(mt, mv.Len(), mv.MapIndex(reflect.ValueOf("k42")))
	bm := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(int8(0)), reflect.TypeOf(big{})))
	bm.SetMapIndex(reflect.ValueOf(int8(3)), reflect.ValueOf(big{7}))
	bm.SetMapIndex(reflect.ValueOf(int8(4)), reflect.ValueOf(big{8}))
	bm.SetMapIndex(reflect.ValueOf(int8(3)), reflect.Value{})
	for it := bm.MapRange(); it.Next(); {
		fmt.Println(it.Key(), it.Value().Index(0), bm.Len(), bm.Type())
	}
	fmt.Println(len(reflect.ValueOf(map[int]int{1: 1, 2: 2}).MapKeys()))
	t := reflect.TypeOf(P{})
	for i := 0; i < t.NumField(); i++ {
		fmt.Print(t.Field(i).Name, " ", t.Field(i).Type, ";")
	}
	fmt.Println(reflect.TypeOf(S("")).NumMethod(), reflect.TypeOf(S("")).Method(0).Name)
	defer func() { fmt.Println("rec:", recover()) }()
	var arr []int
	_ = arr[a]
}

// Output:
// hi 1 [1 2] map[a:1 b:2 c:3] {1 2 z 0 map[] <nil>}
// {1 0  0 map[k:1] <nil>} &{X:3 Y:0 N: f:0 m:map[] p:<nil>} main.P []string{"a"}
// main.P{X:0, Y:0, N:"", f:0, m:map[string]int(nil), p:(*int)(nil)}
// w: in: E4 true 4
// 1.5 3.142 1.000000e+100     2.50|42      |000000ff|"q\n"|686578|true|é|U+00E9
// S:x [S:a] map[S:k:S:v] [1 a <nil> 2.5 S:q (1+2i)]
// %!d(string=str) %!s(int=5) %!!(int=1)|%!z(MISSING)
// [true false false] {} [[1] [2 3]]
//   3.14|+5|6162|61 62|0xff
// <nil> <nil> <nil>
// func(int) string chan<- int map[string][]main.P *fmt.wrapError
// 3 <nil> 10 20 foo
// true false
// map[string]float64 100 42
// 4 8 1 map[int8]main.big
// 2
// X int;Y int;N string;f float64;m map[string]int;p *int;1 String
// rec: runtime error: index out of range [10] with length 0
