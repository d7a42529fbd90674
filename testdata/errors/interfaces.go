package p

type I interface {
	M(int)
	N()
}
type A struct{}
type B struct{}
type C struct{}
type D struct{ M int }
type E struct {
	F
	G
}
type F struct{}
type G struct{}

func (A) M(int) {}
func (B) M(string) {}
func (B) N() {}
func (*C) M(int) {}
func (*C) N() {}
func (D) N() {}
func (F) M(int) {}
func (G) M(int) {}
func (E) N() {}

type H struct{}

func (H) m(int) {}
func (H) N()    {}

var _ I = A{} // ERROR "A does not implement I .missing method N."
var _ I = B{} // ERROR "B does not implement I .wrong type for method M.\n\t\thave M\(string\)\n\t\twant M\(int\)"
var _ I = C{} // ERROR "C does not implement I .method M has pointer receiver."
var _ I = &C{}
var _ I = D{} // ERROR "D does not implement I .D.M is a field, not a method."
var _ I = E{} // ERROR "E does not implement I .ambiguous selector E.M."
var _ I = H{} // ERROR "H does not implement I .missing method M.\n\t\thave m\(int\)\n\t\twant M\(int\)"
var i I
var _ = 0
var p *I
var _ = p.M // ERROR "p.M undefined .type \*I is pointer to interface, not interface."

func less[T comparable](a, b T) bool { return a < b } // ERROR "type parameter T cannot use operator <"
func cmp[T any](a, b T) bool         { return a == b } // ERROR "incomparable types in type set"
func idx[T any](t T)                 { _ = t[0] } // ERROR "cannot index t"
func sel[T any](t T)                 { t.x() } // ERROR "t.x undefined .type T has no field or method x."
func sw[T any](t T) {
	switch t.(type) { // ERROR "cannot use type switch on type parameter value t"
	}
	_ = t.(int) // ERROR "cannot use type assertion on type parameter value t"
}
func con[T any](t T) { _ = int(t) } // ERROR "cannot convert t .variable of type T constrained by any. to type int"

type Num interface{ ~int | ~string }

func need[T comparable]() {}
func numb[T Num]()        {}

var _ = need[[]int] // ERROR "\[\]int does not satisfy comparable"
var _ = numb[float64] // ERROR "float64 does not satisfy Num .float64 missing in ~int . ~string."
