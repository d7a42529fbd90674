// Which variables a debugger sees, and where: blocks, shadowed names, parameters, results, function literals, variables on the heap.
package main

//go:noinline
func use(...any) {}

//go:noinline
func shadowed(x int) int { // stop main.shadowed: info args; bt 1
	use(x)
	{
		x := "inner"
		use(x) // stop: info locals; info args
	}
	if x := 2.5; x > 3 {
		use(x)
	} else if y := x * 2; y > 3 {
		use(y) // stop: info locals
	}
	for i, x := range []int8{5} {
		x := x + int8(i)
		use(x) // stop: info locals
	}
	for i := 0; i < 1; i++ {
		use(i) // stop: info locals
	}
	return x // stop: info locals; info args
}

//go:noinline
func clauses(v any, c chan int, d chan string) {
	switch t := v.(type) {
	case int:
		use(t) // stop: info locals
	case string:
		n := len(t)
		use(t, n) // stop: info locals
	}
	switch k := 3; k {
	case 3:
		three := k
		use(three) // stop: info locals
		fallthrough
	case 4:
		four := k + 1
		use(four) // stop: info locals
	}
	select {
	case n, ok := <-c:
		use(n, ok)
	case s := <-d:
		use(s) // stop: info locals
	}
}

//go:noinline
func captured() func() int {
	byValue, byRef, big, heap := 10, 20, [40]int{1, 2, 3}, 30
	p := &heap
	f := func(d int) int {
		byRef += d
		local := byValue + byRef + big[1]
		use(local) // stop: info args; info locals
		return local
	}
	f(1)
	use(p)                                           // stop: info locals; p *p; p heap == *p
	return func() int { heap++; return heap + *p } // stop: info locals
}

//go:noinline
func moved(x int, t [2]string) (p *int, q *[2]string) { // stop main.moved: info args
	x++
	return &x, &t // stop: p x; p t
}

//go:noinline
func deferred() (n int, err any) {
	defer func() {
		if r := recover(); r != nil {
			err, n = "recovered", -1 // stop: p n
			use(r)
		}
	}()
	a := []int{1}
	n = 7
	n = a[len(a)] // stop: info args; p a
	return
}

type point struct{ x, y int }

func (p point) plus(q point) (sum point) {
	sum = point{p.x + q.x, p.y + q.y}
	return // stop: info args; bt 2
}
func (p *point) scale(k int) { p.x *= k; p.y *= k } // stop main.(*point).scale: info args; p *p

func total[N ~int | ~float64](list ...N) (t N) {
	for _, n := range list {
		t += n // stop: p n; p t
	}
	return
}

func each(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) { // stop: p i; p n
				return
			}
		}
	}
}

func main() {
	shadowed(1)
	c, d := make(chan int), make(chan string, 1)
	d <- "sent"
	clauses(3, c, d)
	d <- "again"
	clauses("str", c, d)
	use(captured()())
	use(moved(1, [2]string{"a", "b"}))
	use(deferred())
	p := point{1, 2}
	q := p.plus(point{10, 20})
	q.scale(2)
	use(total(1, 2), total(1.5))
	outer := 5
	for i := range each(2) {
		outer += i // stop: p i; p outer
	}
	func() {
		p, outer := &p, "literal"
		use(p, outer) // stop: p *p; p outer
	}()
	use(outer, q) // stop: info locals
}
// Debug:
// --- main.shadowed
// x = 1
// #0  main.shadowed (x=1) at scopes.go:9
// --- 12
// x = ADDR "inner"
// x = 1
// --- 17
// y = 5
// x = 2.5
// --- 21
// x = 5 '\005'
// i = 0
// x = 5 '\005'
// --- 24
// i = 0
// --- 26
// No locals.
// x = 1
// --- 33
// t = 3
// --- 41
// three = 3
// k = 3
// --- 45
// four = 4
// k = 3
// --- 51
// s = ADDR "sent"
// --- 36
// t = ADDR "str"
// n = 3
// --- 41
// three = 3
// k = 3
// --- 45
// four = 4
// k = 3
// --- 51
// s = ADDR "again"
// --- 62
// d = 1
// local = 33
// byRef = 21
// byValue = 10
// big = {1, 2, 3, 0 <repeats 37 times>}
// --- 66
// byValue = 10
// byRef = 21
// big = {1, 2, 3, 0 <repeats 37 times>}
// heap = 30
// p = ADDR
// f = ADDR
// $1 = 30
// $2 = true
// --- 67
// byValue = 10
// byRef = 21
// big = {1, 2, 3, 0 <repeats 37 times>}
// heap = 30
// p = ADDR
// f = ADDR
// --- 67
// heap = 30
// p = ADDR
// --- main.moved
// x = 1
// t = {ADDR "a", ADDR "b"}
// p = 0x0
// q = 0x0
// --- 73
// $3 = 2
// $4 = {ADDR "a", ADDR "b"}
// --- 86
// n = 7
// err = {_type = 0x0, data = 0x0}
// $5 = {array = ADDR, len = 1, cap = 1}
// --- 80
// $6 = 7
// --- 94
// p = {x = 1, y = 2}
// q = {x = 10, y = 20}
// sum = {x = 11, y = 22}
// #0  main.point.plus (p=..., q=..., sum=...) at scopes.go:94
// #1  ADDR in main.main () at scopes.go:126
// --- main.(*point).scale
// p = ADDR
// k = 2
// $7 = {x = 11, y = 22}
// --- 100
// $8 = 1
// $9 = 0
// --- 100
// $10 = 2
// $11 = 1
// --- 100
// $12 = 1.5
// $13 = 0
// --- 108
// $14 = 0
// $15 = 2
// --- 131
// $16 = 0
// $17 = 5
// --- 108
// $18 = 1
// $19 = 2
// --- 131
// $20 = 1
// $21 = 5
// --- 135
// $22 = {x = 1, y = 2}
// $23 = ADDR "literal"
// --- 137
// c = ADDR
// d = ADDR
// p = {x = 1, y = 2}
// q = {x = 22, y = 44}
// outer = 6
