// Closures share variables with their function; loop variables are new in each iteration; recursion through a variable.
package main

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func main() {
	c, reset := counter()
	d, _ := counter()
	c()
	println(c(), d())
	reset()
	println(c(), d())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
		i := i + 100
		fs = append(fs, func() int { return i })
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println()
	var steps []func()
	for i := 0; i < 6; i++ {
		steps = append(steps, func() { print(i, ",") })
		i++
	}
	for _, s := range steps {
		s()
	}
	println()
	var ps []*int
	for i, v := range []int{5, 6, 7} {
		ps = append(ps, &i, &v)
	}
	for _, p := range ps {
		print(*p, " ")
	}
	println()
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(20))
	add := func(n int) func(int) int { return func(x int) int { return x + n } }
	println(compose(add(1), func(x int) int { return x * x }, add(-3))(4), compose()(7))
	x, s := 1, "a"
	func(y int) {
		x += y
		s += "b"
		func() { x *= 2; s += s }()
	}(4)
	println(x, s)
	arr := [4]int{1, 2, 3, 4}
	big := struct{ a [30]int }{}
	f := func(i int) { arr[i]++; big.a[i] += arr[i] }
	f(1)
	f(1)
	println(arr[1], big.a[1])
	println(func() (a, b int) { defer func() { a, b = b, a }(); return 1, 2 }())
	var nilf func()
	defer func() { println(recover().(error).Error()) }()
	nilf()
}

// Output:
// 2 1
// 101 2
// 0 0 100 100 10 100 101 101 20 200 102 102
// 1,3,5,
// 0 5 1 6 2 7
// 6765
// 22 7
// 10 abab
// 4 7
// 2 1
// runtime error: invalid memory address or nil pointer dereference
