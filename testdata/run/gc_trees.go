// Binary trees of many depths: most die young, one lives; sums prove that nothing was freed too early.
package main

type tree struct{ l, r *tree }

func build(d int) *tree {
	if d == 0 {
		return &tree{}
	}
	return &tree{build(d - 1), build(d - 1)}
}

func (t *tree) count() int {
	if t.l == nil {
		return 1
	}
	return 1 + t.l.count() + t.r.count()
}

func main() {
	const maxDepth = 14
	long := build(maxDepth)
	for d := 4; d <= maxDepth; d += 2 {
		n := 1 << (maxDepth - d + 4)
		check := 0
		for range n {
			check += build(d).count()
		}
		println(n, "trees of depth", d, "check", check)
	}
	println(long.count())
}

// Output:
// 16384 trees of depth 4 check 507904
// 4096 trees of depth 6 check 520192
// 1024 trees of depth 8 check 523264
// 256 trees of depth 10 check 524032
// 64 trees of depth 12 check 524224
// 16 trees of depth 14 check 524272
// 32767
