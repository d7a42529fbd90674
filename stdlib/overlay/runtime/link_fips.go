// What the crypto packages ask: FIPS 140-3 state of the goroutine, data independent timing, fatal errors.
package runtime

import "unsafe"

// fipsState is in g (runtime/sched/runtime2.h).
type fipsState struct {
	indicator uint8
	bypass    bool
}

//go:linkname golemFipsState golem_fipsstate
func golemFipsState() *fipsState

//go:linkname fips_getIndicator crypto/internal/fips140.getIndicator
func fips_getIndicator() uint8 { return golemFipsState().indicator }

//go:linkname fips_setIndicator crypto/internal/fips140.setIndicator
func fips_setIndicator(indicator uint8) { golemFipsState().indicator = indicator }

//go:linkname fips140_setBypass crypto/fips140.setBypass
func fips140_setBypass() { golemFipsState().bypass = true }

//go:linkname fips140_unsetBypass crypto/fips140.unsetBypass
func fips140_unsetBypass() { golemFipsState().bypass = false }

//go:linkname fips140_isBypassed crypto/fips140.isBypassed
func fips140_isBypassed() bool { return golemFipsState().bypass }

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(s string) { golemFatal(s) }

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(s string) { golemFatal(s) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(s string) { golemFatal(s) }

// amd64 has no switch for data independent timing: Go answers false, too.

//go:linkname dit_setEnabled crypto/subtle.setDITEnabled
func dit_setEnabled() bool { return false }

//go:linkname dit_setDisabled crypto/subtle.setDITDisabled
func dit_setDisabled() {}

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

// vgetrandom: the vDSO is not used; the caller falls back to the system call.
func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }
