package main

//go:noinline
func left(a uint) int64 {
	d := int64(1)
	d <<= a
	return d
}

//go:noinline
func right(x int8, n uint64) int8 {
	x >>= n
	return x
}

//go:noinline
func narrow(x uint64, n int8) (y uint64, err string) {
	defer func() {
		if e := recover(); e != nil {
			err = e.(error).Error()
		}
	}()
	x <<= n
	return x, ""
}

func main() {
	println(left(3), left(64), left(1<<63), left(^uint(0)))
	println(right(-128, 3), right(-128, 1<<40), right(127, 1<<63))
	for _, n := range []int8{4, 127, -1} {
		y, err := narrow(1, n)
		println(y, err)
	}
	m := map[string]uint32{"a": 1}
	m["a"] <<= uint8(200)
	m["b"] |= 1
	m["b"] <<= uint16(31)
	println(m["a"], m["b"])
}

// Output:
// 8 0 0 0
// -16 -1 0
// 16 
// 0 
// 0 runtime error: negative shift amount
// 0 2147483648
