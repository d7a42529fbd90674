//go:build race

// The race detector's functions for programs, and those of internal/race for the standard library (runtime/race/race.cc).
package runtime

import (
	"internal/abi"
	"unsafe"
)

//go:linkname golemRaceRead golem_racereadpc
//go:noescape
func golemRaceRead(addr unsafe.Pointer, bytes int, pc uintptr)

//go:linkname golemRaceWrite golem_racewritepc
//go:noescape
func golemRaceWrite(addr unsafe.Pointer, bytes int, pc uintptr)

//go:linkname golemRaceAcquire golem_raceacquire
//go:noescape
func golemRaceAcquire(addr unsafe.Pointer)

//go:linkname golemRaceRelease golem_racerelease
//go:noescape
func golemRaceRelease(addr unsafe.Pointer)

//go:linkname golemRaceReleaseMerge golem_racereleasemerge
//go:noescape
func golemRaceReleaseMerge(addr unsafe.Pointer)

//go:linkname golemRaceDisable golem_racedisable
func golemRaceDisable()

//go:linkname golemRaceEnable golem_raceenable
func golemRaceEnable()

//go:linkname golemRaceErrors golem_raceerrors
func golemRaceErrors() int

// raceCaller is the return address of the function that called the Race function, or so many functions further out.
func raceCaller(further int) uintptr {
	var pc [1]uintptr
	Callers(3+further, pc[:])
	return pc[0]
}

// raceReflectCopy is told of n values that package reflect copies through the runtime.
func raceReflectCopy(t *typeDescriptor, dst, src unsafe.Pointer, n int) {
	bytes := n * int(*(*uintptr)(unsafe.Pointer(t))) // the descriptor begins with the size
	pc := raceCaller(1)
	golemRaceWrite(dst, bytes, pc)
	golemRaceRead(src, bytes, pc)
}

// RaceRead, RaceWrite, RaceReadRange and RaceWriteRange report accesses that the compiler does not see.
func RaceRead(addr unsafe.Pointer)                { golemRaceRead(addr, 1, raceCaller(0)) }
func RaceWrite(addr unsafe.Pointer)               { golemRaceWrite(addr, 1, raceCaller(0)) }
func RaceReadRange(addr unsafe.Pointer, len int)  { golemRaceRead(addr, len, raceCaller(0)) }
func RaceWriteRange(addr unsafe.Pointer, len int) { golemRaceWrite(addr, len, raceCaller(0)) }

// RaceErrors returns the number of reports so far.
func RaceErrors() int { return golemRaceErrors() }

// RaceAcquire, RaceRelease and RaceReleaseMerge establish happens-before relations between goroutines: an acquire of addr knows of all that
// happened before the last release of it, and before the merging releases since.
func RaceAcquire(addr unsafe.Pointer)      { golemRaceAcquire(addr) }
func RaceRelease(addr unsafe.Pointer)      { golemRaceRelease(addr) }
func RaceReleaseMerge(addr unsafe.Pointer) { golemRaceReleaseMerge(addr) }

// RaceDisable and RaceEnable: in between, synchronization of the current goroutine is not looked at.
func RaceDisable() { golemRaceDisable() }
func RaceEnable()  { golemRaceEnable() }

//go:linkname race_Acquire internal/race.Acquire
func race_Acquire(addr unsafe.Pointer) { golemRaceAcquire(addr) }

//go:linkname race_Release internal/race.Release
func race_Release(addr unsafe.Pointer) { golemRaceRelease(addr) }

//go:linkname race_ReleaseMerge internal/race.ReleaseMerge
func race_ReleaseMerge(addr unsafe.Pointer) { golemRaceReleaseMerge(addr) }

//go:linkname race_Disable internal/race.Disable
func race_Disable() { golemRaceDisable() }

//go:linkname race_Enable internal/race.Enable
func race_Enable() { golemRaceEnable() }

//go:linkname race_Errors internal/race.Errors
func race_Errors() int { return golemRaceErrors() }

//go:linkname race_Read internal/race.Read
func race_Read(addr unsafe.Pointer) { golemRaceRead(addr, 1, raceCaller(0)) }

//go:linkname race_Write internal/race.Write
func race_Write(addr unsafe.Pointer) { golemRaceWrite(addr, 1, raceCaller(0)) }

//go:linkname race_ReadRange internal/race.ReadRange
func race_ReadRange(addr unsafe.Pointer, len int) { golemRaceRead(addr, len, raceCaller(0)) }

//go:linkname race_WriteRange internal/race.WriteRange
func race_WriteRange(addr unsafe.Pointer, len int) { golemRaceWrite(addr, len, raceCaller(0)) }

//go:linkname race_ReadPC internal/race.ReadPC
func race_ReadPC(addr unsafe.Pointer, callerpc, pc uintptr) { golemRaceRead(addr, 1, callerpc) }

//go:linkname race_WritePC internal/race.WritePC
func race_WritePC(addr unsafe.Pointer, callerpc, pc uintptr) { golemRaceWrite(addr, 1, callerpc) }

//go:linkname race_ReadObjectPC internal/race.ReadObjectPC
func race_ReadObjectPC(t *abi.Type, addr unsafe.Pointer, callerpc, pc uintptr) {
	golemRaceRead(addr, int(t.Size_), callerpc)
}

//go:linkname race_WriteObjectPC internal/race.WriteObjectPC
func race_WriteObjectPC(t *abi.Type, addr unsafe.Pointer, callerpc, pc uintptr) {
	golemRaceWrite(addr, int(t.Size_), callerpc)
}
