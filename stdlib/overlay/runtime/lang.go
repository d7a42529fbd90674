package runtime

// Operations of the language that the compiler leaves to functions: complex division.

func isNaN(f float64) bool    { return f != f }
func isInf(f float64) bool    { return !isNaN(f) && !isFinite(f) }
func isFinite(f float64) bool { return !isNaN(f - f) }

func copysign(f, sign float64) float64 {
	neg := sign < 0 || sign == 0 && 1/sign < 0
	fneg := f < 0 || f == 0 && 1/f < 0
	if neg != fneg {
		return -f
	}
	return f
}

func fabs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// complex128div is Smith's algorithm (CACM 5:8, 1962) with C99 Annex G's treatment of infinities and NaNs.
func complex128div(n, m complex128) complex128 {
	a, b := real(n), imag(n)
	c, d := real(m), imag(m)
	var e, f float64
	if fabs(c) >= fabs(d) {
		ratio := d / c
		denom := c + ratio*d
		e = (a + b*ratio) / denom
		f = (b - a*ratio) / denom
	} else {
		ratio := c / d
		denom := d + ratio*c
		e = (a*ratio + b) / denom
		f = (b*ratio - a) / denom
	}
	if isNaN(e) && isNaN(f) {
		switch {
		case c == 0 && d == 0 && (!isNaN(a) || !isNaN(b)):
			inf := copysign(1/zero(), c)
			e, f = inf*a, inf*b
		case (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d):
			a, b = unit(a), unit(b)
			inf := 1 / zero()
			e, f = inf*(a*c+b*d), inf*(b*c-a*d)
		case (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b):
			c, d = unit(c), unit(d)
			e, f = 0*(a*c+b*d), 0*(b*c-a*d)
		}
	}
	return complex(e, f)
}

func zero() float64 {
	var z float64
	return z
}

// unit is ±1 for infinities and ±0 for everything else.
func unit(f float64) float64 {
	if isInf(f) {
		return copysign(1, f)
	}
	return copysign(0, f)
}
