// Note 2: what has no address, and what can't be assigned.
package p

type point struct{ x, y int }

func (p *point) move() {}

const k = 1

func get() point    { return point{} }
func arr() [3]int   { return [3]int{} }
func str() string   { return "s" }

var m = map[string]point{}
var s = "text"

var p1 = &1 // ERROR "cannot take address of 1"
var p2 = &k // ERROR "cannot take address of k"
var p3 = &"a" // ERROR "cannot take address of .a."
var p4 = &s[0] // ERROR "cannot take address of s\[0\]"
var p5 = &m["a"] // ERROR "cannot take address of m\[.a.\]"
var p6 = &m["a"].x // ERROR "cannot take address of m\[.a.\].x"
var p7 = &get() // ERROR "cannot take address of get\(\)"
var p8 = &get().x // ERROR "cannot take address of get\(\).x"
var p9 = &arr()[1] // ERROR "cannot take address of arr\(\)\[1\]"
var pa = &get // ERROR "cannot take address of get"
var pb = &(1 + 2) // ERROR "cannot take address of"
var pc = arr()[:] // ERROR "cannot slice unaddressable value arr\(\) .value of type \[3\]int."
var fine1, fine2, fine3 = &point{1, 2}, &[]int{1}[0], &(point{})

func assign() {
	s[0] = 'T' // ERROR "cannot assign to s\[0\] .neither addressable nor a map index expression."
	m["a"].x = 1 // ERROR "cannot assign to struct field m\[.a.\].x in map"
	k = 2 // ERROR "cannot assign to k .neither addressable nor a map index expression.|cannot assign to k .constant 1 of type untyped int.|cannot assign to k"
	get().x = 1 // ERROR "cannot assign to get\(\).x .neither addressable nor a map index expression."
	m["a"] = point{}
	m["a"].move() // ERROR "cannot call pointer method move on point"
	get().move() // ERROR "cannot call pointer method move on point"
	point{}.move() // ERROR "cannot call pointer method move on point"
	(&point{}).move()
}
