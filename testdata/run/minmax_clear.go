// min, max and clear.
package main

type myint int32

func vary() int { print("v "); return 5 }

func main() {
	const k = min(3, 1.5, 2)
	println(k, max("b", "abc", "z"), min('b', 'a'))
	x, y := 7, 3
	println(min(x, y), max(x, y, 5), min(x), max(x, 10.0))
	var m myint = -2
	println(min(m, 0), max(m, 4))
	s, t := "pear", "apple"
	println(min(s, t), max(s, t, "quince"))
	println(min(vary(), 4, vary()))
	var f, z float64 = 1, 0
	println(min(f, z/z), max(z/z, f), min(-z, z), max(f/z, f))
	mm := map[string][]int{"a": {1}, "b": nil}
	clear(mm)
	println(len(mm), mm["a"] == nil)
	nan := z / z
	nm := map[float64]int{nan: 1, nan: 2, 1: 3}
	println(len(nm))
	clear(nm)
	println(len(nm))
	sl := []string{"a", "b", "c"}
	clear(sl[1:])
	println(sl[0], sl[1] == "", len(sl))
	var none map[int]int
	clear(none)
	clear([]int(nil))
	ps := []*int{&x, &y}
	clear(ps)
	println(ps[0] == nil, ps[1] == nil)
}

// Output:
// 1.5 z 97
// 3 7 7 10
// -2 4
// apple quince
// v v 4
// NaN NaN -0 +Inf
// 0 true
// 3
// 0
// a true 3
// true true
