// What -m=2 and -json=0 explain; explain.m2 and explain.json are gc's answers.
package main

type T struct {
	p *int
	n []int
}

var G *int
var S []*T
var M = map[string]*int{}

func ret() *int {
	x := 1
	return &x
}

//go:noinline
func id(p *int) *int { return p }
func viaCall() *int {
	y := 2
	q := id(&y)
	return q
}
func stored(t *T) {
	v := 3
	t.p = &v
	G = t.p
}
func lit(p *int) *T { return &T{p: p} }
func appended(t *T, k string) {
	S = append(S, t)
	M[k] = t.p
}
func sized(n int) []byte { b := make([]byte, n); return b }
func big() int           { var a [1 << 20]int; return a[5] + len(make([]byte, 1<<20)) }
func send(c chan *int)   { z := 1; c <- &z }
func rng(ts []*T) (out []*int) {
	for _, t := range ts {
		out = append(out, t.p)
	}
	return
}
func deep(pp **T) *int                    { return (*pp).p }
func iface(e error) any                   { var a any = e; return a }
func sl(x *[4]int, y []int) ([]int, *int) { return x[1:2], &y[1] }
func main() {
	println(*ret(), *viaCall(), *lit(nil).p, sized(3), big(), rng(nil), deep(nil), iface(nil), S, G, M)
}
