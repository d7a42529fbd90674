// Note 7: an array's length is a constant and part of its type; the compiler counts it in the outermost dimension of a literal only. Note 9: constant
// bounds are checked by the compiler.
package p

var n = 3
var a [n]int // ERROR "invalid array length n|array length n .variable of type int. must be constant"
var b = [...]int{1, 2, 3}
var c [2]int = b // ERROR "cannot use b .variable of type \[3\]int. as \[2\]int value in variable declaration"
var d = [2][...]int{{1}, {2}} // ERROR "invalid use of \[...\] array .outside a composite literal."
var e [...]int // ERROR "invalid use of \[...\] array .outside a composite literal."
var f = [...][2]int{{1, 2}, {3, 4}}
var g = [2]int{1, 2, 3} // ERROR "index 2 is out of bounds .>= 2."
var h = [...]int{5: 1, 5: 2} // ERROR "duplicate index 5 in array or slice literal"
var i = [-1]int{} // ERROR "invalid array length -1"
var j = b[3] // ERROR "invalid argument: index 3 out of bounds \[0:3\]"
var k = b[-1] // ERROR "invalid argument: index -1 .constant of type int. must not be negative"
var l = b[1:4] // ERROR "invalid argument: index 4 out of bounds \[0:4\]"
var m = b[2:1] // ERROR "invalid slice indices: 1 < 2"
var o = b[1:3:2] // ERROR "invalid slice indices: 2 < 3"
var p = "abc"[0:1:2] // ERROR "invalid operation: 3-index slice of string"
var r = b[1.5] // ERROR "truncated|must be integer"
var s = append(b, 1) // ERROR "invalid append: argument must be a slice; have b .variable of type \[3\]int."

func fixed() {
	b = append(b[:], 4) // ERROR "cannot use append\(b\[:\], 4\) .value of type \[\]int. as \[3\]int value in assignment"
}
