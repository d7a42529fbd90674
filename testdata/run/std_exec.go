// os/exec, os.StartProcess, syscall.Exec: pipes, exit codes, environment, directories, contexts, many children at once,
// and system calls that block while the other goroutines go on.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func child(kind string) {
	switch kind {
	case "cat":
		io.Copy(os.Stdout, os.Stdin)
	case "exit":
		defer fmt.Println("not printed")
		fmt.Fprintln(os.Stderr, "leaving")
		os.Exit(7)
	case "panic":
		panic("child")
	case "env":
		fmt.Println(os.Getenv("COLOR"), len(os.Environ()))
	case "dir":
		d, _ := os.Getwd()
		fmt.Println(filepath.Base(d))
	case "sleep":
		time.Sleep(20 * time.Second)
	case "exec":
		check(syscall.Exec(os.Args[0], []string{os.Args[0], "one", "two"}, []string{"EXEC_CHILD=args"}))
	case "args":
		fmt.Println(os.Args[1:])
	case "fd3":
		f := os.NewFile(3, "three")
		b, err := io.ReadAll(f)
		fmt.Println(string(b), err)
	}
}

func command(kind string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "EXEC_CHILD="+kind)
	return c
}

func main() {
	if kind := os.Getenv("EXEC_CHILD"); kind != "" {
		child(kind)
		return
	}
	c := command("cat")
	c.Stdin = strings.NewReader("through a pipe")
	out, err := c.Output()
	fmt.Printf("%q %v\n", out, err)

	c = command("cat")
	in, err := c.StdinPipe()
	check(err)
	var buf bytes.Buffer
	c.Stdout = &buf
	check(c.Start())
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<14)
	_, err = in.Write(big)
	check(err)
	check(in.Close())
	check(c.Wait())
	fmt.Println(bytes.Equal(buf.Bytes(), big), c.ProcessState)

	_, err = command("exit").Output()
	var ee *exec.ExitError
	fmt.Println(errors.As(err, &ee), ee.ExitCode(), ee.Success(), ee.Exited(), strings.TrimSpace(string(ee.Stderr)), err)
	_, err = command("panic").Output()
	errors.As(err, &ee)
	fmt.Println(err, strings.HasPrefix(string(ee.Stderr), "panic: child\n\ngoroutine 1 [running]:\nmain.child("))

	c = command("env")
	c.Env = []string{"EXEC_CHILD=env", "COLOR=red"}
	out, err = c.Output()
	fmt.Printf("%s%v\n", out, err)
	dir, err := os.MkdirTemp("", "golem")
	check(err)
	defer os.RemoveAll(dir)
	check(os.Mkdir(filepath.Join(dir, "inner"), 0o777))
	c = command("dir")
	c.Path, err = filepath.Abs(c.Path)
	check(err)
	c.Dir = filepath.Join(dir, "inner")
	out, err = c.CombinedOutput()
	fmt.Printf("%s%v\n", out, err)
	out, err = command("exec").CombinedOutput()
	fmt.Printf("%s%v\n", out, err)

	// A context that ends, a kill, a process that isn't there.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	c = exec.CommandContext(ctx, os.Args[0])
	c.Env = append(os.Environ(), "EXEC_CHILD=sleep")
	err = c.Run()
	fmt.Println(err, ctx.Err())
	cancel()
	c = command("sleep")
	check(c.Start())
	check(c.Process.Kill())
	fmt.Println(c.Wait())
	fmt.Println(c.Process.Signal(syscall.SIGTERM))
	err = exec.Command("/no/such/program").Run()
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	_, err = exec.LookPath("no-such-program-golem")
	fmt.Println(err)
	path, err := exec.LookPath("sh")
	fmt.Println(filepath.Base(path), err)

	// Extra files, StartProcess.
	r, w, err := os.Pipe()
	check(err)
	c = command("fd3")
	c.ExtraFiles = []*os.File{r}
	c.Stdout = os.Stdout
	check(c.Start())
	r.Close()
	fmt.Fprint(w, "from the parent")
	w.Close()
	check(c.Wait())
	p, err := os.StartProcess("/bin/sh", []string{"sh", "-c", "echo shell $0 $1; exit 3", "zero", "one"}, &os.ProcAttr{Files: []*os.File{nil, os.Stdout, os.Stderr}})
	check(err)
	st, err := p.Wait()
	fmt.Println(st, st.ExitCode(), err)

	// Many at once, with one P and with several.
	for _, procs := range []int{1, 4} {
		runtime.GOMAXPROCS(procs)
		var wg sync.WaitGroup
		var mu sync.Mutex
		total := 0
		for i := 0; i < 12; i++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				c := command("cat")
				c.Stdin = strings.NewReader(strings.Repeat("x", i))
				out, err := c.Output()
				check(err)
				mu.Lock()
				total += len(out)
				mu.Unlock()
			}()
		}
		wg.Wait()
		fmt.Println(total)
		// A blocking system call keeps its thread, not the P.
		var fds [2]int
		check(syscall.Pipe(fds[:]))
		got := make(chan int)
		go func() {
			n, err := syscall.Read(fds[0], make([]byte, 10))
			check(err)
			got <- n
		}()
		n := 0
		for start := time.Now(); time.Since(start) < 30*time.Millisecond; n++ {
			runtime.Gosched()
		}
		syscall.Write(fds[1], []byte("abc"))
		fmt.Println(<-got, n > 100)
		runtime.GC()
	}
	r1, _, e := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, 38, 1, 0) // PR_SET_NO_NEW_PRIVS
	fmt.Println(r1, e)
	_, _, e = syscall.AllThreadsSyscall(syscall.SYS_PRCTL, 38, 5, 0)
	fmt.Println(e)
}

// Output:
// "through a pipe" <nil>
// true exit status 0
// true 7 false true leaving exit status 7
// exit status 2 true
// red 2
// <nil>
// inner
// <nil>
// [one two]
// <nil>
// signal: killed context deadline exceeded
// signal: killed
// os: process already finished
// fork/exec /no/such/program: no such file or directory true
// exec: "no-such-program-golem": executable file not found in $PATH
// sh <nil>
// from the parent <nil>
// shell zero one
// exit status 3 3 <nil>
// 66
// 3 true
// 66
// 3 true
// 0 errno 0
// invalid argument
