// Methods of defined map types through reflect: the descriptor's uncommon part lies where internal/abi looks for it.
package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

type H map[string]any

func (h H) Keys() int       { return len(h) }
func (h H) String() string  { return fmt.Sprint("H of ", len(h)) }
func (h *H) Reset()         { *h = nil }
func (h H) hidden() float64 { return 0 }

type M map[int]string

func (m M) MarshalText() ([]byte, error) { return []byte(strings.Repeat("m", len(m))), nil }

func main() {
	h := H{"a": 1, "b": []int{2}}
	t := reflect.TypeOf(h)
	fmt.Println(t.NumMethod(), t.Method(0).Name, t.Method(1).Name, t.PkgPath())
	fmt.Println(t.Implements(reflect.TypeFor[fmt.Stringer]()), t.Implements(reflect.TypeFor[json.Marshaler]()))
	fmt.Println(h, reflect.ValueOf(h).Method(0).Call(nil)[0])
	b, err := json.Marshal([]any{h, M{1: "x", 2: "y"}, map[string]H{"k": {"z": nil}}})
	fmt.Println(string(b), err)
	_ = h.hidden
}

// Output:
// 2 Keys String main
// true false
// H of 2 2
// [{"a":1,"b":[2]},"mm",{"k":{"z":null}}] <nil>
