// What golang.org/x/sys/cpu asks besides cpuid and xgetbv (runtime/exports/cpuid.S).
package runtime

import "unsafe"

//go:linkname golemAuxv golem_auxv
func golemAuxv(n *int) *uintptr

// getAuxv is the kernel's auxiliary vector: tag, value, tag, value …
func getAuxv() []uintptr {
	var n int
	p := golemAuxv(&n)
	return unsafe.Slice(p, n)
}
