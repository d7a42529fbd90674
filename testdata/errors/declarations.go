package p

import (
	"fmt" // ERROR ".fmt. imported and not used"
	str "strings" // ERROR ".strings. imported as str and not used"
	"os"
	"os" // ERROR "os redeclared in this block" ".os. imported and not used"
)

var a, b = 1 // ERROR "missing init expr for b|assignment mismatch: 2 variables but 1 value"
const c, d = 1 // ERROR "missing init expr for d"
const e = 1, 2 // ERROR "extra init expr 2"
var f int = "s" // ERROR "cannot use .s. .untyped string constant. as int value in variable declaration"
var g = nil // ERROR "use of untyped nil in variable declaration"
var h = undefinedName // ERROR "undefined: undefinedName"
var _ = os.Nothing // ERROR "undefined: os.Nothing"
var _ = os.exit // ERROR "undefined: os.exit|name exit not exported by package os"
var _ = os // ERROR "use of package os not in selector"
var i int
var i string // ERROR "i redeclared in this block"
const j = len([]int{}) // ERROR "is not constant"
const k []int = nil // ERROR "invalid constant type"
var l = iota // ERROR "cannot use iota outside constant declaration"
var init = 1 // ERROR "cannot declare init - must be func"

func init() int { return 1 } // ERROR "func init must have no arguments and no return values"
func init[T any]() {} // ERROR "func init must have no type parameters"

type T struct{ m int }

func (T) m()      {} // ERROR "field and method with the same name m"
func (T) n()      {}
func (T) n()      {} // ERROR "method T.n already declared at"
func (int) o()    {} // ERROR "cannot define new methods on non-local type int"
func (*[]T) o()   {} // ERROR "invalid receiver type"
func (U) o()      {} // ERROR "invalid receiver type U .pointer or interface type."
func (G[A, B]) o() {} // ERROR "receiver declares 2 type parameters, but receiver base type declares 1"

type U *T
type G[A any] struct{}

type S struct {
	x int
	x string // ERROR "x redeclared"
	*U // ERROR "embedded field type cannot be a pointer"
	*fmtStringer // ERROR "embedded field type cannot be a pointer to an interface"
}
type fmtStringer interface {
	String() string
	String() int // ERROR "duplicate method String"
	_() // ERROR "methods must have a unique non-blank name"
}

func v() (r int) {
	x := 1 // ERROR "declared and not used: x"
	var y, z int // ERROR "declared and not used: y"
	_ = z
	y = 2
	a, a := 1, 2 // ERROR "a repeated on left side of :=" "declared and not used: a"
	{
		r := 1
		_ = r
		return // ERROR "result parameter r not in scope at return"
	}
}

func w() {
	q := 1
	q := 2 // ERROR "no new variables on left side of :="
	_ = q
}

func generic[T any]() // ERROR "generic function is missing function body"
