// The processor's features, for internal/cpu and golang.org/x/sys/cpu.
package runtime

import "unsafe"

//go:linkname golemCpuid golem_cpuid
func golemCpuid(leaf, subleaf uint32, out *[4]uint32)

//go:linkname golemXgetbv golem_xgetbv
func golemXgetbv(out *[2]uint32)

//go:linkname cpu_cpuid internal/cpu.cpuid
func cpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) {
	var r [4]uint32
	golemCpuid(eaxArg, ecxArg, &r)
	return r[0], r[1], r[2], r[3]
}

//go:linkname cpu_xgetbv internal/cpu.xgetbv
func cpu_xgetbv() (eax, edx uint32) {
	var r [2]uint32
	golemXgetbv(&r)
	return r[0], r[1]
}

//go:linkname cpu_getGOAMD64level internal/cpu.getGOAMD64level
func cpu_getGOAMD64level() int32 { return 1 }

//go:linkname xcpu_cpuid vendor/golang.org/x/sys/cpu.cpuid
func xcpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) { return cpu_cpuid(eaxArg, ecxArg) }

//go:linkname xcpu_xgetbv vendor/golang.org/x/sys/cpu.xgetbv
func xcpu_xgetbv() (eax, edx uint32) { return cpu_xgetbv() }

//go:linkname golemAuxv golem_auxv
func golemAuxv(n *int) *uintptr

// getAuxv is the kernel's auxiliary vector: tag, value, tag, value …
func getAuxv() []uintptr {
	var n int
	p := golemAuxv(&n)
	return unsafe.Slice(p, n)
}
