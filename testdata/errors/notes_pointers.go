// Note 21: pointers don't convert to one another, and there is no arithmetic on them.
package p

import "unsafe"

var i int
var p = &i
var q *int64 = p // ERROR "cannot use p .variable of type \*int. as \*int64 value in variable declaration"
var r = (*int64)(p) // ERROR "cannot convert p .variable of type \*int. to type \*int64"
var s = (*int64)(unsafe.Pointer(p))
var t = p + 1 // ERROR "cannot convert 1 .untyped int constant. to type \*int|invalid operation"
var u = unsafe.Pointer(p) + 8 // ERROR "invalid operation: operator \+ not defined on unsafe.Pointer|cannot convert 8|mismatched types"
var v = uintptr(unsafe.Pointer(p)) + 8
var w = uintptr(p) // ERROR "cannot convert p .variable of type \*int. to type uintptr"
var x = (*int)(v) // ERROR "cannot convert v .variable of type uintptr. to type \*int"
var y = *i // ERROR "invalid operation: cannot indirect i"
var z = *nil // ERROR "invalid operation: cannot indirect nil|invalid use of nil|cannot indirect"

func move() {
	p++ // ERROR "invalid operation: p\+\+ .non-numeric type \*int."
}
