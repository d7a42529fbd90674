package external

import "example.com/t/external/inner"

var order []string

func init() { order = append(order, "package") }

func hidden() string { return inner.Name() }
