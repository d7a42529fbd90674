// What os/signal and os ask about signals (runtime/sys/sigqueue.cc).
package runtime

import _ "unsafe"

func entersyscall()
func exitsyscall()

//go:linkname golemSignalTake golem_signaltake
func golemSignalTake() int

//go:linkname golemSignalSleep golem_signalsleep
func golemSignalSleep()

//go:linkname golemSignalIdle golem_signalidle
func golemSignalIdle() bool

//go:linkname golemSignalEnable golem_signalenable
func golemSignalEnable(sig uint32)

//go:linkname golemSignalDisable golem_signaldisable
func golemSignalDisable(sig uint32)

//go:linkname golemSignalIgnore golem_signalignore
func golemSignalIgnore(sig uint32)

//go:linkname golemSignalIgnored golem_signalignored
func golemSignalIgnored(sig uint32) bool

// signal_recv waits for a signal on a thread of its own, as a system call does: the handler can't wake a goroutine.
//
//go:linkname signal_recv os/signal.signal_recv
func signal_recv() uint32 {
	for {
		if sig := golemSignalTake(); sig != 0 {
			return uint32(sig)
		}
		entersyscall()
		golemSignalSleep()
		exitsyscall()
	}
}

//go:linkname signalWaitUntilIdle os/signal.signalWaitUntilIdle
func signalWaitUntilIdle() {
	for !golemSignalIdle() {
		Gosched()
	}
}

//go:linkname signal_enable os/signal.signal_enable
func signal_enable(sig uint32) { golemSignalEnable(sig) }

//go:linkname signal_disable os/signal.signal_disable
func signal_disable(sig uint32) { golemSignalDisable(sig) }

//go:linkname signal_ignore os/signal.signal_ignore
func signal_ignore(sig uint32) { golemSignalIgnore(sig) }

//go:linkname signal_ignored os/signal.signal_ignored
func signal_ignored(sig uint32) bool { return golemSignalIgnored(sig) }

//go:linkname golemSigpipe golem_sigpipe
func golemSigpipe()

//go:linkname os_sigpipe os.sigpipe
func os_sigpipe() { golemSigpipe() }

//go:linkname golemIgnoreSIGSYS golem_ignoresigsys
func golemIgnoreSIGSYS(on bool)

//go:linkname os_ignoreSIGSYS os.ignoreSIGSYS
func os_ignoreSIGSYS() { golemIgnoreSIGSYS(true) }

//go:linkname os_restoreSIGSYS os.restoreSIGSYS
func os_restoreSIGSYS() { golemIgnoreSIGSYS(false) }
