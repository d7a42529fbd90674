package external_test

import (
	"fmt"
	"reflect"
	"testing"

	"example.com/t/external"
)

type local struct{}

func TestOutside(t *testing.T) {
	if external.Hidden() != "inner" || fmt.Sprint(external.Order()) != "[package test files]" {
		t.Error(external.Hidden(), external.Order())
	}
	if p := reflect.TypeFor[local]().PkgPath(); p != "example.com/t/external_test" {
		t.Error(p)
	}
}

func ExampleHidden() {
	fmt.Println(external.Hidden())
	// Output: inner
}
