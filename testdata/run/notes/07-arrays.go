// Note 7: an array's elements lie one after the other; assigning, passing and ranging copy all of them; the length belongs to the type and may be
// counted by the compiler ([...]) in the outermost dimension only (testdata/errors/notes_arrays.go).
package main

import (
	"fmt"
	"unsafe"
)

func change(a [3]int) [3]int {
	a[0] = 100
	return a
}

func changeThrough(a *[3]int) { a[0] = 100 }

func at(a []int, i int) (err any) {
	defer func() { err = recover() }()
	var fixed [3]int
	copy(fixed[:], a)
	fixed[i]++
	return fixed[i]
}

func main() {
	a := [3]int{1, 2, 3}
	for i := 1; i < len(a); i++ {
		fmt.Println("distance:", uintptr(unsafe.Pointer(&a[i]))-uintptr(unsafe.Pointer(&a[i-1])))
	}
	b := a
	b[1] = 20
	fmt.Println("assignment copies:", a, b)
	fmt.Println("parameters copy:", change(a), a)
	changeThrough(&a)
	fmt.Println("through a pointer:", a)

	counted := [...]string{2: "two", 0: "zero", 4: "four"}
	fmt.Printf("%T %q\n", counted, counted)
	grid := [...][2]int{{1, 2}, {3, 4}, {5, 6}}
	fmt.Printf("%T %v size %d\n", grid, grid, unsafe.Sizeof(grid))
	fmt.Println("row and column:", uintptr(unsafe.Pointer(&grid[1][0]))-uintptr(unsafe.Pointer(&grid[0][0])))

	// range over an array works on a copy; over a pointer or a slice of it, it doesn't.
	v := [3]int{1, 2, 3}
	for i, x := range v {
		v[2] = 10
		fmt.Print(i, "=", x, " ")
	}
	fmt.Println("copy")
	v = [3]int{1, 2, 3}
	for i, x := range &v {
		v[2] = 10
		fmt.Print(i, "=", x, " ")
	}
	fmt.Println("pointer")

	fmt.Println("len and cap are constants:", len(grid), cap(grid))
	fmt.Println("in range:", at([]int{1, 2, 3}, 2))
	fmt.Println("out of range:", at([]int{1, 2, 3}, 3))
	fmt.Println("slice to array:", [2]int([]int{7, 8, 9}))
	func() {
		defer func() { fmt.Println(recover()) }()
		short := []int{1}
		fmt.Println([2]int(short))
	}()
	fmt.Println("comparable and a map's key:", map[[2]int]string{{1, 2}: "b"}[[2]int{1, 2}])
}

// Output:
// distance: 8
// distance: 8
// assignment copies: [1 2 3] [1 20 3]
// parameters copy: [100 2 3] [1 2 3]
// through a pointer: [100 2 3]
// [5]string ["zero" "" "two" "" "four"]
// [3][2]int [[1 2] [3 4] [5 6]] size 48
// row and column: 16
// 0=1 1=2 2=3 copy
// 0=1 1=2 2=10 pointer
// len and cap are constants: 3 3
// in range: <nil>
// out of range: runtime error: index out of range [3] with length 3
// slice to array: [7 8]
// runtime error: cannot convert slice with length 1 to array or pointer to array with length 2
// comparable and a map's key: b
