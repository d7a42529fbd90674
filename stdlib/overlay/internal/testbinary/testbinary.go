// Package testbinary is part of every program that golem test builds: with it testing.Testing reports true. (cmd/go has the
// linker do that, -X testing.testBinary=1.) It imports nothing and is initialized before the packages that could ask.
package testbinary

import _ "unsafe"

//go:linkname testBinary testing.testBinary
var testBinary string

func init() { testBinary = "1" }
