package panics

import "testing"

func TestBefore(t *testing.T) { t.Log("fine") }

func TestPanics(t *testing.T) {
	var m map[string]int
	t.Log("before the panic")
	m["a"] = 1
}

func TestAfter(t *testing.T) {}
