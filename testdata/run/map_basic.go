// Maps: literals, lookup forms, delete, nil maps, nested maps, op-assignment, length, missing keys.
package main

func catch(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

type point struct{ x, y int }

func keys(m map[string]int) []string {
	var ks []string
	for k := range m {
		i := 0
		for i < len(ks) && ks[i] < k {
			i++
		}
		ks = append(ks, "")
		copy(ks[i+1:], ks[i:])
		ks[i] = k
	}
	return ks
}

func main() {
	m := map[string]int{"one": 1, "two": 2, "three": 3}
	v, ok := m["two"]
	w, no := m["four"]
	println(v, ok, w, no, len(m))
	m["four"] += 4
	m["one"]++
	m["two"] <<= 3
	delete(m, "three")
	delete(m, "nothing")
	for _, k := range keys(m) {
		print(k, "=", m[k], " ")
	}
	println(len(m))
	var n map[string]int
	println(n == nil, n["x"], len(n))
	delete(n, "x")
	for range n {
		println("never")
	}
	catch(func() { n["x"] = 1 })
	mm := map[string]map[int][]string{}
	if mm["a"] == nil {
		mm["a"] = map[int][]string{}
	}
	mm["a"][3] = append(mm["a"][3], "x", "y")
	println(len(mm["a"][3]), mm["a"][3][1], len(mm["b"][1]))
	ps := map[point]*point{{1, 2}: {3, 4}, {5, 6}: {}}
	ps[point{1, 2}].x = 30
	println(ps[point{1, 2}].x, *ps[point{5, 6}] == point{}, ps[point{}] == nil)
	ma := m
	ma["shared"] = 1
	println(m["shared"])
	type set map[int]struct{}
	s := set{1: {}, 2: {}}
	_, in := s[2]
	println(in, len(s))
	f := map[string]func(int) int{"dbl": func(x int) int { return 2 * x }}
	println(f["dbl"](21))
	m["i"], m["j"] = m["one"], m["two"]
	println(m["i"], m["j"])
	if v, ok := m["zzz"]; !ok {
		println("missing", v)
	}
}

// Output:
// 2 true 0 false 3
// four=4 one=2 two=16 3
// true 0 0
// assignment to entry in nil map
// 2 y 0
// 30 true true
// 1
// true 2
// 42
// 2 16
// missing 0
