package p

import "unsafe"

var v int

type A v // ERROR "v .package-level variable. is not a type"
type B [v]int // ERROR "invalid array length v"
type C [n]int // ERROR "undefined array length n or missing type constraint"
type D [1.5]int // ERROR "array length 1.5 .untyped float constant. must be integer"
type E [-1]int // ERROR "invalid array length -1"
type F map[[]int]string // ERROR "invalid map key type .*int"
type G [...]int // ERROR "invalid use of .* array .outside a composite literal."
type H[T any] struct{ x T }
type I H // ERROR "cannot use generic type H.T any. without instantiation"
type J H[int, string] // ERROR "too many type arguments for type H: have 2, want 1"
type K int
type L K[int] // ERROR "K is not a generic type"
type M[T any] T // ERROR "cannot use a type parameter as RHS in type declaration"
type N[T U] int // ERROR "undefined: U"
type O[T any, P T] int // ERROR "cannot use a type parameter as constraint"
type P interface{ int | interface{ m() } } // ERROR "cannot use interface.*in union"
type Q interface{ int | ~int } // ERROR "overlapping terms ~int and int"
type R interface{ ~K } // ERROR "invalid use of ~ .underlying type of K is int."
type S interface{ ~error } // ERROR "invalid use of ~ .error is an interface."
type T interface{ comparable | int } // ERROR "cannot use comparable in union"
type W[X any] interface{ X } // ERROR "term cannot be a type parameter"
type Y[X any] interface{ ~X } // ERROR "type in term ~X cannot be a type parameter"
type Z = H[comparable] // ERROR "cannot use type comparable outside a type constraint"

var _ Q // ERROR "cannot use type Q outside a type constraint: interface contains type constraints"
var _ interface{ comparable } // ERROR "interface is .or embeds. comparable"
var _ H[V[int]] // ERROR "V is not a generic type|undefined: V"
var _ int.x // ERROR "int.x is not a type|undefined"
var _ struct{ unsafe.Pointer } // ERROR "embedded field type cannot be unsafe.Pointer"

type AA[X any] struct{ X } // ERROR "embedded field type cannot be a .pointer to a. type parameter"
type AB[X any] = X // ERROR "cannot use type parameter declared in alias declaration as RHS"

func (AC) m() {} // ERROR "cannot define new methods on instantiated type H.int."

type AC = H[int]

func (H[int]) ok() {}
func (AD[T]) m()   {} // ERROR "cannot define new methods on generic alias type"

type AD[T any] = H[T]

func (H[*int]) bad() {} // ERROR "receiver type parameter \*int must be an identifier"

