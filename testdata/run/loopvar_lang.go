// Since Go 1.22 each iteration has its own variables; a file that asks for an older language shares them.
package main

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for _, v := range []int{5, 6} {
		fs = append(fs, func() int { return v })
	}
	for _, f := range fs {
		println(f())
	}
}

// Output:
// 0
// 1
// 2
// 5
// 6
