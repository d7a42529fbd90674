// Collection while goroutines allocate, block and hold the only references on their stacks.
package main

type item struct {
	id   int
	next *item
	body [6]int
}

func worker(id int, in <-chan *item, out chan<- *item) {
	var mine *item
	for it := range in {
		it.body[id%6] += it.id
		mine = &item{id: it.id, next: mine}
		out <- &item{id: it.id + id, next: it}
	}
	n := 0
	for ; mine != nil; mine = mine.next {
		n++
	}
	out <- &item{id: -n}
}

func hold(n int, release <-chan bool, res chan<- int) {
	local := make([]*item, n)
	for i := range local {
		local[i] = &item{id: i}
	}
	p := &local[n/2].body[3]
	*p = n
	<-release
	s := *p
	for i, it := range local {
		if it.id != i {
			println("lost", i)
		}
		s += it.id
	}
	res <- s
}

func main() {
	release, res := make(chan bool), make(chan int)
	for i := range 50 {
		go hold(100+i, release, res)
	}
	const workers, items = 8, 20000
	in, out := make(chan *item, 16), make(chan *item, 16)
	for i := range workers {
		go worker(i, in, out)
	}
	go func() {
		for i := range items {
			in <- &item{id: i}
		}
		close(in)
	}()
	got, count, bodies := 0, 0, 0
	for done := 0; done < workers; {
		it := <-out
		if it.next == nil && it.id <= 0 {
			count -= it.id
			done++
			continue
		}
		got++
		for _, b := range it.next.body {
			bodies += b
		}
	}
	println(got, count, bodies)
	close(release)
	t := 0
	for range 50 {
		t += <-res
	}
	println(t)
}

// Output:
// 20000 20000 199990000
// 395825
