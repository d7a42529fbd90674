package main

import "fmt"

func main() {
	n, count := 1000000, 0
	for round := 0; round < 3; round++ {
		composite := make([]bool, n+1)
		count = 0
		for i := 2; i <= n; i++ {
			if !composite[i] {
				count++
				for j := 2 * i; j <= n; j += i {
					composite[j] = true
				}
			}
		}
	}
	fmt.Println(count)
}
