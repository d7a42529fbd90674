// State machines, coroutine-like generators and memoisation from closures; closures in maps, structs, slices and channels.
package main

type state func(rune) (state, string)

func lexer() state {
	var word []rune
	var text, space state
	space = func(r rune) (state, string) {
		if r == ' ' {
			return space, ""
		}
		word = append(word[:0], r)
		return text, ""
	}
	text = func(r rune) (state, string) {
		if r == ' ' {
			return space, string(word)
		}
		word = append(word, r)
		return text, ""
	}
	return space
}

func memo[K comparable, V any](f func(func(K) V, K) V) func(K) V {
	m := map[K]V{}
	var g func(K) V
	g = func(k K) V {
		if v, ok := m[k]; ok {
			return v
		}
		v := f(g, k)
		m[k] = v
		return v
	}
	return g
}

type event struct {
	name string
	do   func(*int)
}

func perms(s []int, visit func([]int)) {
	var rec func(int)
	rec = func(k int) {
		if k == len(s) {
			visit(s)
			return
		}
		for i := k; i < len(s); i++ {
			s[k], s[i] = s[i], s[k]
			rec(k + 1)
			s[k], s[i] = s[i], s[k]
		}
	}
	rec(0)
}

func queens(n int) (count int) {
	cols, d1, d2 := make([]bool, n), make([]bool, 2*n), make([]bool, 2*n)
	var place func(int)
	place = func(r int) {
		if r == n {
			count++
			return
		}
		for c := range n {
			if cols[c] || d1[r+c] || d2[r-c+n] {
				continue
			}
			cols[c], d1[r+c], d2[r-c+n] = true, true, true
			place(r + 1)
			cols[c], d1[r+c], d2[r-c+n] = false, false, false
		}
	}
	place(0)
	return
}

func main() {
	st := lexer()
	for _, r := range "the  quick brown " {
		var w string
		if st, w = st(r); w != "" {
			print("<", w, ">")
		}
	}
	println()
	fib := memo(func(self func(int) int, n int) int {
		if n < 2 {
			return n
		}
		return self(n-1) + self(n-2)
	})
	println(fib(90))
	n := 1
	for _, e := range []event{{"double", func(p *int) { *p *= 2 }}, {"add", func(p *int) { *p += n * 10 }}} {
		e.do(&n)
		print(e.name, " ", n, " ")
	}
	println()
	ops := map[byte]func(int, int) int{
		'+': func(a, b int) int { return a + b },
		'-': func(a, b int) int { return a - b },
		'*': func(a, b int) int { return a * b },
		'/': func(a, b int) int { return a / b },
	}
	var stack []int
	for i := 0; i < len("34+5*7-2/"); i++ {
		c := "34+5*7-2/"[i]
		if f, ok := ops[c]; ok {
			k := len(stack) - 2
			stack = append(stack[:k], f(stack[k], stack[k+1]))
		} else {
			stack = append(stack, int(c-'0'))
		}
	}
	println(stack[0])
	count, sum := 0, 0
	perms([]int{1, 2, 3, 4, 5}, func(p []int) { count++; sum += p[0]*10 + p[4] })
	println(count, sum)
	println(queens(6), queens(8))
}

// Output:
// <the><quick><brown>
// 2880067194370816120
// double 2 add 22
// 14
// 120 3960
// 4 92
