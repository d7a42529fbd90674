package p

var x int
var s string
var e error
var m map[string]struct{ f int }

func missing() int {
} // ERROR "missing return"

func ret() (int, string) {
	switch {
	case x > 1:
		return 1 // ERROR "not enough return values\n\thave \(number\)\n\twant \(int, string\)"
	case x > 2:
		return 1, "a", 2 // ERROR "too many return values"
	}
	return "a", "b" // ERROR "cannot use .a. .untyped string constant. as int value in return statement"
}

func nothing() {
	return 1 // ERROR "too many return values"
}

func stmts() {
	if x { // ERROR "non-boolean condition in if statement"
	}
	for x { // ERROR "non-boolean condition in for statement"
	}
	s++ // ERROR "non-numeric type string"
	1 = x // ERROR "cannot assign to 1 .neither addressable nor a map index expression."
	m["a"].f = 1 // ERROR "cannot assign to struct field m..a...f in map"
	x, s = 1 // ERROR "assignment mismatch: 2 variables but 1 value"
	x += s // ERROR "mismatched types int and string"
	_ = nil // ERROR "use of untyped nil in assignment"
	go x // ERROR "expression in go must be function call"
	defer int(x) // ERROR "defer requires function call, not conversion"
	defer len(s) // ERROR "defer discards result of len.s."
	switch x {
	case 1, 1: // ERROR "duplicate case 1 .constant of type int. in expression switch"
	case "a": // ERROR "cannot convert|mismatched types"
	default:
	default: // ERROR "multiple defaults"
	}
	switch e.(type) {
	case error, error: // ERROR "duplicate case error in type switch"
	case int: // ERROR "impossible type switch case"
	}
	switch y := e.(type) { // ERROR "y declared and not used"
	}
	switch x.(type) { // ERROR "x .variable of type int. is not an interface"
	}
	select {
	case x > 1: // ERROR "select case must be receive, send or assign recv|select case must be send or receive"
	}
	for range 1.5 { // ERROR "cannot range over 1.5"
	}
	for i, j := range 10 { // ERROR "range over 10 .untyped int constant. permits only one iteration variable" "declared and not used: i"
	}
	for range func(int) {} { // ERROR "cannot range over .*func must be func.yield func.*. bool.: argument is not func"
	}
	for i, j, k := range s { // ERROR "range clause permits at most two iteration variables" "declared and not used: i" "declared and not used: j"
	}
}

func labels() {
L: // ERROR "label L defined and not used"
	for {
		break M // ERROR "break label not defined: M"
	}
	goto N // ERROR "goto N jumps over declaration of y|goto N jumps over variable declaration"
	y := 1
	_ = y
N:
	goto O // ERROR "goto O jumps into block"
	{
	O:
	}
	goto P // ERROR "label P not defined"
	break // ERROR "break is not in a loop, switch, or select"
	continue // ERROR "continue is not in a loop"
	fallthrough // ERROR "fallthrough statement out of place"
	switch {
	case true:
		fallthrough // ERROR "cannot fallthrough final case in switch"
	}
Q:
	if true {
		for {
			continue Q // ERROR "invalid continue label Q"
		}
	}
Q: // ERROR "label Q already defined"
}
