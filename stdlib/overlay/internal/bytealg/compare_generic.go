// Three-way comparison by the native code of stdlib/native/bytealg.cc.
package bytealg

import _ "unsafe"

//go:linkname Compare golem_bytealg_compare
//go:noescape
func Compare(a, b []byte) int

// CompareString is not //go:noescape, and is said to keep its arguments (compiler/escape/externs.def), as gc's is.
//
//go:linkname CompareString golem_bytealg_comparestring
func CompareString(a, b string) int
