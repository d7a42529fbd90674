package maphash

import (
	"internal/abi"
	"unsafe"
)

// In place of the portable hash, the one that golem's maps use.
const purego = false

//go:linkname runtimeRand runtime.rand
func runtimeRand() uint64

//go:linkname runtimeMemhash runtime.memhash
//go:noescape
func runtimeMemhash(p unsafe.Pointer, seed, n uintptr) uintptr

func randUint64() uint64 { return runtimeRand() }

func rthash(buf []byte, seed uint64) uint64 {
	if len(buf) == 0 {
		return seed
	}
	return uint64(runtimeMemhash(unsafe.Pointer(unsafe.SliceData(buf)), uintptr(seed), uintptr(len(buf))))
}

func rthashString(s string, seed uint64) uint64 {
	if s == "" {
		return seed
	}
	return uint64(runtimeMemhash(unsafe.Pointer(unsafe.StringData(s)), uintptr(seed), uintptr(len(s))))
}

func comparableHash[T comparable](v T, seed Seed) uint64 {
	var m map[T]struct{}
	hasher := (*abi.MapType)(unsafe.Pointer(abi.TypeOf(m))).Hasher
	return uint64(hasher(abi.NoEscape(unsafe.Pointer(&v)), uintptr(seed.s)))
}

func writeComparable[T comparable](h *Hash, v T) { h.state.s = comparableHash(v, h.state) }
