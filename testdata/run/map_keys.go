// Keys of every comparable kind: NaN, signed zero, structs, arrays, interfaces, pointers, channels, bool, big keys and values.
package main

type shape interface{ area() int }
type sq struct{ side int }
type rect struct{ w, h int }

func (s sq) area() int   { return s.side * s.side }
func (r rect) area() int { return r.w * r.h }

type key struct {
	name string
	n    int8
	f    float64
	_    int
	any  any
}

type bigKey [40]int
type bigVal [300]byte

func catch(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	var z float64
	nan := z / z
	f := map[float64]int{nan: 1, nan: 2, 0: 5}
	f[-z*1]++
	f[nan] = 3
	_, ok := f[nan]
	sum := 0
	for _, v := range f {
		sum += v
	}
	println(len(f), ok, f[z], sum)
	delete(f, nan)
	println(len(f))

	k := map[key]string{}
	k[key{"a", 1, 2.5, 0, "x"}] = "first"
	k[key{"a", 1, 2.5, 9, "x"}] += "!"
	k[key{"a", 1, 2.5, 0, 'x'}] = "other"
	println(len(k), k[key{name: "a", n: 1, f: 2.5, any: "x"}])

	a := map[[3]string]int{{"x", "y", "z"}: 1}
	a[[...]string{"x", "y", "z"}]++
	println(a[[3]string{"x", "y", "z"}], len(a))

	i := map[any]int{1: 1, int8(1): 2, "1": 3, 1.0: 4, sq{1}: 5, [1]int{1}: 6, nil: 7, true: 8}
	println(i[1], i[int8(1)], i["1"], i[1.0], i[sq{1}], i[[1]int{1}], i[nil], i[true], i[uint(1)], len(i))

	s := map[shape]string{sq{2}: "sq", rect{1, 4}: "rect", &rect{1, 4}: "ptr"}
	println(s[sq{2}], s[rect{1, 4}], len(s), s[sq{3}] == "")

	x, y := new(int), new(int)
	c := make(chan int)
	println(map[*int]int{x: 1, y: 2}[y], map[chan int]int{c: 3}[c], map[bool]int{true: 4}[*x == *y])

	b := map[bigKey]bigVal{}
	for n := 0; n < 100; n++ {
		var bk bigKey
		var bv bigVal
		bk[39], bv[299] = n, byte(n)
		b[bk] = bv
	}
	good := 0
	for bk, bv := range b {
		if bk[39] == int(bv[299]) && b[bk] == bv {
			good++
		}
	}
	println(len(b), good)
	e := map[struct{}]int{}
	e[struct{}{}]++
	e[struct{}{}]++
	println(e[struct{}{}], len(e))

	catch(func() { i[[]int{1}] = 1 })
	catch(func() { _ = i[map[int]int{}] })
	catch(func() { _, _ = i[func() {}] })
	catch(func() { i[[1]any{[]string{}}]++ })
	catch(func() { delete(i, any(struct{ f []int }{})) })
	println(len(i))
}

// Output:
// 4 false 6 12
// 4
// 2 first!
// 2 1
// 1 2 3 4 5 6 7 8 0 8
// sq rect 3 true
// 2 3 4
// 100 100
// 2 1
// runtime error: hash of unhashable type []int
// runtime error: hash of unhashable type map[int]int
// runtime error: hash of unhashable type func()
// runtime error: hash of unhashable type []string
// runtime error: hash of unhashable type struct { f []int }
// 8
