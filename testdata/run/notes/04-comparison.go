// Note 4: == asks for one type on both sides; slices, maps and functions compare with nil only (testdata/errors/notes_comparison.go). Interfaces
// compare their dynamic types, then the values, and panic when those can't be compared.
package main

import (
	"errors"
	"fmt"
	"math"
)

type point struct{ x, y int }
type named int
type fault struct{ code int }

func (f *fault) Error() string { return fmt.Sprint("fault ", f.code) }

func compare(what string, a, b any) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%s: panic: %v\n", what, r)
		}
	}()
	fmt.Printf("%s: %v\n", what, a == b)
}

func find(fail bool) error {
	var f *fault
	if fail {
		f = &fault{3}
	}
	return f // never a nil interface: it has a dynamic type
}

func main() {
	fmt.Println("structs:", point{1, 2} == point{1, 2}, point{1, 2} == point{2, 1})
	fmt.Println("arrays:", [2]string{"a", "b"} == [2]string{"a", "b"})
	p, q := &point{1, 2}, &point{1, 2}
	fmt.Println("pointers:", p == q, *p == *q)
	c := make(chan int)
	d := c
	fmt.Println("channels:", c == d, c == make(chan int))
	var s []int
	var m map[string]int
	var f func()
	fmt.Println("nil:", s == nil, m == nil, f == nil, []int{} == nil)
	nan := math.NaN()
	fmt.Println("NaN:", nan == nan, "zeros:", 0.0 == math.Copysign(0, -1))

	compare("same type, same value", 1, 1)
	compare("int and int64", 1, int64(1))
	compare("int and a named int", 1, named(1))
	compare("structs in interfaces", point{1, 2}, point{1, 2})
	compare("nil and nil", nil, nil)
	compare("nil and a nil pointer", nil, (*int)(nil))
	compare("two types, uncomparable", []int{1}, map[int]int{})
	compare("slices", []int{1}, []int{1})
	compare("maps", map[string]int{}, map[string]int{})
	compare("funcs", main, main)
	compare("arrays of slices", [1][]int{}, [1][]int{})
	compare("structs with an interface holding a func", struct{ v any }{main}, struct{ v any }{main})
	compare("structs that differ before the func", struct {
		n int
		v any
	}{1, main}, struct {
		n int
		v any
	}{2, main})

	func() {
		defer func() { fmt.Println("map key:", recover()) }()
		table := map[any]int{1: 1, "a": 2}
		table[[]int{1}] = 3
	}()

	err := find(false)
	fmt.Println("nil pointer in an error:", err == nil, err.(*fault) == nil)
	a, b := errors.New("x"), errors.New("x")
	fmt.Println("errors of one text:", a == b, a == a)
	var e error = &fault{1}
	var pe = e.(*fault)
	fmt.Println("interface and concrete value:", e == pe)
}

// Output:
// structs: true false
// arrays: true
// pointers: false true
// channels: true false
// nil: true true true false
// NaN: false zeros: true
// same type, same value: true
// int and int64: false
// int and a named int: false
// structs in interfaces: true
// nil and nil: true
// nil and a nil pointer: false
// two types, uncomparable: false
// slices: panic: runtime error: comparing uncomparable type []int
// maps: panic: runtime error: comparing uncomparable type map[string]int
// funcs: panic: runtime error: comparing uncomparable type func()
// arrays of slices: panic: runtime error: comparing uncomparable type [1][]int
// structs with an interface holding a func: panic: runtime error: comparing uncomparable type func()
// structs that differ before the func: false
// map key: runtime error: hash of unhashable type []int
// nil pointer in an error: false true
// errors of one text: false true
// interface and concrete value: true
