// The exported face of package runtime, part three: memory statistics.
package runtime

import _ "unsafe" // for linkname

// MemStats records statistics about the memory allocator.
type MemStats struct {
	Alloc         uint64 // bytes of allocated heap objects
	TotalAlloc    uint64 // cumulative bytes allocated for heap objects
	Sys           uint64 // bytes obtained from the operating system
	Lookups       uint64
	Mallocs       uint64 // cumulative count of heap objects allocated
	Frees         uint64 // cumulative count of heap objects freed
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

//go:linkname golemReadMemStats golem_readmemstats
//go:noescape
func golemReadMemStats(m *MemStats)

// ReadMemStats fills m.
func ReadMemStats(m *MemStats) { golemReadMemStats(m) }
