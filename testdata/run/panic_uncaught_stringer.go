// panic with a value of a named type: basic kinds print type and value, others type and address.
package main

type code int
type text string

func try(v any) {
	defer func() {
		r := recover()
		println(r == v)
	}()
	panic(v)
}

func main() {
	try(code(3))
	try(text("hello"))
	defer func() {
		recover()
		panic(code(42))
	}()
	panic(text("one"))
}

// Exit: 2
// Output prefix:
// true
// true
// panic: main.text("one") [recovered]
// 	panic: main.code(42)
//
// goroutine 1 [running]:
