// Division: truncation, remainders, constants and variables, zero.
package main

func div(a, b int) (q int, s string) {
	defer func() {
		if e := recover(); e != nil {
			s = e.(error).Error()
		}
	}()
	q = a / b
	return q, "ok"
}

func rem(a, b uint8) (q uint8, s string) {
	defer func() {
		if e := recover(); e != nil {
			s = e.(error).Error()
		}
	}()
	return a % b, "ok"
}

func main() {
	for _, a := range []int{7, -7, 100, -1 << 63} {
		for _, b := range []int{2, -2, 3, 7, 10, 0, -1} {
			q, s := div(a, b)
			println(a, b, q, s)
		}
	}
	q, s := rem(200, 7)
	println(q, s)
	q, s = rem(200, 0)
	println(q, s)
	sum := 0
	for i := -1000; i < 1000; i++ {
		if i/7*7+i%7 != i || i/-3*-3+i%-3 != i || i/16*16+i%16 != i || i/1000003 != 0 {
			println("wrong at", i)
		}
		sum += i/7 + i%7 + i/16 - i%10
	}
	println(sum)
	var u uint64 = 1<<64 - 1
	println(u/3, u%10, u/(1<<63), u%(1<<32))
	f := 1.0
	var z float64
	println(f/z, -f/z, z/z != z/z)
}

// Output:
// 7 2 3 ok
// 7 -2 -3 ok
// 7 3 2 ok
// 7 7 1 ok
// 7 10 0 ok
// 7 0 0 runtime error: integer divide by zero
// 7 -1 -7 ok
// -7 2 -3 ok
// -7 -2 3 ok
// -7 3 -2 ok
// -7 7 -1 ok
// -7 10 0 ok
// -7 0 0 runtime error: integer divide by zero
// -7 -1 7 ok
// 100 2 50 ok
// 100 -2 -50 ok
// 100 3 33 ok
// 100 7 14 ok
// 100 10 10 ok
// 100 0 0 runtime error: integer divide by zero
// 100 -1 -100 ok
// -9223372036854775808 2 -4611686018427387904 ok
// -9223372036854775808 -2 4611686018427387904 ok
// -9223372036854775808 3 -3074457345618258602 ok
// -9223372036854775808 7 -1317624576693539401 ok
// -9223372036854775808 10 -922337203685477580 ok
// -9223372036854775808 0 0 runtime error: integer divide by zero
// -9223372036854775808 -1 -9223372036854775808 ok
// 4 ok
// 0 runtime error: integer divide by zero
// -210
// 6148914691236517205 5 1 4294967295
// +Inf -Inf true
