package p

type A B // ERROR "invalid recursive type A"
type B A
type C C // ERROR "invalid recursive type: C refers to itself"
type D struct{ d D } // ERROR "invalid recursive type"
type E [2]F // ERROR "invalid recursive type E"
type F struct{ e E }
type G interface{ G } // ERROR "invalid recursive type"
type H[T any] struct{ h *H[T] }
type I[T any] struct{ i I[*T] } // ERROR "invalid recursive type"

var x = y // ERROR "initialization cycle"
var y = f()

func f() int { return x }

const c = c + 1 // ERROR "initialization cycle: c refers to itself"

type J [len(j)]int // ERROR "invalid cycle in declaration|invalid recursive type"

var j J
