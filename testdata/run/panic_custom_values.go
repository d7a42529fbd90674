// Panics with printable and other values; only the first line of the report is stable.
package main

type point struct{ x, y int }

func show(v any) {
	defer func() {
		switch r := recover().(type) {
		case point:
			println("point", r.x, r.y)
		case []int:
			println("slice", len(r))
		case func() string:
			println("func", r())
		case error:
			println("error", r.Error())
		case nil:
			println("nil")
		default:
			println("other", r == v)
		}
	}()
	panic(v)
}

func main() {
	show(point{1, 2})
	show([]int{1, 2, 3})
	show(func() string { return "f" })
	show(2.5)
	show('x')
	show(true)
	show(3 + 4i)
	panic(float64(1.5))
}

// Exit: 2
// Output prefix:
// point 1 2
// slice 3
// func f
// other true
// other true
// other true
// other true
// panic: 1.5
//
// goroutine 1 [running]:
