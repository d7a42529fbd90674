// os/signal and the default action of signals: the program sends them to itself and to children that are itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

func self(sig syscall.Signal) {
	if err := syscall.Kill(os.Getpid(), sig); err != nil {
		panic(err)
	}
}

// The children: each waits to be killed, or writes to a pipe nobody reads.
func child(kind string) {
	switch kind {
	case "wait":
		fmt.Println("ready")
		time.Sleep(20 * time.Second)
	case "block":
		fmt.Println("ready")
		os.Stdin.Read(make([]byte, 1)) // another thread must take the signal
		r, _, _ := os.Pipe()
		r.Read(make([]byte, 1))
	case "spin":
		fmt.Println("ready")
		for {
		}
	case "notify":
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGTERM)
		fmt.Println("ready")
		fmt.Println("got", <-c)
		signal.Reset(syscall.SIGTERM)
		self(syscall.SIGTERM)
		time.Sleep(20 * time.Second)
	case "ignore":
		signal.Ignore(syscall.SIGINT)
		self(syscall.SIGINT)
		fmt.Println("ready")
		time.Sleep(20 * time.Second)
	case "epipe": // stdout has no reader: the second write kills
		time.Sleep(10 * time.Millisecond)
		os.Stdout.WriteString("x")
		os.Stdout.WriteString("y")
		os.Stderr.WriteString("survived\n")
	case "epipe-other":
		r, w, _ := os.Pipe()
		r.Close()
		_, err := w.Write([]byte("x"))
		fmt.Println("ready", errors.Is(err, syscall.EPIPE))
		time.Sleep(20 * time.Second)
	}
}

func run(kind string, sig syscall.Signal) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SIGNAL_CHILD="+kind)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	if kind == "epipe" {
		out.Close()
	} else {
		buf := make([]byte, 100)
		n, _ := out.Read(buf)
		fmt.Printf("%s: %q", kind, buf[:n])
		cmd.Process.Signal(sig)
		if kind == "notify" {
			n, _ := out.Read(buf)
			fmt.Printf(" %q", buf[:n])
		}
	}
	err = cmd.Wait()
	text := errs.String()
	switch {
	case strings.HasPrefix(text, "SIG"):
		head, _, _ := strings.Cut(text, "\n")
		text = fmt.Sprint(head, " ", strings.Contains(text, "PC="), strings.Contains(text, "goroutine 1 "))
	}
	fmt.Printf(" %v %q\n", err, text)
}

func main() {
	if kind := os.Getenv("SIGNAL_CHILD"); kind != "" {
		child(kind)
		return
	}
	// Delivery, one channel for two signals, one signal for two channels.
	a, b := make(chan os.Signal, 10), make(chan os.Signal, 10)
	signal.Notify(a, syscall.SIGUSR1, syscall.SIGUSR2)
	signal.Notify(b, syscall.SIGUSR1)
	self(syscall.SIGUSR1)
	fmt.Println(<-a, "/", <-b)
	self(syscall.SIGUSR2)
	fmt.Println(<-a)
	signal.Stop(b)
	self(syscall.SIGUSR1)
	fmt.Println(<-a, len(b))
	signal.Stop(a)
	self(syscall.SIGUSR1) // taken, nobody wants it
	// Many, from several goroutines.
	c := make(chan os.Signal, 1000)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGALRM, syscall.SIGWINCH)
	var wg sync.WaitGroup
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGALRM, syscall.SIGWINCH} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 50; i++ {
				self(s)
			}
		}()
	}
	wg.Wait()
	seen := map[os.Signal]bool{}
	for len(seen) < 3 {
		seen[<-c] = true
	}
	signal.Stop(c)
	fmt.Println(len(seen))
	// Ignore, Reset, NotifyContext.
	fmt.Println(signal.Ignored(syscall.SIGTERM))
	signal.Ignore(syscall.SIGTERM)
	self(syscall.SIGTERM)
	fmt.Println(signal.Ignored(syscall.SIGTERM))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	self(syscall.SIGTERM)
	<-ctx.Done()
	fmt.Println(ctx.Err())
	stop()
	// A signal that this program handles has its default action in the children, even if we have been started with it ignored.
	signal.Notify(c, syscall.SIGINT, syscall.SIGHUP, syscall.SIGTERM)
	run("wait", syscall.SIGINT)
	run("wait", syscall.SIGTERM)
	run("wait", syscall.SIGHUP)
	run("block", syscall.SIGTERM)
	run("spin", syscall.SIGINT)
	run("wait", syscall.SIGQUIT)
	run("wait", syscall.SIGABRT)
	run("wait", syscall.SIGSEGV)
	run("notify", syscall.SIGTERM)
	run("ignore", syscall.SIGTERM)
	run("epipe", 0)
	run("epipe-other", syscall.SIGKILL)
}

// Output:
// user defined signal 1 / user defined signal 1
// user defined signal 2
// user defined signal 1 0
// 3
// false
// true
// context canceled
// wait: "ready\n" signal: interrupt ""
// wait: "ready\n" signal: terminated ""
// wait: "ready\n" signal: hangup ""
// block: "ready\n" signal: terminated ""
// spin: "ready\n" signal: interrupt ""
// wait: "ready\n" exit status 2 "SIGQUIT: quit true true"
// wait: "ready\n" exit status 2 "SIGABRT: abort true true"
// wait: "ready\n" exit status 2 "SIGSEGV: segmentation violation true true"
// notify: "ready\n" "got terminated\n" signal: terminated ""
// ignore: "ready\n" signal: terminated ""
//  signal: broken pipe ""
// epipe-other: "ready true\n" signal: killed ""
