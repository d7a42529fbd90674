// Note 19: init can't be called, has no parameters, and variables can't depend on themselves.
package p

import "os" // ERROR ".os. imported and not used"

var a = b // ERROR "initialization cycle or refers to itself|initialization cycle: a refers to itself|initialization cycle"
var b = f()

func f() int { return a }

func init() {}
func init() {}
func init(n int) {} // ERROR "func init must have no arguments and no return values|func init must have no arguments"

var init = 1 // ERROR "cannot declare init - must be func"

func call() {
	init() // ERROR "undefined: init"
	unused := 1 // ERROR "declared and not used: unused"
}
