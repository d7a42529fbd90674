// Execution traces. golem's runtime records none: starting one is an error, and what annotates one does nothing, as in Go while
// no trace is on.
package runtime

import _ "unsafe" // for linkname

// StartTrace reports that there are no execution traces.
func StartTrace() error {
	return plainError("runtime/trace: execution traces are not supported by golem's runtime")
}
func StopTrace() {}

// ReadTrace returns nil: no trace is on.
func ReadTrace() []byte { return nil }

//go:linkname trace_readTrace runtime/trace.runtime_readTrace
func trace_readTrace() []byte { return nil }

//go:linkname traceClockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func traceClockUnitsPerSecond() uint64 { return 1e9 }

func traceClockNow() uint64 { return uint64(nanotime()) }

func traceAdvance(stopTrace bool) {}

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parentID uint64, taskType string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, name string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}
