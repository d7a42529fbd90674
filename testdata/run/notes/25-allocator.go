// Note 25: what the allocator shows to a program: 67 size classes up to 32 KB in MemStats.BySize, objects rounded up to their class, pointer-free
// ones of up to 16 bytes sharing a block, large ones in whole pages of 8 KB, everything zeroed. (mcache, mcentral and mheap: docs/notes.md.)
package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

var sink unsafe.Pointer
var bytePtr [100]*byte
var blocks [64]*[24]byte
var large []byte

func classOf(stats *runtime.MemStats, n uint32) int {
	for i, c := range stats.BySize {
		if c.Size >= n {
			return i
		}
	}
	return -1
}

// counted says how many objects of n's class f allocates.
func counted(n uint32, f func()) uint64 {
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	f()
	runtime.ReadMemStats(&b)
	i := classOf(&a, n)
	return b.BySize[i].Mallocs - a.BySize[i].Mallocs
}

func main() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Print("classes: ")
	for _, c := range m.BySize[:20] {
		fmt.Print(c.Size, " ")
	}
	fmt.Println("...")
	fmt.Println("listed:", len(m.BySize), "the last:", m.BySize[len(m.BySize)-1].Size)
	fmt.Println("live = mallocs - frees:", m.HeapObjects == m.Mallocs-m.Frees)

	near := func(got, want uint64) bool { return got >= want && got < want+100 }
	fmt.Println("1000 of 100 bytes, in class 112:", near(counted(112, func() {
		for range 1000 {
			sink = unsafe.Pointer(new([100]byte))
		}
	}), 1000))
	fmt.Println("1000 of 1025 bytes, in class 1152:", near(counted(1152, func() {
		for range 1000 {
			sink = unsafe.Pointer(new([1025]byte))
		}
	}), 1000))

	// Tiny objects: sixteen single bytes in one 16-byte block.
	share := 0
	for i := range bytePtr {
		bytePtr[i] = new(byte)
		*bytePtr[i] = byte(i)
	}
	for i := 1; i < len(bytePtr); i++ {
		if uintptr(unsafe.Pointer(bytePtr[i]))&^15 == uintptr(unsafe.Pointer(bytePtr[i-1]))&^15 {
			share++
		}
	}
	good := true
	for i, p := range bytePtr {
		good = good && *p == byte(i)
	}
	fmt.Println("tiny ones mostly share a block:", share > 80, "and are distinct:", good)

	// Pointers are aligned by their class: 24 bytes apart at least.
	for i := range blocks {
		blocks[i] = new([24]byte)
	}
	apart := true
	for i := range blocks {
		for j := range i {
			d := int(uintptr(unsafe.Pointer(blocks[i]))) - int(uintptr(unsafe.Pointer(blocks[j])))
			apart = apart && (d >= 24 || d <= -24)
		}
	}
	fmt.Println("no two overlap:", apart)

	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	large = make([]byte, 40000)
	runtime.ReadMemStats(&b)
	fmt.Println("40000 bytes take whole pages:", b.TotalAlloc-a.TotalAlloc >= 40960, "page aligned:", uintptr(unsafe.Pointer(&large[0]))%8192 == 0)
	zero := true
	for range 200 {
		p := make([]byte, 1000)
		for i := range p {
			zero = zero && p[i] == 0
			p[i] = 0xff
		}
		large = p
	}
	fmt.Println("always zeroed:", zero)
	fmt.Println("no bytes, no memory:", counted(8, func() {
		for range 1000 {
			sink = unsafe.Pointer(new(struct{}))
		}
	}) < 100)
}

// Output:
// classes: 0 8 16 24 32 48 64 80 96 112 128 144 160 176 192 208 224 240 256 288 ...
// listed: 61 the last: 18432
// live = mallocs - frees: true
// 1000 of 100 bytes, in class 112: true
// 1000 of 1025 bytes, in class 1152: true
// tiny ones mostly share a block: true and are distinct: true
// no two overlap: true
// 40000 bytes take whole pages: true page aligned: true
// always zeroed: true
// no bytes, no memory: true
