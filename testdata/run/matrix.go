// Arrays of arrays, slices of slices, structs of arrays: multiplication, transposition, spirals, life.
package main

type mat [4][4]int

func (a mat) mul(b mat) (c mat) {
	for i := range a {
		for j := range b[0] {
			for k := range b {
				c[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return
}

func (a *mat) transpose() {
	for i := range a {
		for j := range i {
			a[i][j], a[j][i] = a[j][i], a[i][j]
		}
	}
}

func pow(a mat, n int) mat {
	r := mat{{1}, {1: 1}, {2: 1}, {3: 1}}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r.mul(a)
		}
		a = a.mul(a)
	}
	return r
}

func spiral(n int) [][]int {
	g := make([][]int, n)
	for i := range g {
		g[i] = make([]int, n)
	}
	x, y, dx, dy := 0, 0, 1, 0
	for k := 1; k <= n*n; k++ {
		g[y][x] = k
		if nx, ny := x+dx, y+dy; nx < 0 || nx >= n || ny < 0 || ny >= n || g[ny][nx] != 0 {
			dx, dy = -dy, dx
		}
		x, y = x+dx, y+dy
	}
	return g
}

type board [16][16]bool

func (b *board) step() {
	old := *b
	for y := range old {
		for x := range old[y] {
			n := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if (dx != 0 || dy != 0) && old[(y+dy+16)%16][(x+dx+16)%16] {
						n++
					}
				}
			}
			b[y][x] = n == 3 || n == 2 && old[y][x]
		}
	}
}

func main() {
	f := mat{{1, 1}, {1, 0}, {0, 0, 1, 1}, {0, 0, 1}}
	p := pow(f, 50)
	println(p[0][1], p[2][3], p[0][2])
	m := mat{{1, 2, 3, 4}, {5, 6, 7, 8}}
	m.transpose()
	println(m[1][0], m[0][1], m[3][1])
	for _, row := range spiral(5) {
		for _, v := range row {
			print(v, " ")
		}
		println()
	}
	var b board
	for _, c := range [][2]int{{1, 0}, {2, 1}, {0, 2}, {1, 2}, {2, 2}} {
		b[c[1]][c[0]] = true
	}
	start := b
	for range 64 {
		b.step()
	}
	println(b == start)
	var cube [3][4][5]int
	for i := range cube {
		for j := range cube[i] {
			for k := range cube[i][j] {
				cube[i][j][k] = i*100 + j*10 + k
			}
		}
	}
	c2 := cube
	plane := &cube[1]
	plane[2][3] = -1
	println(cube[1][2][3], c2[1][2][3], cube[0] == c2[0], cube == c2, len(cube[0][0]))
	rows := make([][3]int, 2, 2)
	rows = append(rows, [3]int{7, 8, 9})
	rows[0] = rows[2]
	rows[2][0] = 0
	println(rows[0][0], rows[2][0], len(rows))
}

// Output:
// 12586269025 12586269025 0
// 2 5 8
// 1 2 3 4 5
// 16 17 18 19 6
// 15 24 25 20 7
// 14 23 22 21 8
// 13 12 11 10 9
// true
// -1 123 true false 5
// 7 0 3
