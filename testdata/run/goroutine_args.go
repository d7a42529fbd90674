// go statements: arguments and the function value are evaluated at once; methods, closures, builtins, interfaces, results dropped.
package main

type acc struct {
	n int
	c chan int
}

func (a acc) val(k int)  { a.c <- a.n + k }
func (a *acc) ptr(k int) { a.c <- a.n*10 + k }

type sender interface{ val(int) }

func arg(s string, v int) int { print(s, " "); return v }

func result(c chan int) int { c <- 77; return 5 }

func big(a [64]int, s string, f float64, c chan int) { c <- a[63] + len(s) + int(f) }

func spawn(depth int, c chan int) {
	if depth == 0 {
		c <- 1
		return
	}
	go spawn(depth-1, c)
	go spawn(depth-1, c)
}

func main() {
	c := make(chan int)
	a := acc{1, c}
	go a.val(arg("now", 5))
	a.n = 100
	println(<-c)
	p := &a
	go p.ptr(1)
	println(<-c)
	go sender(a).val(2)
	println(<-c)
	f := func(x int) { c <- x }
	go f(8)
	f = nil
	println(<-c)
	go result(c)
	println(<-c)
	var arr [64]int
	arr[63] = 1
	go big(arr, "four", 2.9, c)
	arr[63] = 1000
	println(<-c)
	go func(xs ...int) { c <- len(xs) }(1, 2, 3)
	println(<-c)
	go (*acc).ptr(&a, 3)
	println(<-c)
	go acc.val(acc{6, c}, 6)
	println(<-c)
	d := make(chan int)
	go close(d)
	_, ok := <-d
	println(ok)
	for i := range 3 {
		go func() { c <- i * i }()
	}
	println(<-c + <-c + <-c)
	spawn(10, c)
	t := 0
	for range 1 << 10 {
		t += <-c
	}
	println(t)
	go func() {
		defer func() { c <- recover().(int) }()
		panic(99)
	}()
	println(<-c)
}

// Output:
// now 6
// 1001
// 102
// 8
// 77
// 7
// 3
// 1003
// 12
// false
// 5
// 1024
// 99
