// Labels: break and continue of outer loops, out of switch and select, goto forwards and backwards.
package main

func find(g [][]int, x int) (r, c int) {
	r, c = -1, -1
rows:
	for i, row := range g {
		for j, v := range row {
			switch {
			case v == x:
				r, c = i, j
				break rows
			case v < 0:
				continue rows
			}
		}
	}
	return
}

func primes(n int) (ps []int) {
next:
	for i := 2; i <= n; i++ {
		for _, p := range ps {
			if i%p == 0 {
				continue next
			}
			if p*p > i {
				break
			}
		}
		ps = append(ps, i)
	}
	return
}

func gotos(n int) (s string) {
	i := 0
loop:
	if i < n {
		s += string(rune('a' + i))
		i++
		if i == 3 {
			goto skip
		}
		goto loop
	}
	s += "."
	return
skip:
	s += "-"
	goto loop
}

func selects(c chan int) (n int) {
outer:
	for {
		select {
		case v, ok := <-c:
			if !ok {
				break outer
			}
			if v%2 == 0 {
				continue outer
			}
			n += v
			break
		}
		n += 100
	}
	return
}

func main() {
	r, c := find([][]int{{1, 2}, {-1, 5}, {3, 4, 5}}, 5)
	println(r, c)
	for _, p := range primes(50) {
		print(p, " ")
	}
	println()
	println(gotos(5), gotos(2))
	ch := make(chan int, 10)
	for i := range 6 {
		ch <- i
	}
	close(ch)
	println(selects(ch))
block:
	switch {
	default:
		for i := range 10 {
			if i == 4 {
				break block
			}
			print(i)
		}
		println("not reached")
	}
	println()
	k := 0
sw:
	switch {
	case k < 5:
		for {
			k++
			if k > 3 {
				break sw
			}
		}
	}
	println(k)
}

// Output:
// 2 2
// 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47
// abc-de. ab.
// 309
// 0123
// 4
