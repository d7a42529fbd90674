// Note 35: contexts: the empty ones, with values, with cancellation and its causes, with a deadline. Cancelling one cancels the whole tree below it
// and nothing above or beside it.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

type key string

func main() {
	bg, todo := context.Background(), context.TODO()
	_, has := bg.Deadline()
	fmt.Println(bg, todo, bg.Done() == nil, bg.Err(), has, bg.Value(key("x")))

	v := context.WithValue(context.WithValue(bg, key("user"), "ada"), key("id"), 7)
	inner := context.WithValue(v, key("user"), "bob")
	fmt.Println("values:", v.Value(key("user")), inner.Value(key("user")), inner.Value(key("id")), inner.Value("user"))
	fmt.Println(inner)

	root, cancelRoot := context.WithCancel(v)
	left, cancelLeft := context.WithCancel(root)
	right, cancelRight := context.WithCancelCause(root)
	leaf := context.WithValue(left, key("leaf"), true)
	below, cancelBelow := context.WithTimeout(right, time.Hour)
	defer cancelBelow()
	state := func(what string) {
		fmt.Printf("%s: root %v, left %v, leaf %v, right %v, below %v\n", what, root.Err(), left.Err(), leaf.Err(), right.Err(), below.Err())
	}
	state("at first")
	cancelLeft()
	state("left")
	cancelRight(errors.New("out of paper"))
	cancelRight(errors.New("second cause is ignored"))
	state("right")
	fmt.Println("causes:", context.Cause(left), "|", context.Cause(below), "|", context.Cause(root))
	cancelRoot()
	cancelRoot()
	state("root")
	late, stop := context.WithCancel(root)
	defer stop()
	fmt.Println("a child of a cancelled one:", late.Err(), late.Value(key("id")))

	start := time.Now()
	timed, cancel := context.WithTimeoutCause(bg, 20*time.Millisecond, errors.New("too slow"))
	defer cancel()
	sooner, cancel2 := context.WithTimeout(timed, time.Hour)
	defer cancel2()
	d1, _ := timed.Deadline()
	d2, ok := sooner.Deadline()
	fmt.Println("the parent's deadline counts:", d1.Equal(d2), ok)
	<-sooner.Done()
	fmt.Println("timer:", time.Since(start) >= 20*time.Millisecond, sooner.Err(), errors.Is(timed.Err(), context.DeadlineExceeded), context.Cause(timed))
	past, cancel3 := context.WithDeadline(bg, time.Now().Add(-time.Second))
	defer cancel3()
	fmt.Println("already past:", past.Err())

	detached := context.WithoutCancel(root)
	fmt.Println("WithoutCancel:", detached.Err(), detached.Value(key("user")))
	again, cancelAgain := context.WithCancel(bg)
	called := make(chan string, 2)
	context.AfterFunc(again, func() { called <- "AfterFunc ran" })
	stopIt := context.AfterFunc(again, func() { called <- "stopped, must not run" })
	fmt.Println("stopped:", stopIt(), stopIt())

	// Workers that end with their context.
	var wg sync.WaitGroup
	jobs := make(chan int)
	ended := make([]error, 3)
	for i := range ended {
		wg.Go(func() {
			for {
				select {
				case <-again.Done():
					ended[i] = again.Err()
					return
				case <-jobs:
				}
			}
		})
	}
	for j := range 20 {
		jobs <- j
	}
	cancelAgain()
	wg.Wait()
	fmt.Println("workers:", ended, <-called)
}

// Output:
// context.Background context.TODO true <nil> false <nil>
// values: ada bob 7 <nil>
// context.Background.WithValue(main.key, ada).WithValue(main.key, int).WithValue(main.key, bob)
// at first: root <nil>, left <nil>, leaf <nil>, right <nil>, below <nil>
// left: root <nil>, left context canceled, leaf context canceled, right <nil>, below <nil>
// right: root <nil>, left context canceled, leaf context canceled, right context canceled, below context canceled
// causes: context canceled | out of paper | <nil>
// root: root context canceled, left context canceled, leaf context canceled, right context canceled, below context canceled
// a child of a cancelled one: context canceled 7
// the parent's deadline counts: true true
// timer: true context deadline exceeded true too slow
// already past: context deadline exceeded
// WithoutCancel: <nil> ada
// stopped: true false
// workers: [context canceled context canceled context canceled] AfterFunc ran
