// runtime/metrics. What this runtime does not measure (latencies of the scheduler, waiting for mutexes) answers KindBad, as Read's
// documentation says of names that are not supported.
package runtime

import "unsafe"

// metricSample and metricValue are metrics.Sample and metrics.Value.
type metricSample struct {
	name  string
	value metricValue
}

type metricValue struct {
	kind    int
	scalar  uint64
	pointer unsafe.Pointer
}

const (
	metricBad = iota
	metricUint64
	metricFloat64
	metricHistogram
)

// metricFloat64Histogram is metrics.Float64Histogram.
type metricFloat64Histogram struct {
	counts  []uint64
	buckets []float64
}

// metricCounters is Counters of runtime/exports/memstats.cc.
type metricCounters struct {
	live, marked, globals, stackScan                   uint64
	goroutines, running, runnable, waiting, inSyscalls uint64
	created, threads                                   uint64
	gogc, memoryLimit                                  uint64
	finalizersQueued, finalizersRun                    uint64
	cleanupsQueued, cleanupsRun                        uint64
	tinyAllocs                                         uint64
	elapsedNs, cpuNs, markNs                           uint64
	pauses                                             [64]uint64 // by the binary logarithm of nanoseconds
}

//go:linkname golemCounters golem_counters
//go:noescape
func golemCounters(c *metricCounters)

var metricsSema uint32 = 1

func metricsLock()   { golemSemacquire(&metricsSema, false, waitSemacquire) }
func metricsUnlock() { golemSemrelease(&metricsSema, false) }

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, n, c int) {
	var m MemStats
	var k metricCounters
	ReadMemStats(&m)
	golemCounters(&k)
	metricsLock()
	for i := range unsafe.Slice((*metricSample)(samples), n) {
		s := &unsafe.Slice((*metricSample)(samples), n)[i]
		s.value.read(s.name, &m, &k)
	}
	metricsUnlock()
}

func (v *metricValue) count(n uint64) { v.kind, v.scalar = metricUint64, n }

func (v *metricValue) seconds(ns uint64) {
	f := float64(ns) / 1e9
	v.kind, v.scalar = metricFloat64, *(*uint64)(unsafe.Pointer(&f))
}

func (v *metricValue) histogram(h *metricFloat64Histogram) {
	v.kind, v.pointer = metricHistogram, unsafe.Pointer(h)
}

func (v *metricValue) read(name string, m *MemStats, k *metricCounters) {
	procs := uint64(GOMAXPROCS(0))
	total := k.elapsedNs * procs
	pauses := m.PauseTotalNs * procs
	gc := k.markNs + pauses
	user := uint64(0)
	if k.cpuNs > gc {
		user = k.cpuNs - gc
	}
	idle := uint64(0)
	if total > user+gc {
		idle = total - user - gc
	}
	switch name {
	case "/cgo/go-to-c-calls:calls", "/gc/limiter/last-enabled:gc-cycle", "/memory/classes/metadata/other:bytes", "/memory/classes/os-stacks:bytes",
		"/memory/classes/other:bytes", "/memory/classes/profiling/buckets:bytes", "/memory/classes/metadata/mcache/free:bytes",
		"/memory/classes/metadata/mspan/free:bytes", "/memory/classes/metadata/mspan/inuse:bytes", "/memory/classes/metadata/mcache/inuse:bytes":
		v.count(0) // counted with what they are part of, or there is no such thing
	case "/cpu/classes/gc/mark/assist:cpu-seconds", "/cpu/classes/gc/mark/idle:cpu-seconds", "/cpu/classes/scavenge/assist:cpu-seconds",
		"/cpu/classes/scavenge/background:cpu-seconds", "/cpu/classes/scavenge/total:cpu-seconds":
		v.seconds(0)
	case "/cpu/classes/gc/mark/dedicated:cpu-seconds":
		v.seconds(k.markNs)
	case "/cpu/classes/gc/pause:cpu-seconds":
		v.seconds(pauses)
	case "/cpu/classes/gc/total:cpu-seconds":
		v.seconds(gc)
	case "/cpu/classes/idle:cpu-seconds":
		v.seconds(idle)
	case "/cpu/classes/user:cpu-seconds":
		v.seconds(user)
	case "/cpu/classes/total:cpu-seconds":
		v.seconds(user + gc + idle)
	case "/gc/cleanups/executed:cleanups":
		v.count(k.cleanupsRun)
	case "/gc/cleanups/queued:cleanups":
		v.count(k.cleanupsQueued)
	case "/gc/finalizers/executed:finalizers":
		v.count(k.finalizersRun)
	case "/gc/finalizers/queued:finalizers":
		v.count(k.finalizersQueued)
	case "/gc/cycles/automatic:gc-cycles":
		v.count(uint64(m.NumGC - m.NumForcedGC))
	case "/gc/cycles/forced:gc-cycles":
		v.count(uint64(m.NumForcedGC))
	case "/gc/cycles/total:gc-cycles":
		v.count(uint64(m.NumGC))
	case "/gc/gogc:percent":
		v.count(k.gogc)
	case "/gc/gomemlimit:bytes":
		v.count(k.memoryLimit)
	case "/gc/heap/allocs-by-size:bytes", "/gc/heap/frees-by-size:bytes":
		v.histogram(sizeHistogram(m, name == "/gc/heap/allocs-by-size:bytes"))
	case "/gc/heap/allocs:bytes":
		v.count(m.TotalAlloc)
	case "/gc/heap/allocs:objects":
		v.count(m.Mallocs - k.tinyAllocs)
	case "/gc/heap/frees:bytes":
		v.count(m.TotalAlloc - m.HeapAlloc)
	case "/gc/heap/frees:objects":
		v.count(m.Frees - k.tinyAllocs)
	case "/gc/heap/goal:bytes":
		v.count(m.NextGC)
	case "/gc/heap/live:bytes", "/gc/scan/heap:bytes":
		v.count(k.marked)
	case "/gc/heap/objects:objects":
		v.count(m.HeapObjects)
	case "/gc/heap/tiny/allocs:objects":
		v.count(k.tinyAllocs)
	case "/gc/pauses:seconds", "/sched/pauses/total/gc:seconds":
		v.histogram(pauseHistogram(k))
	case "/gc/scan/globals:bytes":
		v.count(k.globals)
	case "/gc/scan/stack:bytes":
		v.count(k.stackScan)
	case "/gc/scan/total:bytes":
		v.count(k.marked + k.globals + k.stackScan)
	case "/gc/stack/starting-size:bytes":
		v.count(8192)
	case "/memory/classes/heap/free:bytes":
		v.count(m.HeapIdle - m.HeapReleased)
	case "/memory/classes/heap/objects:bytes":
		v.count(m.HeapAlloc)
	case "/memory/classes/heap/released:bytes":
		v.count(m.HeapReleased)
	case "/memory/classes/heap/stacks:bytes":
		v.count(m.StackInuse)
	case "/memory/classes/heap/unused:bytes":
		v.count(m.HeapInuse - m.HeapAlloc)
	case "/memory/classes/total:bytes":
		v.count(m.Sys)
	case "/sched/gomaxprocs:threads":
		v.count(procs)
	case "/sched/goroutines-created:goroutines":
		v.count(k.created)
	case "/sched/goroutines/not-in-go:goroutines":
		v.count(k.inSyscalls)
	case "/sched/goroutines/runnable:goroutines":
		v.count(k.runnable)
	case "/sched/goroutines/running:goroutines":
		v.count(k.running)
	case "/sched/goroutines/waiting:goroutines":
		v.count(k.waiting)
	case "/sched/goroutines:goroutines":
		v.count(k.goroutines)
	case "/sched/threads/total:threads":
		v.count(k.threads)
	default:
		const prefix = "/godebug/non-default-behavior/"
		if len(name) > len(prefix) && name[:len(prefix)] == prefix {
			n := uint64(0)
			if read := godebugMetrics[name]; read != nil {
				n = read()
			}
			v.count(n)
			return
		}
		v.kind = metricBad
	}
}

func sizeHistogram(m *MemStats, allocs bool) *metricFloat64Histogram {
	h := &metricFloat64Histogram{buckets: []float64{1}}
	for i := range m.BySize {
		b := &m.BySize[i]
		if b.Size == 0 {
			continue
		}
		n := b.Mallocs
		if !allocs {
			n = b.Frees
		}
		h.counts = append(h.counts, n)
		h.buckets = append(h.buckets, float64(b.Size)+1)
	}
	h.counts = append(h.counts, 0)
	h.buckets = append(h.buckets, 1/zero())
	return h
}

func pauseHistogram(k *metricCounters) *metricFloat64Histogram {
	h := &metricFloat64Histogram{counts: make([]uint64, 0, 42), buckets: []float64{0}}
	for i := 0; i < 40; i++ {
		h.counts = append(h.counts, k.pauses[i])
		h.buckets = append(h.buckets, float64(uint64(2)<<i)/1e9)
	}
	h.counts = append(h.counts, 0)
	h.buckets = append(h.buckets, 1/zero())
	return h
}
