// Arrays are values: assignment, passing, range and comparison copy or look at every element.
package main

type grid [3][4]int

func change(a [3]int) { a[0] = 99 }
func ptr(a *[3]int)   { a[0] = 99 }
func ret() [3]int     { return [3]int{7, 8, 9} }

func main() {
	a := [3]int{1, 2, 3}
	b := a
	b[1] = 20
	change(a)
	println(a[0], a[1], b[1], a == b, a == [3]int{1, 2, 3})
	ptr(&a)
	println(a[0], len(&a), ret()[2])
	for i, v := range a {
		a[2] = 100
		print(i, "=", v, " ")
	}
	println(a[2])
	for i, v := range &b {
		b[2] = 200
		print(i, "=", v, " ")
	}
	println()
	var g grid
	g[1][2] = 5
	h := g
	h[1][2]++
	println(g[1][2], h[1][2], g == h, len(g), len(g[0]))
	row := g[1]
	row[2] = 0
	println(g[1][2], row[2])
	x := [...]string{5: "five", 2: "two", "three"}
	println(len(x), x[3], x[0] == "", x[5])
	s := a[:]
	s[0] = -1
	println(a[0])
	a, b = b, a
	println(a[0], b[0])
	i := 0
	i, a[i] = 2, 55
	println(i, a[0])
	var z [0]int
	println(len(z), z == [0]int{})
	type pair [2]any
	println(pair{1, "a"} == pair{1, "a"}, pair{1, 2} == pair{1, 2.0})
	big := [1000]int{999: 1}
	c := big
	c[0] = 1
	println(big == c, big[999]+c[0])
	p := &[2][2]string{{"a", "b"}, {"c", "d"}}
	for _, r := range p {
		print(r[0], r[1])
	}
	println(p[1][0])
}

// Output:
// 1 2 20 false true
// 99 3 9
// 0=99 1=2 2=3 100
// 0=1 1=20 2=200
// 5 6 false 3 4
// 5 0
// 6 three true five
// -1
// 1 -1
// 2 55
// 0 true
// true false
// false 2
// abcdc
