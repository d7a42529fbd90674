// Sorts integers, strings and structs with slices and sort.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

type item struct {
	key   uint32
	value string
}

func main() {
	x := uint32(1)
	next := func() uint32 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		return x
	}
	var check uint64
	for round := 0; round < 8; round++ {
		ints := make([]int, 200000)
		items := make([]item, 100000)
		words := make([]string, 60000)
		for i := range ints {
			ints[i] = int(next())
		}
		for i := range items {
			items[i] = item{next() % 5000, "v"}
		}
		for i := range words {
			words[i] = fmt.Sprint(next())
		}
		slices.Sort(ints)
		slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.key, b.key) })
		sort.Strings(words)
		sort.Slice(items, func(i, j int) bool { return items[i].key > items[j].key })
		check += uint64(ints[1000]) + uint64(items[10].key) + uint64(len(words[7]))
	}
	fmt.Println(check)
}
