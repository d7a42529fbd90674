// A panic in a deferred function replaces the one in flight; recovery of the new one ends both; frames run once.
package main

func order(s string) { print(s, " ") }

func replace() (r any) {
	defer func() { r = recover() }()
	defer order("d1")
	defer func() {
		defer order("d2")
		panic("second")
	}()
	defer order("d3")
	panic("first")
}

func recoverInside() (s string) {
	defer func() {
		s = "outer:" + recover().(string)
	}()
	defer func() {
		func() {
			defer func() { order("inner:" + recover().(string)) }()
			panic("b")
		}()
	}()
	panic("a")
}

func deep(n int) {
	defer func() {
		if n%10 == 0 {
			if r := recover(); r != nil {
				panic(r.(int) + 1)
			}
		}
	}()
	if n == 0 {
		panic(0)
	}
	deep(n - 1)
}

func loop() (total int) {
	for i := range 1000 {
		func() {
			defer func() {
				if r := recover(); r != nil {
					total += r.(int)
				}
			}()
			if i%3 == 0 {
				panic(i)
			}
		}()
	}
	return
}

func mixed(k int) (s string) {
	defer func() {
		if e, ok := recover().(error); ok {
			s = e.Error()
		}
	}()
	var p *[4]int
	var m map[string]int
	a := []int{1}
	var z int
	switch k {
	case 0:
		return "fine"
	case 1:
		p[k] = 1
	case 2:
		m["x"] = k
	case 3:
		a[k]++
	case 4:
		z = k / z
	case 5:
		close(chan int(nil))
	case 6:
		var e error
		s = e.Error()
	case 7:
		c := make(chan int)
		close(c)
		c <- 1
	case 8:
		c := make(chan int)
		close(c)
		close(c)
	}
	return
}

func main() {
	println(replace().(string))
	println(recoverInside())
	func() {
		defer func() { println("levels", recover().(int)) }()
		deep(100)
	}()
	println(loop())
	for k := range 9 {
		println(k, mixed(k))
	}
}

// Output:
// d3 d2 d1 second
// inner:b outer:a
// levels 11
// 166833
// 0 fine
// 1 runtime error: invalid memory address or nil pointer dereference
// 2 assignment to entry in nil map
// 3 runtime error: index out of range [3] with length 1
// 4 runtime error: integer divide by zero
// 5 close of nil channel
// 6 runtime error: invalid memory address or nil pointer dereference
// 7 send on closed channel
// 8 close of closed channel
