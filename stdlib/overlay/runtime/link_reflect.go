// What reflect and internal/reflectlite call: allocation, typed memory, channels, maps, type offsets.
package runtime

import (
	"internal/abi"
	"unsafe"
)

type sliceHeader struct {
	array    unsafe.Pointer
	len, cap int
}

//go:linkname golemNewobject golem_newobject
func golemNewobject(t *typeDescriptor) unsafe.Pointer

//go:linkname golemMakeslice golem_makeslice
func golemMakeslice(t *typeDescriptor, len, cap int) unsafe.Pointer

//go:linkname golemTypedmemmove golem_typedmemmove
func golemTypedmemmove(t *typeDescriptor, dst, src unsafe.Pointer)

//go:linkname golemTypedmemclr golem_typedmemclr
func golemTypedmemclr(t *typeDescriptor, p unsafe.Pointer)

//go:linkname golemTypedmemclrpartial golem_typedmemclrpartial
func golemTypedmemclrpartial(t *typeDescriptor, p unsafe.Pointer, off, size uintptr)

//go:linkname golemTypedslicecopy golem_typedslicecopy
func golemTypedslicecopy(t *typeDescriptor, dst unsafe.Pointer, dstLen int, src unsafe.Pointer, srcLen int) int

//go:linkname golemTypedarrayclear golem_typedarrayclear
func golemTypedarrayclear(t *typeDescriptor, p unsafe.Pointer, n int)

//go:linkname golemReflectGrowslice golem_reflectgrowslice
func golemReflectGrowslice(t *typeDescriptor, old sliceHeader, num int) sliceHeader

//go:linkname golemMemmove golem_memmove
func golemMemmove(dst, src unsafe.Pointer, n uintptr)

//go:linkname golemTypehash golem_typehash
func golemTypehash(t *typeDescriptor, p unsafe.Pointer, h uintptr) uintptr

//go:linkname golemIfaceE2I golem_ifacee2i
func golemIfaceE2I(t *typeDescriptor, src any, dst unsafe.Pointer)

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(t *typeDescriptor) unsafe.Pointer { return golemNewobject(t) }

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(t *typeDescriptor) unsafe.Pointer { return golemNewobject(t) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(t *typeDescriptor, n int) unsafe.Pointer { return golemMakeslice(t, n, n) }

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(t *typeDescriptor, dst, src unsafe.Pointer) {
	raceReflectCopy(t, dst, src, 1)
	golemTypedmemmove(t, dst, src)
}

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(t *typeDescriptor, dst, src unsafe.Pointer) {
	golemTypedmemmove(t, dst, src)
}

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(t *typeDescriptor, p unsafe.Pointer) { golemTypedmemclr(t, p) }

//go:linkname reflect_typedmemclrpartial reflect.typedmemclrpartial
func reflect_typedmemclrpartial(t *typeDescriptor, p unsafe.Pointer, off, size uintptr) {
	golemTypedmemclrpartial(t, p, off, size)
}

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(t *typeDescriptor, dst, src sliceHeader) int {
	n := golemTypedslicecopy(t, dst.array, dst.len, src.array, src.len)
	raceReflectCopy(t, dst.array, src.array, n)
	return n
}

//go:linkname reflect_typedarrayclear reflect.typedarrayclear
func reflect_typedarrayclear(t *typeDescriptor, p unsafe.Pointer, n int) {
	golemTypedarrayclear(t, p, n)
}

//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(t *typeDescriptor, old sliceHeader, num int) sliceHeader {
	return golemReflectGrowslice(t, old, num)
}

//go:linkname reflect_memmove reflect.memmove
func reflect_memmove(dst, src unsafe.Pointer, n uintptr) { golemMemmove(dst, src, n) }

//go:linkname reflect_typehash reflect.typehash
func reflect_typehash(t *typeDescriptor, p unsafe.Pointer, h uintptr) uintptr {
	return golemTypehash(t, p, h)
}

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(t *typeDescriptor, src any, dst unsafe.Pointer) { golemIfaceE2I(t, src, dst) }

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(t *typeDescriptor, src any, dst unsafe.Pointer) { golemIfaceE2I(t, src, dst) }

//go:linkname reflect_verifyNotInHeapPtr reflect.verifyNotInHeapPtr
func reflect_verifyNotInHeapPtr(p uintptr) bool { return true }

// As the check of unsafe.Slice: n elements from p must not reach over the end of the address space.
//
//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(t *typeDescriptor, p unsafe.Pointer, n int) {
	if n < 0 {
		panicunsafeslicelen()
	}
	if p == nil {
		if n > 0 {
			panicunsafeslicenilptr()
		}
		return
	}
	if size := (*abi.Type)(unsafe.Pointer(t)).Size_; size != 0 && uintptr(n) > -uintptr(p)/size {
		panicunsafeslicelen()
	}
}

//go:linkname golemHeapMask golem_heapmask
func golemHeapMask(p unsafe.Pointer, out *byte, n int) int

// reflect's tests ask which words of a heap object the collector takes for pointers: a byte each, up to the last pointer.
//
//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(x any) []byte {
	p := (*eface)(unsafe.Pointer(&x)).data
	mask := make([]byte, golemHeapMask(p, nil, 0))
	if len(mask) > 0 {
		golemHeapMask(p, &mask[0], len(mask))
	}
	KeepAlive(x)
	for len(mask) > 0 && mask[len(mask)-1] == 0 {
		mask = mask[:len(mask)-1]
	}
	return mask
}

// ---- offsets are absolute 32-bit addresses; what reflect makes at run time gets negative numbers (runtime/abi/type.h) ----

//go:linkname golemAddr golem_addr
func golemAddr(off uint32) unsafe.Pointer

func resolveOff(off int32) unsafe.Pointer { return golemAddr(uint32(off)) }

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(base unsafe.Pointer, off int32) unsafe.Pointer { return resolveOff(off) }

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(base unsafe.Pointer, off int32) unsafe.Pointer { return resolveOff(off) }

//go:linkname reflect_resolveTextOff reflect.resolveTextOff
func reflect_resolveTextOff(base unsafe.Pointer, off int32) unsafe.Pointer { return resolveOff(off) }

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(base unsafe.Pointer, off int32) unsafe.Pointer {
	return resolveOff(off)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(base unsafe.Pointer, off int32) unsafe.Pointer {
	return resolveOff(off)
}

//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(p unsafe.Pointer) int32 {
	golemReflectOffLock(true)
	off := addReflectOff(p)
	golemReflectOffLock(false)
	return off
}

//go:linkname golemReflectOffLock golem_reflectofflock
func golemReflectOffLock(lock bool)

var (
	reflectOffs     []unsafe.Pointer // what C++ reads through reflectOffs of type.h; a full table is replaced, never moved
	reflectOffIndex map[unsafe.Pointer]int32
)

//go:linkname golemSetReflectOffs golem_setreflectoffs
func golemSetReflectOffs(table *unsafe.Pointer)

func addReflectOff(p unsafe.Pointer) int32 {
	if off, ok := reflectOffIndex[p]; ok {
		return off
	}
	if reflectOffIndex == nil {
		reflectOffIndex = make(map[unsafe.Pointer]int32)
	}
	reflectOffs = append(reflectOffs, p)
	golemSetReflectOffs(&reflectOffs[0])
	off := int32(-len(reflectOffs))
	reflectOffIndex[p] = off
	return off
}

//go:linkname golemTypelinks golem_typelinks
func golemTypelinks() []int32

// One section at address 0 whose offsets are the descriptors' addresses.
//
//go:linkname reflect_typelinks reflect.typelinks
func reflect_typelinks() ([]unsafe.Pointer, [][]int32) {
	return []unsafe.Pointer{nil}, [][]int32{golemTypelinks()}
}

// ---- channels ----

//go:linkname golemMakechan golem_makechan
func golemMakechan(t *typeDescriptor, size int) unsafe.Pointer

//go:linkname golemChansend1 golem_chansend1
func golemChansend1(c, elem unsafe.Pointer)

//go:linkname golemSelectnbsend golem_selectnbsend
func golemSelectnbsend(c, elem unsafe.Pointer) bool

//go:linkname golemChanrecv2 golem_chanrecv2
func golemChanrecv2(c, elem unsafe.Pointer) bool

//go:linkname golemSelectnbrecv golem_selectnbrecv
func golemSelectnbrecv(elem, c unsafe.Pointer) (selected, received int)

//go:linkname golemClosechan golem_closechan
func golemClosechan(c unsafe.Pointer)

//go:linkname golemChanlen golem_chanlen
func golemChanlen(c unsafe.Pointer) int

//go:linkname golemChancap golem_chancap
func golemChancap(c unsafe.Pointer) int

//go:linkname reflect_makechan reflect.makechan
func reflect_makechan(t *typeDescriptor, size int) unsafe.Pointer { return golemMakechan(t, size) }

//go:linkname reflect_chansend0 reflect.chansend0
func reflect_chansend0(c, elem unsafe.Pointer, nb bool) bool {
	if nb {
		return golemSelectnbsend(c, elem)
	}
	golemChansend1(c, elem)
	return true
}

//go:linkname reflect_chanrecv reflect.chanrecv
func reflect_chanrecv(c unsafe.Pointer, nb bool, elem unsafe.Pointer) (selected, received bool) {
	if nb {
		s, r := golemSelectnbrecv(elem, c)
		return s != 0, r != 0
	}
	return true, golemChanrecv2(c, elem)
}

//go:linkname reflect_chanclose reflect.chanclose
func reflect_chanclose(c unsafe.Pointer) { golemClosechan(c) }

//go:linkname reflect_chanlen reflect.chanlen
func reflect_chanlen(c unsafe.Pointer) int { return golemChanlen(c) }

//go:linkname reflectlite_chanlen internal/reflectlite.chanlen
func reflectlite_chanlen(c unsafe.Pointer) int { return golemChanlen(c) }

//go:linkname reflect_chancap reflect.chancap
func reflect_chancap(c unsafe.Pointer) int { return golemChancap(c) }

type runtimeSelect struct {
	dir int // 1 send, 2 receive, 3 default
	typ unsafe.Pointer
	ch  unsafe.Pointer
	val unsafe.Pointer
}

type selectCase struct{ c, elem unsafe.Pointer }

//go:linkname golemSelectgo golem_selectgo
func golemSelectgo(cases *selectCase, order *uint16, nsends, nrecvs int, block bool) (chosen, received int)

//go:linkname golemBlock golem_block
func golemBlock()

//go:linkname reflect_rselect reflect.rselect
func reflect_rselect(cases []runtimeSelect) (int, bool) {
	if len(cases) == 0 {
		golemBlock()
	}
	deflt := -1
	sel := make([]selectCase, 0, len(cases)+1)
	orig := make([]int, 0, len(cases)+1)
	nsends := 0
	for dir := 1; dir <= 2; dir++ { // sends first
		for i := range cases {
			if cases[i].dir == dir {
				sel = append(sel, selectCase{cases[i].ch, cases[i].val})
				orig = append(orig, i)
			}
			if cases[i].dir == 3 {
				deflt = i
			}
		}
		if dir == 1 {
			nsends = len(sel)
		}
	}
	if len(sel) == 0 {
		if deflt >= 0 {
			return deflt, false
		}
		golemBlock()
	}
	order := make([]uint16, 2*len(sel))
	chosen, received := golemSelectgo(&sel[0], &order[0], nsends, len(sel)-nsends, deflt < 0)
	if chosen < 0 {
		return deflt, false
	}
	return orig[chosen], received != 0
}

// ---- maps ----

//go:linkname golemMakemap golem_makemap
func golemMakemap(t *typeDescriptor, hint int) unsafe.Pointer

//go:linkname golemMapaccess2 golem_mapaccess2
func golemMapaccess2(t *typeDescriptor, m, key unsafe.Pointer) (elem unsafe.Pointer, ok int)

//go:linkname golemMapassign golem_mapassign
func golemMapassign(t *typeDescriptor, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname golemMapdelete golem_mapdelete
func golemMapdelete(t *typeDescriptor, m, key unsafe.Pointer)

//go:linkname golemMapclear golem_mapclear
func golemMapclear(t *typeDescriptor, m unsafe.Pointer)

//go:linkname golemMaplen golem_maplen
func golemMaplen(m unsafe.Pointer) int

//go:linkname golemMapiterinit golem_mapiterinit
func golemMapiterinit(t *typeDescriptor, m, it unsafe.Pointer)

//go:linkname golemMapiternext golem_mapiternext
func golemMapiternext(it unsafe.Pointer)

//go:linkname golemMapelemtype golem_mapelemtype
func golemMapelemtype(t *typeDescriptor) *typeDescriptor

//go:linkname reflect_makemap reflect.makemap
func reflect_makemap(t *typeDescriptor, n int) unsafe.Pointer { return golemMakemap(t, n) }

//go:linkname reflect_mapaccess reflect.mapaccess
func reflect_mapaccess(t *typeDescriptor, m, key unsafe.Pointer) unsafe.Pointer {
	elem, ok := golemMapaccess2(t, m, key)
	if ok == 0 {
		return nil
	}
	return elem
}

//go:linkname reflect_mapaccess_faststr reflect.mapaccess_faststr
func reflect_mapaccess_faststr(t *typeDescriptor, m unsafe.Pointer, key string) unsafe.Pointer {
	return reflect_mapaccess(t, m, unsafe.Pointer(&key))
}

//go:linkname reflect_mapassign0 reflect.mapassign0
func reflect_mapassign0(t *typeDescriptor, m, key, elem unsafe.Pointer) {
	golemTypedmemmove(golemMapelemtype(t), golemMapassign(t, m, key), elem)
}

//go:linkname reflect_mapassign_faststr0 reflect.mapassign_faststr0
func reflect_mapassign_faststr0(t *typeDescriptor, m unsafe.Pointer, key string, elem unsafe.Pointer) {
	reflect_mapassign0(t, m, unsafe.Pointer(&key), elem)
}

//go:linkname reflect_mapdelete reflect.mapdelete
func reflect_mapdelete(t *typeDescriptor, m, key unsafe.Pointer) { golemMapdelete(t, m, key) }

//go:linkname reflect_mapdelete_faststr reflect.mapdelete_faststr
func reflect_mapdelete_faststr(t *typeDescriptor, m unsafe.Pointer, key string) {
	golemMapdelete(t, m, unsafe.Pointer(&key))
}

//go:linkname reflect_mapclear reflect.mapclear
func reflect_mapclear(t *typeDescriptor, m unsafe.Pointer) { golemMapclear(t, m) }

//go:linkname reflect_maplen reflect.maplen
func reflect_maplen(m unsafe.Pointer) int { return golemMaplen(m) }

//go:linkname reflectlite_maplen internal/reflectlite.maplen
func reflectlite_maplen(m unsafe.Pointer) int { return golemMaplen(m) }

//go:linkname reflect_mapiterinit reflect.mapiterinit
func reflect_mapiterinit(t *typeDescriptor, m, it unsafe.Pointer) { golemMapiterinit(t, m, it) }

//go:linkname reflect_mapiternext reflect.mapiternext
func reflect_mapiternext(it unsafe.Pointer) { golemMapiternext(it) }

//go:linkname golemStaticuint64s golem_getstaticuint64s
func golemStaticuint64s() *[256]uint64

func getStaticuint64s() *[256]uint64 { return golemStaticuint64s() }

// ---- internal/bytealg, maps, strings ----

//go:linkname golemMallocgc golem_mallocgc
func golemMallocgc(size int, t *typeDescriptor, needzero bool) unsafe.Pointer

//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(n int) []byte {
	const maxAlloc = 1 << 48 // as makeslice has it
	if n < 0 || n > maxAlloc {
		panicmakeslicelen()
	}
	c := int(golemRoundupsize(uintptr(n)))
	return unsafe.Slice((*byte)(golemMallocgc(c, nil, false)), c)[:n]
}

//go:linkname golemRoundupsize golem_roundupsize
func golemRoundupsize(n uintptr) uintptr

//go:linkname golemMapclone golem_mapclone
func golemMapclone(t *typeDescriptor, m unsafe.Pointer) unsafe.Pointer

type eface struct {
	typ  *typeDescriptor
	data unsafe.Pointer
}

//go:linkname maps_clone maps.clone
func maps_clone(m any) any {
	e := (*eface)(unsafe.Pointer(&m))
	e.data = golemMapclone(e.typ, e.data)
	return m
}
