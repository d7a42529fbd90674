package p

import "unsafe"

type T struct{ a int }
type E1 struct{ x int }
type E2 struct{ x int }
type Amb struct {
	E1
	E2
}

func (T) m() {}

var _ = Amb{}.x // ERROR "ambiguous selector Amb{}.x"
var v int
var s string
var e error
var ch chan int

var _ = _ // ERROR "cannot use _ as value or type"
var _ [v + 1]int // ERROR "array length v . 1 .value of type int. must be constant"
var _ = []int{}[1 << 70] // ERROR "cannot use|overflows int|constant 1 << 70"
var _ = len.x // ERROR "invalid use of len .built-in. in selector expression"
var _ = []int{{}} // ERROR "invalid composite literal element type int|invalid composite literal type int"
var _ = struct{ f T }{f: {}} // ERROR "missing type in composite literal"
var _ = unsafe.Sizeof([1 << 62]int{}) // ERROR "is too large"

const (
	c0, c1 = 1, 2
	c2     // ERROR "extra init expr at|missing init expr"
)

func recv[C int | string](c C)       { _ = <-c } // ERROR "cannot receive from c .variable of type C constrained by int . string.: non-channel int"
func send[C int | string](c C)       { c <- 1 } // ERROR "cannot send to c .variable of type C constrained by int . string.: non-channel int"
func slc[C any](c C)                 { _ = c[:] } // ERROR "cannot slice c.*no specific type in C"
func slc2[C []int | []string](c C)   { _ = c[:] } // ERROR "cannot slice c.*\[\]int and \[\]string have different underlying types"
func ind[P *int | *string](p P)      { _ = *p } // ERROR "pointers of p .* must have identical base types"
func del[M map[int]int | map[string]int](m M) { delete(m, 1) } // ERROR "maps of m .* must have identical key types"
func cpx[F float32 | float64](f F)   { _ = complex(f, f) } // ERROR "not supported as argument to built-in complex for go1.18"
func gen[X any](x X) X               { return x }
func key[K any]()                    { var _ map[K]int } // ERROR "invalid map key type K .missing comparable constraint."
func conv[X any](x X)                { _ = []int(x) } // ERROR "cannot convert x .variable of type X constrained by any. to type ..int"

func f() {
	var i interface{} = gen // ERROR "cannot use generic function gen without instantiation"
	_ = i
	x := 1
	x() := 2 // ERROR "non-name x.. on left side of :=" "cannot call x"
}
