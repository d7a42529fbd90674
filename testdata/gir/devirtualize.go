// Every value assigned to i has one type: the call is one of its method, which is inlined. A nil i still panics at the call.
package main

type I interface{ get() int }
type T struct{ n int }

func (t *T) get() int { return t.n }

func f(yes bool) int {
	var i I
	if yes {
		i = &T{1}
	}
	return i.get()
}

func main() { f(true) }
