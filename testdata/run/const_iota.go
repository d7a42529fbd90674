// iota: skipping, expressions, several per line, repetition of the last expression, shadowing.
package main

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	_
	Thursday
)

const (
	_  = iota
	KB = 1 << (10 * iota)
	MB
	GB
)

const (
	a, b = iota, iota * 10
	c, d
	_, _
	e, f
)

const (
	p = "x"
	q
	r = iota
	s
)

const lone = iota

func (d Weekday) String() string { return [...]string{"Sun", "Mon", "Tue", "Wed", "Thu"}[d] }

func main() {
	println(Sunday, Monday, Tuesday, Thursday, Thursday.String())
	println(KB, MB, GB)
	println(a, b, c, d, e, f)
	println(p, q, r, s, lone)
	const (
		x = iota + 0.5
		y
	)
	println(x, y)
	{
		const iota = 7
		const z = iota
		println(z)
	}
	const (
		fn = len([iota + 3]int{})
		fm
	)
	println(fn, fm)
}

// Output:
// 0 1 2 4 Thu
// 1024 1048576 1073741824
// 0 0 1 10 3 30
// x x 2 3 0
// 0.5 1.5
// 7
// 3 4
