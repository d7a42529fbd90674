// Permutations and prefix reversals: small integer arrays, unpredictable loops.
package main

func fannkuch(n int) (checksum, maxFlips int) {
	perm, perm1, count := make([]int, n), make([]int, n), make([]int, n)
	for i := range perm1 {
		perm1[i] = i
	}
	r, k := n, 0
	for {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		copy(perm, perm1)
		flips := 0
		for f := perm[0]; f != 0; f = perm[0] {
			for i, j := 0, f; i < j; i, j = i+1, j-1 {
				perm[i], perm[j] = perm[j], perm[i]
			}
			flips++
		}
		maxFlips = max(maxFlips, flips)
		if k&1 == 0 {
			checksum += flips
		} else {
			checksum -= flips
		}
		for {
			if r == n {
				return
			}
			first := perm1[0]
			for i := 0; i < r; i++ {
				perm1[i] = perm1[i+1]
			}
			perm1[r] = first
			count[r]--
			if count[r] > 0 {
				break
			}
			r++
		}
		k++
	}
}

func main() {
	for range 4 {
		c, m := fannkuch(10)
		println(c, m)
	}
}
