// Branches that are known when the program is compiled, and code that nothing reaches: what is left out, and what isn't, makes no difference to what runs.
package main

const n = 2

func say(s string) bool {
	println(s)
	return true
}

func switches() {
out:
	switch n {
	case 1:
		say("one")
	case 2:
		for i := 0; ; i++ {
			if i == 3 {
				break out
			}
			if i == 1 {
				continue
			}
			say("two")
		}
	default:
		say("default")
	}
	switch n {
	case 1:
		say("no")
	case 2:
		say("into the next")
		fallthrough
	case 3:
		say("three")
	default:
		say("no")
	}
	switch n + 1 {
	case 1, 2:
		say("no")
	}
	switch {
	case false:
		say("no")
	case n == 2:
		say("true")
	case say("not asked"):
	}
	switch x := say("init"); {
	case !true:
		println(x)
	default:
		say("default")
		break
		say("behind a break")
	}
	switch any(n) {
	case 2:
		say("any")
	}
	switch say("asked"); {
	case n > 1 && say("and asked"):
		say("dynamic")
	case true:
		say("no")
	}
}

func conditions() {
	if say("first") && false {
		say("no")
	} else {
		say("else")
	}
	if n > 1 || say("not asked") {
		say("or")
	}
	if x := say("init"); n > 2 && x {
		say("no")
	} else if say("else if") || true {
		say("yes")
	}
	if !(say("not") && false) {
		say("negated")
	}
}

func labels() (s string) {
	i := 0
	goto start
back:
	s += "b"
	i++
	if i == 3 {
		return s
	}
start:
	s += "s"
	if true {
		goto back
	}
	s += "dead"
	panic(s)
}

func closures() int {
	f := func() int {
		for {
			if say("once") {
				return 1
			}
		}
		g := func() int {
			say("never")
			return 2
		}
		return g()
	}
	return f()
}

func main() {
	switches()
	conditions()
	println(labels())
	println(closures())
}

// Output:
// two
// two
// into the next
// three
// true
// init
// default
// any
// asked
// and asked
// dynamic
// first
// else
// or
// init
// else if
// yes
// not
// negated
// sbsbsb
// once
// 1
