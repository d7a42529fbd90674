// Blocks by the native code of stdlib/native/sha256.cc.
package sha256

import _ "unsafe"

//go:linkname nativeBlock golem_sha256block
//go:noescape
func nativeBlock(h *[8]uint32, p []byte)

func block(dig *Digest, p []byte) { nativeBlock(&dig.h, p) }
