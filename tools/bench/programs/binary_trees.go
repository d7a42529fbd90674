// Allocation and collection of many small linked objects.
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
	const depth = 16
	long := build(depth)
	total := 0
	for d := 4; d <= depth; d += 4 {
		for range 1 << (depth - d + 4) {
			total += build(d).count()
		}
	}
	println(total, long.count())
}
