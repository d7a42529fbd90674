// What the crypto packages ask of the runtime.
package runtime

import "unsafe"

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(s string) { golemFatal(s) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(s string) { golemFatal(s) }

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(s string) { golemFatal(s) }

// A goroutine's own state for FIPS 140: the service indicator, and whether enforcement is off.

//go:linkname golemFipsIndicator golem_fipsindicator
func golemFipsIndicator() *uint8

//go:linkname golemFipsBypass golem_fipsbypass
func golemFipsBypass() *bool

//go:linkname fips_getIndicator crypto/internal/fips140.getIndicator
func fips_getIndicator() uint8 { return *golemFipsIndicator() }

//go:linkname fips_setIndicator crypto/internal/fips140.setIndicator
func fips_setIndicator(indicator uint8) { *golemFipsIndicator() = indicator }

//go:linkname fips140_isBypassed crypto/fips140.isBypassed
func fips140_isBypassed() bool { return *golemFipsBypass() }

//go:linkname fips140_setBypass crypto/fips140.setBypass
func fips140_setBypass() { *golemFipsBypass() = true }

//go:linkname fips140_unsetBypass crypto/fips140.unsetBypass
func fips140_unsetBypass() { *golemFipsBypass() = false }

// Data-independent timing is a mode of arm64 only.

//go:linkname dit_setEnabled crypto/subtle.setDITEnabled
func dit_setEnabled() bool { return false }

//go:linkname dit_setDisabled crypto/subtle.setDITDisabled
func dit_setDisabled() {}

// Markers by which a binary shows which cryptography it has: empty functions.

//go:linkname sig_BoringCrypto crypto/internal/boring/sig.BoringCrypto
func sig_BoringCrypto() {}

//go:linkname sig_FIPSOnly crypto/internal/boring/sig.FIPSOnly
func sig_FIPSOnly() {}

//go:linkname sig_StandardCrypto crypto/internal/boring/sig.StandardCrypto
func sig_StandardCrypto() {}

// A BoringCrypto cache is emptied at each collection, together with sync's pools.
//
//go:linkname boring_registerCache crypto/internal/boring/bcache.registerCache
func boring_registerCache(p unsafe.Pointer) {
	old := poolCleanup
	sync_runtime_registerPoolCleanup(func() {
		if old != nil {
			old()
		}
		*(*unsafe.Pointer)(p) = nil
	})
}

//go:linkname golemEntropy golem_entropy
//go:noescape
func golemEntropy(p unsafe.Pointer, n uintptr) bool

// vgetrandom: the vDSO's getrandom is not used, the system call serves; in a run with GOLEMSEED the seed does.
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) {
	if golemEntropy(unsafe.Pointer(unsafe.SliceData(p)), uintptr(len(p))) {
		return len(p), true
	}
	return -1, false
}
