// The prime sieve: a chain of filters that grows while it runs.
package main

func generate(c chan<- int) {
	for i := 2; ; i++ {
		c <- i
	}
}

func filter(in <-chan int, out chan<- int, p int) {
	for {
		if i := <-in; i%p != 0 {
			out <- i
		}
	}
}

func main() {
	c := make(chan int)
	go generate(c)
	s := 0
	for i := range 300 {
		p := <-c
		s += p
		if i%50 == 49 {
			println(i+1, p, s)
		}
		next := make(chan int)
		go filter(c, next, p)
		c = next
	}
}

// Output:
// 50 229 5117
// 100 541 24133
// 150 863 59269
// 200 1223 111587
// 250 1583 182109
// 300 1987 271061
