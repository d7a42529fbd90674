package p

import "unsafe"

var x int
var c complex128
var ch chan int
var ro <-chan int
var sl []int
var m map[string]int

type S struct {
	*E
	a int
}
type E struct{ b int }

func (S) m() {}

func two() (int, int)         { return 1, 2 }
func one(int)                 {}
func vari(...int)             {}
func id[T any](t T) T         { return t }
func pair[K, V any](K, V)     {}
func num[T ~int | ~float64](T) {}
func mk[T any]() T            { panic(0) }
func app(f func(int) string)  {}

func f() {
	one() // ERROR "not enough arguments in call to one\n\thave \(\)\n\twant \(int\)"
	one(1, 2) // ERROR "too many arguments in call to one\n\thave \(number, number\)\n\twant \(int\)"
	one(two()) // ERROR "too many arguments in call to one"
	one("a") // ERROR "cannot use .a. .untyped string constant. as int value in argument to one"
	one(sl...) // ERROR "cannot use ... in call to non-variadic one|have \(...\[\]int\)"
	vari(two()...) // ERROR "cannot use ... with 2-valued two"
	x() // ERROR "cannot call x .variable of type int.: int is not a function|invalid operation: cannot call non-function x"
	_ = int() // ERROR "missing argument in conversion to int"
	_ = int(1, 2) // ERROR "too many arguments in conversion to int"
	_ = int(sl...) // ERROR "invalid use of ... in conversion to int"
	_ = interface{ ~int }(1) // ERROR "cannot use interface interface{~int} in conversion .contains specific type constraints or is comparable."
	_ = id // ERROR "cannot use generic function id without instantiation"
	_ = mk() // ERROR "in call to mk, cannot infer T"
	num("a") // ERROR "string does not satisfy ~int . ~float64"
	pair[int, int, int](1, 2) // ERROR "got 3 type arguments but want 2"
	pair[string](1, 2) // ERROR "cannot use 1 .untyped int constant. as string value in argument to pair"
	app(id) // ERROR "type func.*of id does not match|inferred type|cannot use id"
	_ = append(x, 1) // ERROR "invalid append: argument must be a slice; have x .variable of type int."
	_ = append(nil, 1) // ERROR "invalid append: argument must be a slice; have untyped nil"
	_ = append() // ERROR "not enough arguments for append.. .expected 1, found 0."
	_ = cap(m) // ERROR "invalid argument: m .variable of type map.string.int. for built-in cap"
	clear(x) // ERROR "cannot clear x .variable of type int.: argument must be .or constrained by. map or slice"
	close(x) // ERROR "cannot close non-channel x"
	close(ro) // ERROR "cannot close receive-only channel ro"
	_ = complex(1, "a") // ERROR "mismatched types|cannot convert|expected floating-point"
	_ = complex(x, x) // ERROR "arguments have type int, expected floating-point"
	copy(x, sl) // ERROR "invalid copy: argument must be a slice; have x"
	copy(sl, "a") // ERROR "invalid copy: arguments sl .*have different element types int and byte"
	delete(sl, 1) // ERROR "sl .variable of type ..int. is not a map"
	_ = real(x) // ERROR "argument has type int, expected complex type"
	_ = len(1) // ERROR "invalid argument: 1 .untyped int constant. for built-in len"
	_ = make(int) // ERROR "cannot make int: type must be slice, map, or channel"
	_ = make([]int) // ERROR "expects 2 or 3 arguments; found 1"
	_ = make([]int, 2, 1) // ERROR "length and capacity swapped"
	_ = min(1, "a") // ERROR "mismatched types|cannot convert"
	_ = max(c) // ERROR "c .variable of type complex128. cannot be ordered"
	_ = new(nil) // ERROR "use of untyped nil in argument to new"
	_ = len(sl...) // ERROR "invalid use of ... with built-in len"
	_ = unsafe.Offsetof(x) // ERROR "x is not a selector expression"
	_ = unsafe.Offsetof(S{}.m) // ERROR "is a method value"
	_ = unsafe.Offsetof(S{}.b) // ERROR "field b is embedded via a pointer in S"
	_ = unsafe.Offsetof(S{}.z) // ERROR "has no single field z"
	_ = unsafe.Slice(x, 1) // ERROR "x .variable of type int. is not a pointer"
	_ = unsafe.SliceData(x) // ERROR "x .variable of type int. is not a slice"
}
