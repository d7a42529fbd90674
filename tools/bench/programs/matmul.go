// Matrix multiplication on slices of slices.
package main

func matrix(n int, seed uint32) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			seed = seed*1664525 + 1013904223
			m[i][j] = float64(seed>>8) / (1 << 24)
		}
	}
	return m
}

func mul(a, b [][]float64) [][]float64 {
	n := len(a)
	c := make([][]float64, n)
	for i := range c {
		row := make([]float64, n)
		for k, x := range a[i] {
			bk := b[k]
			for j := range row {
				row[j] += x * bk[j]
			}
		}
		c[i] = row
	}
	return c
}

func main() {
	c := mul(matrix(800, 1), matrix(800, 2))
	t := 0.0
	for i := range c {
		t += c[i][i]
	}
	println(int64(t * 1000))
}
