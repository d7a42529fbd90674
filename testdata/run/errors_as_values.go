// Errors: sentinel values, types, wrapping by hand, joined results, error in interfaces, errors from deferred functions.
package main

type sentinel string

func (s sentinel) Error() string { return string(s) }

const errEmpty = sentinel("empty")

type wrapped struct {
	op  string
	err error
}

func (w *wrapped) Error() string { return w.op + ": " + w.err.Error() }
func (w *wrapped) Unwrap() error { return w.err }

func is(err, target error) bool {
	for err != nil {
		if err == target {
			return true
		}
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return false
		}
		err = u.Unwrap()
	}
	return false
}

func as[T error](err error) (t T, ok bool) {
	for err != nil {
		if t, ok = err.(T); ok {
			return
		}
		u, w := err.(interface{ Unwrap() error })
		if !w {
			return
		}
		err = u.Unwrap()
	}
	return
}

func parse(s string) (n int, err error) {
	if s == "" {
		return 0, errEmpty
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return n, &wrapped{"digit " + s[i:i+1], sentinel("not a digit")}
		}
		n = n*10 + int(s[i]-'0')
	}
	return
}

func add(a, b string) (n int, err error) {
	defer func() {
		if err != nil {
			err = &wrapped{"add", err}
		}
	}()
	x, err := parse(a)
	if err != nil {
		return
	}
	y, err := parse(b)
	return x + y, err
}

func safely(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = &wrapped{"recovered", r}
		case string:
			err = sentinel(r)
		}
	}()
	f()
	return nil
}

type runtimeError interface {
	error
	RuntimeError()
}

func main() {
	for _, in := range [][2]string{{"12", "30"}, {"", "1"}, {"1", "2x"}} {
		n, err := add(in[0], in[1])
		if err != nil {
			w, ok := as[*wrapped](err)
			s, ok2 := as[sentinel](err)
			println(n, err.Error(), is(err, errEmpty), ok, w.op, ok2, string(s))
			continue
		}
		println(n)
	}
	println(safely(func() {}) == nil)
	println(safely(func() { panic("text") }).Error())
	err := safely(func() { var a []int; _ = a[len(a)] })
	println(err.Error())
	re, ok := as[runtimeError](err)
	println(ok, re.Error())
	_, ok = as[runtimeError](safely(func() { panic(errEmpty) }))
	println(ok)
	var none *wrapped
	var e error = none
	println(e == nil, none == nil)
}

// Output:
// 42
// 0 add: empty true true add true empty
// 3 add: digit x: not a digit false true add true not a digit
// true
// text
// recovered: runtime error: index out of range [0] with length 0
// true runtime error: index out of range [0] with length 0
// false
// false true
