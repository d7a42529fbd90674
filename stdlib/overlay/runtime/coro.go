// Coroutines for iter.Pull: two goroutines of which exactly one runs; switching hands the right to run over.
package runtime

import _ "unsafe" // for linkname

type coro struct {
	gp uintptr // the goroutine that waits for its turn
	f  func(*coro)
}

//go:linkname golemNewParked golem_newparked
func golemNewParked(f func()) uintptr

//go:linkname golemCoroSwitch golem_coroswitch
func golemCoroSwitch(slot *uintptr)

//go:linkname golemCoroExit golem_coroexit
func golemCoroExit(slot *uintptr)

func newcoro(f func(*coro)) *coro {
	c := &coro{f: f}
	c.gp = golemNewParked(func() {
		defer golemCoroExit(&c.gp) // also when f ends by Goexit
		c.f(c)
	})
	return c
}

func coroswitch(c *coro) { golemCoroSwitch(&c.gp) }
