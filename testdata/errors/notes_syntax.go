// Notes 9 and 18: what the parser refuses already.
package p

func mixed() (a int, error) { return 0, nil } // ERROR "syntax error: missing parameter type"

func statements(s []int) {
	_ = s[::2] // ERROR "middle index required in 3-index slice"
	_ = s[1:2:] // ERROR "final index required in 3-index slice"
}
