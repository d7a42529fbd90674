// Allocations of everyday idioms, counted by testing.AllocsPerRun: "name count". run.sh compares with what gc's build of this file counts.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

type point struct{ x, y int }

func (p point) sum() int    { return p.x + p.y }
func (p *point) move(d int) { p.x += d }

type adder interface{ sum() int }

var (
	sinkInt    int
	sinkString string
	sinkBool   bool
	sinkAny    any
	sinkErr    error
	sinkPoint  *point
	sinkBytes  []byte
	text       = strings.Repeat("the quick brown fox ", 5)
	short      = "key17"
	raw        = []byte("some bytes here, more than thirty-two of them")
	rawShort   = []byte("few bytes")
	table      = map[string]int{"key17": 1, "a": 2, "few bytes": 3}
	words      = strings.Fields(text)
	number     = 1234567
	small      = 7
	zeroPoint  point
	err17      = errors.New("seventeen")
	big        = make([]int, 100)
	mu         sync.Mutex
	pool       = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

//go:noinline
func takesAny(a any) int {
	if i, ok := a.(int); ok {
		return i
	}
	return 0
}

//go:noinline
func takesMany(a ...int) int { return len(a) }

//go:noinline
func takesAnys(a ...any) int { return len(a) }

//go:noinline
func takesAdder(a adder) int { return a.sum() }

//go:noinline
func takesFunc(f func(int) int) int { return f(3) }

//go:noinline
func takesBytes(b []byte) int { return len(b) }

//go:noinline
func takesString(s string) int { return len(s) }

//go:noinline
func keepsAny(a any) { sinkAny = a }

//go:noinline
func byPointer(p *point) int { return p.x }

//go:noinline
func divide(a, b int) (int, error) {
	if b == 0 {
		return 0, err17
	}
	return a / b, nil
}

//go:noinline
func variadicStrings(s ...string) int { return len(s) }

var idioms = []struct {
	name string
	f    func()
}{
	{"pointer to a local struct", func() { p := point{1, 2}; sinkInt = byPointer(&p) }},
	{"new that stays", func() { p := new(point); p.move(3); sinkInt = p.x }},
	{"new that is kept", func() { sinkPoint = &point{1, 2} }},
	{"closure over a local, called", func() { n := 5; f := func(x int) int { n += x; return n }; sinkInt = f(1) }},
	{"closure passed to a function", func() { n := 5; sinkInt = takesFunc(func(x int) int { return n + x }) }},
	{"closure without captures", func() { sinkInt = takesFunc(func(x int) int { return x }) }},
	{"method value called", func() { p := point{1, 2}; f := p.sum; sinkInt = f() }},
	{"method value passed", func() { p := point{1, 2}; f := p.move; f(2); sinkInt = p.x }},
	{"interface of a struct, method called", func() { sinkInt = takesAdder(point{number, 2}) }},
	{"interface of a pointer, method called", func() { p := point{1, 2}; sinkInt = takesAdder(&p) }},
	{"int in any, not kept", func() { sinkInt = takesAny(number) }},
	{"int in any, kept", func() { keepsAny(number) }},
	{"small int in any, kept", func() { keepsAny(small) }},
	{"constant in any, kept", func() { keepsAny(123456) }},
	{"constant string in any, kept", func() { keepsAny("a constant") }},
	{"string in any, kept", func() { keepsAny(text) }},
	{"zero struct in any, kept", func() { keepsAny(zeroPoint) }},
	{"byte in any, kept", func() { keepsAny(byte(number)) }},
	{"bool in any, kept", func() { keepsAny(number > 3) }},
	{"empty struct in any, kept", func() { keepsAny(struct{}{}) }},
	{"pointer in any, kept", func() { keepsAny(sinkPoint) }},
	{"variadic ints", func() { sinkInt = takesMany(1, 2, number) }},
	{"variadic anys", func() { sinkInt = takesAnys(number, text, 3) }},
	{"variadic strings", func() { sinkInt = variadicStrings(text, short) }},
	{"slice literal", func() { s := []int{1, 2, number}; sinkInt = s[1] }},
	{"make of constant size", func() { s := make([]int, 16); s[3] = number; sinkInt = s[3] }},
	{"make of small variable size", func() { s := make([]byte, small); sinkInt = takesBytes(s) }},
	{"make of variable length, constant capacity", func() { s := make([]byte, small*9, 64); sinkInt = takesBytes(s) }},
	{"make of variable length, small variable capacity", func() { s := make([]uint16, 3, small*2); sinkInt = len(s) + cap(s) }},
	{"make of small variable size in a loop", func() {
		for range 3 {
			s := make([]int32, small)
			sinkInt += int(s[0])
		}
	}},
	{"make of large variable size", func() { s := make([]byte, number/1000); sinkInt = takesBytes(s) }},
	{"append to nil, one", func() { var s []int; s = append(s, number); sinkInt = s[0] }},
	{"append to nil, ten", func() {
		var s []int
		for i := 0; i < 10; i++ {
			s = append(s, i)
		}
		sinkInt = s[small]
	}},
	{"append to nil, bytes", func() {
		var s []byte
		for i := 0; i < 20; i++ {
			s = append(s, 'x')
		}
		sinkInt = takesBytes(s)
	}},
	{"append to nil, kept at the end", func() {
		var s []byte
		for i := 0; i < 20; i++ {
			s = append(s, 'x')
		}
		sinkBytes = s
	}},
	{"append within capacity", func() { s := make([]int, 0, 8); s = append(s, 1, 2, 3); sinkInt = len(s) }},
	{"append slice to slice", func() { s := append([]int(nil), big[:4]...); sinkInt = s[0] }},
	{"small map", func() { m := map[string]int{}; m["a"] = 1; m["b"] = number; sinkInt = m["b"] }},
	{"map literal", func() { m := map[int]int{1: 2, 3: number}; sinkInt = m[3] }},
	{"map of make with hint 8", func() { m := make(map[int]int, 8); m[3] = number; sinkInt = m[3] }},
	{"map of make with hint 100", func() { m := make(map[int]int, 100); m[3] = number; sinkInt = m[3] }},
	{"map set", func() {
		seen := map[string]bool{}
		for _, w := range words[:4] {
			seen[w] = true
		}
		sinkInt = len(seen)
	}},
	{"map lookup by bytes", func() { sinkInt = table[string(rawShort)] }},
	{"map range", func() {
		for _, v := range table {
			sinkInt += v
		}
	}},
	{"string of bytes compared", func() { sinkBool = string(raw) == text }},
	{"string of bytes switched over", func() {
		switch string(rawShort) {
		case "few bytes":
			sinkInt = 1
		case "many":
			sinkInt = 2
		}
	}},
	{"string of bytes ranged over", func() {
		for _, r := range string(raw) {
			sinkInt += int(r)
		}
	}},
	{"bytes of string ranged over", func() {
		for _, b := range []byte(text) {
			sinkInt += int(b)
		}
	}},
	{"short string of bytes, not kept", func() { sinkInt = takesString(string(rawShort)) }},
	{"string of bytes, not kept", func() { sinkInt = takesString(string(raw)) }},
	{"string of bytes, kept", func() { sinkString = string(raw) }},
	{"string of one byte, kept", func() { sinkString = string(raw[:1]) }},
	{"short bytes of string, not kept", func() { b := []byte(short); b[0] = 'x'; sinkInt = takesBytes(b) }},
	{"bytes of string, only read", func() { sinkInt = takesBytes([]byte(text)) }},
	{"bytes of string, kept", func() { sinkBytes = []byte(text) }},
	{"runes of a short string", func() { sinkInt = len([]rune(short)) }},
	{"runes changed", func() { r := []rune(short); r[0] = 'x'; sinkInt = int(r[1]) }},
	{"string of a rune", func() { sinkInt = takesString(string(rune(number % 128))) }},
	{"short concatenation, not kept", func() { sinkInt = takesString(short + "/" + short) }},
	{"long concatenation, not kept", func() { sinkInt = takesString(text + short) }},
	{"concatenation, kept", func() { sinkString = short + "/" + text }},
	{"concatenation with empty", func() { sinkString = text + sinkEmpty }},
	{"concatenation in comparison", func() { sinkBool = short+"x" == "key17x" }},
	{"concatenation as map key", func() { sinkInt = table[short[:3]+short[3:]] }},
	{"strings.Builder", func() {
		var b strings.Builder
		b.WriteString(short)
		b.WriteByte('x')
		sinkInt = takesString(b.String())
	}},
	{"strings.Builder grown", func() {
		var b strings.Builder
		b.Grow(100)
		for _, w := range words {
			b.WriteString(w)
		}
		sinkString = b.String()
	}},
	{"bytes.Buffer", func() { var b bytes.Buffer; b.WriteString(short); sinkInt = b.Len() }},
	{"bytes.Buffer from a pool", func() {
		b := pool.Get().(*bytes.Buffer)
		b.Reset()
		b.WriteString(text)
		sinkInt = b.Len()
		pool.Put(b)
	}},
	{"strings.Fields", func() { sinkInt = len(strings.Fields("a b c")) }},
	{"strings.Split", func() { sinkInt = len(strings.Split("a,b,c", ",")) }},
	{"strings.Replace", func() { sinkString = strings.Replace(text, "quick", "slow", -1) }},
	{"strings.ToUpper", func() { sinkString = strings.ToUpper(short) }},
	{"strings.Join", func() { sinkString = strings.Join(words, " ") }},
	{"strings.NewReader", func() { r := strings.NewReader(text); c, _ := r.ReadByte(); sinkInt = int(c) }},
	{"io.ReadAll", func() { b, _ := io.ReadAll(strings.NewReader(text)); sinkInt = len(b) }},
	{"strconv.Itoa", func() { sinkString = strconv.Itoa(number) }},
	{"strconv.Itoa of a small number", func() { sinkString = strconv.Itoa(small) }},
	{"strconv.AppendInt", func() { var buf [20]byte; sinkInt = len(strconv.AppendInt(buf[:0], int64(number), 10)) }},
	{"strconv.Atoi", func() { n, _ := strconv.Atoi("12345"); sinkInt = n }},
	{"strconv.Quote", func() { sinkString = strconv.Quote(short) }},
	{"fmt.Sprint of an int", func() { sinkString = fmt.Sprint(number) }},
	{"fmt.Sprintf", func() { sinkString = fmt.Sprintf("%d %s", number, text) }},
	{"fmt.Sprintf of constants", func() { sinkString = fmt.Sprintf("%d-%s", 5, "x") }},
	{"fmt.Fprintf to discard", func() { fmt.Fprintf(io.Discard, "%d %v\n", number, small) }},
	{"fmt.Errorf", func() { sinkErr = fmt.Errorf("at %d: %w", number, err17) }},
	{"fmt.Appendf", func() { var buf [64]byte; sinkInt = len(fmt.Appendf(buf[:0], "%d", number)) }},
	{"errors.New", func() { sinkErr = errors.New("x") }},
	{"errors.Is", func() { sinkBool = errors.Is(sinkErr, err17) }},
	{"error returned", func() { _, err := divide(1, 0); sinkBool = err != nil }},
	{"defer", func() { defer mu.Unlock(); mu.Lock(); sinkInt++ }},
	{"defer of a closure", func() { n := number; defer func() { sinkInt = n }(); n++ }},
	{"defer in a loop", func() {
		for i := 0; i < 3; i++ {
			defer func() { sinkInt += i }()
		}
	}},
	{"panic and recover", func() {
		defer func() { sinkBool = recover() != nil }()
		panic(err17)
	}},
	{"channel", func() { c := make(chan int, 1); c <- number; sinkInt = <-c }},
	{"goroutine", func() {
		c := make(chan int)
		go func() { c <- number }()
		sinkInt = <-c
	}},
	{"sync.WaitGroup", func() { var wg sync.WaitGroup; wg.Add(1); wg.Done(); wg.Wait() }},
	{"sync.Once", func() { var once sync.Once; once.Do(func() { sinkInt++ }) }},
	{"sort.Ints", func() { s := [5]int{5, 3, 1, number, 2}; sort.Ints(s[:]); sinkInt = s[0] }},
	{"sort.Slice", func() {
		s := [5]int{5, 3, 1, number, 2}
		sort.Slice(s[:], func(i, j int) bool { return s[i] < s[j] })
		sinkInt = s[0]
	}},
	{"slices.SortFunc", func() {
		s := [5]int{5, 3, 1, number, 2}
		slices.SortFunc(s[:], func(a, b int) int { return a - b })
		sinkInt = s[0]
	}},
	{"slices.Collect", func() { sinkInt = len(slices.Collect(slices.Values(big[:5]))) }},
	{"range over a func", func() {
		for v := range slices.Values(big) {
			sinkInt += v
		}
	}},
	{"type switch on any", func() {
		var a any = number
		switch v := a.(type) {
		case int:
			sinkInt = v
		case string:
			sinkInt = len(v)
		}
	}},
	{"any compared", func() { var a, b any = number, small; sinkBool = a == b }},
	{"struct as map key", func() { m := map[point]int{{1, 2}: 3}; sinkInt = m[point{1, number}] }},
	{"array of arrays", func() { var m [8][8]int; m[small][1] = number; sinkInt = m[small][1] }},
	{"linked list that stays", func() {
		type node struct {
			next *node
			v    int
		}
		a := &node{nil, 1}
		b := &node{a, 2}
		sinkInt = b.next.v
	}},
	{"time.Duration string", func() { sinkString = time.Duration(number).String() }},
	{"time.Now", func() { sinkBool = time.Now().IsZero() }},
	{"utf8.AppendRune", func() { var buf [4]byte; sinkInt = len(utf8.AppendRune(buf[:0], 'ä')) }},
	{"os.Getenv", func() { sinkInt = len(os.Getenv("NO_SUCH_VARIABLE")) }},
	{"generic function", func() { sinkInt = largest(1, number, 2) }},
	{"generic container", func() { var s stack[point]; s.push(point{1, 2}); s.push(point{3, number}); sinkInt = s.pop().y }},
}

var sinkEmpty string

func largest[T int | float64](xs ...T) T {
	m := xs[0]
	for _, x := range xs {
		m = max(m, x)
	}
	return m
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s *stack[T]) pop() T {
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x
}

func main() {
	for _, i := range idioms {
		i.f()
		fmt.Printf("%s: %v\n", i.name, testing.AllocsPerRun(100, i.f))
	}
}
