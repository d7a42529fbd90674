package p

type T struct {
	a int
	f func()
}

func (*T) pm() {}
func (T) vm()  {}

var (
	x  int
	s  string
	fl float64
	b  bool
	p  *T
	t  T
	sl []int
	m  map[string]T
	ch chan int
	ro <-chan int
	so chan<- int
	e  error
	fn func()
)

func two() (int, string) { return 1, "" }
func none()              {}

func f() {
	_ = x + s // ERROR "mismatched types int and string"
	_ = b + b // ERROR "operator \+ not defined on b"
	_ = !x // ERROR "operator ! not defined on x"
	_ = -s // ERROR "operator - not defined on s"
	_ = ~x // ERROR "cannot use ~ outside of interface or type constraint .use \^ for bitwise complement."
	_ = ~s // ERROR "cannot use ~ outside of interface or type constraint"
	_ = x << -1 // ERROR "negative shift count"
	_ = fl << 1 // ERROR "shifted operand fl .variable of type float64. must be integer"
	_ = x << fl // ERROR "shift count fl .variable of type float64. must be integer"
	_ = 1 << 5000 // ERROR "invalid shift count"
	_ = 1.0<<x + 1.5 // ERROR "shifted operand 1.0 .type float64. must be integer"
	_ = x / 0 // ERROR "division by zero"
	_ = sl == sl // ERROR "slice can only be compared to nil"
	_ = t == t // ERROR "struct containing func.. cannot be compared"
	_ = fn == fn // ERROR "func can only be compared to nil"
	_ = b < b // ERROR "operator < not defined on b|operator < not defined on bool"
	_ = x == s // ERROR "mismatched types int and string"
	_ = nil == nil // ERROR "operator == not defined on untyped nil"
	_ = x == nil // ERROR "mismatched types int and untyped nil"
	_ = *x // ERROR "cannot indirect x"
	_ = &1 // ERROR "cannot take address of 1"
	_ = <-x // ERROR "cannot receive from non-channel int x"
	_ = <-so // ERROR "cannot receive from send-only channel chan<- int so"
	ro <- 1 // ERROR "cannot send to receive-only channel <-chan int ro"
	x <- 1 // ERROR "cannot send to non-channel int x"
	_ = two() // ERROR "assignment mismatch: 1 variable but two returns 2 values"
	_ = none() // ERROR "none.. .no value. used as value"
	_ = two // ok
	_ = 1 + two() // ERROR "multiple-value two.. .value of type .int, string.. in single-value context"
	_ = len // ERROR "len .built-in. must be called"
	_ = int // ERROR "int .type. is not an expression"
	x + 1 // ERROR "x \+ 1 .value of type int. is not used"
	len(s) // ERROR "len.s. .value of type int. is not used"
	_ = t.pm // ok
	T.pm(t) // ERROR "invalid method expression T.pm .needs pointer receiver .\*T..pm."
	T{}.pm() // ERROR "cannot call pointer method pm on T"
	_ = t.z // ERROR "t.z undefined .type T has no field or method z."
	_ = t.A // ERROR "t.A undefined .type T has no field or method A, but does have field a."
	_ = T.a // ERROR "T.a undefined .type T has no method a."
	_ = x.y // ERROR "x.y undefined"
	_ = x[0] // ERROR "cannot index x"
	_ = sl["a"] // ERROR "cannot convert|must be integer"
	_ = sl[-1] // ERROR "must not be negative"
	_ = sl[1.5] // ERROR "truncated|must be integer"
	_ = [2]int{}[2] // ERROR "index 2 out of bounds .0:2."
	_ = x[:] // ERROR "cannot slice x"
	_ = s[0:1:2] // ERROR "3-index slice of string"
	_ = [2]int{}[:] // ERROR "cannot slice unaddressable value"
	_ = sl[2:1] // ERROR "invalid slice indices: 1 < 2"
	_ = m[1] // ERROR "cannot use 1 .untyped int constant. as string value in map index"
	_ = x.(int) // ERROR "x .variable of type int. is not an interface"
	_ = e.(int) // ERROR "impossible type assertion"
}

var _ = [...]int{1: 1, 1: 2} // ERROR "duplicate index 1 in array or slice literal"
var _ = [1]int{1, 2} // ERROR "index 1 is out of bounds .>= 1."
var _ = []int{x: 1} // ERROR "index x must be integer constant"
var _ = map[string]int{"a": 1, "a": 2} // ERROR "duplicate key .a. in map literal"
var _ = map[string]int{1} // ERROR "missing key in map literal"
var _ = T{1} // ERROR "too few values in struct literal of type T"
var _ = T{1, nil, 3} // ERROR "too many values in struct literal of type T"
var _ = T{a: 1, a: 2} // ERROR "duplicate field name a in struct literal"
var _ = T{b: 1} // ERROR "unknown field b in struct literal of type T"
var _ = T{A: 1} // ERROR "unknown field A in struct literal of type T, but does have a"
var _ = T{1, f: nil} // ERROR "mixture of field:value and value elements in struct literal"
var _ = T{"a": 1} // ERROR "invalid field name .a. in struct literal"
var _ = int{} // ERROR "invalid composite literal type int"
