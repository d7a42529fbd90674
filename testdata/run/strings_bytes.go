// A string is bytes: indexing, slicing, conversion copies, comparison, concatenation.
package main

func catch(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	s := "héllo, 世界"
	println(len(s), s[1], s[2], s[:1]+s[3:6], s[len(s)-3:])
	b := []byte(s)
	b[0] = 'H'
	println(s, string(b), len(b), cap(b) >= len(b))
	r := []rune(s)
	println(len(r), r[1], string(r[7:]))
	println("a" < "b", "a" < "ab", "B" < "a", "" < "x", "é" > "z", "abc" == "ab"+"c")
	t := ""
	for i := 0; i < 10; i++ {
		t += string(rune('a' + i))
	}
	println(t, len(t), t[3:7], t[:0] == "")
	var n = 20
	catch(func() { println(t[n]) })
	catch(func() { println(t[n:]) })
	catch(func() { println(t[5:n]) })
	catch(func() { m := 2; println(t[5:m]) })
	println(string([]byte{0x67, 0x6f}), string([]rune{0x4e16, -1, 0x110000, 0xd800}))
	switch x := "go" + t[:1]; x {
	case "go":
		println("no")
	case "goa":
		println("yes")
	}
	raw := `a\n
b`
	println(len(raw), raw)
	println("\a\x41\101\u00e9\U0001F600"[1:], len("\xff\xfe"))
	m := map[string]int{"k": 1}
	m[string([]byte{'k'})]++
	println(m["k"])
	x, y, z := "one", "two", ""
	println(x+y+z+x, z+x == x, x+"-"+y+"-"+z+"!")
}

// Output:
// 14 195 169 hllo 界
// héllo, 世界 Héllo, 世界 14 true
// 9 233 世界
// true true true true true true
// abcdefghij 10 defg true
// runtime error: index out of range [20] with length 10
// runtime error: slice bounds out of range [20:10]
// runtime error: slice bounds out of range [:20] with length 10
// runtime error: slice bounds out of range [5:2]
// go 世���
// yes
// 5 a\n
// b
// AAé😀 2
// 2
// onetwoone true one-two-!
