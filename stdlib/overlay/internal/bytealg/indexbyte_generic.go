// Search for one byte by the native code of stdlib/native/bytealg.cc.
package bytealg

import _ "unsafe"

//go:linkname IndexByte golem_bytealg_indexbyte
//go:noescape
func IndexByte(b []byte, c byte) int

//go:linkname IndexByteString golem_bytealg_indexbytestring
//go:noescape
func IndexByteString(s string, c byte) int
