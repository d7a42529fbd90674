// Note 12: the hash says where to look and the keys decide: equal keys are one entry however many share a bucket, and -0, NaN, interfaces and
// structs as keys follow ==.
package main

import (
	"fmt"
	"math"
)

type compound struct {
	name string
	any  any
	arr  [2]float64
}

func main() {
	// Many keys that differ in the high bits only, then in the low bits only.
	high, low := map[uint64]int{}, map[uint64]int{}
	for i := range 2000 {
		high[uint64(i)<<50] = i
		low[uint64(i)] = i
	}
	wrong := 0
	for i := range 2000 {
		if high[uint64(i)<<50] != i || low[uint64(i)] != i {
			wrong++
		}
		if _, ok := high[uint64(i)<<50|1]; ok {
			wrong++
		}
	}
	fmt.Println("entries:", len(high), len(low), "wrong:", wrong)

	f := map[float64]string{0: "zero", math.Inf(1): "inf"}
	fmt.Println("-0:", f[math.Copysign(0, -1)], " inf:", f[math.MaxFloat64*two()])
	nan := math.NaN()
	f[nan], f[nan] = "a", "b"
	_, ok := f[nan]
	delete(f, nan)
	fmt.Println("NaN is never found:", ok, "but counted:", len(f))
	clear(f)
	fmt.Println("clear takes it too:", len(f))

	i := map[any]string{1: "int", int8(1): "int8", "1": "string", 1.0: "float64", [1]int{1}: "array", nil: "nil"}
	fmt.Println("interfaces:", i[1], i[int8(1)], i["1"], i[1.0], i[[1]int{1}], i[nil], i[uint(1)] == "", len(i))

	s := map[compound]int{}
	for n := range 10 {
		s[compound{fmt.Sprint("n", n%5), n % 5, [2]float64{float64(n % 5), 0}}] += n
	}
	fmt.Println("structs:", len(s), s[compound{"n3", 3, [2]float64{3, math.Copysign(0, -1)}}])

	p, q := new(int), new(int)
	c := make(chan bool)
	ptr := map[any]int{p: 1, q: 2, c: 3}
	fmt.Println("pointers and channels:", ptr[p], ptr[q], ptr[c])

	long := map[string]int{}
	base := make([]byte, 100)
	for n := range 200 {
		base[n%100]++
		long[string(base)] = n
	}
	fmt.Println("long strings:", len(long), long[string(base)])

	for _, k := range []any{[]int{}, map[int]int{}, func() {}, struct{ f []int }{}} {
		func() {
			defer func() { fmt.Println(recover()) }()
			_ = i[k]
		}()
	}
}

func two() float64 { return 2 }

// Output:
// entries: 2000 2000 wrong: 0
// -0: zero  inf: inf
// NaN is never found: false but counted: 4
// clear takes it too: 0
// interfaces: int int8 string float64 array nil true 6
// structs: 5 11
// pointers and channels: 1 2 3
// long strings: 200 199
// runtime error: hash of unhashable type []int
// runtime error: hash of unhashable type map[int]int
// runtime error: hash of unhashable type func()
// runtime error: hash of unhashable type struct { f []int }
