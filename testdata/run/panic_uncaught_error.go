// panic with an error prints what Error returns; its type is not shown.
package main

type failure struct{ code int }

func (f *failure) Error() string { return "failure with code " + string(rune('0'+f.code)) }

func main() {
	defer func() { println("running") }()
	panic(&failure{7})
}

// Exit: 2
// Output prefix:
// running
// panic: failure with code 7
//
// goroutine 1 [running]:
