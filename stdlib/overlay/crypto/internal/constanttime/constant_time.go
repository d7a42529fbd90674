// Package constanttime: operations whose time does not depend on their arguments. gc makes boolToUint8 an instruction; here
// it is a comparison's result, which LLVM turns into a setcc without a branch.
package constanttime

// Select returns x if v != 0, else y.
func Select(v, x, y int) int {
	mask := int(boolToUint8(v == 0)) - 1 // all ones: x
	return y ^ mask&(x^y)
}

// ByteEq returns 1 if x == y, else 0.
func ByteEq(x, y uint8) int { return int(boolToUint8(x == y)) }

// Eq returns 1 if x == y, else 0.
func Eq(x, y int32) int { return int(boolToUint8(x == y)) }

// LessOrEq returns 1 if x <= y, else 0.
func LessOrEq(x, y int) int { return int(boolToUint8(x <= y)) }

func boolToUint8(b bool) uint8 {
	var r uint8
	if b {
		r = 1
	}
	return r
}
