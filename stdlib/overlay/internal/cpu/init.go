// Package internal/cpu finds out what the processor can do when it is initialized; in GOROOT's runtime, schedinit does it.
package cpu

import _ "unsafe" // for linkname

//go:linkname runtimeGetenv golem_getenv
func runtimeGetenv(name string) string

func init() { Initialize(runtimeGetenv("GODEBUG")) }
