// Note 1: nothing converts by itself; constants must fit their type.
package p

import "fmt"

type celsius float64

var i int = 1
var i64 int64 = i // ERROR "cannot use i .variable of type int. as int64 value in variable declaration"
var f float64 = i // ERROR "cannot use i .variable of type int. as float64 value in variable declaration"
var c celsius = f // ERROR "cannot use f .variable of type float64. as celsius value in variable declaration"
var sum = i + i64 // ERROR "invalid operation: i \+ i64 .mismatched types int and int64."
var b byte = 256 // ERROR "cannot use 256 .untyped int constant. as byte value in variable declaration .overflows."
var n uint = -1 // ERROR "cannot use -1 .untyped int constant. as uint value in variable declaration .overflows."
var w = uint8(300) // ERROR "cannot convert 300 .untyped int constant. to type uint8|constant 300 overflows uint8"
var t int = 1.5 // ERROR "cannot use 1.5 .untyped float constant. as int value in variable declaration .truncated."
var ok int = 2.0
var r int8 = 'a'

const typed int32 = 1 << 20
const small = int16(typed) // ERROR "constant 1048576 overflows int16|cannot convert typed .constant 1048576 of type int32. to type int16"
const wrapped = uint8(255) + 1 // ERROR "constant 256 overflows uint8|uint8.255. \+ 1 .constant 256 of type uint8. overflows uint8"
const untyped = 1 << 100
const fits = untyped >> 99

var big = untyped // ERROR "cannot use untyped .untyped int constant 1267650600228229401496703205376. as int value in variable declaration .overflows."
var s string = 65 // ERROR "cannot use 65 .untyped int constant. as string value in variable declaration"
var x = bool(1) // ERROR "cannot convert 1 .untyped int constant. to type bool"
var y = int("5") // ERROR "cannot convert .5. .untyped string constant. to type int"
var z = []int("a") // ERROR "cannot convert .a. .untyped string constant. to type \[\]int"

func use() {
	if i { // ERROR "non-boolean condition in if statement"
	}
	var e interface{} = i
	var back int = e // ERROR "cannot use e .variable of type interface{}. as int value in variable declaration: need type assertion"
	fmt.Println(back)
}
