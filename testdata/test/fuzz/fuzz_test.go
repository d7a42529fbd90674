package fuzz

import "testing"

func FuzzReverse(f *testing.F) {
	f.Add("abc", 3)
	f.Add("", 0)
	f.Add("boom", 4)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if len(s) != n {
			t.Errorf("%q %d", s, n)
		}
		if s == "boom" {
			t.Fatal("boom")
		}
	})
}
