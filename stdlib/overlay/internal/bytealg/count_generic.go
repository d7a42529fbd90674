// Counting a byte by the native code of stdlib/native/bytealg.cc.
package bytealg

import _ "unsafe"

//go:linkname Count golem_bytealg_count
//go:noescape
func Count(b []byte, c byte) int

//go:linkname CountString golem_bytealg_countstring
//go:noescape
func CountString(s string, c byte) int
