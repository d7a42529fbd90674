// Three-way comparison by the native code of stdlib/native/bytealg.cc.
package bytealg

import _ "unsafe"

//go:linkname Compare golem_bytealg_compare
//go:noescape
func Compare(a, b []byte) int

//go:linkname CompareString golem_bytealg_comparestring
//go:noescape
func CompareString(a, b string) int
