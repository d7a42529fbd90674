// What os, syscall, internal/godebug and runtime/debug call.
package runtime

import "unsafe"

//go:linkname golemArgc golem_argc
func golemArgc() int

//go:linkname golemArg golem_arg
func golemArg(i int) string

//go:linkname golemEnvc golem_envc
func golemEnvc() int

//go:linkname golemEnv golem_env
func golemEnv(i int) string

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string {
	args := make([]string, golemArgc())
	for i := range args {
		args[i] = golemArg(i)
	}
	return args
}

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string {
	envs := make([]string, golemEnvc())
	for i := range envs {
		envs[i] = golemEnv(i)
	}
	return envs
}

//go:linkname golemExit golem_exit
func golemExit(code int)

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) { golemExit(code) }

//go:linkname os_runtime_beforeExit os.runtime_beforeExit
func os_runtime_beforeExit(code int) { runExitHooks(code) }

// exitHooks run before the program ends (internal/runtime/exithook's, for coverage and tests).
var exitHooks []func()

func runExitHooks(code int) {
	for len(exitHooks) > 0 {
		f := exitHooks[len(exitHooks)-1]
		exitHooks = exitHooks[:len(exitHooks)-1]
		f()
	}
}

//go:linkname syscall_Getpagesize syscall.Getpagesize
func syscall_Getpagesize() int { return 4096 }

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(k, v string) {
	if k == "GODEBUG" {
		godebugEnvChanged(v)
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(k string) {
	if k == "GODEBUG" {
		godebugEnvChanged("")
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(env map[string]int) { godebugEnvChanged("") }

//go:linkname golemBeforeFork golem_beforefork
func golemBeforeFork()

//go:linkname golemAfterFork golem_afterfork
func golemAfterFork()

//go:linkname golemAfterForkInChild golem_afterforkinchild
func golemAfterForkInChild()

//go:linkname syscall_runtime_BeforeFork syscall.runtime_BeforeFork
func syscall_runtime_BeforeFork() { golemBeforeFork() }

//go:linkname syscall_runtime_AfterFork syscall.runtime_AfterFork
func syscall_runtime_AfterFork() { golemAfterFork() }

//go:linkname syscall_runtime_AfterForkInChild syscall.runtime_AfterForkInChild
func syscall_runtime_AfterForkInChild() { golemAfterForkInChild() }

//go:linkname syscall_runtime_BeforeExec syscall.runtime_BeforeExec
func syscall_runtime_BeforeExec() { golemLockThreads() }

//go:linkname syscall_runtime_AfterExec syscall.runtime_AfterExec
func syscall_runtime_AfterExec() { golemUnlockThreads() }

//go:linkname golemLockThreads golem_lockthreads
func golemLockThreads()

//go:linkname golemUnlockThreads golem_unlockthreads
func golemUnlockThreads()

//go:linkname golemAllThreadsSyscall golem_allthreadssyscall
func golemAllThreadsSyscall(args *[7]uintptr) int

//go:linkname syscall_runtime_doAllThreadsSyscall syscall.runtime_doAllThreadsSyscall
func syscall_runtime_doAllThreadsSyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr) {
	r := golemAllThreadsSyscall(&[7]uintptr{trap, a1, a2, a3, a4, a5, a6})
	if r < 0 && r > -4096 {
		return ^uintptr(0), 0, uintptr(-r)
	}
	return uintptr(r), 0, 0
}

//go:linkname syscall_cgocaller syscall.cgocaller
func syscall_cgocaller(unsafe.Pointer, ...uintptr) uintptr {
	throw("syscall.cgocaller: there is no cgo")
	return 0
}

//go:linkname golemWrite golem_write
//go:noescape
func golemWrite(fd uintptr, p unsafe.Pointer, n int) int

func write(fd uintptr, p unsafe.Pointer, n int32) int32 { return int32(golemWrite(fd, p, int(n))) }

//go:linkname golemGettimeofday golem_gettimeofday
//go:noescape
func golemGettimeofday(tv unsafe.Pointer) uintptr

//go:linkname syscall_gettimeofday syscall.gettimeofday
func syscall_gettimeofday(tv unsafe.Pointer) uintptr { return golemGettimeofday(tv) }

//go:linkname golemFcntl golem_fcntl
func golemFcntl(fd, cmd, arg int) int

// fcntl is internal/syscall/unix's: a result and an error number.
func fcntl(fd, cmd, arg int32) (int32, int32) {
	r := golemFcntl(int(fd), int(cmd), int(arg))
	if r < 0 {
		return -1, int32(-r)
	}
	return int32(r), 0
}
