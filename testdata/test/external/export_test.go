package external

import "testing"

var Hidden = hidden

func Order() []string { return order }

func init() { order = append(order, "test files") }

func TestInside(t *testing.T) {
	if hidden() != "inner" {
		t.Error(hidden())
	}
}
