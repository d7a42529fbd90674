// An index out of range that nobody recovers.
package main

var table = []int{1, 2, 3}

func get(i int) int { return table[i] }

func main() {
	println(get(2))
	println(get(5))
}

// Exit: 2
// Output prefix:
// 3
// panic: runtime error: index out of range [5] with length 3
//
// goroutine 1 [running]:
