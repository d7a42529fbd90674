// math/big: factorials, a power modulo a prime, digits of pi by the spigot.
package main

import (
	"fmt"
	"math/big"
)

func main() {
	f := big.NewInt(1)
	for i := int64(1); i <= 4000; i++ {
		f.Mul(f, big.NewInt(i))
	}
	s := f.String()
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 1279), big.NewInt(1))
	e := new(big.Int).Exp(big.NewInt(3), new(big.Int).Rsh(p, 1), p)
	for i := 0; i < 6; i++ {
		e.Exp(e, new(big.Int).Sub(p, big.NewInt(int64(i))), p)
	}
	// Gibbons' spigot
	q, r, t, k, n, l := big.NewInt(1), big.NewInt(0), big.NewInt(1), int64(1), int64(3), int64(3)
	digits := 0
	var last int64
	for digits < 2500 {
		a := new(big.Int).Mul(q, big.NewInt(4))
		a.Add(a, r).Sub(a, t)
		if a.Cmp(new(big.Int).Mul(t, big.NewInt(n))) < 0 {
			last = n
			digits++
			nr := new(big.Int).Mul(big.NewInt(10), new(big.Int).Sub(r, new(big.Int).Mul(t, big.NewInt(n))))
			x := new(big.Int).Mul(big.NewInt(10), new(big.Int).Add(new(big.Int).Mul(q, big.NewInt(3)), r))
			n = new(big.Int).Sub(x.Div(x, t), big.NewInt(10*n)).Int64()
			q.Mul(q, big.NewInt(10))
			r = nr
		} else {
			nr := new(big.Int).Mul(new(big.Int).Add(new(big.Int).Mul(q, big.NewInt(2)), r), big.NewInt(l))
			x := new(big.Int).Add(new(big.Int).Mul(q, big.NewInt(7*k+2)), new(big.Int).Mul(r, big.NewInt(l)))
			n = x.Div(x, new(big.Int).Mul(t, big.NewInt(l))).Int64()
			q.Mul(q, big.NewInt(k))
			t.Mul(t, big.NewInt(l))
			l += 2
			k++
			r = nr
		}
	}
	fmt.Println(len(s), e.BitLen(), last)
}
