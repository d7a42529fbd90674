// Function literals that are given themselves: inlining must come to an end.
package main

func y[Endo ~func(Rec) Rec, Rec ~func(T) R, T, R any](f Endo) Rec {
	type internal func(h internal) Rec
	g := func(h internal) Rec {
		return func(t T) R { return f(h(h))(t) }
	}
	return g(g)
}

type self func(self, int) int

func main() {
	factorial := y(func(r func(int) int) func(int) int {
		return func(n int) int {
			if n <= 0 {
				return 1
			}
			return n * r(n-1)
		}
	})
	println(factorial(10))
	sum := func(f self, n int) int {
		if n == 0 {
			return 0
		}
		return n + f(f, n-1)
	}
	println(sum(sum, 100))
	even, odd := self(nil), self(nil)
	even = func(other self, n int) int {
		if n == 0 {
			return 1
		}
		return other(even, n-1)
	}
	odd = func(other self, n int) int {
		if n == 0 {
			return 0
		}
		return other(odd, n-1)
	}
	println(even(odd, 10), even(odd, 7))
}

// Output:
// 3628800
// 5050
// 1 0
