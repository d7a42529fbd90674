// What tools/gdb/golem.py shows of values.
// Script: ../../tools/gdb/golem.py
package main

import "fmt"

type T struct {
	Name string
	List []int
}
type Celsius float64
type Key string
type Err struct{ code int }

func (e *Err) Error() string { return "err" }

//go:noinline
func use(...any) {}

func main() {
	s, none, named := "text\n", "", Key("key")
	list, bytes, nilList := []string{"a", "b"}, []byte("xy"), []T(nil)
	small := map[string]int{"one": 1, "two": 2}
	big := map[int]T{}
	for i := range 30 {
		big[i] = T{fmt.Sprint("n", i), nil}
	}
	for i := range 27 {
		delete(big, i)
	}
	var nilMap map[Key]bool
	ch, nilChan, closed := make(chan Key, 3), chan int(nil), make(chan T)
	ch <- "x"
	ch <- "y"
	<-ch
	ch <- "z"
	close(closed)
	t := T{"t", []int{1}}
	var a, b, c, d, e, f any = 1, "str", t, &t, Celsius(1.5), nil
	var err error = &Err{3}
	var str fmt.Stringer
	use(s, none, named, list, bytes, nilList, small, big, nilMap, ch, nilChan, closed, t, a, b, c, d, e, f, err, str) // stop: p s; p none; p named; p list; p bytes; p nilList; p small; p big; p nilMap; p ch; p nilChan; p closed; p t; p a; p b; p c; p *t.List.array; p d; p e; p f; p err; p str
}
// Debug:
// --- 42
// $1 = "text\n"
// $2 = ""
// $3 = "key"
// $4 = []string len 2 cap 2 = {"a", "b"}
// $5 = []uint8 len 2 cap 2 = {120 'x', 121 'y'}
// $6 = []main.T len 0 cap 0
// $7 = map[string]int len 2 = {["one"] = 1, ["two"] = 2}
// $8 = map[int]main.T len 3 = {[27] = {Name = "n27", List = []int len 0 cap 0}, [28] = {Name = "n28", List = []int len 0 cap 0}, [29] = {Name = "n29", List = []int len 0 cap 0}}
// $9 = map[main.Key]bool len 0
// $10 = chan main.Key len 2 cap 3 = {"y", "z"}
// $11 = chan int nil
// $12 = chan main.T len 0 cap 0 closed
// $13 = {Name = "t", List = []int len 1 cap 1 = {1}}
// $14 = (int) 1
// $15 = (string) "str"
// $16 = (main.T) {Name = "t", List = []int len 1 cap 1 = {1}}
// $17 = 1
// $18 = (*main.T) ADDR
// $19 = (main.Celsius) 1.5
// $20 = nil
// $21 = (*main.Err) ADDR
// $22 = nil
