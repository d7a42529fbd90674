// Note 9: a[low:high:max] with 0 <= low <= high <= max <= cap. low is 0 and high is len when left out; the result has len high-low and cap
// max-low. What is outside is refused with a text that names the first wrong pair.
package main

import "fmt"

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%-16s %v\n", what, r)
		}
	}()
	f()
}

func show(what string, s []int) {
	fmt.Printf("%-16s %v len %d cap %d\n", what, s, len(s), cap(s))
}

func main() {
	a := [8]int{0, 1, 2, 3, 4, 5, 6, 7}
	s := a[:6]
	show("a[:6]", s)
	show("s[2:4]", s[2:4])
	show("s[2:]", s[2:])
	show("s[:4]", s[:4])
	show("s[:]", s[:])
	show("s[2:4:5]", s[2:4:5])
	show("s[:0:0]", s[:0:0])
	show("s[6:]", s[6:])
	show("s[2:8], past len", s[2:8])
	show("pointer (&a)[1:]", (&a)[6:])
	var none []int
	show("nil[0:0]", none[0:0])
	fmt.Println(none[:] == nil, "hello"[1:3], "hello"[5:] == "")

	n, m, neg := 9, 7, -1
	str := "hello"
	try("s[:9]", func() { show("", s[:n]) })
	try("s[7:]", func() { show("", s[m:]) })
	try("s[7:3]", func() { show("", s[m:3]) })
	try("s[-1:]", func() { show("", s[neg:]) })
	try("s[:-1]", func() { show("", s[:neg]) })
	try("s[0:1:9]", func() { show("", s[0:1:n]) })
	try("s[0:7:6]", func() { show("", s[0:m:6]) })
	try("s[7:2:4]", func() { show("", s[m:2:4]) })
	try("a[:9]", func() { show("", a[:n]) })
	try("a[7:3]", func() { show("", a[m:3]) })
	try("a[0:1:9]", func() { show("", a[0:1:n]) })
	try("str[:9]", func() { fmt.Println(str[:n]) })
	try("str[7:]", func() { fmt.Println(str[m:]) })
	try("str[4:2]", func() { fmt.Println(str[m-3 : 2]) })
	try("s[7]", func() { fmt.Println(s[m]) })
	try("s[-1]", func() { fmt.Println(s[neg]) })
	try("str[9]", func() { fmt.Println(str[n]) })
	try("nil[0]", func() { fmt.Println(none[neg+1]) })
}

// Output:
// a[:6]            [0 1 2 3 4 5] len 6 cap 8
// s[2:4]           [2 3] len 2 cap 6
// s[2:]            [2 3 4 5] len 4 cap 6
// s[:4]            [0 1 2 3] len 4 cap 8
// s[:]             [0 1 2 3 4 5] len 6 cap 8
// s[2:4:5]         [2 3] len 2 cap 3
// s[:0:0]          [] len 0 cap 0
// s[6:]            [] len 0 cap 2
// s[2:8], past len [2 3 4 5 6 7] len 6 cap 6
// pointer (&a)[1:] [6 7] len 2 cap 2
// nil[0:0]         [] len 0 cap 0
// true el true
// s[:9]            runtime error: slice bounds out of range [:9] with capacity 8
// s[7:]            runtime error: slice bounds out of range [7:6]
// s[7:3]           runtime error: slice bounds out of range [7:3]
// s[-1:]           runtime error: slice bounds out of range [-1:]
// s[:-1]           runtime error: slice bounds out of range [:-1]
// s[0:1:9]         runtime error: slice bounds out of range [::9] with capacity 8
// s[0:7:6]         runtime error: slice bounds out of range [:7:6]
// s[7:2:4]         runtime error: slice bounds out of range [7:2:]
// a[:9]            runtime error: slice bounds out of range [:9] with length 8
// a[7:3]           runtime error: slice bounds out of range [7:3]
// a[0:1:9]         runtime error: slice bounds out of range [::9] with length 8
// str[:9]          runtime error: slice bounds out of range [:9] with length 5
// str[7:]          runtime error: slice bounds out of range [7:5]
// str[4:2]         runtime error: slice bounds out of range [4:2]
// s[7]             runtime error: index out of range [7] with length 6
// s[-1]            runtime error: index out of range [-1]
// str[9]           runtime error: index out of range [9] with length 5
// nil[0]           runtime error: index out of range [0] with length 0
