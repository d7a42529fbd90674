// Note 22: reflect: types and values, setting what is addressable, Call and MakeFunc, tags, operations on maps and channels. Its calls cost more
// than direct ones (the benchmark's numbers vary; here only that a reflected call allocates is shown).
package main

import (
	"fmt"
	"reflect"
	"sort"
	"testing"
)

type shape struct {
	Name string `unit:"none"`
	Side float64
	note string
}

func (s shape) Area(k float64) float64 { return s.Side * s.Side * k }
func (s *shape) Grow(by float64)       { s.Side += by }

type named interface{ Area(float64) float64 }

var sink int

func try(f func()) {
	defer func() { fmt.Println("panic:", recover()) }()
	f()
}

func main() {
	s := shape{"square", 3, "private"}
	t, v := reflect.TypeOf(s), reflect.ValueOf(s)
	fmt.Println(t, t.Kind(), t.NumField(), t.NumMethod(), reflect.TypeOf(&s).NumMethod(), t.Field(0).Tag.Get("unit"))
	fmt.Println("can set:", v.Field(0).CanSet(), reflect.ValueOf(&s).Elem().Field(0).CanSet(), reflect.ValueOf(&s).Elem().Field(2).CanSet())
	reflect.ValueOf(&s).Elem().FieldByName("Side").SetFloat(4)
	fmt.Println("set:", s.Side)
	try(func() { v.Field(0).SetString("x") })
	try(func() { reflect.ValueOf(&s).Elem().Field(2).SetString("x") })
	try(func() { v.Field(0).Int() })

	out := reflect.ValueOf(s).MethodByName("Area").Call([]reflect.Value{reflect.ValueOf(0.5)})
	fmt.Println("method:", out[0].Float())
	reflect.ValueOf(&s).MethodByName("Grow").Call([]reflect.Value{reflect.ValueOf(1.0)})
	fmt.Println("grown:", s.Side)
	try(func() { reflect.ValueOf(fmt.Sprint).Call([]reflect.Value{{}}) })
	join := reflect.ValueOf(fmt.Sprintf).CallSlice([]reflect.Value{reflect.ValueOf("%v-%v"), reflect.ValueOf([]any{1, "b"})})
	fmt.Println("variadic:", join[0])

	swap := func(in []reflect.Value) []reflect.Value { return []reflect.Value{in[1], in[0]} }
	var ints func(int, int) (int, int)
	var mixed func(string, float64) (float64, string)
	reflect.ValueOf(&ints).Elem().Set(reflect.MakeFunc(reflect.TypeOf(ints), swap))
	reflect.ValueOf(&mixed).Elem().Set(reflect.MakeFunc(reflect.TypeOf(mixed), swap))
	fmt.Println(ints(1, 2))
	fmt.Println(mixed("a", 2.5))

	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), reflect.TypeFor[int]()))
	for i, k := range []string{"z", "y", "x"} {
		m.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(i))
	}
	m.SetMapIndex(reflect.ValueOf("y"), reflect.Value{})
	keys := m.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	fmt.Println("map:", m.Type(), m.Len(), keys, m.MapIndex(reflect.ValueOf("z")), m.Interface().(map[string]int)["x"])

	ch := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, reflect.TypeFor[int]()), 2)
	ch.Send(reflect.ValueOf(7))
	fmt.Println("channel:", ch.TrySend(reflect.ValueOf(8)), ch.TrySend(reflect.ValueOf(9)), ch.Len())
	chosen, got, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: reflect.ValueOf((chan int)(nil))}, {Dir: reflect.SelectRecv, Chan: ch}})
	fmt.Println("select:", chosen, got, ok)
	ch.Close()
	ch.Recv()
	got, ok = ch.Recv()
	fmt.Println("closed:", got, ok)

	st := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"a"`}, {Name: "B", Type: reflect.SliceOf(t)}})
	fmt.Printf("made: %v %+v\n", st, reflect.New(st).Elem())
	fmt.Println("implements:", t.Implements(reflect.TypeFor[named]()), t.AssignableTo(t), t.ConvertibleTo(reflect.TypeFor[int]()))
	fmt.Println("deep equal:", reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}), reflect.DeepEqual([]int(nil), []int{}))

	add := func(a, b int) int { return a + b }
	args := []reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2)}
	f := reflect.ValueOf(add)
	fmt.Println("direct call allocates:", testing.AllocsPerRun(100, func() { sink = add(1, 2) }) > 0, " reflected:", testing.AllocsPerRun(100, func() { sink = int(f.Call(args)[0].Int()) }) > 0)
}

// Output:
// main.shape struct 3 1 2 none
// can set: false true false
// set: 4
// panic: reflect: reflect.Value.SetString using unaddressable value
// panic: reflect: reflect.Value.SetString using value obtained using unexported field
// panic: reflect: call of reflect.Value.Int on string Value
// method: 8
// grown: 5
// panic: reflect: Call using zero Value argument
// variadic: 1-b
// 2 1
// 2.5 a
// map: map[string]int 2 [x z] 0 2
// channel: true false 2
// select: 1 7 true
// closed: 0 false
// made: struct { A int "json:\"a\""; B []main.shape } {A:0 B:[]}
// implements: true true false
// deep equal: true false
// direct call allocates: false  reflected: true
