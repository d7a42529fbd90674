// Building, comparing and searching strings by hand, many sizes; concatenation in one expression and in loops.
package main

func repeat(s string, n int) (r string) {
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r += s
		}
		s += s
	}
	return
}

func index(s, t string) int {
	for i := 0; i+len(t) <= len(s); i++ {
		if s[i:i+len(t)] == t {
			return i
		}
	}
	return -1
}

func split(s string, sep byte) (r []string) {
	for i := 0; i < len(s); i++ {
		if s[i] == sep {
			r = append(r, s[:i])
			s, i = s[i+1:], -1
		}
	}
	return append(r, s)
}

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func cmp(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func main() {
	for n := 0; n < 70; n += 9 {
		s := repeat("abc", n)
		t := s + "x"
		if len(s) != 3*n || s == t || s >= t || t[:len(s)] != s || s+"y" <= t {
			println("wrong at", n)
		}
	}
	long := repeat("0123456789", 1000)
	println(len(long), index(long+"needle", "needle"), index(long, "90"), index("", "x"), index("x", ""))
	for _, w := range split("a,bc,,d", ',') {
		print("[", w, "]")
	}
	println()
	println(itoa(0), itoa(-120), itoa(1<<40))
	println(reverse("héllo→"))
	ws := []string{"", "a", "b", "aa", "ab", "abc", "é", "\x00", "\xff", "zzzzzzzzzzzzzzzzz1", "zzzzzzzzzzzzzzzzz2"}
	for _, a := range ws {
		for _, b := range ws {
			print(cmp(a, b)+1, "")
		}
	}
	println()
	a, b, c, d, e, f := "a", "bb", "", "dddd", "e", "ff"
	println(a+b+c+d+e+f, len(a+b+c+d+e+f+a+b+c+d+e+f), c+c == "", a+c == a)
	s := ""
	for i := range 2000 {
		s += string(rune('a' + i%26))
	}
	h := 0
	for i := range len(s) {
		h = h*31 + int(s[i])
	}
	println(len(s), h)
	b1 := []byte("mutable")
	s1 := string(b1)
	b1[0] = 'M'
	println(s1, string(b1), string(b1) == "Mutable", string(b1) > s1)
	var sb []byte
	for _, w := range ws[:5] {
		sb = append(sb, w...)
		sb = append(sb, '|')
	}
	println(string(sb))
}

// Output:
// 10000 10000 9 -1 0
// [a][bc][][d]
// 0 -120 1099511627776
// →olléh
// 1000000000021000002000221222020002201000200022021002000220221020002222221202220000001000222222221222222220201022222202021
// abbddddeff 20 true true
// 2000 5001152352893223016
// mutable Mutable true false
// |a|b|aa|ab|
