// switch: tags of all types, lists, fallthrough, default anywhere, evaluation once and in order, no tag, init, shadowing.
package main

func f(s string, v int) int { print(s, " "); return v }

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		return "B"
	}
	return "F"
}

func fall(n int) (s string) {
	switch n {
	default:
		s += "default "
		fallthrough
	case 1:
		s += "one "
		fallthrough
	case 2:
		s += "two "
	case 3, 4, 5:
		s += "three-five "
	}
	return
}

func dense(n int) int {
	switch n {
	case 0:
		return 10
	case 1:
		return 11
	case 2:
		return 12
	case 3:
		return 13
	case 4:
		return 14
	case 5:
		return 15
	case 100:
		return 1
	case -7:
		return 2
	case 1 << 40:
		return 3
	}
	return -1
}

func str(s string) int {
	switch s {
	case "alpha", "beta":
		return 1
	case "gamma":
		return 2
	case "":
		return 3
	case "alphabet":
		return 4
	case "delta", "epsilon", "zeta", "eta", "theta":
		return 5
	}
	return 0
}

func main() {
	println(grade(95), grade(85), grade(10))
	println(fall(0), fall(1), fall(2), fall(4))
	for _, n := range []int{-7, -1, 0, 3, 5, 6, 100, 1 << 40} {
		print(dense(n), " ")
	}
	println()
	for _, s := range []string{"alpha", "beta", "gam" + "ma", "", "alphabet", "eta", "nothing"} {
		print(str(s), " ")
	}
	println()
	switch f("tag", 2) {
	case f("c1", 1), f("c2", 2), f("c3", 3):
		println("hit")
	case f("c4", 2):
		println("miss")
	}
	switch x := f("x", 3); x {
	case 3:
		x := x * 2
		println(x)
	}
	var e any = 3
	switch e {
	case "3":
		println("string")
	case int64(3):
		println("int64")
	case 3:
		println("int")
	}
	type p struct{ a, b int }
	switch (p{1, 2}) {
	case p{2, 1}:
		println("no")
	case p{1, 2}:
		println("struct")
	}
	switch 2.5 {
	case 5 / 2.0:
		println("float")
	}
	switch a := [2]string{"x", "y"}; a {
	case [2]string{"x", "y"}:
		println("array")
	}
	switch f := func() int { return 1 }; {
	case f == nil:
	case f() == 1:
		println("func")
	}
	switch {
	}
}

// Output:
// A B F
// default one two  one two  two  three-five
// 2 -1 10 13 15 -1 1 3
// 1 1 2 3 4 5 0
// tag c1 c2 hit
// x 6
// int
// struct
// float
// array
// func
