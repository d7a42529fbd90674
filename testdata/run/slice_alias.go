// append shares the array while capacity lasts, then not; three-index slices; self-aliasing appends.
package main

func show(name string, s []int) {
	print(name, " ", len(s), "/", cap(s), " [")
	for _, v := range s {
		print(" ", v)
	}
	println(" ]")
}

func main() {
	a := make([]int, 3, 5)
	b := append(a, 1)
	c := append(a, 2)
	show("b", b)
	show("c", c)
	d := append(b, 3, 4)
	d[0] = 100
	show("a", a)
	show("d", d[:2])
	s := []int{0, 1, 2, 3, 4, 5, 6, 7}
	t := s[2:4]
	show("t", t)
	show("t ext", t[:6])
	u := s[2:4:4]
	show("u", u)
	u = append(u, -1)
	show("s", s)
	s = append(s[:1], s[2:]...)
	show("del", s)
	s = append(s, s...)
	show("twice", s)
	s = append(s[:0], s[3:6]...)
	show("head", s)
	s = append(s[:2:2], s...)
	show("self", s)
	x := []int{1, 2, 3, 4, 5, 6}
	println(copy(x[2:], x), copy(x, x[1:3]), copy(x[5:], []int{7, 8}))
	show("copy", x)
	var n []int
	println(n == nil, len(n), cap(n), len(n[:0]), n[0:0] == nil, []int{} == nil)
	n = append(n)
	println(n == nil, len(append(n, n...)))
	bs := append([]byte("ab"), "cd"...)
	println(string(bs), copy(bs, "xyz"), string(bs))
	clear(x[1:3])
	show("clear", x)
	for i, v := range x {
		if i == 0 {
			x = append(x, 9)
			x[1] = 42
		}
		print(v, " ")
	}
	println(len(x))
	aa := (*[3]int)(x)
	aa[0] = -7
	bb := [3]int(x)
	bb[0] = 0
	println(x[0], bb[1])
}

// Output:
// b 4/5 [ 0 0 0 2 ]
// c 4/5 [ 0 0 0 2 ]
// a 3/5 [ 0 0 0 ]
// d 2/10 [ 100 0 ]
// t 2/6 [ 2 3 ]
// t ext 6/6 [ 2 3 4 5 6 7 ]
// u 2/2 [ 2 3 ]
// s 8/8 [ 0 1 2 3 4 5 6 7 ]
// del 7/8 [ 0 2 3 4 5 6 7 ]
// twice 14/16 [ 0 2 3 4 5 6 7 0 2 3 4 5 6 7 ]
// head 3/16 [ 4 5 6 ]
// self 5/6 [ 4 5 4 5 6 ]
// 4 2 1
// copy 6/6 [ 2 1 1 2 3 7 ]
// true 0 0 0 true false
// true 0
// xyzd 3 xyzd
// clear 6/6 [ 2 0 0 2 3 7 ]
// 2 0 0 2 3 7 7
// -7 42
