// Note 24: make is for slices, maps and channels and gives the value itself; new takes any type (and, since 1.26, a value) and gives a pointer to a
// variable. Copies are shallow; deep ones are written out.
package main

import (
	"fmt"
	"maps"
	"slices"
)

type node struct {
	value int
	kids  []*node
}

func (n *node) deep() *node {
	if n == nil {
		return nil
	}
	c := &node{value: n.value}
	for _, k := range n.kids {
		c.kids = append(c.kids, k.deep())
	}
	return c
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	s := make([]int, 2, 5)
	m := make(map[string]int, 10)
	c := make(chan int, 3)
	u := make(chan int)
	fmt.Println("make:", len(s), cap(s), len(m), len(c), cap(c), cap(u))

	i := new(int)
	ps := new([]int)
	pm := new(map[string]int)
	pc := new(chan int)
	st := new(node)
	fmt.Println("new:", *i, *ps == nil, *pm == nil, *pc == nil, st.value, st.kids == nil)
	*ps = append(*ps, 1)
	fmt.Println("append to new's slice:", *ps, len(*ps))
	try(func() { (*pm)["a"] = 1 })
	fmt.Println("different variables:", new(int) != new(int))
	n := -1
	big := 1 << 62
	try(func() { _ = make([]int, n) })
	try(func() { _ = make([]int, 2, n+2) })
	try(func() { _ = make([]int, big) })
	try(func() { _ = make(chan int, n) })
	try(func() { fmt.Println("a negative hint is ignored:", len(make(map[int]int, n))) })

	// Shallow.
	rows := [][]int{{1, 2}, {3, 4}}
	shallow := slices.Clone(rows)
	deep := make([][]int, len(rows))
	for i, r := range rows {
		deep[i] = slices.Clone(r)
	}
	rows[0][0] = 100
	rows[1] = nil
	fmt.Println("rows:", rows, "shallow:", shallow, "deep:", deep)

	prices := map[string][]int{"a": {1}}
	cl := maps.Clone(prices)
	prices["a"][0] = 50
	prices["b"] = nil
	fmt.Println("maps:", prices, cl)

	tree := &node{1, []*node{{2, nil}, {3, []*node{{4, nil}}}}}
	flat := *tree
	full := tree.deep()
	tree.kids[1].kids[0].value = 400
	tree.value = 100
	fmt.Println("trees:", flat.value, flat.kids[1].kids[0].value, full.value, full.kids[1].kids[0].value)

	arr := [2][2]int{{1, 2}, {3, 4}}
	brr := arr // arrays are values all the way down
	arr[0][0] = 9
	fmt.Println("arrays:", arr, brr)
}

// Output:
// make: 2 5 0 0 3 0
// new: 0 true true true 0 true
// append to new's slice: [1] 1
// assignment to entry in nil map
// different variables: true
// runtime error: makeslice: len out of range
// runtime error: makeslice: cap out of range
// runtime error: makeslice: len out of range
// makechan: size out of range
// a negative hint is ignored: 0
// <nil>
// rows: [[100 2] []] shallow: [[100 2] [3 4]] deep: [[1 2] [3 4]]
// maps: map[a:[50] b:[]] map[a:[50]]
// trees: 1 400 1 4
// arrays: [[9 2] [3 4]] [[1 2] [3 4]]
