// recover works only when the deferred function itself calls it, once per panic, and not outside a panic.
package main

func helper() any { return recover() }

func direct() (r any) {
	defer func() { r = recover() }()
	panic("direct")
}

func indirect() (r any) {
	defer func() {
		if x := recover(); x != nil {
			r = "outer got it"
		}
	}()
	defer func() {
		if helper() != nil {
			r = "helper got it"
		}
	}()
	panic("p")
}

func deferredHelper() (s string) {
	s = "no"
	defer func() { s += " recovered" }()
	defer helper()
	panic("p")
}

func nestedClosure() (s string) {
	defer func() {
		if recover() != nil {
			s += "outer"
		}
	}()
	defer func() {
		func() {
			if recover() != nil {
				s += "inner "
			}
		}()
	}()
	panic("p")
}

func twice() (n int) {
	defer func() {
		for range 3 {
			if recover() != nil {
				n++
			}
		}
	}()
	panic(1)
}

type rec struct{ n int }

func (r *rec) catch() {
	if recover() != nil {
		r.n++
	}
}

type iface interface{ catch() }

func byMethod() int {
	r := &rec{}
	func() { defer r.catch(); panic(1) }()
	func() { defer iface(r).catch(); panic(2) }()
	func() { f := r.catch; defer f(); panic(3) }()
	func() { defer (*rec).catch(r); panic(4) }()
	return r.n
}

func valueKept() (x int, s string) {
	defer func() { recover() }()
	x, s = 7, "kept"
	panic("x")
}

func inDeferOfDefer() (s string) {
	defer func() {
		defer func() {
			if r := recover(); r != nil {
				s = "second level: " + r.(string)
			}
		}()
		panic("from defer")
	}()
	return "none"
}

func nilPanic() (s string) {
	defer func() {
		switch e := recover().(type) {
		case nil:
			s = "nil"
		case error:
			s = e.Error()
		}
	}()
	panic(nil)
}

func main() {
	println(recover() == nil)
	defer func() { println(recover() == nil) }()
	println(direct().(string))
	println(indirect().(string))
	println(deferredHelper())
	println(nestedClosure())
	println(twice(), byMethod())
	x, s := valueKept()
	println(x, s)
	println(inDeferOfDefer())
	println(nilPanic())
	func() {
		defer func() {
			r := recover()
			println(r.(int))
			func() {
				defer func() { println("inner", recover().(string)) }()
				panic("again")
			}()
		}()
		panic(42)
	}()
}

// Output:
// true
// direct
// outer got it
// no recovered
// outer
// 1 4
// 7 kept
// second level: from defer
// panic called with nil argument
// 42
// inner again
// true
