// Packages with Go code only, and a child process through os/exec.
package main

import (
	"bytes"
	"container/heap"
	"context"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"maps"
	"math"
	"math/big"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
)

type H []int

func (h H) Len() int           { return len(h) }
func (h H) Less(i, j int) bool { return h[i] < h[j] }
func (h H) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *H) Push(x any)        { *h = append(*h, x.(int)) }
func (h *H) Pop() any          { o := *h; x := o[len(o)-1]; *h = o[:len(o)-1]; return x }

func main() {
	var b bytes.Buffer
	io.Copy(&b, strings.NewReader("copy"))
	fmt.Println(b.String())
	h := &H{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 1)
	fmt.Println(heap.Pop(h), heap.Pop(h))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err())
	n := flag.Int("n", 7, "num")
	flag.CommandLine.Parse([]string{"-n", "9"})
	fmt.Println(*n, crc32.ChecksumIEEE([]byte("abc")))
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	log.Printf("log %d", 1)
	fmt.Println(slices.Sorted(maps.Keys(map[string]int{"b": 1, "a": 2})), math.Sqrt(2), math.Inf(1), math.Sin(1))
	x := new(big.Int).Exp(big.NewInt(3), big.NewInt(200), nil)
	fmt.Println(x)
	r := rand.New(rand.NewSource(1))
	fmt.Println(r.Intn(100), r.Intn(100), rand.Intn(10) < 10)
	fmt.Println(filepath.Join("a", "../b"), filepath.Ext("x.go"))
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindStringSubmatch("bob@example.com"), re.ReplaceAllString("a@b.com", "$2"))
	tw := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', 0)
	fmt.Fprintln(tw, "a\tb\tc")
	fmt.Fprintln(tw, "aaa\tbbb\tc")
	tw.Flush()
	fmt.Println(unicode.IsUpper('É'), runtime.GOOS, runtime.GOARCH)
	out, err := exec.Command("/bin/echo", "from", "child").CombinedOutput()
	fmt.Printf("%q %v\n", out, err)
	err = exec.Command("/bin/false").Run()
	fmt.Println(err)
}

// Output:
// copy
// 1 2
// context deadline exceeded
// 9 891568578
// log 1
// [a b] 1.4142135623730951 +Inf 0.8414709848078965
// 265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001
// 81 87 true
// b .go
// [bob@example.com bob example] b
// a   b   c
// aaa bbb c
// true linux amd64
// "from child\n" <nil>
// exit status 1
