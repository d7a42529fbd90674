package bench

import "testing"

var sink []byte

func BenchmarkAllocates(b *testing.B) {
	for range b.N {
		sink = make([]byte, 100)
	}
}

func BenchmarkLoop(b *testing.B) {
	for b.Loop() {
	}
}

func BenchmarkSub(b *testing.B) {
	b.Run("x", func(b *testing.B) { b.ReportMetric(3, "things/op") })
	b.Run("fails", func(b *testing.B) { b.Fatal("no") })
}

func TestNothing(t *testing.T) {}
