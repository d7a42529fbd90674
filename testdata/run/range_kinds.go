// range over ints, arrays (copied), array pointers, slices (header kept), strings, maps, channels; assignment to existing variables.
package main

type myint int8

func n() int { print("once "); return 3 }

func main() {
	for i := range n() {
		print(i, " ")
	}
	println()
	for i := range myint(3) {
		i *= 2
		print(i, " ")
	}
	for range 2 {
		print("x")
	}
	for range -5 {
		print("never")
	}
	println()
	a := [3]int{1, 2, 3}
	for i, v := range a {
		a[len(a)-1-i] = 10 * v
		print(v, " ")
	}
	println(a[0], a[1], a[2])
	b := [3]int{1, 2, 3}
	for i, v := range &b {
		b[len(b)-1-i] = 10 * v
		print(v, " ")
	}
	println(b[0], b[1], b[2])
	s := []int{1, 2, 3}
	for i, v := range s {
		if i == 0 {
			s = append(s, 4)
			s[1] = 50
			s = s[:2]
		}
		print(v, " ")
	}
	println(len(s))
	var np *[4]int
	for i := range np {
		print(i)
	}
	println(len(np))
	var i int
	var m [2]struct{ k, v int }
	for i, m[1].v = range []int{7, 8, 9} {
		m[0].k += i
	}
	println(i, m[1].v, m[0].k)
	for m[0].k = range 5 {
	}
	println(m[0].k)
	c := make(chan int, 3)
	go func() {
		for i := range 5 {
			c <- i * i
		}
		close(c)
	}()
	sum := 0
	for v := range c {
		sum += v
	}
	println(sum)
	for _, f := range []func(int) int{func(x int) int { return x + 1 }, func(x int) int { return x * x }} {
		print(f(5), " ")
	}
	println()
	for i, r := range []rune("añb") {
		print(i, string(r))
	}
	println()
	matrix := [2][2]int{{1, 2}, {3, 4}}
	t := 0
	for _, row := range matrix {
		for j, x := range row {
			matrix[1][j] = 100
			t += x
		}
	}
	println(t)
	for i := range 3 {
		defer func() { print(i, ";") }()
	}
	var k uint8 = 250
	count := 0
	for j := k; j >= 250; j++ {
		count++
	}
	println(count)
}

// Output:
// once 0 1 2
// 0 2 4 xx
// 1 2 3 30 20 10
// 1 2 10 100 20 10
// 1 2 3 2
// 01234
// 2 9 3
// 4
// 30
// 6 25
// 0a1ñ2b
// 10
// 6
// 2;1;0;
