// select: random choice among ready cases, default, nil channels, closed channels, sends and receives, evaluation of operands.
package main

func fair(cs ...chan int) bool {
	count := make([]int, 3)
	for range 3000 {
		select {
		case <-cs[0]:
			count[0]++
		case <-cs[1]:
			count[1]++
		case <-cs[2]:
			count[2]++
		}
	}
	for _, n := range count {
		if n < 800 || n > 1200 {
			println("unfair", n)
			return false
		}
	}
	return true
}

func ch(s string, c chan int) chan int { print(s, " "); return c }
func val(s string, v int) int          { print(s, " "); return v }

func merge(a, b <-chan int) (out []int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			out = append(out, v)
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			out = append(out, v)
		}
	}
	return
}

func gen(from, to int) <-chan int {
	c := make(chan int)
	go func() {
		for ; from < to; from++ {
			c <- from
		}
		close(c)
	}()
	return c
}

func main() {
	closed := make(chan int)
	close(closed)
	println(fair(closed, closed, closed))
	var none chan int
	select {
	case <-none:
		println("nil receive")
	case none <- 1:
		println("nil send")
	default:
		println("default")
	}
	c := make(chan int, 1)
	for i := range 4 {
		select {
		case c <- i:
			print("sent", i, " ")
		case v := <-c:
			print("got", v, " ")
		}
	}
	println()
	select {
	case ch("a", c) <- val("v", 1):
		println("sent")
	case x := <-ch("b", none):
		println(x)
	}
	s := 0
	out := merge(gen(0, 50), gen(100, 150))
	for _, v := range out {
		s += v
	}
	println(len(out), s)
	arr := []int{0, 0}
	i := 0
	m := map[string]bool{}
	select {
	case arr[func() int { i++; return i }()], m["ok"] = <-c:
	case arr[val("never", 5)] = <-none:
	}
	println(arr[0], arr[1], m["ok"], i)
	quit, tick := make(chan bool), make(chan int)
	go func() {
		for i := range 5 {
			tick <- i
		}
		close(quit)
	}()
	n := 0
loop:
	for {
		select {
		case v := <-tick:
			n += v
		case _, ok := <-quit:
			println("quit", ok)
			break loop
		}
	}
	println(n)
	func() {
		defer func() { println(recover().(error).Error()) }()
		select {
		case closed <- 1:
		case <-none:
		}
	}()
	// A semaphore and a counter of what ran at once.
	sem, at, max := make(chan bool, 3), make(chan int, 1), 0
	at <- 0
	done := make(chan bool)
	for range 50 {
		go func() {
			sem <- true
			k := <-at + 1
			if k > max {
				max = k
			}
			at <- k
			k = <-at
			at <- k - 1
			<-sem
			done <- true
		}()
	}
	for range 50 {
		<-done
	}
	println(max >= 1 && max <= 3, <-at)
}

// Output:
// true
// default
// sent0 got0 sent2 got2
// a v b sent
// 100 7450
// 0 1 true 1
// quit false
// 10
// send on closed channel
// true 0
