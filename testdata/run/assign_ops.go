// Every assignment operator on every kind of place: variables, fields, elements, map entries, pointers; inc and dec; swaps.
package main

type s struct {
	u8 uint8
	f  float32
	a  [2]int16
	s  string
}

func (x *s) self() *s { print("self "); return x }

func main() {
	i := 29
	i += 5
	i -= 2
	i *= 3
	i /= 5
	i %= 11
	i <<= 4
	i >>= 1
	i |= 7
	i &= 0x3d
	i ^= 0xff
	i &^= 0x12
	println(i)
	var v s
	v.u8 -= 1
	v.u8 += 3
	v.f += 1.5
	v.f /= 4
	v.a[1] -= 1
	v.a[1] <<= 14
	v.s += "x"
	v.s += v.s + "y"
	println(v.u8, float64(v.f), v.a[1], v.s)
	v.self().a[0]++
	v.self().u8 *= 5
	println(v.a[0], v.u8)
	m := map[string]float64{"a": 1}
	m["a"] /= 4
	m["b"]--
	m["c"] += m["a"] + m["b"]
	println(m["a"], m["b"], m["c"])
	p := &v.a
	p[0], p[1] = p[1], p[0]
	(*p)[0]--
	println(v.a[0], v.a[1])
	sl := []string{"a", "b", "c"}
	sl[0] += sl[1]
	sl[0], sl[1], sl[2] = sl[2], sl[0], sl[1]
	println(sl[0], sl[1], sl[2])
	x, y, z := 1, 2, 3
	x, y, z = y+z, z*x, x-y
	println(x, y, z)
	var pp **int
	q := &x
	pp = &q
	**pp *= 10
	*pp = &y
	**pp += 1
	println(x, y)
	var e any = 1
	e, n := "s", e.(int)
	println(e.(string), n)
	c := 1 + 2i
	c *= c
	c -= 1i
	println(real(c), imag(c))
	mm := map[[2]int]*s{}
	mm[[2]int{1, 2}] = &v
	mm[[2]int{1, 2}].u8 |= 0xf0
	println(v.u8)
	ms := map[int][]int{1: {1, 2}}
	ms[1][0] += 41
	ms[2] = append(ms[2], ms[1]...)
	println(ms[1][0], len(ms[2]))
	var b byte = 200
	b, v.u8 = v.u8, b
	b++
	println(b, v.u8)
	var arr [3]struct{ n int }
	idx := 0
	f := func() int { idx++; return idx }
	arr[f()].n += f() * 10
	println(arr[1].n, arr[2].n, idx)
}

// Output:
// 232
// 2 0.375 -16384 xxy
// self self 1 10
// 0.25 -1 -0.75
// -16385 1
// c ab b
// 5 3 -1
// 50 4
// s 1
// -3 3
// 250
// 42 2
// 251 200
// 20 0 2
