// Note 4: what doesn't compare.
package p

type named int
type plain struct{ a int }
type other struct{ a int }
type withSlice struct {
	a int
	b []int
}
type shower interface{ show() }

var i, j, n = 1, int64(1), named(1)
var s1, s2 []int
var m1, m2 map[string]int
var f1, f2 func()
var w withSlice
var a1, a2 [2][]int
var e any

var _ = i == j // ERROR "invalid operation: i == j .mismatched types int and int64."
var _ = i == n // ERROR "invalid operation: i == n .mismatched types int and named."
var _ = plain{1} == other{1} // ERROR "invalid operation: plain{…} == other{…} .mismatched types plain and other."
var _ = s1 == s2 // ERROR "invalid operation: s1 == s2 .slice can only be compared to nil."
var _ = m1 == m2 // ERROR "invalid operation: m1 == m2 .map can only be compared to nil."
var _ = f1 == f2 // ERROR "invalid operation: f1 == f2 .func can only be compared to nil."
var _ = w == w // ERROR "invalid operation: w == w .struct containing \[\]int cannot be compared."
var _ = a1 == a2 // ERROR "invalid operation: a1 == a2 .\[2\]\[\]int cannot be compared."
var _ = e == s1 // ERROR "invalid operation: e == s1 .operator == not defined on slice.|slice can only be compared to nil"
var _ = i == nil // ERROR "invalid operation: i == nil .mismatched types int and untyped nil."
var _ = "a" == 1 // ERROR "invalid operation: .a. == 1 .mismatched types untyped string and untyped int."
var _ = true < false // ERROR "invalid operation: true < false .operator < not defined on untyped bool.|operator < not defined on"
var _ = w.b == nil && m1 == nil && f1 == nil && e == i && plain(other{1}) == plain{1}
var _ map[[]int]string // ERROR "invalid map key type \[\]int"
var _ map[withSlice]string // ERROR "invalid map key type withSlice"
var _ map[func()]bool // ERROR "invalid map key type func\(\)"
var _ shower = i // ERROR "cannot use i .variable of type int. as shower value in variable declaration: int does not implement shower .missing method show."
