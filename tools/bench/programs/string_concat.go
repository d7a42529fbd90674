// Strings built by concatenation of few and many parts.
package main

func itoa(n int) string {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return string(b[i:])
		}
	}
}

func main() {
	t := 0
	for i := range 5000000 {
		s := "key-" + itoa(i) + ":" + itoa(i*3) + ";"
		t += len(s) + int(s[5])
	}
	for range 20 {
		s := ""
		for i := range 5000 {
			s += itoa(i)
		}
		t += len(s)
	}
	println(t)
}
