// Iteration by byte and by rune, comparison, substring search, conversion to and from runes.
package main

func index(s, t string) int {
	for i := 0; i+len(t) <= len(s); i++ {
		if s[i:i+len(t)] == t {
			return i
		}
	}
	return -1
}

func less(ws []string) (n int) {
	for i := range ws {
		for j := range ws {
			if ws[i] < ws[j] {
				n++
			}
		}
	}
	return
}

func main() {
	s := ""
	var ws []string
	for i := range 1500 {
		w := "wört" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + "日"
		ws = append(ws, w)
		s += w + " "
	}
	t := 0
	for range 4500 {
		for i, r := range s {
			if r > 127 {
				t += i
			}
		}
		for i := 0; i < len(s); i++ {
			if s[i] == ' ' {
				t++
			}
		}
	}
	for range 45 {
		t += less(ws)
	}
	for i := range 1000 {
		t += index(s, ws[1499-i])
	}
	for range 1500 {
		r := []rune(s)
		t += len(string(r[10:]))
	}
	println(t)
}
