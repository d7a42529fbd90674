// Maps that don't leave their function: header and first bucket are on the stack until they grow. Contents must survive collections,
// growth, deletion, clear and iteration; a map made in a loop is a new one each time.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"testing"
)

type big struct{ a [40]int }

type pair struct{ s, t string }

func small() int {
	m := make(map[int]int)
	for i := range 8 {
		m[i] = i * i
	}
	delete(m, 3)
	sum := 0
	for k, v := range m {
		sum += k*100 + v
	}
	return sum + len(m)
}

func text(n int) []string {
	m := map[string]*pair{"first": {"a", "b"}}
	for i := range n {
		k := fmt.Sprint("key", i)
		m[k] = &pair{k, fmt.Sprint(i * i)}
		if i%7 == 0 {
			runtime.GC()
		}
	}
	runtime.GC()
	var all []string
	for k, v := range m {
		all = append(all, k+"="+v.t)
	}
	sort.Strings(all)
	return all
}

func large() int {
	m := map[big]big{}
	var k big
	for i := range 20 {
		k.a[39] = i
		m[k] = big{[40]int{i}}
	}
	runtime.GC()
	n := 0
	for i := range 25 {
		k.a[39] = i
		n += m[k].a[0]
	}
	return n
}

func loop() (n int) {
	for i := range 5 {
		m := map[any]int{}
		m[i]++
		m["x"] += i
		m[i]++
		n += len(m)*10 + m[i]
		clear(m)
		m[1] = 1
		n += len(m)
	}
	return n
}

func nested(depth int, outer map[int]string) int {
	if depth == 0 {
		return len(outer)
	}
	inner := map[int]string{depth: fmt.Sprint(depth)}
	for k, v := range outer {
		inner[k] = v
	}
	return nested(depth-1, inner)
}

func captured() int {
	m := map[string]int{}
	add := func(s string) { m[s]++ }
	for range 3 {
		add("a")
		add("b")
	}
	return m["a"]*10 + len(m)
}

func returned() map[int]int {
	m := map[int]int{1: 2}
	return m
}

func unhashable() {
	defer func() { fmt.Println(recover()) }()
	m := map[any]int{}
	m[[]int{}] = 1
}

func main() {
	fmt.Println(small())
	fmt.Println(text(5))
	fmt.Println(len(text(100)), text(100)[50])
	fmt.Println(large(), loop(), nested(30, nil), captured(), returned())
	unhashable()
	fmt.Println(testing.AllocsPerRun(10, func() { small() }), testing.AllocsPerRun(10, func() { loop() }))
	done := make(chan int)
	for i := range 4 {
		go func() {
			n := 0
			for range 50 {
				n += len(text(20 + i))
			}
			done <- n
		}()
	}
	fmt.Println(<-done + <-done + <-done + <-done)
}

// Output:
// 2638
// [first=b key0=0 key1=1 key2=4 key3=9 key4=16]
// 101 key54=2916
// 190 115 30 32 map[1:2]
// runtime error: hash of unhashable type []int
// 0 0
// 4500
