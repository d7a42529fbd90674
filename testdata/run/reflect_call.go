// reflect.Value.Call, CallSlice, MakeFunc, method values of Values, Type.Method: every way an argument can travel.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"text/template"
)

type big struct {
	a, b, c, d int
	s          string
	f          float32
	arr        [3]int8
}

type pair struct {
	x int32
	y *int
}

type empty struct{}

func vals(args ...any) []reflect.Value {
	var vs []reflect.Value
	for _, a := range args {
		vs = append(vs, reflect.ValueOf(a))
	}
	return vs
}

func show(name string, out []reflect.Value) {
	fmt.Print(name, ":")
	for _, v := range out {
		fmt.Printf(" %v(%v)", v.Type(), v)
	}
	fmt.Println()
}

func smalls(a int8, b uint16, c bool, d float32, e float64, f complex64, g complex128, h rune) (int8, uint16, bool, float32, float64, complex64, complex128, rune) {
	return a + 1, b + 1, !c, d * 2, e * 2, f * 2, g * 2, h + 1
}
func many(a, b, c, d, e, f, g, h, i, j, k, l int) (int, int, int, int, int, int, int, int, int, int, int, int) {
	return l, k, j, i, h, g, f, e, d, c, b, a
}
func ten(a, b, c, d, e, f, g, h, i, j int) int {
	return a + 2*b + 3*c + 4*d + 5*e + 6*f + 7*g + 8*h + 9*i + 10*j
}
func nineAndString(a, b, c, d, e, f, g, h, i int, s string, last int) string {
	return fmt.Sprint(a+b+c+d+e+f+g+h+i, s, last)
}
func bigInOut(b big, n int, c big) (big, error, big) {
	b.a += n
	c.s += "!"
	return c, errors.New("e" + b.s), b
}
func floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r float64, s float32) (float64, float32) {
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r, s
}
func manyFloats(x float64) (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64, r int) {
	return x, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
}
func zeros(a empty, b int, c [0]string, d empty, e string) (empty, int, [0]int, string) {
	return a, b + 1, [0]int{}, e + "z"
}
func pairs(p pair, q [1]pair, r [2]pair, i any, e error) (pair, [1]pair, [2]pair, any, error) {
	return q[0], [1]pair{r[1]}, [2]pair{p, p}, e, errors.New(fmt.Sprint(i))
}
func variadic(prefix string, xs ...int) string { return fmt.Sprint(prefix, len(xs), xs) }
func slices(a []int, m map[string]int, c chan int, f func() string) ([]int, int, int, string) {
	return append(a, 9), m["k"], cap(c), f()
}

type T struct{ n int }

func (t T) Value(x int) int                                  { return t.n + x }
func (t *T) Pointer(x int) int                               { t.n += x; return t.n }
func (t T) Big(b big, s ...string) (big, string)             { b.a += t.n; return b, strings.Join(s, "-") }
func (t T) Many(a, b, c, d, e, f, g, h, i, j int) (int, int) { return t.n + a + j, b + i }
func (t T) String() string                                   { return fmt.Sprintf("T%d", t.n) }

type Outer struct {
	*T
	name string
}

func (o Outer) Name() string { return o.name }

type iface interface {
	Value(int) int
	Big(big, ...string) (big, string)
}

type word uintptr

func (w word) Twice() word { return 2 * w }

type fn func(int) int

func (f fn) Apply(x int) int { return f(f(x)) }

func calls() {
	show("smalls", reflect.ValueOf(smalls).Call(vals(int8(-3), uint16(7), true, float32(1.25), 2.5, complex64(1+2i), 3-4i, 'x')))
	show("many", reflect.ValueOf(many).Call(vals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
	show("ten", reflect.ValueOf(ten).Call(vals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)))
	show("nineAndString", reflect.ValueOf(nineAndString).Call(vals(1, 2, 3, 4, 5, 6, 7, 8, 9, "str", 11)))
	b, c := big{1, 2, 3, 4, "b", 1.5, [3]int8{1, 2, 3}}, big{5, 6, 7, 8, "c", 2.5, [3]int8{4, 5, 6}}
	show("bigInOut", reflect.ValueOf(bigInOut).Call(vals(b, 10, c)))
	show("floats", reflect.ValueOf(floats).Call(vals(1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15., 16., 17., 18., float32(0.5))))
	show("manyFloats", reflect.ValueOf(manyFloats).Call(vals(0.25)))
	show("zeros", reflect.ValueOf(zeros).Call(vals(empty{}, 3, [0]string{}, empty{}, "s")))
	y := 7
	out := reflect.ValueOf(pairs).Call(vals(pair{1, nil}, [1]pair{{2, nil}}, [2]pair{{3, nil}, {4, nil}}, y, errors.New("err")))
	show("pairs", out)
	show("variadic", reflect.ValueOf(variadic).Call(vals("p", 1, 2, 3)))
	show("variadic", reflect.ValueOf(variadic).Call(vals("p")))
	show("variadic", reflect.ValueOf(variadic).CallSlice(vals("p", []int{4, 5})))
	show("slices", reflect.ValueOf(slices).Call(vals([]int{1, 2}, map[string]int{"k": 3}, make(chan int, 4), func() string { return fmt.Sprint("closure", y) })))
	show("none", reflect.ValueOf(func() {}).Call(nil))
}

func methods() {
	t := &T{10}
	v := reflect.ValueOf(t)
	for i := 0; i < v.NumMethod(); i++ {
		fmt.Println(v.Type().Method(i).Name, v.Method(i).Type(), v.Type().Method(i).Type)
	}
	show("Value", v.MethodByName("Value").Call(vals(1)))
	show("Pointer", v.MethodByName("Pointer").Call(vals(2)))
	show("Big", v.MethodByName("Big").Call(vals(big{a: 1}, "x", "y")))
	show("Many", v.MethodByName("Many").Call(vals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)))
	show("Elem.Value", v.Elem().MethodByName("Value").Call(vals(1)))
	// Method values keep their receiver; a value receiver's is copied.
	f := v.MethodByName("Pointer").Interface().(func(int) int)
	g := reflect.ValueOf(*t).MethodByName("Value").Interface().(func(int) int)
	fmt.Println(f(5), f(5), g(1))
	bf := v.MethodByName("Big").Interface().(func(big, ...string) (big, string))
	r, s := bf(big{a: 5, s: "s"}, "p", "q")
	fmt.Println(r, s)
	m := v.MethodByName("Many").Interface().(func(a, b, c, d, e, f, g, h, i, j int) (int, int))
	fmt.Println(m(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
	// Functions of a method table take the receiver first.
	meth, _ := v.Type().MethodByName("Value")
	show("Type.Method", meth.Func.Call(vals(t, 3)))
	meth, _ = reflect.TypeOf(*t).MethodByName("Many")
	show("Type.Method", meth.Func.Call(vals(*t, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)))
	fmt.Println(meth.Func.Interface().(func(t T, a, b, c, d, e, f, g, h, i, j int) (int, int))(*t, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
	// Embedded, interface, pointer-shaped and word receivers.
	o := Outer{t, "outer"}
	show("Outer.Value", reflect.ValueOf(o).MethodByName("Value").Call(vals(1)))
	show("Outer.Pointer", reflect.ValueOf(&o).MethodByName("Pointer").Call(vals(1)))
	show("Outer.Name", reflect.ValueOf(&o).MethodByName("Name").Call(nil))
	var i iface = o
	iv := reflect.ValueOf(&i).Elem()
	show("iface.Value", iv.MethodByName("Value").Call(vals(1)))
	show("iface.Big", iv.Method(0).Call(vals(big{}, "a")))
	fmt.Println(iv.Method(1).Interface().(func(int) int)(2))
	show("word", reflect.ValueOf(word(21)).Method(0).Call(nil))
	show("fn", reflect.ValueOf(fn(func(x int) int { return x * 3 })).Method(0).Call(vals(2)))
}

func made() {
	mk := func(f any) reflect.Value {
		t := reflect.TypeOf(f)
		return reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
			runtime.GC()
			if t.IsVariadic() {
				return reflect.ValueOf(f).CallSlice(in)
			}
			return reflect.ValueOf(f).Call(in)
		})
	}
	fmt.Println(mk(smalls).Interface().(func(int8, uint16, bool, float32, float64, complex64, complex128, rune) (int8, uint16, bool, float32, float64, complex64, complex128, rune))(1, 2, false, 3, 4, 5, 6, 'a'))
	fmt.Println(mk(many).Interface().(func(a, b, c, d, e, f, g, h, i, j, k, l int) (int, int, int, int, int, int, int, int, int, int, int, int))(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	fmt.Println(mk(bigInOut).Interface().(func(big, int, big) (big, error, big))(big{a: 1, s: "x"}, 2, big{s: "y"}))
	fmt.Println(mk(manyFloats).Interface().(func(float64) (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64, r int))(-1))
	fmt.Println(mk(zeros).Interface().(func(empty, int, [0]string, empty, string) (empty, int, [0]int, string))(empty{}, 1, [0]string{}, empty{}, "q"))
	fmt.Println(mk(variadic).Interface().(func(string, ...int) string)("v", 1, 2))
	fmt.Println(mk(nineAndString).Interface().(func(a, b, c, d, e, f, g, h, i int, s string, last int) string)(1, 2, 3, 4, 5, 6, 7, 8, 9, "s", 10))
	show("through Call", mk(mk(bigInOut).Interface()).Call(vals(big{s: "1"}, 1, big{s: "2"})))
	var swap func(string, int) (int, string)
	reflect.ValueOf(&swap).Elem().Set(reflect.MakeFunc(reflect.TypeOf(swap), func(in []reflect.Value) []reflect.Value { return []reflect.Value{in[1], in[0]} }))
	fmt.Println(swap("s", 1))
}

func panics() {
	try := func(name string, f func()) {
		defer func() { fmt.Println(name, "recovered:", recover()) }()
		f()
	}
	try("callee", func() { reflect.ValueOf(func() { panic("callee") }).Call(nil) })
	try("made", func() {
		f := reflect.MakeFunc(reflect.TypeOf(func(big) big { return big{} }), func([]reflect.Value) []reflect.Value { panic("made") })
		f.Interface().(func(big) big)(big{})
	})
	try("nil func", func() { reflect.ValueOf((func())(nil)).Call(nil) })
	try("few", func() { reflect.ValueOf(ten).Call(vals(1)) })
	try("type", func() { reflect.ValueOf(func(int) {}).Call(vals("s")) })
	try("index", func() { reflect.ValueOf(func(s []int) int { return s[3] }).Call(vals([]int{1})) })
	try("bad result", func() {
		reflect.MakeFunc(reflect.TypeOf(func() int { return 0 }), func([]reflect.Value) []reflect.Value { return nil }).Interface().(func() int)()
	})
	// recover in functions that reflection made.
	func() {
		f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
			fmt.Println("made recovers:", recover())
			return nil
		}).Interface().(func())
		defer f()
		panic("p")
	}()
	func() {
		defer func() { fmt.Println("outer:", recover()) }()
		defer reflect.ValueOf(func() { fmt.Println("called by reflect.Value.Call:", recover()) }).Call(nil)
		panic("q")
	}()
	func() {
		defer func() { fmt.Println("outer:", recover()) }()
		defer func() {
			defer recover()
			panic("second")
		}()
		panic("first")
	}()
	func() {
		defer func() { fmt.Println("deferred by itself:", recover()) }()
		defer recover()
		panic("r")
	}()
	done := make(chan bool)
	go func() {
		defer close(done)
		reflect.ValueOf(func() { runtime.Goexit() }).Call(nil)
		fmt.Println("not reached")
	}()
	<-done
}

func deep(n int, b big) int {
	if n == 0 {
		runtime.GC()
		return b.a
	}
	return int(reflect.ValueOf(deep).Call(vals(n-1, big{a: b.a + 1}))[0].Int())
}

type huge [100000]byte

func callerNames() {
	reflect.ValueOf(func() {
		var pcs [20]uintptr
		frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
		for {
			f, more := frames.Next()
			if strings.HasPrefix(f.Function, "main.") || strings.HasPrefix(f.Function, "reflect.") {
				fmt.Println(f.Function)
			}
			if !more {
				break
			}
		}
	}).Call(nil)
}

type page struct {
	Title string
	Items []T
}

func (p page) Upper() string         { return strings.ToUpper(p.Title) }
func (p *page) Add(a, b int) int     { return a + b + len(p.Items) }
func (p page) Fail() (string, error) { return "", errors.New("failed") }
func (p page) Join(sep string, xs ...any) string {
	return fmt.Sprint(len(xs)) + sep + fmt.Sprint(xs...)
}

func templates() {
	t := template.Must(template.New("t").Funcs(template.FuncMap{"twice": func(s string) string { return s + s }}).Parse(
		"{{.Upper}} {{.Add 1 2}} {{range $i, $x := .Items}}{{$i}}={{$x.Value 5}} {{$x}} {{end}}{{.Join \"/\" 1 \"a\" 2.5}} {{twice .Title | printf \"%q\"}} {{len .Items}}\n"))
	var sb strings.Builder
	if err := t.Execute(&sb, &page{"title", []T{{1}, {2}}}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(sb.String())
	fmt.Println(template.Must(template.New("f").Parse("{{.Fail}}")).Execute(&sb, page{}))
}

func main() {
	calls()
	methods()
	made()
	panics()
	fmt.Println(deep(200, big{}))
	done := make(chan int)
	go func() { done <- deep(300, big{a: 1}) }()
	fmt.Println(<-done)
	h := reflect.ValueOf(func(h huge) (huge, int) { h[99999]++; return h, int(h[99999]) }).Call(vals(huge{99999: 41}))
	fmt.Println(h[0].Index(99999), h[1])
	callerNames()
	templates()
}

// Output:
// smalls: int8(-2) uint16(8) bool(false) float32(2.5) float64(5) complex64((2+4i)) complex128((6-8i)) int32(121)
// many: int(12) int(11) int(10) int(9) int(8) int(7) int(6) int(5) int(4) int(3) int(2) int(1)
// ten: int(385)
// nineAndString: string(45str11)
// bigInOut: main.big({5 6 7 8 c! 2.5 [4 5 6]}) error(eb) main.big({11 2 3 4 b 1.5 [1 2 3]})
// floats: float64(171) float32(0.5)
// manyFloats: float64(0.25) float64(1) float64(2) float64(3) float64(4) float64(5) float64(6) float64(7) float64(8) float64(9) float64(10) float64(11) float64(12) float64(13) float64(14) float64(15) float64(16) int(17)
// zeros: main.empty({}) int(4) [0]int([]) string(sz)
// pairs: main.pair({2 <nil>}) [1]main.pair([{4 <nil>}]) [2]main.pair([{1 <nil>} {1 <nil>}]) interface {}(err) error(7)
// variadic: string(p3 [1 2 3])
// variadic: string(p0 [])
// variadic: string(p2 [4 5])
// slices: []int([1 2 9]) int(3) int(4) string(closure7)
// none:
// Big func(main.big, ...string) (main.big, string) func(*main.T, main.big, ...string) (main.big, string)
// Many func(int, int, int, int, int, int, int, int, int, int) (int, int) func(*main.T, int, int, int, int, int, int, int, int, int, int) (int, int)
// Pointer func(int) int func(*main.T, int) int
// String func() string func(*main.T) string
// Value func(int) int func(*main.T, int) int
// Value: int(11)
// Pointer: int(12)
// Big: main.big({13 0 0 0  0 [0 0 0]}) string(x-y)
// Many: int(23) int(11)
// Elem.Value: int(13)
// 17 22 13
// {27 0 0 0 s 0 [0 0 0]} p-q
// 33 11
// Type.Method: int(25)
// Type.Method: int(33) int(11)
// 33 11
// Outer.Value: int(23)
// Outer.Pointer: int(23)
// Outer.Name: string(outer)
// iface.Value: int(24)
// iface.Big: main.big({23 0 0 0  0 [0 0 0]}) string(a)
// 25
// word: main.word(42)
// fn: int(18)
// 2 3 true 6 8 (10+0i) (12+0i) 98
// 12 11 10 9 8 7 6 5 4 3 2 1
// {0 0 0 0 y! 0 [0 0 0]} ex {3 0 0 0 x 0 [0 0 0]}
// -1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17
// {} 2 [] qz
// v2 [1 2]
// 45s10
// through Call: main.big({0 0 0 0 2! 0 [0 0 0]}) error(e1) main.big({1 0 0 0 1 0 [0 0 0]})
// 1 s
// callee recovered: callee
// made recovered: made
// nil func recovered: reflect.Value.Call: call of nil function
// few recovered: reflect: Call with too few input arguments
// type recovered: reflect: Call using string as type int
// index recovered: runtime error: index out of range [3] with length 1
// bad result recovered: reflect: wrong return count from function created by MakeFunc
// made recovers: p
// called by reflect.Value.Call: <nil>
// outer: q
// outer: second
// deferred by itself: r
// 200
// 301
// 42 42
// main.callerNames.func1
// reflect.Value.call
// reflect.Value.Call
// main.callerNames
// main.main
// TITLE 5 0=6 T1 1=7 T2 3/1a2.5 "titletitle" 2
// template: f:1:2: executing "f" at <.Fail>: error calling Fail: failed
