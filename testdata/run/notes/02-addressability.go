// Note 2: what has an address: variables, elements of slices and of addressable arrays, fields of addressable structs, what a pointer points to,
// and composite literals behind &. Literals, constants, bytes of strings and elements of maps have none: testdata/errors/notes_addressability.go.
package main

import "fmt"

type point struct{ x, y int }

func (p *point) move(dx int) { p.x += dx }

func makeSlice() []int { return []int{1, 2, 3} }

func main() {
	n := 1
	p := &n
	*p = 5
	fmt.Println("variable:", n)

	a := [3]int{1, 2, 3}
	q := &a[1]
	*q = 20
	fmt.Println("array element:", a)

	e := &makeSlice()[2] // elements of any slice, even of a call's result
	*e += 1
	fmt.Println("slice element:", *e)

	s := point{1, 2}
	f := &s.y
	*f = 7
	fmt.Println("field:", s)

	l := &point{3, 4} // & of a composite literal makes a new variable
	m := &point{3, 4}
	fmt.Println("literal:", *l == *m, l == m)

	pp := &p
	**pp = 9
	fmt.Println("pointer to pointer:", n)

	// s.move is short for (&s).move since s is a variable. The element of a map is copied out, changed and put back.
	s.move(10)
	fmt.Println("method:", s)
	world := map[string]point{"a": {1, 1}}
	tmp := world["a"]
	tmp.move(4)
	fmt.Println("copy of a map's element:", world["a"], tmp)
	world["a"] = tmp
	fmt.Println("put back:", world["a"])
	byPointer := map[string]*point{"a": {1, 1}}
	byPointer["a"].move(4)
	byPointer["a"].y = 8
	fmt.Println("pointer in a map:", *byPointer["a"])

	// Each iteration's variable has its own address (since 1.22).
	var kept []*int
	for i := 0; i < 3; i++ {
		kept = append(kept, &i)
	}
	fmt.Println("loop variables:", *kept[0], *kept[1], *kept[2])
}

// Output:
// variable: 5
// array element: [1 20 3]
// slice element: 4
// field: {1 7}
// literal: true false
// pointer to pointer: 9
// method: {11 7}
// copy of a map's element: {1 1} {5 1}
// put back: {5 1}
// pointer in a map: {5 8}
// loop variables: 0 1 2
