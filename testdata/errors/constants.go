package p

var _ int8 = 128 // ERROR "cannot use 128 .untyped int constant. as int8 value in variable declaration .overflows."
var _ int = 1.5 // ERROR "cannot use 1.5 .untyped float constant. as int value in variable declaration .truncated."
var _ = int8(128) // ERROR "cannot convert 128 .untyped int constant. to type int8|constant 128 overflows int8"
var _ = uint(-1) // ERROR "constant -1 overflows uint"
var _ = int(1.5) // ERROR "cannot convert 1.5 .untyped float constant. to type int .truncated.|truncated to int|cannot convert"
var _ = "a" + 1 // ERROR "mismatched types untyped string and untyped int|cannot convert"
var _ = 1 << 600 // ERROR "constant shift overflow|overflows|constant .*shift overflow"
var _ float32 = 1e100 // ERROR "overflows"
var _ = 5 % 0 // ERROR "division by zero"
var _ = 1.0 / 0 // ERROR "division by zero"
var _ = 5.0 % 2.0 // ERROR "operator % not defined on 5.0"
var _ string = 'a' // ERROR "cannot use 'a' .untyped rune constant 97. as string value in variable declaration"
var _ = string(1.5) // ERROR "cannot convert 1.5"
var _ = []byte(1) // ERROR "cannot convert 1 .untyped int constant. to type \[\]byte"

const big = 1 << 500
const bigger = big * big // ERROR "constant multiplication overflow"
const r = "s"[0] // ERROR "is not constant"
