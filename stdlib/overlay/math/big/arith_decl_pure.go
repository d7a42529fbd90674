//go:build math_big_pure_go

// The word loops, in stdlib/native/big.cc.
package big

import _ "unsafe"

//go:linkname addVV golem_big_addvv
//go:noescape
func addVV(z, x, y []Word) (c Word)

//go:linkname subVV golem_big_subvv
//go:noescape
func subVV(z, x, y []Word) (c Word)

//go:linkname lshVU golem_big_lshvu
//go:noescape
func lshVU(z, x []Word, s uint) (c Word)

//go:linkname rshVU golem_big_rshvu
//go:noescape
func rshVU(z, x []Word, s uint) (c Word)

//go:linkname mulAddVWW golem_big_muladdvww
//go:noescape
func mulAddVWW(z, x []Word, y, r Word) (c Word)

//go:linkname addMulVVWW golem_big_addmulvvww
//go:noescape
func addMulVVWW(z, x, y []Word, m, a Word) (c Word)
