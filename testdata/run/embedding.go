// Promotion of fields and methods through values, pointers and interfaces; shadowing by depth; overriding.
package main

type animal interface {
	name() string
	noise() string
}
type base struct{ n string }

func (b base) name() string     { return b.n }
func (b *base) rename(s string) { b.n = s }
func (b base) noise() string    { return "..." }

type dog struct{ base }

func (d dog) noise() string { return "woof" }

type puppy struct {
	*dog
	age int
}

func (p puppy) noise() string { return "small " + p.dog.noise() + p.base.noise() }

type wrap struct {
	animal
	n int
}

func (w wrap) name() string { return "wrapped " + w.animal.name() }

type left struct{ id, l int }
type right struct{ id, r int }
type both struct {
	left
	right
	id string
}

func (left) which() string { return "left" }

type counter struct{ n int }

func (c *counter) inc() int { c.n++; return c.n }

type deep struct{ mid }
type mid struct{ *low }
type low struct{ counter }

func say(a animal) { println(a.name(), a.noise()) }

func main() {
	d := dog{base{"rex"}}
	say(d)
	say(&d)
	p := puppy{&d, 1}
	say(p)
	p.rename("max")
	say(d)
	w := wrap{p, 3}
	say(w)
	say(wrap{&w, 4})
	b := both{left{1, 2}, right{3, 4}, "id"}
	println(b.id, b.left.id, b.right.id, b.l+b.r, b.which())
	x := deep{mid{&low{}}}
	x.inc()
	x.low.inc()
	f := x.inc
	f()
	println(x.n, x.mid.counter.n)
	var i interface{ inc() int } = x
	println(i.inc(), x.n)
	g := (*counter).inc
	println(g(&x.counter), deep.inc(x), (*deep).inc(&x))
	h := animal.noise
	println(h(p), wrap.name(w))
	defer func() { println(recover().(error).Error()) }()
	var none wrap
	none.noise()
}

// Output:
// rex woof
// rex woof
// rex small woof...
// max woof
// wrapped max small woof...
// wrapped wrapped max small woof...
// id 1 3 6 left
// 3 3
// 4 4
// 5 6 7
// small woof... wrapped max
// runtime error: invalid memory address or nil pointer dereference
