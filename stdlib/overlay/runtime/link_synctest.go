// What internal/synctest calls: bubbles of testing/synctest (runtime/sched/synctest.cc).
package runtime

import "unsafe"

// A synctestBubble is C++'s.
type synctestBubble struct{ _ [8]byte }

//go:linkname golemBubbleEnter golem_bubbleenter
func golemBubbleEnter() *synctestBubble

//go:linkname golemSetBubble golem_setbubble
func golemSetBubble(b *synctestBubble)

//go:linkname golemGetBubble golem_getbubble
func golemGetBubble() *synctestBubble

//go:linkname golemBubbleStart golem_bubblestart
func golemBubbleStart(b *synctestBubble, f func())

//go:linkname golemBubbleStep golem_bubblestep
func golemBubbleStep(b *synctestBubble) bool

//go:linkname golemBubbleEnd golem_bubbleend
func golemBubbleEnd(b *synctestBubble) int

//go:linkname golemBubbleWait golem_bubblewait
func golemBubbleWait(b *synctestBubble) bool

//go:linkname golemBubbleActive golem_bubbleactive
func golemBubbleActive(b *synctestBubble, delta int)

//go:linkname golemBubbleID golem_bubbleid
func golemBubbleID(b *synctestBubble) uint64

//go:linkname golemBubbleObject golem_bubbleobject
func golemBubbleObject(p unsafe.Pointer, id uint64, add bool) int

//go:linkname golemBubbleForget golem_bubbleforget
func golemBubbleForget(p unsafe.Pointer)

type synctestDeadlockError string

func (e synctestDeadlockError) Error() string { return string(e) }

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) {
	if golemGetBubble() != nil {
		panic("synctest.Run called from within a synctest bubble")
	}
	b := golemBubbleEnter()
	defer golemSetBubble(nil)
	golemBubbleStart(b, f)
	for golemBubbleStep(b) {
	}
	switch golemBubbleEnd(b) {
	case 1:
		panic(error(synctestDeadlockError("deadlock: main bubble goroutine has exited but blocked goroutines remain")))
	case 2:
		panic(error(synctestDeadlockError("deadlock: all goroutines in bubble are blocked")))
	}
}

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() {
	b := golemGetBubble()
	if b == nil {
		panic("goroutine is not in a bubble")
	}
	if !golemBubbleWait(b) {
		panic("wait already in progress")
	}
}

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return golemGetBubble() != nil }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	if b := golemGetBubble(); b != nil {
		golemBubbleActive(b, 1)
		return b
	}
	return nil
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(bubble any) { golemBubbleActive(bubble.(*synctestBubble), -1) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(bubble any, f func()) {
	if golemGetBubble() != nil {
		panic("goroutine is already bubbled")
	}
	golemSetBubble(bubble.(*synctestBubble))
	defer golemSetBubble(nil)
	f()
}

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int {
	return golemBubbleObject(p, golemBubbleID(golemGetBubble()), true)
}

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { golemBubbleForget(p) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool {
	return golemBubbleObject(p, golemBubbleID(golemGetBubble()), false) == 1
}
