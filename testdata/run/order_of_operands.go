// What is evaluated before the calls beside it, and what after them (compiler/lower/order.cc). Expectation by gc.
package main

import "fmt"

type big struct{ a, b, c, d, e int }
type pair struct{ a, b int }

var (
	gi         = 1
	gb         = true
	gby   byte = 1
	gs         = []int{1, 2, 3}
	garr       = [3]int{1, 2, 3}
	gm         = map[string]int{"a": 1}
	gany  any  = 1
	gp         = &pair{1, 2}
	gbig       = big{1, 2, 3, 4, 5}
	gstr       = "abc"
	gpair      = pair{1, 2}
	gf         = 1.5
	gch        = make(chan int, 10)
	gerr  error
	gpp   *pair = gp
	gbs         = []byte("abc")
)

func reset() {
	gi, gb, gby, gs, garr, gm, gany, gp, gbig, gstr, gpair, gf = 1, true, 1, []int{1, 2, 3}, [3]int{1, 2, 3}, map[string]int{"a": 1}, 1, &pair{1, 2}, big{1, 2, 3, 4, 5}, "abc", pair{1, 2}, 1.5
	gbs = []byte("abc")
}

//go:noinline
func change() int {
	gi, gb, gby, gany, gstr, gf = 9, false, 9, 9, "xyz", 9.5
	for i := range gs {
		gs[i] = 9
	}
	garr = [3]int{9, 9, 9}
	gm["a"] = 9
	gp.a, gp.b = 9, 9
	gbig = big{9, 9, 9, 9, 9}
	gpair = pair{9, 9}
	copy(gbs, "xyz")
	return 0
}

//go:noinline
func one[T any](name string, x T, _ int) { fmt.Println(name, "direct", x); reset() }

//go:noinline
func box(name string, x any, _ int) { fmt.Println(name, "boxed", x); reset() }

//go:noinline
func vari(name string, xs ...any) { fmt.Println(name, "variadic", xs[0]); reset() }

type S1 struct {
	x any
	y int
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "panic", r)
			reset()
		}
	}()
	f()
}

func boom() int { panic("boom") }

var zero int
var idx = 7
var nilp *pair
var nilm map[string]int

func main() {
	one("int", gi, change())
	box("int", gi, change())
	vari("int", gi, change())
	one("bool", gb, change())
	box("bool", gb, change())
	vari("bool", gb, change())
	box("byte", gby, change())
	box("byte+", gby+1, change())
	one("byte+", gby+1, change())
	box("int+", gi+1, change())
	box("float", gf, change())
	box("float+", gf+1, change())
	box("cmp", gi == 1, change())
	one("cmp", gi == 1, change())
	box("not", !gb, change())
	one("and", gb && gi == 1, change())
	box("and", gb && gi == 1, change())
	one("slice", gs[1:2], change())
	one("slicestr", gstr[1:2], change())
	box("slicestr", gstr[1:2], change())
	one("index", gs[1], change())
	box("index", gs[1], change())
	one("arrindex", garr[1], change())
	box("arr", garr, change())
	one("arr", garr, change())
	one("map", gm["a"], change())
	box("map", gm["a"], change())
	vari("map", gm["a"], change())
	one("assert", gany.(int), change())
	box("assert", gany.(int), change())
	one("deref", *gp, change())
	box("deref", *gp, change())
	box("field", gp.a, change())
	one("field", gp.a, change())
	box("big", gbig, change())
	one("big", gbig, change())
	box("pair", gpair, change())
	one("eqpair", gpair == pair{1, 2}, change())
	one("eqbig", gbig == big{1, 2, 3, 4, 5}, change())
	one("str", gstr, change())
	box("str", gstr, change())
	one("concat", gstr+"!", change())
	box("concat", gstr+"!", change())
	one("len", len(gstr), change())
	one("cap", cap(gs), change())
	one("bytes", []byte(gstr), change())
	one("string", string(gbs), change())
	box("string", string(gbs), change())
	one("mapb", string(gbs)+"!", change())
	one("runes", []rune(gstr), change())
	one("lit", pair{gi, gi}, change())
	box("lit", pair{gi, gi}, change())
	one("ptrlit", *&pair{gi, gi}, change())
	one("slicelit", []int{gi, gi}, change())
	box("slicelit", []int{gi, gi}, change())
	one("arrlit", [2]int{gi, gi}, change())
	box("arrlit", [2]int{gi, gi}, change())
	one("maplit", map[string]int{"x": gi}, change())
	one("maplit0", map[string]int{"x": 1}, change())
	one("conv", float64(gi), change())
	box("conv", float64(gi), change())
	box("convbyte", byte(gi), change())
	one("func", func() int { return gi }(), change())
	one("max", max(gi, 2), change())
	one("any", gany, change())
	box("any", gany, change())
	box("anycmp", gany == 1, change())
	one("anycmp", gany == 1, change())
	one("explicit", any(gi), change())
	one("explicitb", any(gb), change())
	one("explicitb+", any(gby+1), change())
	l := S1{gby + 1, change()}
	fmt.Println("structlit", l)
	reset()
	l2 := []any{gby + 1, gi, gpair, change()}
	fmt.Println("anylit", l2)
	reset()
	l3 := map[string]any{"a": gby + 1, "b": change(), "c": gi}
	fmt.Println("maplit", l3)
	reset()
	l4 := [4]any{gby + 1, gi, gpair, change()}
	fmt.Println("arrlit", l4)
	reset()
	var a, b any = gby + 1, change()
	fmt.Println("assign", a, b)
	reset()
	a, b = gpair, change()
	fmt.Println("assign", a, b)
	reset()
	a, b = gb == true, change()
	fmt.Println("assign", a, b)
	reset()
	a, b = func() (any, any) { return gby + 1, change() }()
	fmt.Println("return", a, b)
	reset()
	x, y := gany.(int), change()
	fmt.Println("assignassert", x, y)
	reset()
	x, y = gm["a"], change()
	fmt.Println("assignmap", x, y)
	reset()
	z, y := gb && gi == 1, change()
	fmt.Println("assignand", z, y)
	reset()
	w, y := gstr[1:], change()
	fmt.Println("assignslice", w, y)
	reset()
	v := gi + change()
	fmt.Println("binary", v)
	reset()
	v = gany.(int) + change()
	fmt.Println("binassert", v)
	reset()
	v = gm["a"] + change()
	fmt.Println("binmap", v)
	reset()
	v = len(gstr[1:]) + change()
	fmt.Println("binlen", v)
	reset()
	u := gstr[1:] + fmt.Sprint(change())
	fmt.Println("binslice", u)
	reset()
	gm2 := map[any]int{}
	gm2[gi] = change()
	fmt.Println("mapany", gm2)
	reset()
	gm3 := map[pair]int{}
	gm3[pair{gi, gi}] = change()
	fmt.Println("mappair", gm3)
	gm3[gpair] = change()
	fmt.Println("mappair", gm3)
	reset()
	gm4 := map[big]int{{1, 2, 3, 4, 5}: 5}
	one("mapbig", gm4[big{gi, 2, 3, 4, 5}], change())
	one("mapbig", gm4[gbig], change())
	gm5 := map[any]int{1: 5}
	one("mapanykey", gm5[gi], change())
	one("mapanykey", gm5[gi+0], change())
	gm6 := map[string]int{"abc": 5}
	one("mapconv", gm6[string(gbs)], change())
	one("anyeq", gany == any(gby+1), change())
	one("anyeqp", gany == any(gpair), change())
	one("eqlit", gpair == pair{gi, 2}, change())
	defer fmt.Println("deferred", gby+1, gi, gany.(int), gb && gi == 1, change(), gi)
	reset()
	one("appendany", append([]any{}, gby+1, gi, change()), 0)
	ch := make(chan any, 1)
	ch <- []any{gi + 1, gby + 1, change()}
	fmt.Println("send", <-ch)
	reset()
	reset()
	fmt.Println("nestedlit", [2]struct {
		a any
		b map[string]int
	}{{gby + 1, map[string]int{"x": gi}}, {gi, map[string]int{"y": change()}}})
	reset()
	fmt.Println("ptrlit", *&struct{ a, b any }{gby + 1, change()})
	reset()
	fmt.Println("new", *new(any(gby + 1)), change())
	reset()
	gm[gstr] = change()
	fmt.Println("mapindex", gm)
	reset()
	gm[gstr[1:]] = change()
	fmt.Println("mapindexslice", gm)
	reset()
	// what panics first
	try("div", func() { one("div", 1/zero, boom()) })
	try("div", func() { box("div", 1/zero, boom()) })
	try("divbyte", func() { box("div", byte(1)/byte(zero), boom()) })
	try("idx", func() { one("idx", gs[idx], boom()) })
	try("idxbox", func() { box("idx", gs[idx], boom()) })
	try("arrbox", func() { box("idx", garr[idx], boom()) })
	try("strbox", func() { box("idx", gstr[idx], boom()) })
	try("str", func() { one("idx", gstr[idx], boom()) })
	try("cmpbox", func() { box("idx", gs[idx] == 1, boom()) })
	try("slice", func() { one("idx", gs[idx:], boom()) })
	try("nil", func() { one("nil", nilp.a, boom()) })
	try("nilbox", func() { box("nil", nilp.a, boom()) })
	try("nilderef", func() { box("nil", *nilp, boom()) })
	try("assert", func() { one("assert", gany.(string), boom()) })
	try("assertp", func() { one("assert", gany.(*pair), boom()) })
	try("asserti", func() { one("assert", gany.(error), boom()) })
	try("assertbox", func() { box("assert", gany.(error), boom()) })
	try("shift", func() { one("shift", 1<<(zero-1), boom()) })
	try("conv", func() { one("conv", [2]int(gs[:zero]), boom()) })
	try("convp", func() { one("conv", (*[2]int)(gs[:zero]), boom()) })
	try("cmp", func() { one("cmp", gany == any(gs), boom()) })
	var e1, e2 any = gs, gs
	try("cmp2", func() { one("cmp", e1 == e2, boom()) })
	try("cmp2b", func() { box("cmp", e1 == e2, boom()) })
	try("mapkey", func() { one("cmp", map[any]int{}[e1], boom()) })
	try("lit", func() { _ = []any{gs[idx], boom()} })
	try("litb", func() { _ = []any{gs[idx] == 1, boom()} })
	try("bin", func() { _ = gs[idx] + boom() })
	try("bin2", func() { _ = gany.(string) + fmt.Sprint(boom()) })
	try("send", func() { gch <- gs[idx] + boom() })
	try("mapassign", func() { nilm["x"] = boom() })
	try("idxassign", func() { gs[idx] = boom() })
	try("derefassign", func() { nilp.a = boom() })
	try("arrassign", func() { garr[idx] = boom() })
	try("opassign", func() { gs[idx] += boom() })
	try("rhs", func() { gs[idx] = 1 / zero })
	try("rhs2", func() { gs[idx], gs[idx+1] = 1/zero, 2 })
	try("rhs3", func() { nilp.a = gs[idx] })
	try("rhs4", func() { gs[idx] = nilp.a })
	try("rhs5", func() { nilm["a"] = gs[idx] })
	try("rhs6", func() { var i any; gs[idx], i = 5, gs[idx+1] == 2; _ = i })
	try("args", func() { fmt.Println(gs[idx], gs[idx+1] == 1) })
	try("args2", func() { fmt.Println(gs[idx], gs[idx+1:]) })
	try("args3", func() { fmt.Println(gs[idx] == 2, gs[idx+1:]) })
	try("args4", func() { fmt.Println(nilp.a, gs[idx+1:]) })
	try("two", func() { gs[idx], gs[1] = 1, boom() })
	try("method", func() { gerr.Error(); boom() })
	try("ifacecall", func() { fmt.Println(gerr.Error(), boom()) })
	try("methodvalue", func() { one("mv", gerr.Error, boom()) })
}

// Output:
// int direct 9
// int boxed 9
// int variadic 9
// bool direct false
// bool boxed false
// bool variadic false
// byte boxed 9
// byte+ boxed 2
// byte+ direct 10
// int+ boxed 10
// float boxed 9.5
// float+ boxed 10.5
// cmp boxed true
// cmp direct false
// not boxed false
// and direct true
// and boxed true
// slice direct [9]
// slicestr direct b
// slicestr boxed b
// index direct 9
// index boxed 9
// arrindex direct 9
// arr boxed [9 9 9]
// arr direct [9 9 9]
// map direct 9
// map boxed 9
// map variadic 9
// assert direct 1
// assert boxed 1
// deref direct {9 9}
// deref boxed {9 9}
// field boxed 9
// field direct 9
// big boxed {9 9 9 9 9}
// big direct {9 9 9 9 9}
// pair boxed {9 9}
// eqpair direct false
// eqbig direct false
// str direct xyz
// str boxed xyz
// concat direct xyz!
// concat boxed xyz!
// len direct 3
// cap direct 3
// bytes direct [97 98 99]
// string direct xyz
// string boxed xyz
// mapb direct xyz!
// runes direct [97 98 99]
// lit direct {9 9}
// lit boxed {1 1}
// ptrlit direct {9 9}
// slicelit direct [9 9]
// slicelit boxed [9 9]
// arrlit direct [9 9]
// arrlit boxed [1 1]
// maplit direct map[x:1]
// maplit0 direct map[x:1]
// conv direct 9
// conv boxed 9
// convbyte boxed 1
// func direct 1
// max direct 2
// any direct 9
// any boxed 9
// anycmp boxed true
// anycmp direct false
// explicit direct 9
// explicitb direct false
// explicitb+ direct 2
// structlit {2 0}
// anylit [2 9 {9 9} 0]
// maplit map[a:2 b:0 c:9]
// arrlit [2 9 {9 9} 0]
// assign 2 0
// assign {9 9} 0
// assign true 0
// return 2 0
// assignassert 1 0
// assignmap 9 0
// assignand true 0
// assignslice bc 0
// binary 9
// binassert 1
// binmap 9
// binlen 2
// binslice bc0
// mapany map[1:0]
// mappair map[{1 1}:0]
// mappair map[{1 1}:0 {9 9}:0]
// mapbig direct 5
// mapbig direct 0
// mapanykey direct 5
// mapanykey direct 5
// mapconv direct 5
// anyeq direct false
// anyeqp direct false
// eqlit direct false
// appendany direct [2 9 0]
// send [10 2 0]
// nestedlit [{2 map[x:1]} {9 map[y:0]}]
// ptrlit {2 0}
// new 2 0
// mapindex map[a:9 xyz:0]
// mapindexslice map[a:9 bc:0]
// div panic boom
// div panic boom
// divbyte panic runtime error: integer divide by zero
// idx panic boom
// idxbox panic boom
// arrbox panic boom
// strbox panic runtime error: index out of range [7] with length 3
// str panic boom
// cmpbox panic runtime error: index out of range [7] with length 3
// slice panic runtime error: slice bounds out of range [7:3]
// nil panic boom
// nilbox panic boom
// nilderef panic boom
// assert panic interface conversion: interface {} is int, not string
// assertp panic boom
// asserti panic interface conversion: int is not error: missing method Error
// assertbox panic interface conversion: int is not error: missing method Error
// shift panic boom
// conv panic boom
// convp panic boom
// cmp panic boom
// cmp2 panic boom
// cmp2b panic runtime error: comparing uncomparable type []int
// mapkey panic boom
// lit panic boom
// litb panic runtime error: index out of range [7] with length 3
// bin panic boom
// bin2 panic interface conversion: interface {} is int, not string
// send panic boom
// mapassign panic boom
// idxassign panic boom
// derefassign panic boom
// arrassign panic boom
// opassign panic boom
// rhs panic runtime error: integer divide by zero
// rhs2 panic runtime error: integer divide by zero
// rhs3 panic runtime error: index out of range [7] with length 3
// rhs4 panic runtime error: invalid memory address or nil pointer dereference
// rhs5 panic runtime error: index out of range [7] with length 3
// rhs6 panic runtime error: index out of range [8] with length 3
// args panic runtime error: index out of range [8] with length 3
// args2 panic runtime error: slice bounds out of range [8:3]
// args3 panic runtime error: index out of range [7] with length 3
// args4 panic runtime error: slice bounds out of range [8:3]
// two panic boom
// method panic runtime error: invalid memory address or nil pointer dereference
// ifacecall panic runtime error: invalid memory address or nil pointer dereference
// methodvalue panic boom
// deferred 2 9 1 true 0 9
