// Ten thousand goroutines: fan-in, a chain, shared map behind a channel used as a mutex.
package main

func main() {
	const n = 10000
	c := make(chan int)
	for i := range n {
		go func() { c <- i }()
	}
	s := 0
	for range n {
		s += <-c
	}
	println(s)

	// A chain: every goroutine adds one and passes on.
	first := make(chan int)
	in := first
	for range n {
		out := make(chan int)
		go func(in, out chan int) {
			for v := range in {
				out <- v + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		for i := range 3 {
			first <- i
		}
		close(first)
	}()
	for v := range in {
		print(v, " ")
	}
	println()

	// A map guarded by a channel of capacity one.
	lock := make(chan struct{}, 1)
	m := map[int]int{}
	done := make(chan bool, n)
	for i := range n {
		go func() {
			for k := range 5 {
				lock <- struct{}{}
				m[(i+k)%100]++
				<-lock
			}
			done <- true
		}()
	}
	for range n {
		<-done
	}
	t := 0
	for _, v := range m {
		t += v
	}
	println(len(m), t)

	// Maps owned by goroutines, merged at the end.
	res := make(chan map[string]int)
	for i := range 1000 {
		go func() {
			m := map[string]int{}
			for k := range 20 {
				m[string(rune('a'+(i+k)%26))] += k
			}
			res <- m
		}()
	}
	all := map[string]int{}
	for range 1000 {
		for k, v := range <-res {
			all[k] += v
		}
	}
	println(len(all), all["a"], all["z"])
}

// Output:
// 49995000
// 10000 10001 10002
// 100 50000
// 26 7305 7319
