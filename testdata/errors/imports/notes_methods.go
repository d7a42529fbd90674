// Note 20: receivers, method sets and interfaces.
package p

import "io"

type counter struct{ n int }
type twice struct{ n int }
type pointer *counter
type face interface{ m() }

func (c counter) get() int { return c.n }
func (c *counter) inc()    { c.n++ }
func (c counter) get() int { return 0 } // ERROR "method counter.get already declared"
func (p pointer) bad()     {} // ERROR "invalid receiver type pointer .pointer or interface type."
func (f face) bad()        {} // ERROR "invalid receiver type face .pointer or interface type."
func (c **counter) bad2()  {} // ERROR "invalid receiver type \*\*counter"
func (i int) bad()         {} // ERROR "cannot define new methods on non-local type int"
func (w io.Writer) bad()   {} // ERROR "cannot define new methods on non-local type io.Writer"
func (t twice) n()         {} // ERROR "field and method with the same name n"

type incer interface {
	get() int
	inc()
}

var good incer = &counter{}
var wrong incer = counter{} // ERROR "cannot use counter{} .value of struct type counter. as incer value in variable declaration: counter does not implement incer .method inc has pointer receiver."
var missing io.Writer = &counter{} // ERROR "\*counter does not implement io.Writer .missing method Write."
var expr1 = counter.inc // ERROR "invalid method expression counter.inc .needs pointer receiver \(\*counter\).inc."
var expr2 = (*counter).get
var impossible = good.(io.Writer)
var impossible2 = good.(counter) // ERROR "impossible type assertion: good.\(counter\)\n\tcounter does not implement incer .method inc has pointer receiver.|impossible type assertion"

func calls() {
	counter{}.inc() // ERROR "cannot call pointer method inc on counter"
	(&counter{}).inc()
	map[int]counter{}[1].inc() // ERROR "cannot call pointer method inc on counter"
	var pp **counter
	pp.get() // ERROR "pp.get undefined .type \*\*counter has no field or method get."
	var pf *face
	pf.m() // ERROR "pf.m undefined .type \*face is pointer to interface, not interface."
	new(counter).missing() // ERROR "new\(counter\).missing undefined .type \*counter has no field or method missing."
}
