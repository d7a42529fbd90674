// The native code of stdlib/native/crc32.cc, where the processor has the instructions.
package crc32

import _ "unsafe"

//go:linkname nativeAvailable golem_crc32available
func nativeAvailable() int

//go:linkname nativeIEEE golem_crc32ieee
//go:noescape
func nativeIEEE(crc uint32, p []byte) uint32

//go:linkname nativeCastagnoli golem_crc32castagnoli
//go:noescape
func nativeCastagnoli(crc uint32, p []byte) uint32

func archAvailableIEEE() bool { return nativeAvailable()&1 != 0 }

var archIeeeTable8 *slicing8Table

func archInitIEEE() { archIeeeTable8 = slicingMakeTable(IEEE) }

func archUpdateIEEE(crc uint32, p []byte) uint32 {
	if len(p) >= 64 {
		whole := len(p) &^ 15
		crc = ^nativeIEEE(^crc, p[:whole])
		p = p[whole:]
	}
	return slicingUpdate(crc, archIeeeTable8, p)
}

func archAvailableCastagnoli() bool { return nativeAvailable()&2 != 0 }

func archInitCastagnoli() {}

func archUpdateCastagnoli(crc uint32, p []byte) uint32 { return ^nativeCastagnoli(^crc, p) }
