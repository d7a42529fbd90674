package p

type T struct{ a int }

var v int
var e error
var fn func()

func g() {
	switch v {
	case e: // ERROR "invalid case e in switch on v .mismatched types error and int."
	}
	switch x := fn; x {
	case nil:
	}
	switch (struct{ f []int }{}) { // ERROR "cannot switch on"
	}
	switch y := e.(type) {
	case error:
		_ = y
		fallthrough // ERROR "cannot fallthrough in type switch"
	}
	switch _ := e.(type) { // ERROR "no new variable on left side of :="
	}
	for i := range func(func() bool) {} { // ERROR "range over .* permits no iteration variables"
	}
	var f32 float32 // ERROR "declared and not used: f32"
	for f32 = range 10 { // ERROR "cannot use iteration variable of type float32"
	}
M:
	if true {
		break M // ERROR "invalid break label M"
	}
	for {
		continue N // ERROR "continue label not defined: N"
	}
}

func h() (r int) {
	type r2 int
	const v = 1
	v := 2 // ERROR "cannot assign to v|no new variables"
	return
}

func init() // ERROR "func init must have a body|missing function body"



var _ = T{a: 1}.b // ERROR "T{…}.b undefined .type T has no field or method b."
var _ = new(T).m() // ERROR "new.T..m undefined .type \*T has no field or method m."
var _ = v.(T) // ERROR "v .variable of type int. is not an interface"
