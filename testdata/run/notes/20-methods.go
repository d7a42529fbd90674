// Note 20: methods of *T need a T with an address; T's method set has the value receivers' methods only, *T's has all; so a T may fail to satisfy
// an interface that *T satisfies. What is refused is in testdata/errors/notes_methods.go.
package main

import (
	"fmt"
	"reflect"
)

type counter struct{ n int }

func (c counter) get() int { return c.n }
func (c *counter) inc()    { c.n++ }

// Exported twins for reflect, which lists exported methods.
func (c counter) Get() int { return c.n }
func (c *counter) Inc()    { c.n++ }

type getter interface{ get() int }
type incer interface {
	getter
	inc()
}
type wrapped struct{ counter }
type wrappedPtr struct{ *counter }
type list []int
type fn func(int) int

func (l *list) add(x int)    { *l = append(*l, x) }
func (l list) len() int      { return len(l) }
func (f fn) twice(x int) int { return f(f(x)) }

func satisfies(v any) (bool, bool) {
	_, g := v.(getter)
	_, i := v.(incer)
	return g, i
}

func main() {
	c := counter{}
	c.inc() // (&c).inc()
	p := &c
	fmt.Println(p.get(), c.get()) // (*p).get()

	for _, v := range []any{c, p, wrapped{c}, &wrapped{c}, wrappedPtr{p}, 1} {
		g, i := satisfies(v)
		fmt.Printf("%T: getter %v, incer %v\n", v, g, i)
	}
	for _, t := range []reflect.Type{reflect.TypeFor[counter](), reflect.TypeFor[*counter](), reflect.TypeFor[wrapped](), reflect.TypeFor[*wrapped](), reflect.TypeFor[wrappedPtr]()} {
		fmt.Print(t, ":")
		for i := range t.NumMethod() {
			fmt.Print(" ", t.Method(i).Name)
		}
		fmt.Println()
	}

	// The receiver of a method value is copied when the value is made.
	bound := c.get
	boundPtr := p.get
	inc := p.inc
	inc()
	inc()
	fmt.Println("method values:", bound(), boundPtr(), c.get())
	fmt.Println("method expressions:", counter.get(c), (*counter).get(p))
	(*counter).inc(&c)
	w := wrappedPtr{p}
	w.inc()
	fmt.Println("promoted:", w.n, c.n)

	var l list
	l.add(1)
	l.add(2)
	fmt.Println("on a slice:", l, l.len())
	fmt.Println("on a function:", fn(func(x int) int { return x * 3 }).twice(2))

	var i getter = c // a copy
	c.inc()
	fmt.Println("interface holds a copy:", i.get(), c.get())
	i = &c
	c.inc()
	fmt.Println("or the pointer:", i.get() == c.get())

	var nilCounter *counter
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(nilCounter.get())
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var g getter = nilCounter
		g.get()
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var g getter
		g.get()
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var g any = c
		g.(incer).inc()
	}()
}

// Output:
// 1 1
// main.counter: getter true, incer false
// *main.counter: getter true, incer true
// main.wrapped: getter true, incer false
// *main.wrapped: getter true, incer true
// main.wrappedPtr: getter true, incer true
// int: getter false, incer false
// main.counter: Get
// *main.counter: Get Inc
// main.wrapped: Get
// *main.wrapped: Get Inc
// main.wrappedPtr: Get Inc
// method values: 1 1 3
// method expressions: 3 3
// promoted: 5 5
// on a slice: [1 2] 2
// on a function: 18
// interface holds a copy: 5 6
// or the pointer: true
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
// runtime error: invalid memory address or nil pointer dereference
// interface conversion: main.counter is not main.incer: missing method inc
