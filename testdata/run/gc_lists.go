// Allocation of every kind under pressure, with checks: linked lists, maps of slices, strings, closures, channels, interior pointers.
package main

type node struct {
	next *node
	data []int
	name string
}

type rec struct {
	a [10]int
	p *int
}

func list(n int) *node {
	var head *node
	for i := range n {
		head = &node{head, make([]int, i%17), "n" + string(rune('a'+i%26))}
		for j := range head.data {
			head.data[j] = i
		}
	}
	return head
}

func (n *node) check() (ok int) {
	for ; n != nil; n = n.next {
		good := len(n.name) == 2
		for _, v := range n.data {
			good = good && v%17 == len(n.data)
		}
		if good {
			ok++
		}
	}
	return
}

func interior() []*int {
	var ps []*int
	for i := range 1000 {
		r := &rec{}
		r.a[5] = i
		r.p = &r.a[5]
		ps = append(ps, r.p)
	}
	return ps
}

func garbage(n int) (s int) {
	for i := range n {
		b := make([]byte, 100+i%3000)
		b[len(b)-1] = 1
		s += int(b[len(b)-1])
	}
	return
}

func main() {
	keep := list(5000)
	ps := interior()
	m := map[string][]*node{}
	var fs []func() int
	chans := make([]chan []int, 50)
	for i := range chans {
		chans[i] = make(chan []int, 4)
	}
	total := 0
	for round := range 30 {
		total += garbage(3000)
		key := "key" + string(rune('A'+round%5))
		m[key] = append(m[key], list(200))
		x := make([]int, 100)
		x[99] = round
		fs = append(fs, func() int { x[0]++; return x[99] + x[0] })
		c := chans[round%50]
		c <- []int{round, round * 2}
	}
	println(total, keep.check())
	sum := 0
	for i, p := range ps {
		if *p != i {
			println("interior pointer", i, "reads", *p)
		}
		sum += *p
	}
	println(sum)
	good := 0
	for _, ns := range m {
		for _, n := range ns {
			good += n.check()
		}
	}
	println(len(m), good)
	t := 0
	for _, f := range fs {
		t += f()
	}
	for _, c := range chans {
		if len(c) > 0 {
			v := <-c
			t += v[1]
		}
	}
	println(t)
}

// Output:
// 90000 5000
// 499500
// 5 6000
// 1335
