package main

import "fmt"

func quick(a []int, lo, hi int) {
	for lo < hi {
		p, i, j := a[(lo+hi)/2], lo, hi
		for i <= j {
			for a[i] < p {
				i++
			}
			for a[j] > p {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		if j-lo < hi-i {
			quick(a, lo, j)
			lo = i
		} else {
			quick(a, i, hi)
			hi = j
		}
	}
}

func main() {
	n := 300000
	a := make([]int, n)
	x := 42
	for i := range a {
		x = (x*1103515245 + 12345) % 2147483648
		a[i] = x
	}
	quick(a, 0, n-1)
	fmt.Println(a[0], a[n/2], a[n-1])
}
