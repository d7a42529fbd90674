// The texts of every slice and index panic.
package main

func try(name string, f func()) {
	defer func() {
		if e, ok := recover().(error); ok {
			println(name+":", e.Error())
		} else {
			println(name + ": no panic")
		}
	}()
	f()
}

var sink any

func main() {
	s := make([]int, 3, 5)
	a := [4]int{}
	str := "abc"
	p := &a
	var n, neg, six, two = 3, -1, 6, 2
	var u uint64 = 1 << 63
	var i8 int8 = -5
	try("index", func() { println(s[n]) })
	try("index neg", func() { println(s[neg]) })
	try("index i8", func() { println(a[i8]) })
	try("index u64", func() { println(s[u]) })
	try("array", func() { println(p[six]) })
	try("store", func() { s[six] = 1 })
	try("string", func() { println(str[n]) })
	try("low", func() { sink = s[six:] })
	try("high", func() { sink = s[:six] })
	try("order", func() { sink = s[n:two] })
	try("neg", func() { sink = s[neg:] })
	try("max", func() { sink = s[0:1:six] })
	try("max order", func() { sink = s[0:n:two] })
	try("low order", func() { sink = s[n:two:4] })
	try("arr high", func() { sink = a[:six] })
	try("arr ptr low", func() { sink = p[six:] })
	try("str high", func() { sink = str[:six] })
	try("str order", func() { sink = str[n:two] })
	try("u64 high", func() { sink = s[:u] })
	try("ok", func() { sink = s[:5] })
	try("toarray", func() { sink = [4]int(s) })
	try("toarrayptr", func() { sink = (*[6]int)(s) })
	try("make len", func() { sink = make([]int, neg) })
	try("make cap", func() { sink = make([]int, n, two) })
	try("make huge", func() { sink = make([]int, u) })
	try("make chan", func() { sink = make(chan int, neg) })
	try("nil slice", func() { var z []string; println(z[0]) })
}

// Output:
// index: runtime error: index out of range [3] with length 3
// index neg: runtime error: index out of range [-1]
// index i8: runtime error: index out of range [-5]
// index u64: runtime error: index out of range [9223372036854775808] with length 3
// array: runtime error: index out of range [6] with length 4
// store: runtime error: index out of range [6] with length 3
// string: runtime error: index out of range [3] with length 3
// low: runtime error: slice bounds out of range [6:3]
// high: runtime error: slice bounds out of range [:6] with capacity 5
// order: runtime error: slice bounds out of range [3:2]
// neg: runtime error: slice bounds out of range [-1:]
// max: runtime error: slice bounds out of range [::6] with capacity 5
// max order: runtime error: slice bounds out of range [:3:2]
// low order: runtime error: slice bounds out of range [3:2:]
// arr high: runtime error: slice bounds out of range [:6] with length 4
// arr ptr low: runtime error: slice bounds out of range [6:4]
// str high: runtime error: slice bounds out of range [:6] with length 3
// str order: runtime error: slice bounds out of range [3:2]
// u64 high: runtime error: slice bounds out of range [:9223372036854775808] with capacity 5
// ok: no panic
// toarray: runtime error: cannot convert slice with length 3 to array or pointer to array with length 4
// toarrayptr: runtime error: cannot convert slice with length 3 to array or pointer to array with length 6
// make len: runtime error: makeslice: len out of range
// make cap: runtime error: makeslice: cap out of range
// make huge: runtime error: makeslice: len out of range
// make chan: makechan: size out of range
// nil slice: runtime error: index out of range [0] with length 0
