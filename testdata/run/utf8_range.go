// Ranging over a string decodes UTF-8; each wrong byte is one U+FFFD of width 1.
package main

func main() {
	for i, r := range "aé世😀" {
		println(i, r, string(r))
	}
	bad := "a\xffb\xc0\xafc\xed\xa0\x80d\xe4\xb8e\xf4\x90\x80\x80"
	n := 0
	for i, r := range bad {
		print(i, ":", r, " ")
		n++
	}
	println(n, len([]rune(bad)))
	for i := range "日本" {
		print(i, " ")
	}
	println()
	c := 0
	for range "日本語" {
		c++
	}
	println(c)
	s := "xyz"
	for i, r := range s {
		s = "changed"
		print(i, r, ";")
	}
	println(s)
	for i, b := range []byte("é") {
		print(i, "=", b, " ")
	}
	println()
	println(string(rune(0x10FFFF)) == "\U0010FFFF", len(string(rune(0xD800))), string(rune(-5)) == "\uFFFD")
	round := 0
	for r := rune(0); r <= 0x10FFFF; r += 7 {
		if q := []rune(string(r)); len(q) == 1 && q[0] == r {
			round++
		}
	}
	println(round)
}

// Output:
// 0 97 a
// 1 233 é
// 3 19990 世
// 6 128512 😀
// 0:97 1:65533 2:98 3:65533 4:65533 5:99 6:65533 7:65533 8:65533 9:100 10:65533 11:65533 12:101 13:65533 14:65533 15:65533 16:65533 17 17
// 0 3
// 3
// 0120;1121;2122;changed
// 0=195 1=169
// true 3 true
// 158867
