// Note 17: field tags steer encoders; empty structs take no space and share one address on the heap; JSON of the wrong type or outside a type's
// range is an error; a struct is copied by assignment, through pointers, or deeply by hand.
package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"unsafe"
)

type person struct {
	Name   string            `json:"name" db:"person_name,key"`
	Age    uint8             `json:"age,omitempty"`
	Tags   []string          `json:"tags"`
	Extra  map[string]string `json:"-"`
	secret int
}

var keep, keep2 *struct{}

func (p person) deep() person {
	p.Tags = append([]string(nil), p.Tags...)
	extra := map[string]string{}
	for k, v := range p.Extra {
		extra[k] = v
	}
	p.Extra = extra
	return p
}

func main() {
	t := reflect.TypeFor[person]()
	for i := range t.NumField() {
		f := t.Field(i)
		db, ok := f.Tag.Lookup("db")
		fmt.Printf("%s offset %d json %q db %q %v exported %v\n", f.Name, f.Offset, f.Tag.Get("json"), db, ok, f.IsExported())
	}

	type nothing struct{}
	keep, keep2 = new(struct{}), new(struct{})
	fmt.Println("empty:", unsafe.Sizeof(nothing{}), unsafe.Sizeof([100]nothing{}), "one address:", uintptr(unsafe.Pointer(keep)) == uintptr(unsafe.Pointer(keep2)))
	fmt.Println("at the end it is padded:", unsafe.Sizeof(struct {
		a int64
		b struct{}
	}{}), "in front not:", unsafe.Sizeof(struct {
		b struct{}
		a int64
	}{}))
	fmt.Println("order of fields matters:", unsafe.Sizeof(struct {
		a bool
		b int64
		c bool
	}{}), unsafe.Sizeof(struct {
		b    int64
		a, c bool
	}{}))

	p := person{Name: "Ada", Tags: []string{"x", "y"}, Extra: map[string]string{"k": "v"}, secret: 1}
	out, err := json.Marshal(p)
	fmt.Println(string(out), err)
	for _, in := range []string{
		`{"name":"Bob","age":255,"tags":null,"unknown":1}`, `{"name":"Bob","age":256}`, `{"age":-1}`, `{"age":"7"}`, `{"name":7}`, `{"age":1.5}`, `{"tags":{}}`, `[1]`, `{"name":`,
	} {
		var q person
		err := json.Unmarshal([]byte(in), &q)
		fmt.Println(in, "->", q, err)
	}

	copied := p // the slice and the map are shared
	pointed := &p
	deep := p.deep()
	p.Name, p.Tags[0], p.Extra["k"] = "Eve", "changed", "changed"
	fmt.Println("assigned:", copied.Name, copied.Tags[0], copied.Extra["k"])
	fmt.Println("pointer:", pointed.Name, pointed.Tags[0], pointed.Extra["k"])
	fmt.Println("deep:", deep.Name, deep.Tags[0], deep.Extra["k"])
	*pointed = deep
	fmt.Println("copied back through the pointer:", p.Name, p.Tags[0])
}

// Output:
// Name offset 0 json "name" db "person_name,key" true exported true
// Age offset 16 json "age,omitempty" db "" false exported true
// Tags offset 24 json "tags" db "" false exported true
// Extra offset 48 json "-" db "" false exported true
// secret offset 56 json "" db "" false exported false
// empty: 0 0 one address: true
// at the end it is padded: 16 in front not: 8
// order of fields matters: 24 16
// {"name":"Ada","tags":["x","y"]} <nil>
// {"name":"Bob","age":255,"tags":null,"unknown":1} -> {Bob 255 [] map[] 0} <nil>
// {"name":"Bob","age":256} -> {Bob 0 [] map[] 0} json: cannot unmarshal number 256 into Go struct field person.age of type uint8
// {"age":-1} -> { 0 [] map[] 0} json: cannot unmarshal number -1 into Go struct field person.age of type uint8
// {"age":"7"} -> { 0 [] map[] 0} json: cannot unmarshal string into Go struct field person.age of type uint8
// {"name":7} -> { 0 [] map[] 0} json: cannot unmarshal number into Go struct field person.name of type string
// {"age":1.5} -> { 0 [] map[] 0} json: cannot unmarshal number 1.5 into Go struct field person.age of type uint8
// {"tags":{}} -> { 0 [] map[] 0} json: cannot unmarshal object into Go struct field person.tags of type []string
// [1] -> { 0 [] map[] 0} json: cannot unmarshal array into Go value of type main.person
// {"name": -> { 0 [] map[] 0} unexpected end of JSON input
// assigned: Ada changed changed
// pointer: Eve changed changed
// deep: Ada x v
// copied back through the pointer: Ada x
