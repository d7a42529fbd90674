// testing/synctest: bubbles with a clock of their own, under the testing package as `go test` starts it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func tests() []testing.InternalTest {
	return []testing.InternalTest{
		{"Sleep", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				fmt.Println(start.UTC())
				time.Sleep(5 * time.Hour)
				fmt.Println(time.Since(start))
				done := false
				go func() { time.Sleep(time.Minute); done = true }()
				synctest.Wait()
				fmt.Println(done)
				time.Sleep(time.Minute)
				synctest.Wait()
				fmt.Println(done)
			})
		}},
		{"Timers", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				n := 0
				tick := time.NewTicker(time.Second)
			loop:
				for {
					select {
					case <-tick.C:
						n++
					case <-ctx.Done():
						break loop
					}
				}
				fmt.Println(n >= 4, ctx.Err())
				var wg sync.WaitGroup
				for i := range 3 {
					wg.Go(func() { time.Sleep(time.Duration(i) * time.Second) })
				}
				s := time.Now()
				wg.Wait()
				fmt.Println(time.Since(s))
				tm := time.AfterFunc(time.Hour, func() { fmt.Println("never") })
				fmt.Println(tm.Stop())
				c := sync.NewCond(new(sync.Mutex))
				go func() { time.Sleep(time.Second); c.L.Lock(); c.Broadcast(); c.L.Unlock() }()
				c.L.Lock()
				c.Wait()
				c.L.Unlock()
				fmt.Println(time.Since(s))
				<-time.After(0)
				fmt.Println(time.Since(s))
			})
		}},
		{"Wait", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ch := make(chan int)
				var got []int
				go func() {
					for v := range ch {
						got = append(got, v)
					}
				}()
				for i := range 100 {
					ch <- i
				}
				synctest.Wait()
				fmt.Println(len(got))
				close(ch)
				runtime.GC()
			})
		}},
		{"Cleanup", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				t.Cleanup(func() { fmt.Println("cleanup", time.Now().UTC().Year()) })
			})
		}},
	}
}

func main() {
	os.Exit(testing.MainStart(deps{}, tests(), nil, nil, nil).Run())
}

// deps is what a test main passes to testing.MainStart.
type deps struct{}

func (deps) MatchString(pat, str string) (bool, error)   { return true, nil }
func (deps) ImportPath() string                          { return "" }
func (deps) ModulePath() string                          { return "" }
func (deps) SetPanicOnExit0(bool)                        {}
func (deps) StartCPUProfile(io.Writer) error             { return nil }
func (deps) StopCPUProfile()                             {}
func (deps) StartTestLog(io.Writer)                      {}
func (deps) StopTestLog() error                          { return nil }
func (deps) WriteProfileTo(string, io.Writer, int) error { return nil }
func (deps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []corpusEntry, []reflect.Type, string, string) error {
	return nil
}
func (deps) RunFuzzWorker(func(corpusEntry) error) error { return nil }
func (deps) ReadCorpus(string, []reflect.Type) ([]corpusEntry, error) {
	return nil, nil
}
func (deps) CheckCorpus([]any, []reflect.Type) error { return nil }
func (deps) ResetCoverage()                          {}
func (deps) SnapshotCoverage()                       {}
func (deps) InitRuntimeCoverage() (string, func(string, string) (string, error), func() float64) {
	return "", nil, nil
}

type corpusEntry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

// Output:
// 2000-01-01 00:00:00 +0000 UTC
// 5h0m0s
// false
// true
// true context deadline exceeded
// 2s
// true
// 3s
// 3s
// 100
// cleanup 2000
// PASS
